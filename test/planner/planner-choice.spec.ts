import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { dice, QueryMaker } from '../../bench/planner/queries.js';
import { readTruth, rowText, sameRows, type Truth, type TruePort } from '../support/truth/ports.js';
import { readStream, type PageAnswer, type StreamAnswer } from '../support/answers.js';
import { FULL, size } from '../support/figures.js';
import { startApp, startStack, type Stack } from '../support/stack.js';

// The small version of `npm run bench:planner`, which asks 10 000 servers 200 random questions.

const seed = Number(process.env['PORTOLAN_SEED'] ?? 20261121);
const KEYED = 'GET /v5/{project_id}/asset/ports/detail';

interface Counted {
  readonly calls: number;
  readonly answer: Pick<StreamAnswer, 'items' | 'failures'> & {
    readonly summary:
      | (PageAnswer['summary'] & { readonly estimated_calls?: number; readonly explanation?: Explanation })
      | undefined;
  };
}

interface Explanation {
  readonly reason: string;
  readonly plans: readonly {
    readonly plan: string;
    readonly applicable: boolean;
    readonly calls: number | null;
    readonly reason: string | null;
  }[];
}

/** Streams unless the body has a `limit`. */
async function ask(
  { emulator, post }: Pick<Stack, 'emulator' | 'post'>,
  body: Readonly<Record<string, unknown>>,
): Promise<Counted> {
  emulator.clearCalls();
  const streams = body['limit'] === undefined;
  const response = await post('/v1/ports/query', {
    timeout_ms: 60_000,
    ...body,
    ...(streams ? { format: 'ndjson' } : {}),
  });
  if (response.status !== 200) throw new Error(`${response.status} ${await response.text()}`);
  const answer = streams ? await readStream(response) : ((await response.json()) as PageAnswer);
  if ('progress' in answer) expectForward(answer.progress);
  const calls = Object.entries(paths(emulator)).reduce(
    (sum, [path, count]) => sum + (path.includes('/v5/') ? count : 0),
    0,
  );
  return { calls, answer };
}

function paths(emulator: Stack['emulator']): Record<string, number> {
  return (emulator.calls() as { by_path: Record<string, number> }).by_path;
}

/** Checks that the progress of a stream never decreases, also when the plan changes. */
function expectForward(progress: StreamAnswer['progress']): void {
  const done = progress.map(({ hosts }) => hosts.done);
  expect(done).toEqual([...done].sort((a, b) => a - b));
  for (const { hosts } of progress) expect(hosts.done).toBeLessThanOrEqual(hosts.total);
}

describe('the planner', () => {
  const hosts = size(1_000, 10_000);
  let stack: Stack;
  let truth: Truth;
  const holds = (items: readonly TruePort[], wanted: (row: TruePort) => boolean) =>
    expect(sameRows(items, truth.rows.filter(wanted))).toBe(true);

  beforeAll(async () => {
    stack = await startStack({ emulator: { hosts } });
    truth = await readTruth(stack.emulator.url);
  }, 60_000);
  afterAll(() => stack.close());

  it('asks ten named servers with ten calls', async () => {
    const counts = new Map<string, number>();
    for (const { host_id: id } of truth.rows) counts.set(id, (counts.get(id) ?? 0) + 1);
    const named = [...counts].filter(([, rows]) => rows < 150).map(([id]) => id);
    const ids = named.filter((_, at) => at % Math.floor(named.length / 10) === 0).slice(0, 10);
    const { calls, answer } = await ask(stack, { host_ids: ids, max_age: 0 });
    expect(calls).toBe(10);
    holds(answer.items, ({ host_id: id }) => ids.includes(id));
  });

  it('finds who listens on 22 without listing the fleet', async () => {
    const { calls, answer } = await ask(stack, { hosts: { all: true }, port: 22, max_age: 0 });
    holds(answer.items, ({ port }) => port === 22);
    // Some calls ask for the size of the fleet, and pages overlap by a row.
    expect(calls).toBeLessThanOrEqual(Math.ceil(answer.items.length / 199) + 2);
    if (FULL) expect(calls).toBeLessThanOrEqual(60);
  });

  it('asks for a rare port with one call', async () => {
    const counts = new Map<number, number>();
    for (const { port } of truth.rows) counts.set(port, (counts.get(port) ?? 0) + 1);
    const [rare] = [...counts].find(([port, rows]) => port > 0 && rows < 100) as [number, number];
    const { calls, answer } = await ask(stack, { hosts: { all: true }, port: rare, max_age: 0, limit: 100 });
    expect(calls).toBeLessThanOrEqual(3);
    holds(answer.items, ({ port }) => port === rare);
  });

  it('asks only for the ports that have danger when only danger is wanted', async () => {
    const dangerous = new Set(truth.rows.filter(({ status }) => status === 'danger').map(({ port }) => port));
    const { calls, answer } = await ask(stack, { hosts: { all: true }, status: 'danger', max_age: 0 });
    holds(answer.items, ({ status }) => status === 'danger');
    expect(paths(stack.emulator)[KEYED]).toBeGreaterThanOrEqual(dangerous.size);
    expect(calls).toBeLessThan(hosts / (FULL ? 20 : 6));
  });

  it('turns from servers to ports when a page does not fill, and says so', async () => {
    const rare = { hosts: { name: 'app' }, port: '8000-8100', process: 'no-such-program', limit: 10 };
    const { calls, answer } = await ask(stack, { ...rare, max_age: 0, explain: true });
    expect(answer).toMatchObject({ items: [], failures: [], summary: { plan: 'by-port', complete: true } });
    const forced = await ask(stack, { ...rare, max_age: 0, plan: 'by-port' });
    expect(calls).toBeLessThanOrEqual(forced.calls * 1.25);
  });

  it('answers for a whole fleet with a fraction of a call for each server, says how many, and gives it again for none', async () => {
    const { calls, answer } = await ask(stack, { hosts: { all: true }, max_age: 0 });
    holds(answer.items, () => true);
    expect(answer.summary).toMatchObject({ plan: 'by-port', upstream_calls: calls });
    expect(calls).toBeLessThan(hosts / (FULL ? 8 : 1.5));
    expect(Math.abs((answer.summary?.estimated_calls ?? 0) - calls) / calls).toBeLessThan(0.2);
    const again = await ask(stack, { hosts: { all: true }, status: 'normal', max_age: 600, explain: true });
    expect(again.calls).toBe(0);
    expect(again.answer.summary).toMatchObject({ plan: 'snapshot', upstream_calls: 0 });
    expect(again.answer.summary?.explanation?.plans.map(({ calls: price }) => price)).toContain(0);
    holds(again.answer.items, ({ status }) => status === 'normal');
  }, 60_000);

  it('explains what every plan would have cost and why one cannot be taken, and refuses that', async () => {
    for (const plan of ['auto', 'per-host']) {
      const { answer } = await ask(stack, {
        hosts: { all: true },
        port: 443,
        explain: true,
        limit: 10,
        max_age: 0,
        plan,
      });
      const { reason, plans } = answer.summary?.explanation ?? { reason: '', plans: [] };
      expect(reason).not.toBe('');
      expect(plans.map((each) => each.plan).sort()).toEqual(['by-port', 'export', 'per-host', 'snapshot']);
      for (const price of plans) expect(price.applicable ? price.calls : price.reason).not.toBeNull();
      // The whole fleet was just read, and is too old for `max_age` 0.
      expect(plans.find((each) => each.plan === 'snapshot')?.reason).toContain('0 s are allowed');
    }
    const refused = await stack.get('/v1/ports?hosts=all&plan=snapshot&max_age=0');
    expect(refused.status).toBe(400);
    expect(await refused.json()).toMatchObject({
      type: '/problems/plan-not-exact',
      errors: [{ parameter: 'plan' }],
    });
  });

  it('goes on server by server when one port cannot be read, loses nothing and says why', async () => {
    stack.emulator.addFault({
      match: { path: '/asset/ports/detail', port: 443 },
      fault: { kind: 'status', status: 403, body: { error_code: 'APIGW.0302' } },
    });
    try {
      const ids = stack.emulator.hostIds().slice(0, 300);
      const { answer } = await ask(stack, { host_ids: ids, plan: 'by-port', max_age: 0, explain: true });
      expect(answer.summary).toMatchObject({
        plan: 'per-host',
        complete: true,
        explanation: { reason: expect.stringContaining('by-port was given up') },
      });
      const named = new Set(ids);
      holds(answer.items, ({ host_id: id }) => named.has(id));
    } finally {
      stack.emulator.clearFaults();
    }
  });
});

describe('the choice of the planner', () => {
  let stack: Stack;
  let truth: Truth;

  beforeAll(async () => {
    // Only prices are kept from query to query, so that every plan starts from the same state.
    stack = await startStack({
      emulator: { hosts: 200 },
      config: { upstream: { cache_mib: 0, hosts_max_age_s: 0 } },
    });
    truth = await readTruth(stack.emulator.url);
    for (const category of [{}, { category: 'host' }, { category: 'container' }])
      await ask(stack, { hosts: { all: true }, ...category, status: 'danger', plan: 'by-port', max_age: 0 });
  }, 60_000);
  afterAll(() => stack.close());

  it(`costs no more than the other plan and gives the same rows, for random questions (seed ${seed})`, async () => {
    const maker = new QueryMaker(truth, dice(seed));
    for (let round = 0; round < size(3, 100); round++) {
      const { text, body, wanted, limit } = maker.next();
      const auto = await ask(stack, { ...body, max_age: 0 });
      const chosen = auto.answer.summary?.plan;
      expect(['per-host', 'by-port']).toContain(chosen);
      const plan = chosen === 'by-port' ? 'per-host' : 'by-port';
      const other = await ask(stack, { ...body, max_age: 0, plan });
      // The calls of a first page with few rows are chance: the rows may be on the first server or on the last.
      if (limit === undefined) {
        const cheap = auto.calls <= Math.max(other.calls * 1.1, other.calls + 2);
        expect([text, cheap ? 'cheap' : `${auto.calls} calls for ${other.calls}`]).toEqual([text, 'cheap']);
      }
      expect(auto.answer.failures).toEqual([]);
      if (limit === undefined) {
        expect([text, sameRows(auto.answer.items, wanted)]).toEqual([text, true]);
        expect([text, sameRows(other.answer.items, wanted)]).toEqual([text, true]);
      } else {
        expect(auto.answer.items).toHaveLength(Math.min(limit, wanted.length));
        expect(auto.answer.items.map(rowText)).toEqual(other.answer.items.map(rowText));
      }
    }
  }, 600_000);
});

describe('under a quota', () => {
  let stack: Stack;
  let truth: Truth;

  beforeAll(async () => {
    stack = await startStack({
      emulator: { hosts: 1_000, settings: { quota_per_minute: 60, export_polls: 0 } },
      config: { upstream: { quota: { calls_per_minute: 60 } } },
    });
    truth = await readTruth(stack.emulator.url);
  });
  afterAll(() => stack.close());

  it('an export is taken where every other plan would be too slow', async () => {
    const { answer } = await ask(stack, { hosts: { all: true } });
    expect(answer.summary).toMatchObject({ plan: 'export', complete: true });
    expect(sameRows(answer.items, truth.rows)).toBe(true);
  }, 60_000);

  // That both lead to the same limit, the spec of the token bucket shows.
  it.each(FULL ? ['limit', 'none'] : ['limit'])(
    'an unknown limit shows in its refusals, and the reading switches to an export (throttle_text: %s)',
    async (text) => {
      stack.emulator.patch({ quota_per_minute: 5, quota_window_s: 2, throttle_text: text });
      const { emulator } = stack;
      const untold = await startApp(emulator.url);
      try {
        const { calls, answer } = await ask(
          { emulator, post: untold.post },
          { hosts: { all: true }, explain: true },
        );
        expect(answer.summary).toMatchObject({
          plan: 'export',
          complete: true,
          explanation: { reason: expect.stringContaining('outlast the quota') },
        });
        expect(sameRows(answer.items, truth.rows)).toBe(true);
        expect(calls).toBeLessThan(100);
      } finally {
        await untold.close();
      }
    },
    90_000,
  );
});

describe('a question about a few servers under a quota', () => {
  let stack: Stack;

  beforeAll(async () => {
    stack = await startStack({
      emulator: { hosts: 30 },
      config: { upstream: { quota: { calls_per_minute: 600 } } },
    });
  });
  afterAll(() => stack.close());

  /** Returns what the explanation says about the plan `export`. */
  const ofExport = async (hosts: object) => {
    const { answer } = await ask(stack, { ...hosts, max_age: 0, plan: 'per-host', explain: true });
    return answer.summary?.explanation?.plans.find(({ plan }) => plan === 'export');
  };

  it('never exports the whole fleet for them, whether they are named or selected', async () => {
    const ids = stack.emulator.hostIds();
    const refused = { applicable: false, reason: expect.stringContaining('for a few servers') };
    expect(await ofExport({ host_ids: ids.slice(0, 5) })).toMatchObject(refused);
    expect(await ofExport({ host_ids: ids.slice(0, 20) })).toMatchObject(refused);
    expect(await ofExport({ hosts: { name: 'no-server-has-this-name' } })).toMatchObject(refused);
    expect(await ofExport({ host_ids: ids.slice(0, 21) })).toMatchObject({ applicable: true });
    expect(await ofExport({ hosts: { all: true } })).toMatchObject({ applicable: true });
    const { answer } = await ask(stack, { host_ids: ids.slice(0, 5), max_age: 0 });
    expect(answer.summary).toMatchObject({ complete: true, plan: 'per-host' });
  });
});
