import { request } from 'undici';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readEvents } from '../support/event-source.js';
import { readCsv } from '../support/read-csv.js';
import { KEY, startStack, type Stack } from '../support/stack.js';

interface ListPage {
  readonly items: Record<string, unknown>[];
  readonly complete: boolean;
  readonly next_cursor: string | null;
  readonly summary: { readonly complete: boolean; readonly items: number };
}

let stack: Stack;
const SPAN = 'since=2026-01-01T00:00:00Z&until=2026-12-31T00:00:00Z';

beforeAll(async () => {
  stack = await startStack({ emulator: { hosts: 40 } });
}, 60_000);

afterAll(() => stack.close());

const LISTS: readonly (readonly [path: string, field: string])[] = [
  ['/v1/hosts?limit=1000', 'host_id'],
  ['/v1/host-groups?', 'group_id'],
  ['/v1/ports/summary?hosts=all&group_by=process,status&top=20', 'process_path'],
  ['/v1/assets/statistics?', 'type'],
  ['/v1/assets/process/top?', 'name'],
  [`/v1/assets/users/changes?limit=1000&${SPAN}`, 'seen_at'],
  [`/v1/assets/app/changes?limit=1000&${SPAN}`, 'app_name'],
];

describe.each(LISTS)('the list %s', (path, field) => {
  let rows: Record<string, unknown>[];

  beforeAll(async () => {
    const page = (await (await stack.get(path)).json()) as ListPage;
    expect(page).toMatchObject({ complete: true, summary: { complete: true, items: page.items.length } });
    rows = page.items;
    expect(rows.length).toBeGreaterThan(0);
  });

  it('is the same as lines, as events and as a table', async () => {
    const text = await (await stack.get(`${path}&format=ndjson`)).text();
    const lines = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { type: string; item?: object });
    expect(lines.pop()).toMatchObject({ type: 'summary', summary: { items: rows.length } });
    expect(lines.map(({ item }) => item)).toEqual(rows);
    const events = await readEvents(await stack.get(path, { accept: 'text/event-stream' }));
    expect(events.at(-1)).toMatchObject({ event: 'summary', id: 'end' });
    expect(events.flatMap(({ data }) => (data['items'] ?? []) as unknown[])).toEqual(rows);
    const table = await stack.get(path, { accept: 'text/csv' });
    expect(table.headers.get('content-disposition')).toMatch(/^attachment; filename="[\w-]+\.csv"$/);
    const [header, ...records] = readCsv(await table.text());
    expect(header).toEqual(Object.keys(rows[0] ?? {}));
    expect(records.pop()?.[0]).toContain(`# summary complete=true items=${rows.length} `);
    expect(records).toHaveLength(rows.length);
  });

  it('shows chosen members only, and knows what the client has', async () => {
    const first = await stack.get(`${path}&fields=${field}`);
    const { items } = (await first.json()) as ListPage;
    expect(items).toEqual(rows.map((row) => ({ [field]: row[field] })));
    const etag = first.headers.get('etag') ?? '';
    expect(etag).toMatch(/^W\//);
    const again = await stack.get(`${path}&fields=${field}`, { 'if-none-match': etag });
    expect(again.status).toBe(304);
    expect((await stack.get(`${path}&fields=secret`)).status).toBe(400);
    expect((await stack.get(path, { accept: 'image/png' })).status).toBe(406);
  });
});

describe('a byte order mark', () => {
  it.each(['/v1/hosts?', '/v1/ports?hosts=all', `/v1/assets/users/changes?${SPAN}`])(
    'begins CSV where it is asked for: %s',
    async (path) => {
      const marked = Buffer.from(await (await stack.get(`${path}&format=csv&bom=true`)).arrayBuffer());
      expect(marked.subarray(0, 3).toString('hex')).toBe('efbbbf');
      const plain = Buffer.from(await (await stack.get(`${path}&format=csv&bom=false`)).arrayBuffer());
      expect(plain.toString().split('\r\n')[0]).toBe(marked.subarray(3).toString().split('\r\n')[0]);
    },
  );

  it.each(['json', 'ndjson', 'sse'])('is refused with %s', async (format) => {
    const detail = `goes with format csv only; this answer is ${format}`;
    const list = await stack.get(`/v1/hosts?bom=true&format=${format}`);
    expect(list.status).toBe(400);
    expect(await list.json()).toMatchObject({ errors: [{ parameter: 'bom', detail }] });
    const query = await stack.post('/v1/ports/query', { hosts: { all: true }, bom: true, format });
    expect(query.status).toBe(400);
    expect(await query.json()).toMatchObject({ errors: [{ pointer: '/bom', detail }] });
  });
});

describe('lists with more than one page', () => {
  it.each(['/v1/hosts?limit=15', `/v1/assets/users/changes?limit=3&${SPAN}`])(
    'link the next: %s',
    async (path) => {
      const first = await stack.get(path);
      const page = (await first.json()) as ListPage;
      expect(page.next_cursor).not.toBeNull();
      const [, next = ''] = /^<([^>]+)>; rel="next"$/.exec(first.headers.get('link') ?? '') ?? [];
      const second = (await (await stack.get(next)).json()) as ListPage;
      expect(second.items.length).toBeGreaterThan(0);
      expect(second.items[0]).not.toEqual(page.items[0]);
    },
  );
});

describe('changes of ports', () => {
  it('are a table of sockets', async () => {
    await (await stack.get('/v1/ports?hosts=all&format=ndjson&max_age=0')).text();
    const since = new Date(Date.now() + 60_000).toISOString();
    const response = await stack.get(`/v1/ports/changes?since=${since}&format=csv`);
    if (response.status === 409) {
      // There was no snapshot to compare with. This request made one, so the next can use it.
      await response.text();
    }
    const again = await stack.get(`/v1/ports/changes?since=${since}&format=csv`);
    expect(again.status).toBe(200);
    const [header, ...records] = readCsv(await again.text());
    expect(header?.slice(0, 7)).toEqual([
      ...['project', 'host_id', 'host_name', 'host_ip', 'change', 'seen_at', 'port'],
    ]);
    expect(records.at(-1)?.[0]).toContain('# summary complete=true');
  });
});

describe('the outcome of a table', () => {
  it.each(['/v1/ports?hosts=all', '/v1/hosts?'])(
    'comes as a trailer too, to clients that take trailers: %s',
    async (path) => {
      const ask = (headers: Record<string, string>) =>
        request(`${stack.url}${path}&format=csv`, { headers: { 'x-api-key': KEY, ...headers } });
      const told = await ask({ te: 'trailers' });
      expect(told.headers['trailer']).toBe('portolan-outcome');
      const last = readCsv(await told.body.text()).at(-1)?.[0];
      const trailers = told.trailers;
      expect(last).toBe(`# ${trailers['portolan-outcome']}`);
      const plain = await ask({});
      expect(plain.headers['trailer']).toBeUndefined();
      await plain.body.text();
    },
  );
});

describe('calls with a body', () => {
  it.each(['/v1/ports/query', '/v1/ports/summary', '/v1/assets/users/query'])(
    'take no query parameters, and say so of each: %s',
    async (path) => {
      const response = await stack.post(`${path}?limit=5&format=csv`, { hosts: { all: true } });
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({
        errors: [{ parameter: 'limit' }, { parameter: 'format' }],
      });
    },
  );
});
