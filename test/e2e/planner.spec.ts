import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readStream, walk, type PageAnswer, type StreamAnswer } from '../support/answers.js';
import { startStack, type Stack } from '../support/stack.js';
import { asSet, rowText, truePorts, type TruePort } from '../support/truth.js';

const seed = Number(process.env['PORTOLAN_SEED'] ?? 20261121);

const KEYED = 'GET /v5/{project_id}/asset/ports/detail';

async function stream(stack: Stack, body: object): Promise<StreamAnswer> {
  const response = await stack.post('/v1/ports/query', { format: 'ndjson', ...body });
  if (response.status !== 200) throw new Error(`${response.status} ${await response.text()}`);
  return readStream(response);
}

/** Filters as a caller would write them, and what they mean for a true row. */
const filters = fc.record(
  {
    port: fc.oneof(
      fc.constantFrom(22, 80, 443, 3306, '8000-8100', '1-1023'),
      fc.constant([22, 3389, '20000-60000']),
    ),
    protocol: fc.constantFrom('tcp', 'udp'),
    status: fc.constantFrom('danger', 'normal', 'unknown'),
    exposure: fc.constantFrom('loopback', 'all_interfaces', 'interface'),
    process: fc.constantFrom('ssh', 'java', '/usr'),
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
    (asked.process === undefined || row.process_path?.includes(asked.process) === true) &&
    (asked.category === undefined || (row.container_id !== null) === (asked.category === 'container'))
  );
}

function exposureOf(address: string | null): string | null {
  if (address === null) return null;
  if (/^(0\.0\.0\.0|::|::ffff:0\.0\.0\.0)$/.test(address)) return 'all_interfaces';
  return /^(::ffff:)?127\.|^::1$/.test(address) ? 'loopback' : 'interface';
}

const MOST = ['per-host', 'by-port', 'auto'] as const;

describe.each([
  ['a usual fleet', { hosts: 120, seed: 'usual' }, MOST, 5],
  ['a fleet whose page is exactly full', { hosts: 200, seed: 'full' }, MOST, 4],
  ['one server', { hosts: 1, seed: 'lonely' }, MOST, 4],
  [
    'a fleet that is exported',
    { hosts: 40, seed: 'exported', settings: { export_polls: 0 } },
    ['per-host', 'export'] as const,
    4,
  ],
])('every plan gives the same rows in the same order: %s', (_name, emulator, PLANS, numRuns) => {
  let stack: Stack;
  let truth: TruePort[];
  let ids: string[];

  beforeAll(async () => {
    stack = await startStack({ emulator });
    truth = await truePorts(stack.emulator.url);
    ids = stack.emulator.hostIds();
  });
  afterAll(() => stack.close());

  it(`for random queries (seed ${seed})`, async () => {
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
          const online =
            'hosts' in hosts && 'agent_status' in hosts.hosts ? await onlineHosts(stack) : undefined;
          const wanted = truth.filter(
            (row) =>
              passes(row, asked) &&
              (online === undefined || online.has(row.host_id)) &&
              (!('host_ids' in hosts) || hosts.host_ids.includes(row.host_id)),
          );
          let order: string[] | undefined;
          for (const plan of PLANS) {
            const answer = await stream(stack, { ...body, plan });
            expect(answer.failures).toEqual([]);
            expect(asSet(answer.items)).toEqual(asSet(wanted));
            if (plan !== 'auto') expect(answer.summary?.plan).toBe(plan);
            const firstPage = (await (
              await stack.post('/v1/ports/query', { ...body, plan, limit })
            ).json()) as PageAnswer;
            order ??= firstPage.items.map(rowText);
            expect(firstPage.items.map(rowText)).toEqual(order);
            expect(firstPage.items).toHaveLength(Math.min(limit, wanted.length));
          }
        },
      ),
      { numRuns, seed, endOnFailure: true },
    );
  }, 120_000);

  it('also over pages, whatever their size', async () => {
    for (const plan of PLANS) {
      for (const limit of [90, 1000]) {
        const pages = await walk((cursor) =>
          stack.post('/v1/ports/query', {
            hosts: { all: true },
            port: '1-9000',
            plan,
            limit,
            ...(cursor === undefined ? {} : { cursor }),
          }),
        );
        expect(asSet(pages.flatMap((page) => page.items))).toEqual(
          asSet(truth.filter((row) => row.port <= 9000)),
        );
      }
    }
  }, 60_000);
});

async function onlineHosts(stack: Stack): Promise<Set<string>> {
  const lines = (await (await fetch(`${stack.emulator.url}/__emulator/fleet/hosts`)).text())
    .split('\n')
    .filter((line) => line !== '');
  const hosts = lines.map((line) => JSON.parse(line) as { host_id: string; agent_status: string });
  return new Set(hosts.filter((host) => host.agent_status === 'online').map((host) => host.host_id));
}

describe('the export plan', () => {
  let stack: Stack;
  let truth: TruePort[];

  beforeAll(async () => {
    stack = await startStack({ emulator: { hosts: 300, seed: 'exports', settings: { export_polls: 1 } } });
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
      ['export', 'per-host'].map(
        async (plan) =>
          (await (await stack.post('/v1/ports/query', { ...filtered, plan })).json()) as PageAnswer,
      ),
    );
    expect(mine?.items).toEqual(other?.items);
  }, 60_000);

  it('tells servers apart by name and address where the file has no ids, and asks namesakes themselves', async () => {
    stack.emulator.patch({ export_host_id: false });
    try {
      const answer = await stream(stack, bodyOf('export'));
      expect(asSet(answer.items)).toEqual(asSet(truth));
      expect(answer.summary).toMatchObject({ plan: 'export', complete: true });
    } finally {
      stack.emulator.patch({ export_host_id: true });
    }
  }, 60_000);

  it('is left for another when the file cannot be trusted', async () => {
    stack.emulator.addFault({
      match: { path: '/download/*' },
      fault: { kind: 'status', status: 400, body: { error_code: 'HSS.1018' } },
    });
    try {
      const answer = await stream(stack, { ...bodyOf('export'), host_ids: undefined });
      expect(asSet(answer.items)).toEqual(asSet(truth));
      expect(answer.summary).toMatchObject({ plan: 'by-port', complete: true });
    } finally {
      stack.emulator.clearFaults();
    }
  }, 60_000);
});

describe('the planner', () => {
  let stack: Stack;
  let truth: TruePort[];

  beforeAll(async () => {
    stack = await startStack({ emulator: { hosts: 1600 } });
    truth = await truePorts(stack.emulator.url);
  }, 60_000);
  afterAll(() => stack.close());

  async function calls(work: () => Promise<unknown>): Promise<number> {
    stack.emulator.clearCalls();
    await work();
    const { by_path: byPath } = stack.emulator.calls() as { by_path: Record<string, number> };
    return Object.entries(byPath).reduce(
      (sum, [path, count]) => sum + (path.startsWith('GET /v5') ? count : 0),
      0,
    );
  }

  it('answers for a whole fleet with a fraction of a call for each server, and says how many', async () => {
    let answer: StreamAnswer | undefined;
    const used = await calls(
      async () => (answer = await stream(stack, { hosts: { all: true }, max_age: 0, timeout_ms: 60_000 })),
    );
    expect(asSet(answer?.items ?? [])).toEqual(asSet(truth));
    expect(answer?.summary).toMatchObject({ plan: 'by-port', upstream_calls: used });
    expect(used).toBeLessThan(1600 / 2);
    const { estimated_calls: estimated } = answer?.summary as unknown as { estimated_calls: number };
    expect(Math.abs(estimated - used) / used).toBeLessThan(0.2);
  }, 90_000);

  it('finds who listens on 22 without listing the fleet', async () => {
    const used = await calls(() =>
      stack
        .get('/v1/ports?hosts=all&port=22&limit=1000&max_age=0')
        .then((response) => response.arrayBuffer()),
    );
    expect(used).toBeLessThanOrEqual(Math.ceil(truth.filter((row) => row.port === 22).length / 199) + 2);
  });

  it('asks for a rare port with one call where hosts would cost thousands', async () => {
    const port = [...new Set(truth.map((row) => row.port))].find(
      (each) => truth.filter((row) => row.port === each).length < 100,
    );
    const used = await calls(() =>
      stack.get(`/v1/ports?hosts=all&port=${port}&max_age=0`).then((response) => response.arrayBuffer()),
    );
    expect(used).toBeLessThanOrEqual(3);
  });

  it('asks only for the ports that have danger when only danger is wanted', async () => {
    const dangerous = new Set(truth.filter((row) => row.status === 'danger').map((row) => row.port));
    let answer: StreamAnswer | undefined;
    const used = await calls(
      async () => (answer = await stream(stack, { hosts: { all: true }, status: 'danger', max_age: 0 })),
    );
    expect(asSet(answer?.items ?? [])).toEqual(asSet(truth.filter((row) => row.status === 'danger')));
    const keyed = (stack.emulator.calls() as { by_path: Record<string, number> }).by_path[KEYED] ?? 0;
    expect(keyed).toBeGreaterThanOrEqual(dangerous.size);
    expect(used).toBeLessThan(1600 / 8);
  });

  it('asks ten named hosts one by one', async () => {
    const named = [...new Set(truth.map((row) => row.host_id))]
      .filter((id) => truth.filter((row) => row.host_id === id).length < 150)
      .slice(0, 10);
    const used = await calls(() => stream(stack, { host_ids: named, max_age: 0 }));
    expect(used).toBe(10);
  });

  it('gives a fresh enough earlier answer again for no call at all, and says so', async () => {
    await stream(stack, { hosts: { all: true }, max_age: 0, plan: 'by-port', timeout_ms: 60_000 });
    let answer: StreamAnswer | undefined;
    const used = await calls(
      async () => (answer = await stream(stack, { hosts: { all: true }, status: 'normal', max_age: 600 })),
    );
    expect(used).toBe(0);
    expect(answer?.summary).toMatchObject({ plan: 'snapshot', upstream_calls: 0 });
    expect(asSet(answer?.items ?? [])).toEqual(asSet(truth.filter((row) => row.status === 'normal')));
  }, 60_000);

  it('explains what every plan would have cost, and refuses one that cannot be exact', async () => {
    const page = (await (
      await stack.get('/v1/ports?hosts=all&port=443&explain=true&limit=10&max_age=0')
    ).json()) as PageAnswer & {
      summary: {
        explanation: {
          reason: string;
          plans: { plan: string; applicable: boolean; calls: number | null; reason: string | null }[];
        };
      };
    };
    const { plans, reason } = page.summary.explanation;
    expect(reason).not.toBe('');
    expect(plans.map(({ plan }) => plan).sort()).toEqual(['by-port', 'export', 'per-host', 'snapshot']);
    for (const price of plans) expect(price.applicable ? price.calls : price.reason).not.toBeNull();
    const refused = await stack.get('/v1/ports?hosts=all&plan=snapshot&max_age=0');
    expect(refused.status).toBe(400);
    expect(await refused.json()).toMatchObject({
      type: '/problems/plan-not-exact',
      errors: [{ parameter: 'plan' }],
    });
  });

  it('takes an export where a quota makes every other plan too slow', async () => {
    const tight = await startStack({
      emulator: { hosts: 600, settings: { export_polls: 1, quota_per_minute: 60 } },
      config: { upstream: { quota: { calls_per_minute: 60 } } },
    });
    try {
      const answer = await stream(tight, { hosts: { all: true }, timeout_ms: 60_000 });
      expect(asSet(answer.items)).toEqual(asSet(await truePorts(tight.emulator.url)));
      expect(answer.summary).toMatchObject({ plan: 'export', complete: true });
    } finally {
      await tight.close();
    }
  }, 90_000);

  it('goes on server by server when one port cannot be read, and loses nothing', async () => {
    stack.emulator.addFault({
      match: { path: '/asset/ports/detail', port: 443 },
      fault: { kind: 'status', status: 403, body: { error_code: 'APIGW.0302' } },
    });
    try {
      const ids = stack.emulator.hostIds().slice(0, 300);
      const answer = await stream(stack, { host_ids: ids, plan: 'by-port', max_age: 0, timeout_ms: 60_000 });
      expect(answer.summary).toMatchObject({ plan: 'per-host', complete: true });
      expect(asSet(answer.items)).toEqual(asSet(truth.filter((row) => ids.includes(row.host_id))));
    } finally {
      stack.emulator.clearFaults();
    }
  }, 60_000);
});
