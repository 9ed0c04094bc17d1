import { afterEach, describe, expect, it } from '@jest/globals';
import { ADMIN, disposeContexts, SmallFleet, type SmallRow } from '../../../test/support/small-fleet.js';
import { Fault } from '../../kernel/fault.js';
import type { QueryInput } from '../question/query-input.js';

afterEach(disposeContexts);

const fleet = (): SmallFleet =>
  new SmallFleet({ north: { c: [22], a: [22], b: [80] }, south: { d: [22], a: [443] } });

async function resolved(small: SmallFleet, input: Partial<QueryInput<SmallRow>>) {
  const { resolver } = small.services;
  const prepared = await resolver.prepare(small.source, small.input(input), ADMIN);
  const query = await resolver.resolve(prepared, small.context());
  const targets = query.targets.map(({ project, hostId }) => `${project.alias}/${hostId}`);
  return { prepared, query, targets };
}

describe('the resolver of queries', () => {
  it('turns named hosts into targets in the order of the caller, each once, and asks nothing upstream', async () => {
    const small = fleet();
    const { targets, query } = await resolved(small, { hosts: { ids: ['b', 'a', 'b', 'nobody', 'a'] } });
    expect(targets).toEqual(['north/b', 'north/a', 'north/nobody']);
    expect(query.named).toBe(true);
    expect(small.calls).toEqual([]);
  });

  it('places named hosts in every project that has them, in the order of the caller', async () => {
    const { targets } = await resolved(fleet(), { project: '*', hosts: { ids: ['d', 'a', 'nobody'] } });
    expect(targets).toEqual(['south/d', 'north/a', 'south/a']);
  });

  it('orders selected hosts by project and id', async () => {
    const { targets, prepared } = await resolved(fleet(), { project: '*' });
    expect(targets).toEqual(['north/a', 'north/b', 'north/c', 'south/a', 'south/d']);
    expect(prepared.everything).toBe(true);
  });

  it('selects hosts by name, and drops those that the vendor lists beside them', async () => {
    const { targets, prepared } = await resolved(fleet(), { hosts: { selection: { name: ['NAME-B'] } } });
    expect(targets).toEqual(['north/b']);
    expect(prepared.everything).toBe(false);
  });

  it('gives name and addresses of each host only where the query needs them', async () => {
    const { query } = await resolved(fleet(), { hosts: { ids: ['a'] } });
    expect(query.hostDetails).toBeUndefined();
    const wanting = await resolved(fleet(), { hosts: { ids: ['a'] }, includeHost: true });
    expect(wanting.query.hostDetails?.get('north/a')).toEqual({
      hostName: 'name-a',
      privateIp: null,
      publicIp: null,
    });
  });

  it('reports a project whose hosts cannot be listed, and goes on with the others', async () => {
    const small = fleet();
    let calls = 0;
    small.failing = () => (calls++ === 0 ? new Fault('unavailable', 'down') : undefined);
    const { targets, query } = await resolved(small, { project: '*' });
    expect(targets).toEqual(['south/a', 'south/d']);
    expect(query.projectFailures).toMatchObject([
      { project: { alias: 'north' }, fault: { kind: 'unavailable' } },
    ]);
  });

  it('throws the fault when the hosts of the only project cannot be listed', async () => {
    const small = fleet();
    small.failing = () => new Fault('forbidden', 'no');
    await expect(resolved(small, {})).rejects.toMatchObject({ kind: 'forbidden' });
  });

  it('answers for a project that the caller may not see as for one that does not exist', () => {
    const { resolver } = fleet().services;
    const caller = { ...ADMIN, projects: new Set(['south']) };
    expect(resolver.projectsOf(caller, '*').map(({ alias }) => alias)).toEqual(['south']);
    const refusal = expect.objectContaining({ kind: 'not-found' });
    expect(() => resolver.projectsOf(caller, 'north')).toThrow(refusal);
    expect(() => resolver.projectsOf(caller, 'nowhere')).toThrow(refusal);
  });

  it('binds cursors to query, projects and caller', async () => {
    const small = fleet();
    const bindingOf = async (input: Partial<QueryInput<SmallRow>>, caller = ADMIN): Promise<string> =>
      (await small.services.resolver.prepare(small.source, small.input(input), caller)).binding();
    const bindings = await Promise.all([
      bindingOf({}),
      bindingOf({ project: '*' }),
      bindingOf({ hosts: { ids: ['a'] } }),
      bindingOf({ hosts: { ids: ['a', 'b'] } }),
      bindingOf({ filters: { port: 22 } }),
      bindingOf({}, { ...ADMIN, id: 'another' }),
    ]);
    expect(new Set(bindings).size).toBe(bindings.length);
    expect(await bindingOf({ hosts: { ids: ['a', 'b', 'a'] } })).toBe(bindings[3]);
  });
});
