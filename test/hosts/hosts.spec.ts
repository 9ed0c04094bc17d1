import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readStream, type PageAnswer } from '../support/answers.js';
import { startStack, type Stack } from '../support/stack.js';
import { asSet, truePorts, type TruePort } from '../support/truth/ports.js';

interface HostAnswer {
  project: string;
  host_id: string;
  host_name: string | null;
  host_ip: string | null;
}
interface HostPage {
  items: HostAnswer[];
  next_cursor: string | null;
  complete: boolean;
  summary: { total: number; upstream_calls: number };
}
type TrueHost = Record<string, string> & {
  host_id: string;
  host_name: string;
  private_ip: string;
  public_ip: string;
};

let stack: Stack;
let hosts: TrueHost[];
let ports: TruePort[];

beforeAll(async () => {
  stack = await startStack({ emulator: { hosts: 450 } });
  const text = await (await fetch(`${stack.emulator.url}/__emulator/fleet/hosts`)).text();
  hosts = text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as TrueHost);
  ports = await truePorts(stack.emulator.url);
});
afterAll(() => stack.close());

const json = async <T>(path: string) => (await (await stack.get(path)).json()) as T;

describe('the fleet', () => {
  it('is listed by id over pages of any size, each server once', async () => {
    for (const limit of [7, 200, 1000]) {
      const found: string[] = [];
      let cursor = '';
      do {
        const page: HostPage = await json(
          `/v1/hosts?limit=${limit}${cursor === '' ? '' : `&cursor=${cursor}`}`,
        );
        expect(page.summary.total).toBe(hosts.length);
        found.push(...page.items.map((host) => host.host_id));
        cursor = page.next_cursor ?? '';
      } while (cursor !== '');
      expect(found).toEqual(hosts.map((host) => host.host_id).sort());
    }
  });

  it('shows one server, and says when there is none', async () => {
    const host = hosts[17] as TrueHost;
    expect(await json(`/v1/hosts/${host.host_id}`)).toMatchObject({
      project: 'demo',
      host_id: host.host_id,
      host_name: host.host_name,
      host_ip: host.private_ip,
      public_ip: host.public_ip === '' ? null : host.public_ip,
    });
    const missing = await stack.get('/v1/hosts/nobody');
    expect(missing.status).toBe(404);
    expect(await missing.json()).toMatchObject({ type: '/problems/not-found' });
  });

  it('lists groups with their members', async () => {
    const { items } = await json<{
      items: { group_id: string; group_name: string; host_ids: string[]; hosts: number }[];
    }>('/v1/host-groups');
    expect(items.length).toBeGreaterThan(0);
    for (const group of items) {
      expect([...group.host_ids].sort()).toEqual(
        hosts
          .filter((host) => host['group_id'] === group.group_id)
          .map((host) => host.host_id)
          .sort(),
      );
      expect(group.hosts).toBe(group.host_ids.length);
    }
  });

  it.each<[string, () => string, (host: TrueHost) => boolean]>([
    [
      'part of a name',
      () => `host_name=${(hosts[3] as TrueHost).host_name.slice(0, 4)}`,
      (host) =>
        host.host_name.toLowerCase().includes((hosts[3] as TrueHost).host_name.slice(0, 4).toLowerCase()),
    ],
    [
      'an address',
      () => `host_ip=${(hosts[5] as TrueHost).private_ip}`,
      (host) => [host.private_ip, host.public_ip].includes((hosts[5] as TrueHost).private_ip),
    ],
    ['a system', () => 'host_os=windows', (host) => host['os_type'] === 'Windows'],
    ['an agent state', () => 'host_agent_status=offline', (host) => host['agent_status'] === 'offline'],
    [
      'an agent that is not online',
      () => 'host_agent_status=not_online',
      (host) => host['agent_status'] !== 'online',
    ],
    [
      'several states',
      () => 'host_agent_status=offline,not_installed',
      (host) => ['offline', 'not_installed'].includes(host['agent_status'] as string),
    ],
    ['protection', () => 'host_protect_status=closed', (host) => host['protect_status'] === 'closed'],
    [
      'a group by name',
      () => `host_group=${encodeURIComponent(someGroup('group_name'))}`,
      (host) => host['group_name'] === someGroup('group_name'),
    ],
    [
      'a group by id',
      () => `host_group=${someGroup('group_id')}`,
      (host) => host['group_id'] === someGroup('group_id'),
    ],
  ])('is narrowed by %s', async (_name, search, wanted) => {
    const expected = hosts
      .filter(wanted)
      .map((host) => host.host_id)
      .sort();
    expect(expected.length).toBeGreaterThan(0);
    const page = await json<HostPage>(`/v1/hosts?limit=1000&${search()}`);
    expect(page.items.map((host) => host.host_id)).toEqual(expected);
  });

  it('is not asked again while the list is fresh, and is when the caller says so', async () => {
    await json('/v1/hosts');
    expect((await json<HostPage>('/v1/hosts')).summary.upstream_calls).toBe(0);
    expect((await json<HostPage>('/v1/hosts?max_age=0')).summary.upstream_calls).toBeGreaterThanOrEqual(3);
  });

  function someGroup(member: string): string {
    return hosts.find((host) => (host[member] ?? '') !== '')?.[member] ?? '';
  }
});

describe('ports of selected hosts', () => {
  const idsOf = (wanted: (host: TrueHost) => boolean) =>
    new Set(hosts.filter(wanted).map((host) => host.host_id));
  const query = async (body: object) =>
    readStream(await stack.post('/v1/ports/query', { ...body, format: 'ndjson' }));

  it('come for a selection by system, agent and name', async () => {
    const wanted = idsOf((host) => host['os_type'] === 'Linux' && host['agent_status'] === 'online');
    const answer = await query({ hosts: { os: 'linux', agent_status: ['online'] } });
    expect(asSet(answer.items)).toEqual(asSet(ports.filter((row) => wanted.has(row.host_id))));
    expect(answer.summary?.hosts.requested).toBe(wanted.size);
  });

  it('are the same for a selection in a URL and in a body', async () => {
    const host = hosts.find((each) => ports.some((row) => row.host_id === each.host_id)) as TrueHost;
    const inUrl = async (search: string) => readStream(await stack.get(`/v1/ports?format=ndjson&${search}`));
    const wanted = idsOf((each) => each.host_name.includes(host.host_name));
    const expected = asSet(ports.filter((row) => wanted.has(row.host_id)));
    for (const answer of [
      await inUrl(`host_name=${host.host_name}`),
      await query({ hosts: { name: [host.host_name] } }),
      await query({ hosts: { name: host.host_name } }),
    ])
      expect(asSet(answer.items)).toEqual(expected);
    const byAddress = idsOf((each) => each.private_ip === host.private_ip);
    const answer = await inUrl(
      `host_ip=${host.private_ip}&host_agent_status=${String(host['agent_status'])}`,
    );
    expect(asSet(answer.items)).toEqual(asSet(ports.filter((row) => byAddress.has(row.host_id))));
  });

  it('are those of all hosts where none are selected, said or not', async () => {
    for (const answer of [
      await readStream(await stack.get('/v1/ports?format=ndjson')),
      await readStream(await stack.get('/v1/ports?hosts=all&format=ndjson')),
      await query({}),
      await query({ hosts: {} }),
      await query({ hosts: 'all' }),
      await query({ hosts: { all: true } }),
    ])
      expect(answer.summary).toMatchObject({ complete: true, hosts: { requested: hosts.length } });
  });

  it('carry names and addresses with include=host, and can be sorted by them', async () => {
    const byId = new Map(hosts.map((host) => [host.host_id, host]));
    const page = await json<PageAnswer>('/v1/ports?hosts=all&port=22&include=host&limit=1000&sort=host_name');
    const rows = page.items as unknown as (TruePort & { host_name: string; host_ip: string })[];
    expect(rows.length).toBeGreaterThan(50);
    for (const row of rows) {
      expect(row.host_name).toBe(byId.get(row.host_id)?.host_name);
      expect(row.host_ip).toBe(byId.get(row.host_id)?.private_ip);
    }
    expect(rows.map((row) => row.host_name)).toEqual(rows.map((row) => row.host_name).sort());
  });
});
