import { afterEach, describe, expect, it } from '@jest/globals';
import { ADMIN, disposeContexts, SmallFleet, type SmallRow } from '../../../test/support/small-fleet.js';
import { Fault } from '../../kernel/fault.js';
import type { QueryInput } from '../question/query-input.js';
import { QueryPlanner } from './query-planner.js';

afterEach(disposeContexts);

/** Hosts of a fleet here: four pages. */
const HOSTS = 700;
const IDS = Array.from({ length: HOSTS }, (_, at) => `h${String(at).padStart(4, '0')}`);

/** @param growFrom hosts from which on a list is long. */
function fleet(growFrom: number): SmallFleet {
  // The vendor promises no order.
  const ports = Object.fromEntries([...IDS].reverse().map((id) => [id, [22, 80]]));
  return new SmallFleet({ south: ports, north: { n2: [22], n1: [22] } }, growFrom);
}

async function outlined(small: SmallFleet, input: Partial<QueryInput<SmallRow>> = {}) {
  const { services } = small;
  const given = small.input({ plan: 'per-host', maxAgeMs: 60_000, project: 'south', ...input });
  const prepared = await services.resolver.prepare(small.source, given, ADMIN);
  const { query, size } = await new QueryPlanner(services).outline(prepared, small.context());
  return { hosts: query?.targets.map(({ hostId }) => hostId), size, query, calls: [...small.calls] };
}

/** Whether the list of all servers is held. */
const holdsList = ({ projects, services }: SmallFleet): boolean =>
  projects.all.some((project) => services.directory.knows(project, '0'));

describe('the outline of a query', () => {
  it('finds all hosts of a long list in order, and does not hold the list', async () => {
    const small = fleet(100);
    const { hosts, size, calls } = await outlined(small);
    expect(hosts).toEqual(IDS);
    expect(size).toBe(HOSTS);
    expect(holdsList(small)).toBe(false);
    expect(calls.map((call) => call.split(' ')[0])).toEqual(Array(4).fill('hosts'));
  });

  it('holds no long list for the sake of a selection either, and reads it once', async () => {
    const small = fleet(100);
    const { hosts, calls } = await outlined(small, { hosts: { selection: { name: ['name-h01'] } } });
    expect(hosts).toEqual(IDS.filter((id) => id.startsWith('h01')));
    expect(holdsList(small)).toBe(false);
    expect(calls).toHaveLength(4);
  });

  it('keeps a short list for the next query', async () => {
    const small = fleet(HOSTS);
    expect((await outlined(small)).hosts).toEqual(IDS);
    expect(holdsList(small)).toBe(true);
    const before = small.calls.length;
    expect((await outlined(small)).hosts).toEqual(IDS);
    expect(small.calls.length).toBe(before);
  });

  it('keeps a long list where reading the hosts needs more than their ids', async () => {
    const small = fleet(100);
    expect((await outlined(small, { includeHost: true })).hosts).toEqual(IDS);
    expect(holdsList(small)).toBe(true);
  });

  it('orders hosts by project first, and says which project could not be listed whole', async () => {
    const both = await outlined(fleet(100), { project: '*' });
    expect(both.hosts).toEqual(['n1', 'n2', ...IDS]);
    expect(both.query?.projectFailures).toEqual([]);
    const small = fleet(100);
    small.failing = (call) =>
      call.startsWith('hosts from 39') ? new Fault('unavailable', 'down') : undefined;
    const { hosts, query } = await outlined(small, { project: '*' });
    expect(hosts).toEqual(['n1', 'n2']);
    expect(query?.projectFailures).toMatchObject([
      { project: { alias: 'south' }, fault: { kind: 'unavailable' } },
    ]);
    await expect(outlined(small)).rejects.toMatchObject({ kind: 'unavailable' });
  });
});
