import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readStream, walk, type PageAnswer } from '../support/answers.js';
import { size } from '../support/figures.js';
import { startStack, type Stack } from '../support/stack.js';
import { asSet, rowText, truePorts, type TruePort } from '../support/truth/ports.js';

/** Several pages of the list of servers, and some fifteen rows for each server. */
const HOSTS = size(500, 1_000);

let stack: Stack;
let truth: TruePort[];

beforeAll(async () => {
  stack = await startStack({ emulator: { hosts: HOSTS } });
  truth = await truePorts(stack.emulator.url);
}, 60_000);

afterAll(() => stack.close());

const query = (body: object, headers = {}) => stack.post('/v1/ports/query', body, headers);

describe(`the open ports of a fleet of ${HOSTS} servers`, () => {
  let order: TruePort[];

  it('has a fleet worth asking about', () => {
    expect(truth.length).toBeGreaterThan(8 * HOSTS);
    expect(new Set(truth.map(rowText)).size).toBe(truth.length);
    expect(truth.some((row) => row.container_id !== null)).toBe(true);
    expect(truth.some((row) => row.ip_version === 6)).toBe(true);
  });

  it('streams every row exactly once and ends with the summary', async () => {
    const response = await query(
      { hosts: { all: true }, plan: 'per-host' },
      { accept: 'application/x-ndjson' },
    );
    expect(response.headers.get('content-type')).toContain('application/x-ndjson');
    const answer = await readStream(response);
    expect(asSet(answer.items)).toEqual(asSet(truth));
    expect(answer.failures).toEqual([]);
    expect(answer.shape[0]).toBe('progress');
    expect(answer.progress[0]).toMatchObject({ plan: 'per-host', estimated_calls: expect.any(Number) });
    expect(answer.shape.at(-1)).toBe('summary');
    expect(answer.summary).toMatchObject({
      complete: true,
      plan: 'per-host',
      items: truth.length,
      hosts: { requested: HOSTS, answered: HOSTS, failed: 0 },
    });
  });

  it.each([1000, 100])(
    'gives the same rows in the same order by pages of %i',
    async (limit) => {
      const rows = await rowsByPages({ hosts: { all: true } }, limit);
      expect(rows.map(rowText).sort()).toEqual(asSet(truth));
      order ??= rows;
      expect(rows).toEqual(order);
    },
    120_000,
  );

  it('gives the same rows in the same order by pages of 7', async () => {
    const ids = [...new Set(order.map((row) => row.host_id))].slice(0, size(60, HOSTS));
    const named = new Set(ids);
    const rows = await rowsByPages({ host_ids: ids }, 7);
    expect(rows).toEqual(order.filter((row) => named.has(row.host_id)));
  }, 120_000);

  it('keeps the promised order: hosts as asked, then port, protocol, version, address, container, pid', async () => {
    const ids = stack.emulator.hostIds().slice(0, 40).reverse();
    const pages = await walk((cursor) =>
      query({ host_ids: ids, limit: 1000, ...(cursor === undefined ? {} : { cursor }) }),
    );
    const rows = pages.flatMap((page) => page.items);
    const nullFirst = (a: string | null, b: string | null) =>
      a === b ? 0 : a === null ? -1 : b === null ? 1 : a < b ? -1 : 1;
    const expected = [...rows].sort(
      (a, b) =>
        ids.indexOf(a.host_id) - ids.indexOf(b.host_id) ||
        a.port - b.port ||
        nullFirst(a.protocol, b.protocol) ||
        a.ip_version - b.ip_version ||
        nullFirst(a.listen_address, b.listen_address) ||
        nullFirst(a.container_id, b.container_id) ||
        (a.pid ?? -1) - (b.pid ?? -1),
    );
    expect(rows).toEqual(expected);
    expect(rows.length).toBeGreaterThan(0);
  });

  it('asks upstream once for each host of a page and not at all for rows it has', async () => {
    const id = hostWith((count) => count > 20 && count < 200);
    stack.emulator.clearCalls();
    const first = (await (await query({ host_ids: [id], limit: 10, max_age: 0 })).json()) as PageAnswer;
    expect(first.summary.upstream_calls).toBe(1);
    expect(portCalls()).toBe(1);
    const second = (await (
      await query({ host_ids: [id], limit: 10, cursor: first.next_cursor })
    ).json()) as PageAnswer;
    expect(second.items).toHaveLength(10);
    expect(second.summary).toMatchObject({ upstream_calls: 0, cache_hits: 1 });
    expect(portCalls()).toBe(1);
  });

  it('reads only the hosts that a page needs', async () => {
    stack.emulator.clearCalls();
    const page = (await (
      await query({ host_ids: stack.emulator.hostIds().slice(HOSTS / 2), limit: 50, max_age: 0 })
    ).json()) as PageAnswer;
    expect(page.items).toHaveLength(50);
    expect(portCalls()).toBeLessThanOrEqual(12);
  });

  it('names a host twice and still gives its rows once', async () => {
    const id = hostWith((count) => count > 0);
    const page = (await (await query({ host_ids: [id, id], limit: 1000 })).json()) as PageAnswer;
    expect(asSet(page.items)).toEqual(asSet(truth.filter((row) => row.host_id === id)));
    expect(page.summary.hosts.requested).toBe(1);
  });

  it('reads a host with more rows than a page holds in full', async () => {
    const id = hostWith((count) => count > 400);
    const page = await readStream(await query({ host_ids: [id], format: 'ndjson', max_age: 0 }));
    expect(asSet(page.items)).toEqual(asSet(truth.filter((row) => row.host_id === id)));
  });

  it.each<[string, object, (row: TruePort) => boolean]>([
    ['one port', { port: 22 }, (row) => row.port === 22],
    [
      'ports and a range',
      { port: [443, '8000-8100'] },
      (row) => row.port === 443 || (row.port >= 8000 && row.port <= 8100),
    ],
    ['a protocol', { protocol: 'udp' }, (row) => row.protocol === 'udp'],
    ['a status', { status: ['danger'] }, (row) => row.status === 'danger'],
    ['part of a process path', { process: 'ngin' }, (row) => row.process_path?.includes('ngin') === true],
    ['containers', { category: 'container' }, (row) => row.container_id !== null],
    ['no containers', { category: 'host' }, (row) => row.container_id === null],
    ['loopback', { exposure: 'loopback' }, (row) => /^(::ffff:)?127\.|^::1$/.test(row.listen_address ?? '')],
    [
      'everywhere',
      { exposure: 'all_interfaces' },
      (row) => /^(0\.0\.0\.0|::|::ffff:0\.0\.0\.0)$/.test(row.listen_address ?? ''),
    ],
    [
      'two filters together',
      { port: '1-1023', protocol: ['tcp'] },
      (row) => row.port < 1024 && row.protocol === 'tcp',
    ],
  ])('filters by %s, in streams and over pages alike', async (_name, filter, wanted) => {
    const expected = asSet(truth.filter(wanted));
    expect(expected.length).toBeGreaterThan(0);
    const stream = await readStream(await query({ hosts: { all: true }, ...filter, format: 'ndjson' }));
    expect(asSet(stream.items)).toEqual(expected);
    const pages = await walk((cursor) =>
      query({ hosts: { all: true }, ...filter, limit: 150, ...(cursor === undefined ? {} : { cursor }) }),
    );
    expect(asSet(pages.flatMap((page) => page.items))).toEqual(expected);
  });

  it('sorts by risk and port, over pages and streams alike', async () => {
    const body = { hosts: { all: true }, port: '1-3400', sort: '-status,port' };
    const pages = await walk((cursor) =>
      query({ ...body, limit: 300, ...(cursor === undefined ? {} : { cursor }) }),
    );
    const rows = pages.flatMap((page) => page.items);
    expect(asSet(rows)).toEqual(asSet(truth.filter((row) => row.port <= 3400)));
    const risk = ['danger', 'unknown', 'normal'];
    const outOfOrder = rows.slice(1).filter((after, at) => {
      const before = rows[at] as TruePort;
      const step = risk.indexOf(after.status) - risk.indexOf(before.status);
      return step < 0 || (step === 0 && after.port < before.port);
    });
    expect(outOfOrder).toEqual([]);
    const stream = await readStream(await query({ ...body, format: 'ndjson' }));
    expect(stream.items.map(rowText)).toEqual(rows.map(rowText));
  });

  it('answers a plain GET with the host in the path, in the query, and for all', async () => {
    const id = hostWith((count) => count > 0 && count < 100);
    const expected = asSet(truth.filter((row) => row.host_id === id));
    for (const path of [`/v1/hosts/${id}/ports?limit=1000`, `/v1/ports?host_ids=${id}&limit=1000`]) {
      const page = (await (await stack.get(path)).json()) as PageAnswer;
      expect(asSet(page.items)).toEqual(expected);
    }
    const all = await readStream(await stack.get('/v1/ports?hosts=all&port=22&format=ndjson'));
    expect(asSet(all.items)).toEqual(asSet(truth.filter((row) => row.port === 22)));
  });

  /** Rows of all pages of a query, each of them once and no page larger than `limit`. */
  async function rowsByPages(body: object, limit: number): Promise<TruePort[]> {
    const pages = await walk((cursor) =>
      query({ ...body, limit, ...(cursor === undefined ? {} : { cursor }) }),
    );
    expect(pages.every((page) => page.complete && page.items.length <= limit)).toBe(true);
    const rows = pages.flatMap((page) => page.items);
    expect(new Set(rows.map(rowText)).size).toBe(rows.length);
    return rows;
  }

  function portCalls(): number {
    const { by_path: byPath } = stack.emulator.calls() as { by_path: Record<string, number> };
    return byPath['GET /v5/{project_id}/asset/ports'] ?? 0;
  }

  function hostWith(wanted: (count: number) => boolean): string {
    const counts = new Map<string, number>();
    for (const row of truth) counts.set(row.host_id, (counts.get(row.host_id) ?? 0) + 1);
    const found = [...counts].find(([, count]) => wanted(count));
    if (found === undefined) throw new Error('the fleet has no such host');
    return found[0];
  }
});
