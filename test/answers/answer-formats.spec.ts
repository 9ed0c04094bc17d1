import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readStream, type PageAnswer } from '../support/answers.js';
import { readEvents } from '../support/event-source.js';
import { exchange } from '../support/raw-http.js';
import { readCsv } from '../support/read-csv.js';
import { KEY, startStack, type Stack } from '../support/stack.js';

let stack: Stack;

beforeAll(async () => {
  stack = await startStack({ emulator: { hosts: 60 } });
}, 60_000);

afterAll(() => stack.close());

/** Cells that a spreadsheet would take for a formula. */
const DANGEROUS = /^[\s\0]*[=+\-@\t\r\0＝＋－＠]/u;

describe.each([
  ['/v1/ports', '/v1/ports?hosts=all'],
  ['/v1/assets/users', '/v1/assets/users?hosts=all'],
  ['/v1/assets/process', '/v1/assets/process?hosts=all'],
])('the formats of %s', (_path, url) => {
  let rows: Record<string, unknown>[];

  beforeAll(async () => {
    const answer = await readStream(await stack.get(`${url}&format=ndjson`));
    rows = answer.items as unknown as Record<string, unknown>[];
    expect(rows.length).toBeGreaterThan(100);
  });

  it('are the same rows as CSV, with a header, and an outcome as the last record', async () => {
    const response = await stack.get(url, { accept: 'text/csv' });
    expect(response.headers.get('content-type')).toContain('text/csv');
    expect(response.headers.get('content-disposition')).toMatch(/^attachment; filename="[a-z]+\.csv"$/);
    const [header = [], ...records] = readCsv(await response.text());
    const outcome = records.pop();
    expect(outcome?.[0]).toMatch(new RegExp(`^# summary complete=true items=${rows.length} `));
    expect(records).toHaveLength(rows.length);
    const texts = (cells: readonly unknown[]): string => JSON.stringify(cells);
    const expected = rows.map((row) =>
      texts(
        header.map((column) => {
          const value = row[column];
          if (value === null || value === undefined) return '';
          if (typeof value !== 'string') return JSON.stringify(value);
          return DANGEROUS.test(value) ? `'${value}` : value;
        }),
      ),
    );
    expect(records.map(texts).sort()).toEqual(expected.sort());
    expect(records.flat().filter((cell) => DANGEROUS.test(cell))).toEqual([]);
  });

  it.each([
    ['text/*', 'text/csv'],
    ['*', 'application/json'],
    ['application/json;q=0, */*', 'application/x-ndjson'],
    ['application/json; charset=utf-8', 'application/json'],
    ['text/event-stream;q=0, text/*;q=0.5, application/*;q=0.1', 'text/csv'],
  ])('come by %s as %s', async (accept, type) => {
    const response = await stack.get(`${url}&limit=1`, { accept });
    expect(response.headers.get('content-type')).toBe(`${type}; charset=utf-8`);
    await response.arrayBuffer();
  });

  it('are the same rows as an event stream that ends with the summary', async () => {
    const response = await stack.get(url, { accept: 'text/event-stream' });
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    const events = await readEvents(response);
    expect(events.at(-1)).toMatchObject({ event: 'summary', id: 'end' });
    const sent = events
      .filter(({ event }) => event === 'items')
      .flatMap(({ data }) => data['items'] as unknown[]);
    expect(sent.map((row) => JSON.stringify(row)).sort()).toEqual(
      rows.map((row) => JSON.stringify(row)).sort(),
    );
    expect(events.slice(0, -1).every(({ id }) => id === undefined)).toBe(true);
  });

  it('tell a browser that has the whole stream not to come again', async () => {
    const response = await stack.get(url, { accept: 'text/event-stream', 'last-event-id': 'end' });
    expect(response.status).toBe(204);
  });

  it('have only the members asked for, in that order', async () => {
    const page = (await (await stack.get(`${url}&limit=5&fields=host_name,host_id`)).json()) as PageAnswer;
    expect(page.items.map((item) => Object.keys(item))).toEqual(Array(5).fill(['host_name', 'host_id']));
    expect(page.items.every((item) => typeof (item as { host_name?: unknown }).host_name === 'string')).toBe(
      true,
    );
    const csv = readCsv(await (await stack.get(`${url}&format=csv&fields=host_id`)).text());
    expect(csv[0]).toEqual(['host_id']);
    const refused = await stack.get(`${url}&fields=host_id,secret`);
    expect(refused.status).toBe(400);
    expect(await refused.json()).toMatchObject({ errors: [{ parameter: 'fields' }] });
  });

  it('answer a page that the client has with 304, and a changed one in full', async () => {
    const first = await stack.get(`${url}&limit=50`);
    const etag = first.headers.get('etag') ?? '';
    expect(etag).toMatch(/^W\/"[\w-]{20,}"$/);
    await first.text();
    const again = await stack.get(`${url}&limit=50`, { 'if-none-match': `"other", ${etag}` });
    expect(again.status).toBe(304);
    expect(await again.text()).toBe('');
    expect(again.headers.get('etag')).toBe(etag);
    const other = await stack.get(`${url}&limit=49`, { 'if-none-match': etag });
    expect(other.status).toBe(200);
    await other.text();
  });

  it('link the next page, which goes on where this one ends', async () => {
    const first = await stack.get(`${url}&limit=10`);
    const page = (await first.json()) as PageAnswer;
    const [, next] = /^<([^>]+)>; rel="next"$/.exec(first.headers.get('link') ?? '') ?? [];
    expect(next).toBeDefined();
    const second = (await (await stack.get(next as string)).json()) as PageAnswer;
    expect(second.items).toHaveLength(10);
    const both = [...page.items, ...second.items].map((item) => JSON.stringify(item));
    expect(new Set(both).size).toBe(20);
    expect(first.headers.get('server-timing')).toMatch(/^total;dur=\d+, upstream;desc="\d+ calls"/);
  });
});

describe('the link to the next page', () => {
  it('says what was asked, also where that holds a question mark as it is', async () => {
    const [hostId = ''] = stack.emulator.hostIds();
    const row = {
      host_id: hostId,
      laddr: '0.0.0.0',
      status: 'normal',
      type: 'TCP',
      pid: 7,
      path: '/opt/who?',
    };
    const rows = [8_001, 8_002, 8_003].map((port) => ({ ...row, port, agent_id: 'a', container_id: '' }));
    stack.emulator.addFault({
      match: { path: '/asset/ports', host_id: hostId },
      fault: { kind: 'status', status: 200, body: { total_num: rows.length, data_list: rows } },
    });
    try {
      const ports: number[] = [];
      let next: string | undefined =
        `/v1/ports?host_ids=${hostId}&plan=per-host&max_age=0&limit=1&process=who?&protocol=tcp`;
      while (next !== undefined) {
        const response = await stack.get(next);
        expect(response.status).toBe(200);
        ports.push(...((await response.json()) as PageAnswer).items.map(({ port }) => port));
        next = /^<([^>]+)>; rel="next"$/.exec(response.headers.get('link') ?? '')?.[1];
      }
      expect(ports).toEqual([8_001, 8_002, 8_003]);
    } finally {
      stack.emulator.clearFaults();
    }
  });

  it('is left out where it would make the headers too long for proxies and clients', async () => {
    const asked = async (hosts: number): Promise<[string | null, string | null]> => {
      const ids = Array.from({ length: hosts }, (_none, at) => stack.emulator.hostIds()[at % 60]).join(',');
      const response = await stack.get(`/v1/ports?limit=5&host_ids=${ids}`);
      expect(response.status).toBe(200);
      return [response.headers.get('link'), ((await response.json()) as PageAnswer).next_cursor];
    };
    const few = await asked(10);
    expect(few[0]).toContain(encodeURIComponent(few[1] ?? ''));
    for (const hosts of [75, 400]) {
      const [link, cursor] = await asked(hosts);
      expect(link).toBeNull();
      expect(cursor).not.toBeNull();
    }
  });
});

describe('a query in a body', () => {
  it('is answered in full whatever page the client says it has', async () => {
    for (const path of ['/v1/ports/query', '/v1/assets/users/query', '/v1/ports/summary']) {
      const body = { hosts: { all: true }, ...(path.endsWith('query') ? { limit: 5 } : {}) };
      const first = await stack.post(path, body);
      await first.text();
      for (const condition of [first.headers.get('etag') ?? '*', '*']) {
        const again = await stack.post(path, body, { 'if-none-match': condition });
        expect(again.status).toBe(200);
        expect(((await again.json()) as PageAnswer).items.length).toBeGreaterThan(0);
      }
    }
  });
});

describe('a client of HTTP/1.0', () => {
  it('gets a table without trailers, which its protocol does not have', async () => {
    const ask = (version: string) =>
      exchange(
        stack.url,
        `GET /v1/ports?hosts=all&format=csv HTTP/${version}\r\nHost: x\r\nX-API-Key: ${KEY}\r\nTE: trailers\r\nConnection: close\r\n\r\n`,
      );
    const [newer] = (await ask('1.1')).answers;
    expect(newer?.headers).toMatchObject({ trailer: 'portolan-outcome', 'transfer-encoding': 'chunked' });
    const { answers, closed } = await ask('1.0');
    expect(closed).toBe(true);
    expect(answers[0]?.status).toBe(200);
    expect(answers[0]?.headers).not.toHaveProperty('trailer');
    expect(answers[0]?.headers).not.toHaveProperty('transfer-encoding');
  });
});
