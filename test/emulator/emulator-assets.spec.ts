import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ALL, asSet, Rig, type Parameters, type Row } from './emulator-rig.js';

/** Export name of each type, where its rows are listed, the key that list needs, and whether rows carry host_id. */
const LISTS: [string, string, Parameters, string | null][] = [
  ['users', '/asset/users', {}, null],
  ['auto_launch', '/asset/auto-launchs', {}, null],
  ['process', '/asset/processes/detail', {}, null],
  ['app', '/asset/apps', {}, null],
  ['database', '/asset/web-app-and-services', { catalogue: 'database' }, null],
  ['web_cms', '/asset/web-app-and-services', { catalogue: 'web-app' }, null],
  ['web_service', '/asset/web-app-and-services', { catalogue: 'web-service' }, null],
  ['web_framework', '/asset/host/web-framework', {}, null],
  ['jar_package', '/asset/midwares/detail', {}, 'file_name'],
  ['web_site', '/asset/host/web-site', {}, 'domain'],
  ['kernel_module', '/asset/host/kernel-module', {}, 'name'],
];

/** Statistics of each type: path, parameters, row members a line stands for. */
const STATISTICS: [string, string, Parameters, string[]][] = [
  ['users', '/asset/user/statistics', {}, ['user_name']],
  ['auto_launch', '/asset/auto-launch/statistics', {}, ['name', 'type']],
  ['app', '/asset/app/statistics', {}, ['app_name']],
  ['jar_package', '/asset/midwares', {}, ['file_name']],
  ['database', '/asset/web-app-and-service-statistics', { catalogue: 'database' }, ['name']],
  ['web_cms', '/asset/web-app-and-service-statistics', { catalogue: 'web-app' }, ['name']],
  ['web_service', '/asset/web-app-and-service-statistics', { catalogue: 'web-service' }, ['name']],
  ['web_framework', '/asset/statistics/web-framework', {}, ['file_name']],
  ['web_site', '/asset/statistics/web-site', {}, ['domain']],
  ['kernel_module', '/asset/statistics/kernel-module', {}, ['name']],
];

const COUNT_NAMES: Readonly<Record<string, string>> = {
  users: 'account_num',
  port: 'port_num',
  process: 'process_num',
  app: 'app_num',
  auto_launch: 'auto_launch_num',
  web_framework: 'web_framework_num',
  web_site: 'web_site_num',
  jar_package: 'jar_package_num',
  kernel_module: 'kernel_module_num',
  web_service: 'web_service_num',
  web_cms: 'web_app_num',
  database: 'database_num',
};

describe('emulated fingerprints', () => {
  let rig: Rig;
  let token: string;
  let hosts: Row[];
  const truth = new Map<string, Row[]>();

  beforeAll(async () => {
    rig = await Rig.start({ hosts: 120 });
    token = await rig.token();
    hosts = await rig.truth('/fleet/hosts');
    for (const type of Object.keys(COUNT_NAMES)) truth.set(type, await rig.truth(`/fleet/assets/${type}`));
  });
  afterAll(() => rig.close());

  const rowsOf = (type: string): Row[] => truth.get(type) ?? [];
  const member = (row: Row, name: string): unknown =>
    row[name] ?? (row.kernel_module_info as Row | undefined)?.[name];
  const walk = (path: string, parameters: Parameters): Promise<Row[]> =>
    rig.walk(token, path, { ...ALL, ...parameters });

  it.each(LISTS)('the list of %s holds exactly the true rows', async (type, path, parameters, key) => {
    const rows = rowsOf(type);
    expect(rows.length).toBeGreaterThan(5);
    const keys =
      key === null
        ? [{}]
        : [...new Set(rows.map((row) => member(row, key)))].map((value) => ({ [key]: String(value) }));
    const listed: Row[] = [];
    for (const one of keys) listed.push(...(await walk(path, { ...parameters, ...one })));
    const wanted = type === 'process' ? rows.map(({ host_id: _, ...row }) => row) : rows;
    expect(asSet(listed)).toEqual(asSet(wanted));
  });

  it('counts in /asset/statistics equal the rows, of all servers, of one and in containers', async () => {
    const busy = String(hosts[11]?.host_id);
    const counts = async (parameters: Parameters): Promise<Row> =>
      (await rig.hss(token, '/asset/statistics', { ...ALL, ...parameters })).body;
    const expected = (test: (row: Row) => boolean): Row =>
      Object.fromEntries(
        Object.entries(COUNT_NAMES).map(([type, name]) => [name, rowsOf(type).filter(test).length]),
      );
    expect(await counts({})).toEqual(expected(() => true));
    expect(await counts({ host_id: busy })).toEqual(expected((row) => row.host_id === busy));
    expect(await counts({ category: 'container' })).toEqual(
      expected((row) => typeof row.container_id === 'string' && row.container_id !== ''),
    );
    const ours = new Set(
      hosts.filter((host) => host.enterprise_project_id === '0').map((host) => host.host_id),
    );
    const { body } = await rig.hss(token, '/asset/statistics');
    expect(body).toEqual(expected((row) => ours.has(row.host_id)));
  });

  it.each(STATISTICS)('statistics of %s count servers and containers', async (type, path, parameters, by) => {
    const openers = new Map<string, Set<string>>();
    for (const row of rowsOf(type)) {
      const key = JSON.stringify(by.map((name) => String(member(row, name))));
      openers.set(key, (openers.get(key) ?? new Set()).add(JSON.stringify([row.host_id, row.container_id])));
    }
    const lines = await walk(path, parameters);
    expect(lines).toHaveLength(openers.size);
    for (const line of lines) {
      expect(line.num).toBe(openers.get(JSON.stringify(by.map((name) => line[name])))?.size);
    }
  });

  it('process statistics count processes', async () => {
    const lines = await walk('/asset/process/statistics', {});
    expect(lines.reduce((sum, line) => sum + (line.num as number), 0)).toBe(rowsOf('process').length);
    const one = await walk('/asset/process/statistics', { path: 'sbin/sshd' });
    const sshd = rowsOf('process').filter((row) => row.process_path === '/usr/sbin/sshd');
    expect(one).toEqual([{ path: '/usr/sbin/sshd', num: sshd.length }]);
  });

  it.each([
    ['jar_package', 'jar-package'],
    ['web_framework', 'web-framework'],
    ['web_site', 'web-site'],
    ['kernel_module', 'kernel-module'],
  ])('%s of one server come without pages', async (type, path) => {
    const [{ host_id }] = rowsOf(type) as [Row];
    const rows = rowsOf(type).filter((row) => row.host_id === host_id);
    const { body } = await rig.hss(token, `/asset/${String(host_id)}/${path}`, ALL);
    expect(body.total_num).toBe(rows.length);
    expect(body.data_list).toHaveLength(rows.length);
    body.data_list.forEach((row, i) => {
      const whole = (rows[i]?.kernel_module_info as Row | undefined) ?? rows[i];
      expect(whole).toMatchObject(row);
    });
    const none = await rig.hss(token, `/asset/nobody/${path}`, ALL);
    expect(none.body).toEqual({ total_num: 0, data_list: [] });
  });

  it('is one coherent fleet: every listening process is a process, every database runs', () => {
    const key = (row: Row, pid: string, path: string): string =>
      JSON.stringify([row.host_id, row.container_id, row[pid], row[path]]);
    const running = new Set(rowsOf('process').map((row) => key(row, 'process_pid', 'process_path')));
    for (const row of rowsOf('port'))
      if (row.pid !== 0 && row.path !== '') expect(running).toContain(key(row, 'pid', 'path'));
    for (const type of ['database', 'web_service', 'jar_package', 'web_site']) {
      for (const row of rowsOf(type)) expect(running).toContain(key(row, 'pid', 'proc_path'));
    }
  });

  it('filters exactly, or in part with part_match', async () => {
    const part =
      (value: string) =>
      (row: Row): boolean =>
        String(row.app_name).includes(value);
    expect(await walk('/asset/apps', { app_name: 'openssl' })).toEqual(
      rowsOf('app').filter((row) => row.app_name === 'openssl'),
    );
    expect(await walk('/asset/apps', { app_name: 'open' })).toEqual([]);
    expect(await walk('/asset/apps', { app_name: 'open', part_match: true })).toEqual(
      rowsOf('app').filter(part('open')),
    );
    const host = hosts[0] as Row;
    const mine = rowsOf('users').filter((row) => row.host_id === host.host_id);
    expect(await walk('/asset/users', { host_id: String(host.host_id) })).toEqual(mine);
    expect(await walk('/asset/users', { private_ip: String(host.private_ip) })).toEqual(
      expect.arrayContaining(mine),
    );
    expect(await walk('/asset/users', { root_permission: true, user_name: 'ops' })).toEqual(
      rowsOf('users').filter((row) => row.user_name === 'ops'),
    );
    expect(await walk('/asset/users', { user_group: 'wheel' })).toEqual(
      rowsOf('users').filter((row) => row.user_group_name === 'wheel'),
    );
    expect(await walk('/asset/auto-launchs', { type: '1' })).toEqual(
      rowsOf('auto_launch').filter((row) => row.type === 1),
    );
    expect(await walk('/asset/users', { category: 'container' })).toEqual(
      rowsOf('users').filter((row) => row.container_id !== ''),
    );
  });

  it('ignores part_match for kernel modules, as upstream is said to', async () => {
    expect(await walk('/asset/host/kernel-module', { name: 'ext', part_match: true })).toEqual([]);
    expect(
      (await walk('/asset/host/kernel-module', { name: 'ext4', part_match: true })).length,
    ).toBeGreaterThan(5);
  });

  it.each([
    ['/asset/web-app-and-services', {}],
    ['/asset/web-app-and-services', { catalogue: 'web_cms' }],
    ['/asset/midwares/detail', {}],
    ['/asset/host/web-site', {}],
    ['/asset/host/kernel-module', {}],
    ['/asset/overview/statistics/top/web-app-and-service', { catalogue: 'web-app' }],
    ['/asset/users', { limit: 5 }],
    ['/asset/user/change-history', { offset: 10_001 }],
    ['/asset/app/change-history', { start_time: 2, end_time: 1 }],
    ['/asset/app/change-history', { variation_type: 'ADD' }],
  ])('refuses %s with %j', async (path, parameters: Parameters) => {
    expect((await rig.hss(token, path, parameters)).body.error_code).toBe('HSS.0001');
  });

  it('shows the five most common of each, as a share of the servers with an agent', async () => {
    const { body } = await rig.hss(token, '/asset/overview/statistics/top/port', ALL);
    const servers = new Map<string, Set<unknown>>();
    for (const row of rowsOf('port')) {
      servers.set(String(row.port), (servers.get(String(row.port)) ?? new Set()).add(row.host_id));
    }
    const largest = [...servers.values()]
      .map((set) => set.size)
      .sort((a, b) => b - a)
      .slice(0, 5);
    expect(body.data_list.map((line) => line.host_num)).toEqual(largest);
    expect(body.total_num).toBe(5);
    const agents = hosts.filter((host) => host.agent_id !== '').length;
    for (const line of body.data_list)
      expect(line.percentage).toBe(Math.round((100 * (line.host_num as number)) / agents));
  });

  it('sums the overview up from the servers', async () => {
    const agent = (await rig.hss(token, '/asset/overview/status/agent', ALL)).body;
    expect(agent).toMatchObject({
      total_num: 120,
      online: hosts.filter((host) => host.agent_status === 'online').length,
    });
    const protection = (await rig.hss(token, '/asset/overview/status/host/protection', ALL)).body;
    expect(
      (protection.no_risk as number) + (protection.risk as number) + (protection.no_protect as number),
    ).toBe(120);
    const os = (await rig.hss(token, '/asset/overview/status/os', ALL)).body;
    expect(os.win_num).toBe(hosts.filter((host) => host.os_type === 'Windows').length);
  });

  it.each([
    ['/asset/user/change-history', 'change_type', 'MODIFY'],
    ['/asset/auto-launch/change-history', 'variation_type', 'modify'],
    ['/asset/app/change-history', 'variation_type', 'modify'],
  ])('the changes of %s come newest first, by kind and time', async (path, kind, word) => {
    const all = await walk(path, {});
    expect(all.length).toBeGreaterThan(20);
    const times = all.map((row) => row.recent_scan_time as number);
    expect(times).toEqual([...times].sort((a, b) => b - a));
    expect(await walk(path, { [kind]: word })).toEqual(all.filter((row) => row[kind] === word));
    const middle = times[times.length >> 1] as number;
    expect(await walk(path, { start_time: middle })).toEqual(
      all.filter((row) => (row.recent_scan_time as number) >= middle),
    );
    expect(await walk(path, { end_time: middle - 1 })).toEqual(
      all.filter((row) => (row.recent_scan_time as number) < middle),
    );
    if (path.includes('user')) return;
    const upwards = await walk(path, { sort_key: 'recent_scan_time', sort_dir: 'asc' });
    expect(upwards.map((row) => row.recent_scan_time)).toEqual([...times].reverse());
  });

  it('collects by hand what may be, by either spelling', async () => {
    const online = String(hosts.find((host) => host.agent_status === 'online')?.host_id);
    const offline = String(hosts.find((host) => host.agent_status === 'offline')?.host_id);
    const start = (type: string, host_id: string) =>
      rig.hssPost(token, `/asset/manual-collect/${type}`, { ...ALL, host_id });
    const state = async (type: string): Promise<unknown> =>
      (await rig.hss(token, `/asset/manual-collect/${type}`, { ...ALL, host_id: online })).body.scan_status;
    expect(await state('web-framework')).toBe('neverscan');
    const started = await start('web-framwork', online);
    expect([started.status, started.text]).toEqual([200, '']);
    expect([await state('web-framework'), await state('web-framwork'), await state('web-framework')]).toEqual(
      ['scanning', 'scanning', 'scanned'],
    );
    expect((await start('port', online)).body.error_code).toBe('HSS.0001');
    expect((await start('database', offline)).body.error_code).toBe('HSS.1007');
    const unknown = await start('database', 'nobody');
    expect([unknown.status, unknown.body]).toEqual([
      400,
      { error_code: '00000010', error_description: '拒绝访问' },
    ]);
    rig.emulator.patch({ collect_spelling: 'web-framework' });
    expect((await start('web-framwork', online)).status).toBe(400);
    expect((await start('web-framework', online)).status).toBe(200);
    rig.emulator.patch({ collect_spelling: 'both' });
  });

  it('collects on many servers', async () => {
    const exists = async (): Promise<unknown> => (await rig.hss(token, '/asset/assign-task', ALL)).body.exist;
    expect(await exists()).toBe(false);
    const post = (body: unknown) => rig.hssPost(token, '/asset/assign-task', ALL, body);
    expect((await post({ all_hosts: true })).body).toEqual({ error: '' });
    expect([await exists(), await exists(), await exists()]).toEqual([true, true, false]);
    expect((await post({ host_ids: Array.from({ length: 201 }, () => 'x') })).status).toBe(400);
    expect((await post({})).status).toBe(400);
  });

  it('lets a dangerous port be ignored and judged again', async () => {
    const row = rowsOf('port').find((candidate) => candidate.status === 'danger') as Row;
    const change = (operate_type: string) =>
      rig.hssPost(token, '/asset/batch-modify-port-status', ALL, {
        operate_type,
        data_list: [{ agent_id: row.agent_id, port: row.port, port_type: String(row.type).slice(0, 3) }],
      });
    const status = async (): Promise<unknown> =>
      (await walk('/asset/ports', { host_id: String(row.host_id), port: row.port as number }))[0]?.status;
    expect((await change('ignore')).text).toBe('');
    expect(await status()).toBe('normal');
    await change('not_ignore');
    expect(await status()).toBe('danger');
    expect((await change('forget')).body.error_code).toBe('HSS.0001');
  });
});
