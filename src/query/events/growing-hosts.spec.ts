import { afterEach, describe, expect, it } from '@jest/globals';
import { until } from '../../../test/support/wait.js';
import { ADMIN, disposeContexts, SmallFleet, type SmallRow } from '../../../test/support/small-fleet.js';
import { Fault } from '../../kernel/fault.js';
import { streamEvents, type AnswerEvent } from './stream-reader.js';
import { QueryPlanner } from '../plan/query-planner.js';
import type { QueryInput } from '../question/query-input.js';

afterEach(disposeContexts);

/** Hosts of the fleets here: more than three pages. */
const HOSTS = 700;

function fleet(growFrom?: number): SmallFleet {
  const ids = Array.from({ length: HOSTS }, (_, at) => `h${String(at).padStart(4, '0')}`);
  return new SmallFleet({ demo: Object.fromEntries(ids.map((id) => [id, [22, 80]])) }, growFrom);
}

async function planned(small: SmallFleet, input: Partial<QueryInput<SmallRow>>) {
  const { services } = small;
  const prepared = await services.resolver.prepare(small.source, small.input(input), ADMIN);
  const context = small.context();
  const plan = await new QueryPlanner(services).plan(prepared, { rows: Infinity }, context);
  return streamEvents(plan, context, { partial: 'allow', explain: false, onEnd: () => undefined });
}

async function streamed(small: SmallFleet, input: Partial<QueryInput<SmallRow>> = {}) {
  const events: AnswerEvent<SmallRow>[] = [];
  for await (const event of await planned(small, { plan: 'per-host', ...input })) events.push(event);
  const rows = events.flatMap((event) => (event.type === 'items' ? event.items : []));
  const failures = events.flatMap((event) => (event.type === 'failure' ? [event.failure] : []));
  const last = events.at(-1);
  const summary = last?.type === 'summary' ? last.summary : undefined;
  return { rows: rows.map((row) => `${row.host_id}:${row.port}`), failures, summary };
}

describe('a stream of a large fleet', () => {
  it('asks hosts before their list ends, and gives the rows of each host once for as many calls as before', async () => {
    const before = fleet();
    const listed = await streamed(before);
    const small = fleet(100);
    const asksHosts = (): boolean => small.calls.some((call) => call.startsWith('host '));
    small.holding = (call) => (call.startsWith('hosts from 5') ? until(asksHosts) : undefined);
    const { rows, failures, summary } = await streamed(small);
    expect(failures).toEqual([]);
    expect(new Set(rows).size).toBe(rows.length);
    expect([...rows].sort()).toEqual([...listed.rows].sort());
    expect(summary).toMatchObject({
      complete: true,
      items: 2 * HOSTS,
      hosts: { requested: HOSTS, answered: HOSTS, failed: 0 },
    });
    expect(small.calls).toHaveLength(before.calls.length);
  });

  it('names the project among the failures when the list breaks off, and gives the rows of the hosts found', async () => {
    const small = fleet(100);
    small.failing = (call) =>
      call.startsWith('hosts from 5') ? new Fault('unavailable', 'down') : undefined;
    const { rows, failures, summary } = await streamed(small);
    expect(failures).toEqual([
      expect.objectContaining({ project: 'demo', host_id: '*', code: 'unavailable' }),
    ]);
    const { requested, answered, failed } = summary?.hosts ?? { requested: 0, answered: 0, failed: 0 };
    expect(summary?.complete).toBe(false);
    expect(failed).toBe(1);
    expect(answered + failed).toBe(requested);
    expect(answered).toBeGreaterThanOrEqual(200);
    expect(rows).toHaveLength(2 * answered);
  });

  it('begins so too when another plan was given up for it', async () => {
    const small = fleet(100);
    small.failing = (call) => (call === 'key 80' ? new Fault('unavailable', 'down') : undefined);
    const { rows, summary } = await streamed(small, { plan: 'by-port' });
    expect(summary).toMatchObject({ complete: true, plan: 'per-host' });
    expect(new Set(rows).size).toBe(2 * HOSTS);
    expect(small.calls).toContain('hosts from 0');
  });

  it('lists no further when its reader leaves', async () => {
    const small = fleet(100);
    const events = await planned(small, { plan: 'per-host' });
    for await (const event of events) if (event.type === 'items') break;
    const calls = small.calls.length;
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(small.calls.length).toBe(calls);
    expect(calls).toBeLessThan(HOSTS);
  });

  it('waits for the list where an order or names need all hosts', async () => {
    for (const input of [{ sort: [{ name: 'port', descending: true }] }, { includeHost: true }]) {
      const small = fleet(100);
      const { rows } = await streamed(small, input);
      expect(rows).toHaveLength(2 * HOSTS);
      expect(small.calls.filter((call) => call.startsWith('hosts from'))).toEqual([]);
    }
  });
});
