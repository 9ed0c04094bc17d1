import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { ALL, asSet, Rig, type Parameters, type Row } from './emulator-rig.js';

const UPSTREAM = join(dirname(fileURLToPath(import.meta.url)), 'upstream');
const HOSTS = '/host-management/hosts';

describe('emulated servers and groups', () => {
  let rig: Rig;
  let token: string;
  let truth: Row[];

  beforeAll(async () => {
    rig = await Rig.start({ hosts: 400 });
    token = await rig.token();
    truth = await rig.truth('/fleet/hosts');
  });
  afterAll(() => rig.close());

  const found = async (parameters: Parameters): Promise<Row[]> =>
    rig.walk(token, HOSTS, { ...ALL, ...parameters });
  const ids = (rows: readonly Row[]): unknown[] => rows.map((row) => row.host_id);

  it('lists every server once, in the same order whatever the page size', async () => {
    expect(truth).toHaveLength(400);
    expect(await found({})).toEqual(truth);
    expect(await rig.walk(token, HOSTS, ALL, 17)).toEqual(truth);
    expect(new Set(ids(truth)).size).toBe(400);
  });

  it('shows only the default enterprise project when none is named', async () => {
    const rows = await rig.walk(token, HOSTS, {});
    expect(asSet(rows)).toEqual(asSet(truth.filter((row) => row.enterprise_project_id === '0')));
    expect(rows.length).toBeLessThan(truth.length);
    const one = '3a1c5b7e-92d4-4f08-8b61-c7e0d52f9a14';
    const named = await rig.walk(token, HOSTS, { enterprise_project_id: one });
    expect(asSet(named)).toEqual(asSet(truth.filter((row) => row.enterprise_project_id === one)));
    expect(await rig.walk(token, HOSTS, { enterprise_project_id: 'unheard-of' })).toEqual([]);
  });

  it('sends every member that the document has', async () => {
    const document = parse(readFileSync(join(UPSTREAM, 'hss-v5.openapi.yaml'), 'utf8')) as {
      components: { schemas: { Host: { properties: Row } } };
    };
    const onRequest = await found({ get_common_login_locations: true, incluster: true });
    const sent = new Set([...truth, ...onRequest].flatMap((row) => Object.keys(row)));
    expect([...sent].sort()).toEqual(Object.keys(document.components.schemas.Host.properties).sort());
    for (const row of truth) {
      expect('upgrade_result_code' in row).toBe(row.upgrade_status === 'upgrade_failed');
    }
  });

  it('has the variety that tests need', () => {
    const values = (name: string): Set<unknown> => new Set(truth.map((row) => row[name]));
    expect(values('agent_status')).toEqual(
      new Set(['online', 'offline', 'not_installed', 'install_failed', 'installing']),
    );
    expect(values('os_type')).toEqual(new Set(['Linux', 'Windows']));
    expect(values('enterprise_project_id').size).toBe(4);
    expect(values('host_name').size).toBeLessThan(400);
    expect(truth.some((row) => /[^ -~]/.test(String(row.host_name)))).toBe(true);
    for (const row of truth.filter(({ agent_status: state }) => state === 'not_installed')) {
      expect(row).toMatchObject({ agent_id: '', version: 'hss.version.null', protect_status: 'closed' });
    }
  });

  it.each([
    ['agent_status', 'online'],
    ['agent_status', 'not_installed'],
    ['protect_status', 'protection_exception'],
    ['version', 'hss.version.premium'],
    ['detect_result', 'clean'],
    ['host_status', 'SHUTOFF'],
    ['os_type', 'Windows'],
    ['charging_mode', 'on_demand'],
    ['asset_value', 'important'],
    ['outside_host', true],
  ] as const)('filters by %s=%s', async (name, value) => {
    const rows = await found({ [name]: value });
    expect(rows.length).toBeGreaterThan(0);
    expect(rows).toEqual(truth.filter((row) => row[name] === value));
  });

  it('knows not_online and installed, which no row carries', async () => {
    expect(await found({ agent_status: 'not_online' })).toEqual(
      truth.filter((row) => row.agent_status !== 'online'),
    );
    const installed = truth.filter((row) => row.agent_status === 'online' || row.agent_status === 'offline');
    expect(await found({ agent_status: 'installed' })).toEqual(installed);
  });

  it('finds names in part and in any case', async () => {
    const rows = await found({ host_name: 'WEB-0' });
    expect(rows.length).toBeGreaterThan(10);
    expect(rows).toEqual(truth.filter((row) => String(row.host_name).toLowerCase().includes('web-0')));
  });

  it('finds servers by id, address and lists of them', async () => {
    const some = truth.slice(3, 8);
    const list = (name: string): string => some.map((row) => row[name]).join(',');
    const [first] = some;
    expect(await found({ host_id: String(first?.host_id) })).toEqual([first]);
    expect(await found({ host_id_list: list('host_id') })).toEqual(some);
    expect(ids(await found({ host_name_list: list('host_name') }))).toEqual(
      expect.arrayContaining(ids(some)),
    );
    expect(ids(await found({ private_ip_list: list('private_ip') }))).toEqual(
      expect.arrayContaining(ids(some)),
    );
    const reachable = truth.find((row) => row.public_ip !== '');
    expect(await found({ public_ip: String(reachable?.public_ip) })).toEqual([reachable]);
    expect(await found({ ip_addr: String(reachable?.public_ip) })).toEqual([reachable]);
    expect(await found({ public_ip_list: String(reachable?.public_ip) })).toEqual([reachable]);
  });

  it('refuses lists longer than documented', async () => {
    for (const [name, most] of [
      ['host_id_list', 100],
      ['host_name_list', 60],
      ['private_ip_list', 100],
    ] as const) {
      const text = (count: number): string => Array.from({ length: count }, (_, i) => `x${i}`).join(',');
      expect((await rig.hss(token, HOSTS, { [name]: text(most) })).status).toBe(200);
      expect((await rig.hss(token, HOSTS, { [name]: text(most + 1) })).body.error_code).toBe('HSS.0001');
    }
  });

  it('lists groups whose members are what the server list says', async () => {
    const groups = await rig.walk(token, '/host-management/groups', ALL);
    expect(groups.length).toBeGreaterThan(3);
    for (const group of groups) {
      const members = await found({ group_id: String(group.group_id) });
      expect(ids(members)).toEqual(group.host_id_list);
      expect(members).toHaveLength(group.host_num as number);
      expect(await found({ group_name: String(group.group_name) })).toEqual(expect.arrayContaining(members));
    }
    const named = await rig.walk(token, '/host-management/groups', { ...ALL, group_name: 'GROUP-00' });
    expect(named).toEqual(groups.filter((group) => String(group.group_name).startsWith('group-00')));
  });

  it('answers 400 for groups and policies nobody knows', async () => {
    expect((await rig.hss(token, HOSTS, { group_id: 'none' })).body.error_code).toBe('HSS.1019');
    expect((await rig.hss(token, HOSTS, { policy_group_id: 'none' })).body.error_code).toBe('HSS.1005');
  });

  it('sorts by risk', async () => {
    const risk = (row: Row): number =>
      ['asset', 'vulnerability', 'baseline', 'intrusion'].reduce(
        (sum, name) => sum + (row[name] as number),
        0,
      );
    const down = (await found({ sort_key: 'risk_num', sort_dir: 'desc' })).map(risk);
    expect(down).toEqual([...down].sort((a, b) => b - a));
    const up = (await found({ sort_key: 'risk_num', sort_dir: 'asc' })).map(risk);
    expect(up).toEqual([...down].reverse());
  });

  it('gives extra members only when asked', async () => {
    const [plain] = await found({});
    expect(plain).not.toHaveProperty('common_login_area_codes');
    expect((await found({ get_common_login_locations: true }))[0]).toHaveProperty('common_login_area_codes');
    expect((await found({ incluster: true }))[0]).toHaveProperty('node_runtime_info');
  });

  it('totals what the list holds', async () => {
    const { body } = await rig.hss(token, '/host-management/host-statistics', ALL);
    const count = (name: string, value: unknown): number => truth.filter((row) => row[name] === value).length;
    expect(body).toMatchObject({
      total_num: 400,
      unprotected_num: count('protect_status', 'closed'),
      not_installed_num: count('agent_status', 'not_installed'),
      not_online_num: 400 - count('agent_status', 'online'),
      version_container_num: count('version', 'hss.version.container.enterprise'),
      risk_num: count('detect_result', 'risk'),
    });
  });

  it.each([
    [{ limit: 9 }],
    [{ limit: 201 }],
    [{ limit: 'ten' }],
    [{ offset: -1 }],
    [{ offset: 2_000_001 }],
    [{ os_type: 'Plan9' }],
    [{ has_vul: 'maybe' }],
    [{ host_id: 'x'.repeat(65) }],
  ])('refuses %j', async (parameters: Parameters) => {
    const { status, body } = await rig.hss(token, HOSTS, parameters);
    expect(status).toBe(400);
    expect(body).toEqual({
      error_code: 'HSS.0001',
      error_description: 'Invalid parameter.',
      error_msg: 'Invalid parameter.',
    });
  });

  it('answers an empty page past the end, and clamps page sizes when told to', async () => {
    const past = await rig.hss(token, HOSTS, { ...ALL, offset: 2_000_000 });
    expect(past.body).toEqual({ total_num: 400, data_list: [] });
    rig.emulator.patch({ clamp_limit: true });
    expect((await rig.hss(token, HOSTS, { ...ALL, limit: 1 })).body.data_list).toHaveLength(10);
    expect((await rig.hss(token, HOSTS, { ...ALL, limit: 5000 })).body.data_list).toHaveLength(200);
    rig.emulator.patch({ clamp_limit: false });
  });

  it('wants the header region when told to', async () => {
    rig.emulator.patch({ require_region_header: true });
    const path = '/v5/0f3c1b7a5d9e4c6fa2b8e1d407936c55/host-management/hosts';
    expect((await rig.call('GET', path, { 'x-auth-token': token })).body.error_code).toBe('HSS.0001');
    expect((await rig.hss(token, HOSTS)).status).toBe(200);
    rig.emulator.patch({ require_region_header: false });
  });
});
