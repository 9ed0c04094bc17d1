import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startStack, type Stack } from '../support/stack.js';

let stack: Stack;

beforeAll(async () => {
  stack = await startStack({ emulator: { hosts: 5 } });
});
afterAll(() => stack.close());

/** The faults that a refusal names, by parameter or member. */
async function faultsOf(response: Response): Promise<Record<string, string>> {
  expect(response.status).toBe(400);
  const { errors } = (await response.json()) as {
    errors: { parameter?: string; pointer?: string; detail: string }[];
  };
  return Object.fromEntries(errors.map(({ parameter, pointer, detail }) => [parameter ?? pointer, detail]));
}

describe("a name of the vendor's", () => {
  it.each([
    ['ports?type=TCP', 'type', 'is not a known parameter; use protocol'],
    ['ports?offset=10', 'offset', 'is not a known parameter; use cursor'],
    ['ports?host_id=a', 'host_id', 'is not a known parameter; use host_ids'],
    ['ports?path=sshd', 'path', 'is not a known parameter; use process'],
    ['ports?process_path=sshd', 'process_path', 'is not a known parameter; use process'],
    ['assets/users?login_permission=true', 'login_permission', 'is not a known parameter; use can_login'],
    ['assets/users?user_group=root', 'user_group', 'is not a known parameter; use group_name'],
    ['assets/users?private_ip=10.0.0.1', 'private_ip', 'is not a known parameter; use host_ip'],
    ['assets/auto_launch?type=0', 'type', 'is not a known parameter; use kind'],
    ['assets/process?launch_params=x', 'launch_params', 'is not a known parameter; use arguments'],
    ['assets/app?install_dir=x', 'install_dir', 'is not a known parameter; use install_path'],
    ['assets/database?install_dir=x', 'install_dir', 'is not a known parameter; use install_path'],
    ['assets/users/changes?variation_type=add', 'variation_type', 'is not a known parameter; use change'],
    ['assets/users/changes?start_time=1', 'start_time', 'is not a known parameter; use since'],
    ['ports/changes?start_time=1', 'start_time', 'is not a known parameter; use since'],
    ['hosts?label=x', 'label', 'is not a known parameter; use host_tag'],
  ])('is refused in a query, with ours to use instead: %s', async (path, name, detail) => {
    expect(await faultsOf(await stack.get(`/v1/${path}`))).toMatchObject({ [name]: detail });
  });

  it('is refused with our name where rows have it and no filter does', async () => {
    const detail = 'is not a known parameter; rows have it as listen_address, and no filter compares it';
    for (const path of ['ports?laddr=x', 'assets/web_site?bind_addr=x']) {
      const faults = await faultsOf(await stack.get(`/v1/${path}`));
      expect(Object.values(faults)).toContain(detail);
    }
  });

  it('is refused in a body, with ours to use instead', async () => {
    const body = { hosts: { all: true }, type: 'TCP', offset: 10, srcversion: 'x', colour: 'red' };
    expect(await faultsOf(await stack.post('/v1/ports/query', body))).toEqual({
      '/type': 'is not a known member; use protocol',
      '/offset': 'is not a known member; use cursor',
      '/srcversion': 'is not a known member',
      '/colour': 'is not a known member',
    });
  });

  it('is refused inside of hosts, with ours to use instead', async () => {
    const hosts = {
      ip_addr: ['10.0.0.1'],
      group_id: 'g',
      label: 'l',
      host_name: 'web',
      host_id: 'x',
      hue: 1,
    };
    const named = await faultsOf(await stack.post('/v1/ports/query', { hosts }));
    expect(named).toEqual({
      '/hosts/ip_addr': 'is not a known member; use ip',
      '/hosts/group_id': 'is not a known member; use group',
      '/hosts/label': 'is not a known member; use tag',
      '/hosts/host_name': 'is not a known member; use name',
      '/hosts/host_id': 'is not a known member; write {"host_ids": [...]} in the place of hosts',
      '/hosts/hue': 'is not a known member',
    });
    for (const [path, more] of [
      ['/v1/ports/summary', {}],
      ['/v1/assets/users/query', {}],
      ['/v1/exports', { asset_type: 'users' }],
    ] as const)
      expect(await faultsOf(await stack.post(path, { hosts, ...more }))).toMatchObject(named);
  });

  it('is refused in sort and in fields, which name ours', async () => {
    const faults = await faultsOf(
      await stack.get('/v1/assets/process?hosts=all&sort=-launch_time&fields=process_pid,launch_time'),
    );
    expect(faults['sort']).toMatch(/; the vendor's launch_time is started_at here$/);
    expect(faults['fields']).toMatch(
      /; the vendor's process_pid is pid here; the vendor's launch_time is started_at here$/,
    );
    const body = { hosts: { all: true }, sort: ['-record_time'] };
    const inBody = await faultsOf(await stack.post('/v1/assets/web_site/query', body));
    expect(inBody['/sort']).toMatch(/; the vendor's record_time is scanned_at here$/);
  });

  it('is refused in the columns and filters of a file of our own, which name ours', async () => {
    const order = {
      asset_type: 'users',
      hosts: { all: true },
      columns: ['user_name', 'user_home_dir'],
      filter: { login_permission: true },
    };
    const faults = await faultsOf(await stack.post('/v1/exports', order));
    expect(faults['/columns/1']).toMatch(/; the vendor's user_home_dir is home_dir here$/);
    expect(faults['/filter/login_permission']).toMatch(/; the vendor's login_permission is can_login here$/);
  });

  it('is not offered where the call has no such parameter', async () => {
    const [host] = stack.emulator.hostIds();
    const faults = await faultsOf(await stack.get(`/v1/hosts/${host}/ports?host_id=a`));
    expect(faults).toEqual({ host_id: 'is not a known parameter' });
  });
});
