import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readStream, walk, type PageAnswer, type StreamAnswer } from '../support/answers.js';
import { size } from '../support/figures.js';
import { startStack, type Stack } from '../support/stack.js';
import { asSet, rowText, truePorts, type TruePort } from '../support/truth/ports.js';

const seed = Number(process.env['PORTOLAN_SEED'] ?? 20261121);

const KEYED = 'GET /v5/{project_id}/asset/ports/detail';
const PLANS = ['per-host', 'by-port', 'export', 'auto'] as const;

async function stream(stack: Stack, body: object): Promise<StreamAnswer> {
  const response = await stack.post('/v1/ports/query', { format: 'ndjson', ...body });
  if (response.status !== 200) throw new Error(`${response.status} ${await response.text()}`);
  return readStream(response);
}

async function page(stack: Stack, body: object): Promise<PageAnswer> {
  const response = await stack.post('/v1/ports/query', body);
  if (response.status !== 200) throw new Error(`${response.status} ${await response.text()}`);
  return (await response.json()) as PageAnswer;
}

/** Filters as a caller writes them, and a test whether a true row matches. */
const filters = fc.record(
  {
    port: fc.oneof(
      fc.constantFrom(22, 80, 443, 3306, '8000-8100', '1-1023'),
      fc.constant([22, 3389, '20000-60000']),
    ),
    protocol: fc.constantFrom('tcp', 'udp'),
    status: fc.constantFrom('danger', 'normal', 'unknown'),
    exposure: fc.constantFrom('loopback', 'all_interfaces', 'interface'),
    process: fc.constantFrom('ssh', 'SSH', 'Java', '/usr'),
    category: fc.constantFrom('host', 'container'),
  },
  { requiredKeys: [] },
);
const sorts = fc.option(fc.constantFrom('port', '-port', '-status,port', 'host', '-host,port', 'host_name'), {
  nil: undefined,
});

type Filters = Partial<{
  port: number | string | readonly (number | string)[];
  protocol: string;
  status: string;
  exposure: string;
  process: string;
  category: string;
}>;

function passes(row: TruePort, asked: Filters): boolean {
  const ranges = [asked.port ?? []].flat().map((part) => String(part).split('-').map(Number));
  const exposure = exposureOf(row.listen_address);
  return (
    (asked.port === undefined ||
      ranges.some(([from, to]) => row.port >= (from as number) && row.port <= (to ?? from ?? 0))) &&
    (asked.protocol === undefined || row.protocol === asked.protocol) &&
    (asked.status === undefined || row.status === asked.status) &&
    (asked.exposure === undefined || exposure === asked.exposure) &&
    (asked.process === undefined ||
      row.process_path?.toLowerCase().includes(asked.process.toLowerCase()) === true) &&
    (asked.category === undefined || (row.container_id !== null) === (asked.category === 'container'))
  );
}

function exposureOf(address: string | null): string | null {
  if (address === null) return null;
  if (/^(0\.0\.0\.0|::|::ffff:0\.0\.0\.0)$/.test(address)) return 'all_interfaces';
  return /^(::ffff:)?127\.|^::1$/.test(address) ? 'loopback' : 'interface';
}

describe.each([
  ['a fleet whose list fits one page exactly', { hosts: 200, seed: 'full' }, size(2, 60)],
  ['one server', { hosts: 1, seed: 'lonely' }, size(2, 20)],
])('every plan gives the same rows in the same order: %s', (_name, fleet, numRuns) => {
  let stack: Stack;
  let truth: TruePort[];
  let ids: string[];

  beforeAll(async () => {
    stack = await startStack({ emulator: { ...fleet, settings: { export_polls: 0 } } });
    truth = await truePorts(stack.emulator.url);
    ids = stack.emulator.hostIds();
  });
  afterAll(() => stack.close());

  it(`random queries have equal rows on it (seed ${seed})`, async () => {
    const online = await onlineHosts(stack);
    const hostChoice = fc.oneof(
      fc.constant({ hosts: { all: true } }),
      fc.constant({ hosts: { agent_status: 'online' } }),
      fc
        .array(fc.nat(ids.length - 1), { minLength: 1, maxLength: 40 })
        .map((picks) => ({ host_ids: picks.map((pick) => ids[pick] as string) })),
      fc.constant({ host_ids: [...ids.slice(0, 3), 'a-host-that-nobody-knows'] }),
    );
    await fc.assert(
      fc.asyncProperty(
        hostChoice,
        filters,
        sorts,
        fc.constantFrom(5, 50, 1000),
        async (hosts, asked, sort, limit) => {
          const body = { ...hosts, ...asked, ...(sort === undefined ? {} : { sort }), max_age: 0 };
          const wanted = truth.filter(
            (row) =>
              passes(row, asked) &&
              (!('hosts' in hosts) || !('agent_status' in hosts.hosts) || online.has(row.host_id)) &&
              (!('host_ids' in hosts) || hosts.host_ids.includes(row.host_id)),
          );
          const all = asSet(wanted);
          // In parallel, because an export mostly waits.
          const answers = await Promise.all(
            PLANS.map(async (plan) => ({
              plan,
              streamed: await stream(stack, { ...body, plan }),
              first: await page(stack, { ...body, plan, limit }),
            })),
          );
          const order = answers[0]?.first.items.map(rowText);
          expect(order).toHaveLength(Math.min(limit, wanted.length));
          for (const { plan, streamed, first } of answers) {
            expect([plan, streamed.failures]).toEqual([plan, []]);
            expect([plan, asSet(streamed.items)]).toEqual([plan, all]);
            if (plan !== 'auto') expect(streamed.summary?.plan).toBe(plan);
            expect([plan, first.items.map(rowText)]).toEqual([plan, order]);
          }
        },
      ),
      { numRuns, seed, endOnFailure: true },
    );
  }, 600_000);

  it('the filter by process ignores case on each of them', async () => {
    const name =
      truth
        .find((row) => row.process_path !== null)
        ?.process_path?.split('/')
        .at(-1) ?? '';
    expect(name.toUpperCase()).not.toBe(name);
    const wanted = asSet(truth.filter((row) => row.process_path?.toLowerCase().includes(name.toLowerCase())));
    for (const plan of [...PLANS, 'snapshot']) {
      const age = plan === 'snapshot' ? 3_600 : 0;
      const { items } = await stream(stack, {
        hosts: { all: true },
        process: name.toUpperCase(),
        plan,
        max_age: age,
      });
      expect([plan, asSet(items)]).toEqual([plan, wanted]);
    }
  }, 60_000);

  it('pages hold the same rows as the whole', async () => {
    const wanted = asSet(truth.filter((row) => row.port <= 9000));
    await Promise.all(
      PLANS.map(async (plan, at) => {
        const pages = await walk((cursor) =>
          stack.post('/v1/ports/query', {
            hosts: { all: true },
            port: '1-9000',
            plan,
            limit: [300, size(200, 90), 1000, 400][at],
            ...(cursor === undefined ? {} : { cursor }),
          }),
        );
        expect([plan, asSet(pages.flatMap(({ items }) => items))]).toEqual([plan, wanted]);
      }),
    );
  }, 60_000);
});

async function onlineHosts(stack: Stack): Promise<Set<string>> {
  const hosts = await trueHosts(stack);
  return new Set(hosts.filter((host) => host.agent_status === 'online').map((host) => host.host_id));
}

interface TrueHost {
  readonly host_id: string;
  readonly host_name: string;
  readonly private_ip: string;
  readonly agent_status: string;
}

async function trueHosts(stack: Stack): Promise<TrueHost[]> {
  const lines = (await (await fetch(`${stack.emulator.url}/__emulator/fleet/hosts`)).text()).split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as TrueHost);
}

describe('the export plan', () => {
  let stack: Stack;
  let truth: TruePort[];

  beforeAll(async () => {
    stack = await startStack({ emulator: { hosts: 200, seed: 'd', settings: { export_polls: 0 } } });
    truth = await truePorts(stack.emulator.url);
  });
  afterAll(() => stack.close());

  const paths = () => (stack.emulator.calls() as { by_path: Record<string, number> }).by_path;
  const bodyOf = (plan: string) => ({ hosts: { all: true }, plan, max_age: 0, timeout_ms: 60_000 });

  it('gives the rows of the other plans for a handful of calls, filtered and sorted like them', async () => {
    stack.emulator.clearCalls();
    const answer = await stream(stack, bodyOf('export'));
    expect(asSet(answer.items)).toEqual(asSet(truth));
    expect(answer.summary).toMatchObject({ plan: 'export', complete: true });
    expect(answer.summary?.upstream_calls).toBeLessThan(12);
    expect(paths()[KEYED]).toBeUndefined();
    const filtered = { ...bodyOf('export'), status: 'danger', sort: '-port', limit: 50, include: 'host' };
    const [mine, other] = await Promise.all(
      ['export', 'per-host'].map((plan) => page(stack, { ...filtered, plan })),
    );
    expect(mine?.items).toEqual(other?.items);
  }, 60_000);

  it('tells servers apart by name and address where the file has no ids, and asks namesakes themselves', async () => {
    const places = (await trueHosts(stack)).map((host) => `${host.host_name} ${host.private_ip}`);
    expect(new Set(places).size).toBe(places.length - 1);
    stack.emulator.clearCalls();
    stack.emulator.patch({ export_host_id: false });
    try {
      const answer = await stream(stack, bodyOf('export'));
      expect(asSet(answer.items)).toEqual(asSet(truth));
      expect(answer.summary).toMatchObject({ plan: 'export', complete: true });
      expect(paths()['GET /v5/{project_id}/asset/ports']).toBe(2);
    } finally {
      stack.emulator.patch({ export_host_id: true });
    }
  }, 60_000);

  it('is left for another when the file cannot be trusted, and the answer says why', async () => {
    stack.emulator.addFault({
      match: { path: '/download/*' },
      fault: { kind: 'status', status: 400, body: { error_code: 'HSS.1018' } },
    });
    try {
      const answer = await stream(stack, { ...bodyOf('export'), explain: true });
      expect(asSet(answer.items)).toEqual(asSet(truth));
      expect(answer.summary).toMatchObject({
        plan: 'by-port',
        complete: true,
        explanation: { reason: expect.stringContaining('export was given up') },
      });
    } finally {
      stack.emulator.clearFaults();
    }
  }, 60_000);
});
