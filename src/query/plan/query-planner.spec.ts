import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, describe, expect, it } from '@jest/globals';
import { ADMIN, disposeContexts, SmallFleet, type SmallRow } from '../../../test/support/small-fleet.js';
import { Fault } from '../../kernel/fault.js';
import type { QueryInput } from '../question/query-input.js';
import { RowCache } from '../cache/row-cache.js';
import { newStats } from '../reading/fleet-reader.js';
import { HostReader } from '../reading/host-reader.js';
import type { Wanted } from './plan.js';
import { PLANS, PLAN_NAMES, planNamed } from './plans.js';
import { QueryPlanner } from './query-planner.js';

afterEach(disposeContexts);

const ALL: Wanted = { rows: Infinity };

/** Hosts that listen on port 22 and on one other port; every tenth on port 80. */
function fleet(hosts: number): SmallFleet {
  const id = (at: number): string => `h${String(at).padStart(4, '0')}`;
  const ports = Array.from({ length: hosts }, (_, at) => [id(at), at % 10 === 0 ? [22, 80] : [22, 443]]);
  return new SmallFleet({ demo: Object.fromEntries(ports) as Record<string, number[]> });
}

async function plan(small: SmallFleet, input: Partial<QueryInput<SmallRow>> = {}, wanted = ALL) {
  const { services } = small;
  const prepared = await services.resolver.prepare(small.source, small.input(input), ADMIN);
  const context = small.context();
  const planned = await new QueryPlanner(services).plan(prepared, wanted, context);
  return { planned, context };
}

/** Opens the plan and reads all rows of it, as texts. */
async function read({ planned, context }: Awaited<ReturnType<typeof plan>>) {
  const reading = await planned.open();
  const rows: string[] = [];
  for await (const batch of reading.reader.all(reading.query, context, newStats()))
    for (const outcome of batch)
      for (const row of outcome.rows ?? []) rows.push(`${row.host_id}:${row.port}`);
  return { plan: reading.plan, switchReason: reading.switchReason, rows: rows.sort() };
}

const upstream = (small: SmallFleet, kind: string): number =>
  small.calls.filter((call) => call.startsWith(kind)).length;

describe('the plans', () => {
  it('have names of their own, by which they are found', () => {
    expect(new Set(PLAN_NAMES).size).toBe(PLANS.length);
    for (const each of PLANS) expect(planNamed(each.name)).toBe(each);
    expect(() => planNamed('by-magic')).toThrow(RangeError);
  });
});

describe('the planner of queries', () => {
  it('reads few hosts one by one, and a fleet by port', async () => {
    const few = await plan(fleet(500), { hosts: { ids: ['h0001', 'h0002'] } });
    expect(few.planned).toMatchObject({ plan: 'per-host', size: 2 });
    const whole = await plan(fleet(500));
    expect(whole.planned).toMatchObject({ plan: 'by-port', size: 500 });
  });

  it('says of every plan what it would have cost, or why it cannot be taken', async () => {
    const { planned } = await plan(fleet(500));
    const plans = planned.explanation?.plans ?? [];
    expect(plans.map((each) => each.plan)).toEqual(PLAN_NAMES);
    expect(plans.filter((each) => !each.applicable)).toEqual([
      { plan: 'export', applicable: false, reason: 'no export gives these rows exactly' },
      { plan: 'snapshot', applicable: false, reason: 'there is no earlier answer that covers this one' },
    ]);
  });

  it('asks for no statistics where few hosts are cheaper than any of them', async () => {
    const small = fleet(5);
    await plan(small, { hosts: { ids: ['h0001'] } });
    expect(upstream(small, 'statistics')).toBe(0);
  });

  it('refuses a forced plan that cannot be exact, with the reason', async () => {
    const refusal = { kind: 'plan-not-exact' };
    await expect(plan(fleet(5), { plan: 'export' })).rejects.toMatchObject(refusal);
    await expect(plan(fleet(5), { plan: 'snapshot' })).rejects.toMatchObject(refusal);
    const portZero = new SmallFleet({ demo: { a: [0, 22] } });
    await expect(plan(portZero, { plan: 'by-port' })).rejects.toMatchObject({
      ...refusal,
      detail: expect.stringContaining('port 0 is listed by server only'),
    });
  });

  it('takes a snapshot that is fresh enough without a call for rows, and never one that is too old', async () => {
    const small = fleet(500);
    await read(await plan(small));
    const before = small.calls.length;
    const again = await read(await plan(small, { maxAgeMs: 60_000 }));
    expect(again.plan).toBe('snapshot');
    expect(small.calls.slice(before).filter((call) => !call.startsWith('hosts'))).toEqual([]);
    expect((await plan(small)).planned.plan).toBe('by-port');
  });
});

describe('an opened plan', () => {
  it('gives the same rows whichever plan it is', async () => {
    const [perHost, byPort] = [
      await plan(fleet(50), { plan: 'per-host' }),
      await plan(fleet(50), { plan: 'by-port' }),
    ];
    const read1 = await read(perHost);
    const read2 = await read(byPort);
    expect([read1.plan, read2.plan]).toEqual(['per-host', 'by-port']);
    expect(read1.rows).toHaveLength(100);
    expect(read2.rows).toEqual(read1.rows);
  });

  it('asks only for the keys that the filters name', async () => {
    const small = fleet(500);
    const keys = { id: '[80]', keys: [80], wants: ({ key }: { key: unknown }) => key === 80 };
    const { plan: name, rows } = await read(
      await plan(small, { plan: 'by-port', keys, matches: ({ port }) => port === 80 }),
    );
    expect(name).toBe('by-port');
    expect(rows).toHaveLength(50);
    expect([upstream(small, 'key'), upstream(small, 'statistics')]).toEqual([1, 0]);
  });

  it('asks the hosts one by one when a key cannot be read, loses no row and says why', async () => {
    const small = fleet(50);
    small.failing = (call) => (call === 'key 443' ? new Fault('forbidden', 'no') : undefined);
    const answer = await read(await plan(small, { plan: 'by-port' }));
    expect(answer.plan).toBe('per-host');
    expect(answer.switchReason).toContain('by-port was given up');
    expect(answer.rows).toHaveLength(100);
  });

  it('opens no other plan when the caller has no points left', async () => {
    const small = fleet(50);
    const planned = await plan(small, { plan: 'by-port' });
    small.failing = (call) =>
      call.startsWith('key') ? new Fault('out_of_points', 'no points left') : undefined;
    await expect(planned.planned.open()).rejects.toMatchObject({ kind: 'out_of_points' });
    expect(upstream(small, 'host h')).toBe(0);
  });

  it('asks a named host that no list shows for itself', async () => {
    const small = fleet(50);
    const answer = await read(await plan(small, { plan: 'by-port', hosts: { ids: ['h0001', 'nobody'] } }));
    expect(answer).toMatchObject({ plan: 'by-port', rows: ['h0001:22', 'h0001:443'] });
    expect(upstream(small, 'host nobody')).toBe(1);
  });
});

describe('a query whose rows are in memory', () => {
  const collectGarbage = (): void => {
    setFlagsFromString('--expose-gc');
    (runInNewContext('gc') as () => void)();
  };
  const wanted: Wanted = { rows: 10 };

  function start() {
    const small = fleet(3);
    const hosts = new HostReader(new RowCache(1_000_000), small.services.options);
    const planner = new QueryPlanner({ ...small.services, hosts });
    const prepare = (maxAgeMs: number) =>
      small.services.resolver.prepare(
        small.source,
        small.input({ hosts: { ids: ['h0001'] }, maxAgeMs }),
        ADMIN,
      );
    /** Reads the host upstream: the cache has new rows afterwards. */
    const readAnew = async (): Promise<void> => {
      const context = small.context();
      const planned = await planner.plan(await prepare(0), wanted, context);
      const { query, reader } = await planned.open();
      await reader.take(query, 0, 10, context, newStats());
    };
    return { small, planner, prepare, readAnew };
  }

  it('is the same as long as these very rows are kept, young enough, and no snapshot is', async () => {
    const { planner, prepare, readAnew } = start();
    const prepared = await prepare(60_000);
    expect(planner.kept(prepared, wanted)).toBeUndefined();
    await readAnew();
    const found = planner.kept(prepared, wanted);
    expect(found?.unchanged?.()).toBe(true);
    expect(planner.kept(prepared, wanted)?.unchanged?.()).toBe(true);
    await new Promise((resolve) => setTimeout(resolve, 5));
    await readAnew();
    expect(found?.unchanged?.()).toBe(false);
    expect(planner.kept(prepared, wanted)?.unchanged?.()).toBe(true);
    const young = planner.kept(await prepare(20), wanted);
    expect(young?.unchanged?.()).toBe(true);
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(young?.unchanged?.()).toBe(false);
  });

  it('is not kept in memory by whoever asks later whether it is the same', async () => {
    const { small, planner, prepare, readAnew } = start();
    await readAnew();
    const prepared = await prepare(60_000);
    const [unchanged, rows] = await (async () => {
      const found = planner.kept(prepared, wanted);
      const opened = await found?.open();
      const context = small.context();
      const read = opened && (await opened.reader.take(opened.query, 0, 10, context, newStats()));
      return [found?.unchanged, new WeakRef(read?.outcomes[0]?.rows as object)];
    })();
    expect(unchanged?.()).toBe(true);
    await new Promise((resolve) => setTimeout(resolve, 5));
    await readAnew();
    await new Promise((resolve) => setImmediate(resolve));
    collectGarbage();
    expect(rows.deref()).toBeUndefined();
    expect(unchanged?.()).toBe(false);
  });
});
