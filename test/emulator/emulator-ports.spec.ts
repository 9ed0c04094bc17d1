import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ALL, asSet, Rig, type Parameters, type Row } from './emulator-rig.js';

describe('emulated open ports', () => {
  let rig: Rig;
  let token: string;
  let hosts: Row[];
  let truth: Row[];
  const byHost = new Map<string, Row[]>();

  beforeAll(async () => {
    rig = await Rig.start({ hosts: 300 });
    token = await rig.token();
    hosts = await rig.truth('/fleet/hosts');
    truth = await rig.truth('/fleet/ports');
    for (const host of hosts) byHost.set(String(host.host_id), []);
    for (const row of truth) byHost.get(String(row.host_id))?.push(row);
  });
  afterAll(() => rig.close());

  const busiest = (): [string, Row[]] =>
    [...byHost].reduce((most, entry) => (entry[1].length > most[1].length ? entry : most));

  it('lists each server’s rows exactly, in one order whatever the page size', async () => {
    for (const [host, rows] of [...byHost].slice(0, 40)) {
      expect(await rig.walk(token, '/asset/ports', { ...ALL, host_id: host })).toEqual(rows);
      expect(await rig.walk(token, '/asset/ports', { ...ALL, host_id: host }, 10)).toEqual(rows);
    }
    expect(await rig.truth(`/fleet/ports?host_id=${busiest()[0]}`)).toEqual(busiest()[1]);
  });

  it('has the variety that tests need', () => {
    const sizes = [...byHost.values()].map((rows) => rows.length);
    expect(Math.max(...sizes)).toBeGreaterThan(1000);
    expect(sizes.filter((size) => size > 200).length).toBeGreaterThan(2);
    expect(sizes.filter((size) => size === 0).length).toBeGreaterThan(3);
    const values = (name: string): Set<unknown> => new Set(truth.map((row) => row[name]));
    expect(values('type')).toEqual(new Set(['TCP', 'UDP', 'TCP6', 'UDP6']));
    expect(values('status')).toEqual(new Set(['normal', 'danger', 'unknow']));
    for (const address of [
      '',
      '0.0.0.0',
      '::',
      '127.0.0.1',
      '::1',
      '127.0.0.53',
      '172.17.0.1',
      '::ffff:127.0.0.1',
    ]) {
      expect(values('laddr')).toContain(address);
    }
    expect(truth.some((row) => row.type === 'TCP' && row.laddr === '::')).toBe(true);
    expect(truth.some((row) => String(row.laddr).startsWith('fe80::'))).toBe(true);
    expect(truth.some((row) => (row.pid as number) > 65_535)).toBe(true);
    expect(truth.some((row) => row.pid === 0 && row.path === '')).toBe(true);
    const paths = [...values('path')].map(String);
    for (const odd of [/ /, /[^ -~]/, /"/]) expect(paths.some((path) => odd.test(path))).toBe(true);
    const contained = truth.filter((row) => row.container_id !== '');
    expect(contained.length).toBeGreaterThan(100);
    const ordered = [...byHost.values()].every((rows) =>
      rows.every((row, i) => i === 0 || (row.port as number) >= (rows[i - 1]?.port as number)),
    );
    expect(ordered).toBe(false);
  });

  it('has no two rows with one identity', () => {
    const key = (row: Row): string =>
      JSON.stringify([
        row.host_id,
        row.port,
        String(row.type).slice(0, 3),
        row.laddr,
        row.container_id,
        row.pid,
      ]);
    expect(new Set(truth.map(key)).size).toBe(truth.length);
  });

  it.each([
    ['port', 22],
    ['type', 'UDP'],
    ['type', 'TCP'],
    ['status', 'normal'],
    ['status', 'unknow'],
  ] as const)('filters a server by %s=%s', async (name, value) => {
    const [host, rows] = busiest();
    const wanted = rows.filter((row) => row[name] === value);
    expect(await rig.walk(token, '/asset/ports', { ...ALL, host_id: host, [name]: value })).toEqual(wanted);
  });

  it('understands both spellings of unknown and emits the one that is set', async () => {
    const [host, rows] = busiest();
    const unknown = rows.filter((row) => row.status === 'unknow');
    expect(unknown.length).toBeGreaterThan(0);
    expect(await rig.walk(token, '/asset/ports', { ...ALL, host_id: host, status: 'unknown' })).toEqual(
      unknown,
    );
    rig.emulator.patch({ status_unknown: 'unknown' });
    const spelt = await rig.walk(token, '/asset/ports', { ...ALL, host_id: host, status: 'unknow' });
    rig.emulator.patch({ status_unknown: 'unknow' });
    expect(spelt).toEqual(unknown.map((row) => ({ ...row, status: 'unknown' })));
  });

  it('takes category=host for everything on the server and category=container for the part in containers', async () => {
    const [host, rows] = busiest();
    const inside = rows.filter((row) => row.container_id !== '');
    expect(await rig.walk(token, '/asset/ports', { ...ALL, host_id: host, category: 'host' })).toEqual(rows);
    expect(await rig.walk(token, '/asset/ports', { ...ALL, host_id: host, category: 'container' })).toEqual(
      inside,
    );
  });

  it('hides servers of other enterprise projects, and those that another name or address is given for', async () => {
    const foreign = hosts.find(
      (host) => host.enterprise_project_id !== '0' && (byHost.get(String(host.host_id))?.length ?? 0) > 0,
    );
    const host_id = String(foreign?.host_id);
    expect(await rig.walk(token, '/asset/ports', { host_id })).toEqual([]);
    const one = { host_id, enterprise_project_id: String(foreign?.enterprise_project_id) };
    expect(await rig.walk(token, '/asset/ports', one)).toEqual(byHost.get(host_id));
    expect(await rig.walk(token, '/asset/ports', { ...one, host_ip: '10.99.99.99' })).toEqual([]);
    const named = { ...one, host_name: String(foreign?.host_name), host_ip: String(foreign?.private_ip) };
    expect(await rig.walk(token, '/asset/ports', named)).toEqual(byHost.get(host_id));
  });

  it('answers about a server nobody knows with an empty page, or not found when told to', async () => {
    const ask = () => rig.hss(token, '/asset/ports', { ...ALL, host_id: 'nobody' });
    expect((await ask()).body).toEqual({ total_num: 0, data_list: [] });
    rig.emulator.patch({ unknown_host: 'not_found' });
    const refused = await ask();
    rig.emulator.patch({ unknown_host: 'empty' });
    expect([refused.status, refused.body.error_code]).toEqual([400, 'HSS.0011']);
  });

  it.each([
    ['/asset/ports', {}],
    ['/asset/ports', { host_id: '' }],
    ['/asset/ports', { host_id: 'x', port: 0 }],
    ['/asset/ports', { host_id: 'x', port: 65_536 }],
    ['/asset/ports', { host_id: 'x', type: 'SCTP' }],
    ['/asset/ports', { host_id: 'x', status: 'safe' }],
    ['/asset/ports', { host_id: 'x', category: '1' }],
    ['/asset/ports/detail', {}],
    ['/asset/ports/detail', { port: 'ssh' }],
    ['/asset/common-port-info', {}],
    ['/asset/port/statistics', { sort_key: 'num' }],
    ['/asset/port/statistics', { port_string: '123456' }],
  ])('refuses %s with %j', async (path, parameters: Parameters) => {
    expect((await rig.hss(token, path, parameters)).body.error_code).toBe('HSS.0001');
  });

  it('ignores the misprint hlimit', async () => {
    const { status, body } = await rig.hss(token, '/asset/ports', {
      ...ALL,
      host_id: busiest()[0],
      hlimit: 10,
    });
    expect(status).toBe(200);
    expect(body.data_list).toHaveLength(10);
  });

  it('gives by port the same rows as by server', async () => {
    const names = new Map(hosts.map((host) => [host.host_id, host]));
    for (const port of [22, 80, 323, 8080, 3389, 23]) {
      const rows = await rig.walk(token, '/asset/ports/detail', { ...ALL, port });
      for (const row of rows) {
        const host = names.get(row.host_id);
        expect(row).toMatchObject({ host_name: host?.host_name, host_ip: host?.private_ip });
        expect(row.container_name === '').toBe(row.container_id === '');
      }
      const bare = rows.map(({ host_name: _, host_ip: __, container_name: ___, ...row }) => row);
      const sorted = (list: readonly Row[]): string[] =>
        asSet(
          list.map((row) => Object.fromEntries(Object.entries(row).sort(([a], [b]) => (a < b ? -1 : 1)))),
        );
      expect(sorted(bare)).toEqual(sorted(truth.filter((row) => row.port === port)));
    }
  });

  it('narrows a port by type, category, name, address and enterprise project', async () => {
    const all = await rig.walk(token, '/asset/ports/detail', { ...ALL, port: 8080 });
    const detail = (parameters: Parameters): Promise<Row[]> =>
      rig.walk(token, '/asset/ports/detail', { ...ALL, port: 8080, ...parameters });
    expect(await detail({ type: 'TCP6' })).toEqual(all.filter((row) => row.type === 'TCP6'));
    expect(await detail({ category: 'container' })).toEqual(all.filter((row) => row.container_id !== ''));
    const [first] = all;
    expect(await detail({ host_ip: String(first?.host_ip) })).toEqual(
      all.filter((row) => row.host_ip === first?.host_ip),
    );
    const k8s = all.filter((row) => String(row.host_name).startsWith('k8s'));
    expect(await detail({ host_name: 'K8S' })).toEqual(k8s);
    const ours = new Set(
      hosts.filter((host) => host.enterprise_project_id === '0').map((host) => host.host_id),
    );
    const plain = await rig.walk(token, '/asset/ports/detail', { port: 8080 });
    expect(plain).toEqual(all.filter((row) => ours.has(row.host_id)));
  });

  it('counts servers and containers, not rows, by port and type, with the highest risk', async () => {
    const expected = new Map<string, { openers: Set<string>; statuses: Set<unknown> }>();
    for (const row of truth) {
      const key = JSON.stringify([row.port, row.type]);
      const line = expected.get(key) ?? { openers: new Set(), statuses: new Set() };
      line.openers.add(JSON.stringify([row.host_id, row.container_id]));
      line.statuses.add(row.status);
      expected.set(key, line);
    }
    const lines = await rig.walk(token, '/asset/port/statistics', ALL);
    expect(lines).toHaveLength(expected.size);
    for (const line of lines) {
      const want = expected.get(JSON.stringify([line.port, line.type]));
      expect(line.num).toBe(want?.openers.size);
      const highest = ['danger', 'unknow', 'normal'].find((word) => want?.statuses.has(word));
      expect(line.status).toBe(highest);
    }
  });

  it('has IPv6 lines of their own in the statistics, refuses the words, or folds the lines, as told', async () => {
    const path = '/asset/port/statistics';
    const lines = (parameters: Parameters = {}) => rig.walk(token, path, { ...ALL, ...parameters });
    const six = (rows: Row[]): Row[] => rows.filter(({ type }) => String(type).endsWith('6'));
    const separate = await lines();
    expect(asSet(await lines({ type: 'TCP6' }))).toEqual(
      asSet(separate.filter(({ type }) => type === 'TCP6')),
    );
    expect((await lines({ type: 'UDP6' })).length).toBeGreaterThan(0);
    rig.emulator.patch({ statistics_ipv6: 'refused' });
    for (const type of ['TCP6', 'UDP6']) {
      const { status, body } = await rig.hss(token, path, { ...ALL, type });
      expect([status, body.error_code]).toEqual([400, 'HSS.0001']);
    }
    expect(await lines()).toEqual(separate);
    rig.emulator.patch({ statistics_ipv6: 'folded' });
    const folded = await lines();
    const none = await lines({ type: 'TCP6' });
    rig.emulator.patch({ statistics_ipv6: 'separate' });
    expect([six(separate).length > 0, six(folded), none]).toEqual([true, [], []]);
    const openers = truth
      .filter(({ port, type }) => port === 22 && String(type).startsWith('TCP'))
      .map((row) => `${String(row.host_id)} ${String(row.container_id)}`);
    expect(folded.find(({ port, type }) => port === 22 && type === 'TCP')?.num).toBe(new Set(openers).size);
  });

  it('sorts and narrows the statistics', async () => {
    const lines = (parameters: Parameters): Promise<Row[]> =>
      rig.walk(token, '/asset/port/statistics', { ...ALL, ...parameters });
    const ports = (rows: readonly Row[]): number[] => rows.map((row) => row.port as number);
    const up = ports(await lines({ sort_key: 'port', sort_dir: 'asc' }));
    expect(up).toEqual([...up].sort((a, b) => a - b));
    const down = ports(await lines({ sort_key: 'port', sort_dir: 'desc' }));
    expect(down).toEqual([...up].reverse());
    expect(ports(await lines({}))).not.toEqual(up);
    expect(new Set((await lines({ type: 'TCP6' })).map((row) => row.type))).toEqual(new Set(['TCP6']));
    expect(new Set((await lines({ status: 'danger' })).map((row) => row.status))).toEqual(
      new Set(['danger']),
    );
    expect(new Set(ports(await lines({ port: 22 })))).toEqual(new Set([22]));
    for (const port of ports(await lines({ port_string: '80' }))) expect(String(port)).toContain('80');
    expect(new Set(ports(await lines({ port: 8080, port_string: '80' })))).toEqual(new Set([8080]));
    expect(await lines({ port: 22, port_string: '80' })).toEqual([]);
    expect(await lines({ port: 99_999 })).toEqual([]);
    const inside = await lines({ category: 'container' });
    expect(inside.length).toBeGreaterThan(0);
    expect(inside.length).toBeLessThan(up.length);
  });

  it('knows a little about common ports', async () => {
    const known = await rig.hss(token, '/asset/common-port-info', { port: 3389 });
    expect(known.body).toEqual({
      port: 3389,
      type: 'TCP',
      status: 'danger',
      description: '远程桌面端口',
      description_en: 'Remote desktop port',
    });
    expect((await rig.hss(token, '/asset/common-port-info', { port: 4242 })).body.status).toBe('unknow');
  });

  describe('after a wave of change', () => {
    const key = (row: Row): string => JSON.stringify({ ...row, status: undefined });

    it('has exactly the announced rows opened, closed and turned dangerous, everywhere', async () => {
      const counts = (await rig.call('POST', '/__emulator/fleet/mutate', {}, { fraction: 0.05, seed: 7 }))
        .body;
      const after = await rig.truth('/fleet/ports');
      const [was, is] = [
        new Map(truth.map((row) => [key(row), row])),
        new Map(after.map((row) => [key(row), row])),
      ];
      const opened = after.filter((row) => !was.has(key(row)));
      const closed = truth.filter((row) => !is.has(key(row)));
      const changed = after.filter((row) => was.has(key(row)) && was.get(key(row))?.status !== row.status);
      expect(counts).toEqual({ opened: opened.length, closed: closed.length, changed: changed.length });
      expect(new Set(changed.map((row) => row.status))).toEqual(new Set(['danger']));
      const touched = opened.length + closed.length + changed.length;
      expect(touched / truth.length).toBeGreaterThan(0.03);
      expect(touched / truth.length).toBeLessThan(0.07);
      const host = String(opened[0]?.host_id);
      const wanted = after.filter((row) => row.host_id === host);
      expect(await rig.walk(token, '/asset/ports', { ...ALL, host_id: host })).toEqual(wanted);
      const dangerous = await rig.walk(token, '/asset/port/statistics', { ...ALL, status: 'danger' });
      const ports = new Set(after.filter((row) => row.status === 'danger').map((row) => row.port));
      expect(new Set(dangerous.map((row) => row.port))).toEqual(ports);
    });

    it('is as before after a reset', async () => {
      await rig.call('POST', '/__emulator/fleet/reset');
      expect(await rig.truth('/fleet/ports')).toEqual(truth);
    });
  });
});
