import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { walk } from '../support/answers.js';
import { startStack, type Stack } from '../support/stack.js';
import { asSet, truePorts, type TruePort } from '../support/truth/ports.js';

interface Summary {
  readonly items: ({ rows: number; hosts: number } & Record<string, unknown>)[];
  readonly groups: number;
  readonly rows: number;
  readonly complete: boolean;
  readonly failures: { code: string }[];
}

let stack: Stack;
let truth: TruePort[];

beforeAll(async () => {
  stack = await startStack({ emulator: { hosts: 200 } });
  truth = await truePorts(stack.emulator.url);
}, 60_000);

afterAll(() => stack.close());
/** Counts in the slow and obvious way, as the reference. */
function counted(rows: readonly TruePort[], members: readonly (keyof TruePort)[]): string[] {
  const groups = new Map<string, { rows: number; hosts: Set<string> }>();
  for (const row of rows) {
    const key = JSON.stringify(members.map((member) => row[member]));
    const group = groups.get(key) ?? { rows: 0, hosts: new Set<string>() };
    groups.set(key, group);
    group.rows++;
    group.hosts.add(row.host_id);
  }
  return [...groups].map(([key, group]) => `${key} ${group.rows} ${group.hosts.size}`).sort();
}

describe('counts of open ports', () => {
  it.each<[string, string, (keyof TruePort)[]]>([
    ['port', 'port', ['port']],
    ['protocol and status', 'protocol,status', ['protocol', 'status']],
    ['process', 'process', ['process_path']],
    ['host', 'host', ['host_id']],
    ['port, protocol and host', 'port,protocol,host', ['port', 'protocol', 'host_id']],
  ])('equal a count of the rows, by %s', async (_name, groupBy, members) => {
    const answer = (await (
      await stack.get(`/v1/ports/summary?hosts=all&group_by=${groupBy}&top=10000`)
    ).json()) as Summary;
    expect(answer).toMatchObject({ complete: true, rows: truth.length });
    const given = answer.items.map(
      (item) => `${JSON.stringify(members.map((member) => item[member] ?? null))} ${item.rows} ${item.hosts}`,
    );
    expect(given.sort()).toEqual(counted(truth, members).slice(0, 10_000));
    expect(answer.groups).toBe(counted(truth, members).length);
  });

  it('heed filters and hosts, and give the most common first', async () => {
    const ids = stack.emulator.hostIds().slice(0, 50);
    const answer = (await (
      await stack.post('/v1/ports/summary', { host_ids: ids, protocol: 'tcp', top: 5 })
    ).json()) as Summary;
    const rows = truth.filter((row) => ids.includes(row.host_id) && row.protocol === 'tcp');
    expect(answer.rows).toBe(rows.length);
    expect(answer.items).toHaveLength(5);
    const hosts = answer.items.map((item) => item.hosts);
    expect(hosts).toEqual([...hosts].sort((a, b) => b - a));
  });

  it('say which hosts are not in them', async () => {
    const [id = ''] = stack.emulator.hostIds();
    stack.emulator.addFault({
      match: { host_id: id },
      fault: { kind: 'status', status: 400 },
      times: 100,
    });
    const body = { host_ids: stack.emulator.hostIds().slice(0, 3), max_age: 0, plan: 'per-host' };
    const answer = (await (await stack.post('/v1/ports/summary', body)).json()) as Summary;
    expect(answer.complete).toBe(false);
    expect(answer.failures).toHaveLength(1);
    const strict = await stack.post('/v1/ports/summary', { ...body, partial: 'forbid' });
    expect(strict.status).toBe(502);
    stack.emulator.clearFaults();
  });

  it('refuse what has no meaning for counts', async () => {
    const response = await stack.get('/v1/ports/summary?hosts=all&limit=5&sort=port&group_by=colour');
    expect(response.status).toBe(400);
    const { errors } = (await response.json()) as { errors: { parameter: string }[] };
    expect(errors.map(({ parameter }) => parameter).sort()).toEqual(['group_by', 'limit', 'sort']);
  });
});

describe('who listens on one port', () => {
  it('is every row of the port, with name and address', async () => {
    const pages = await walk((cursor) =>
      stack.get(
        `/v1/ports/22/hosts?limit=70${cursor === undefined ? '' : `&cursor=${encodeURIComponent(cursor)}`}`,
      ),
    );
    const rows = pages.flatMap((page) => page.items);
    expect(asSet(rows)).toEqual(asSet(truth.filter((row) => row.port === 22)));
    for (const row of rows as (TruePort & { host_name?: unknown })[])
      expect(row.host_name).toEqual(expect.any(String));
  });

  it('is asked about one port only', async () => {
    for (const port of ['0', '65536', 'ssh', '22-23', '1e3'])
      expect((await stack.get(`/v1/ports/${port}/hosts`)).status).toBe(400);
    expect((await stack.get('/v1/ports/22/hosts?port=23')).status).toBe(400);
  });
});
