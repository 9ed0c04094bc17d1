import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { startStack, type Stack } from '../support/stack.js';
import { truePorts } from '../support/truth/ports.js';

interface Summary {
  readonly complete: boolean;
  readonly hosts: Readonly<Record<'requested' | 'read' | 'answered' | 'failed', number>>;
  readonly items: number;
  readonly total?: number;
  readonly plan: string;
  readonly upstream_calls: number;
}
interface PortsPage {
  readonly items: readonly { readonly host_id: string }[];
  readonly failures: readonly { readonly host_id: string }[];
  readonly complete: boolean;
  readonly next_cursor: string | null;
  readonly summary: Summary;
}

const HOSTS = 40;
const PLANS = ['per-host', 'by-port', 'export', 'snapshot'];
let stack: Stack;
let rows: number;

beforeAll(async () => {
  stack = await startStack({ emulator: { hosts: HOSTS, settings: { export_polls: 0 } } });
  rows = (await truePorts(stack.emulator.url)).length;
  // The plan `snapshot` needs an earlier answer.
  await (await stack.get('/v1/ports?plan=by-port&format=ndjson')).text();
}, 60_000);
afterEach(() => stack.emulator.clearFaults());
afterAll(() => stack.close());

async function walk(search: string, limit: number): Promise<PortsPage[]> {
  const pages: PortsPage[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const next = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const response = await stack.get(`/v1/ports?${search}&limit=${limit}${next}`);
    if (response.status !== 200) throw new Error(`${response.status} ${await response.text()}`);
    const page = (await response.json()) as PortsPage;
    pages.push(page);
    cursor = page.next_cursor;
  }
  return pages;
}

function expectConsistent({ complete, failures, summary }: PortsPage): void {
  const { requested, read, answered, failed } = summary.hosts;
  expect(read).toBe(answered + failed);
  expect(requested).toBeGreaterThanOrEqual(read);
  expect([complete, summary.complete, failed]).toEqual([
    failures.length === 0,
    failures.length === 0,
    failures.length,
  ]);
}

describe('the summary of one page of many', () => {
  it.each(PLANS)('says how many hosts the page has read, on the plan %s', async (plan) => {
    const pages = await walk(`plan=${plan}&max_age=${plan === 'snapshot' ? 600 : 0}`, 300);
    expect(pages.length).toBeGreaterThan(2);
    for (const page of pages) {
      expectConsistent(page);
      expect(page.summary.hosts.requested).toBe(HOSTS);
      expect(page.summary.hosts.read).toBeGreaterThanOrEqual(
        new Set(page.items.map((item) => item.host_id)).size,
      );
    }
    // Later pages may be read from the snapshot that the first one has made.
    expect(pages[0]?.summary.plan).toBe(plan);
    expect(pages[0]?.summary.hosts.read).toBeLessThan(HOSTS);
    const totals = pages.flatMap(({ summary }) => summary.total ?? []);
    expect(totals.every((total) => total === rows)).toBe(true);
  });

  it('speaks of a failed host on its own page only', async () => {
    const dead = stack.emulator.hostIds()[HOSTS / 2] ?? '';
    stack.emulator.addFault({
      match: { path: '/asset/ports', host_id: dead },
      fault: { kind: 'status', status: 403, body: { error_code: 'APIGW.0302', error_msg: 'no' } },
    });
    const pages = await walk('plan=per-host&max_age=0', 300);
    for (const page of pages) expectConsistent(page);
    const failing = pages.filter(({ complete }) => !complete);
    expect(failing.map(({ failures }) => failures.map(({ host_id: id }) => id))).toEqual([[dead]]);
    expect(failing[0]?.summary.total).toBeUndefined();
  });

  it('says at the end of a stream that every host was read, and how many rows there are', async () => {
    const text = await (await stack.get('/v1/ports?format=ndjson&max_age=0&plan=per-host')).text();
    const { summary } = JSON.parse(text.trim().split('\n').at(-1) ?? '') as { summary: Summary };
    expect(summary).toMatchObject({
      hosts: { requested: HOSTS, read: HOSTS, answered: HOSTS, failed: 0 },
      items: rows,
      total: rows,
    });
  });
});

describe('the total of a page', () => {
  it('is known on every page of a sorted answer', async () => {
    const pages = await walk('sort=-status&plan=per-host&protocol=tcp', 300);
    const found = pages.reduce((sum, { items }) => sum + items.length, 0);
    expect(pages.map(({ summary }) => summary.total)).toEqual(pages.map(() => found));
  });

  it('is known for one host on its first page, with a filter too, and costs no call', async () => {
    const [hostId = ''] = stack.emulator.hostIds();
    for (const filter of ['', '&protocol=udp']) {
      const search = `host_ids=${hostId}&plan=per-host&max_age=0${filter}`;
      const [whole] = await walk(search, 1_000);
      const [first] = await walk(search, 1);
      expect(first?.summary.total).toBe(whole?.items.length);
      expect(first?.summary.upstream_calls).toBe(1);
    }
  });

  it('is absent where only further calls could tell', async () => {
    const [first] = await walk('plan=per-host&max_age=0', 300);
    expect(first?.summary).not.toHaveProperty('total');
    expect(first?.summary.upstream_calls).toBeLessThan(HOSTS);
  });
});
