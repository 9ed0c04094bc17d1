import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { parse } from 'yaml';
import { ALL, LOGIN, PROJECT, Rig, type Parameters, type Reply, type Row } from './emulator-rig.js';

const UPSTREAM = join(dirname(fileURLToPath(import.meta.url)), 'upstream');

/** Closes every object of a schema, so that a member the document does not know is a failure. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== 'object' || schema === null) return schema;
  const copy: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(schema)) if (name !== 'examples') copy[name] = closed(value);
  if (copy.type === 'object' && copy.properties !== undefined) copy.additionalProperties = false;
  return copy;
}

interface Operation {
  readonly operationId: string;
  readonly responses: Readonly<Record<string, { readonly $ref?: string; readonly content?: Row }>>;
}

/** One of the vendor's documents, ready to check answers against. */
class Document {
  private readonly ajv = new Ajv2020({ strict: false, allErrors: true });
  private readonly operations = new Map<string, Operation>();
  private readonly checks = new Map<string, ValidateFunction>();

  constructor(
    private readonly id: string,
    file: string,
  ) {
    const document = closed(parse(readFileSync(join(UPSTREAM, file), 'utf8'))) as Row;
    formats.default(this.ajv);
    this.ajv.addSchema({ ...document, $id: id });
    for (const [path, item] of Object.entries(document.paths as Record<string, Record<string, Operation>>)) {
      for (const method of ['get', 'post']) {
        const operation = item[method];
        if (operation?.operationId !== undefined) {
          this.operations.set(operation.operationId, { ...operation });
          this.places.set(
            operation.operationId,
            `/paths/${path.replaceAll('~', '~0').replaceAll('/', '~1')}/${method}`,
          );
        }
      }
    }
  }

  private readonly places = new Map<string, string>();

  get operationIds(): string[] {
    return [...this.operations.keys()];
  }

  /** Returns how an answer differs from the document; empty when it does not. */
  faults(operationId: string, status: number, body: unknown): string[] {
    const operation = this.operations.get(operationId);
    const response = operation?.responses[String(status)];
    if (response === undefined) return [`${operationId} has no ${status}`];
    const place = response.$ref?.slice(1) ?? `${this.places.get(operationId)}/responses/${status}`;
    const pointer = `${this.id}#${place}/content/application~1json/schema`;
    let check = this.checks.get(pointer);
    if (check === undefined) {
      check = this.ajv.compile({ $ref: encodeURI(pointer) });
      this.checks.set(pointer, check);
    }
    return check(body)
      ? []
      : (check.errors ?? []).map(
          (error) => `${error.instancePath} ${error.message} ${JSON.stringify(error.params)}`,
        );
  }
}

function example(name: string): Row {
  return JSON.parse(readFileSync(join(UPSTREAM, 'examples', `${name}.json`), 'utf8')) as Row;
}

/** Returns the members of a list's rows, or of the answer itself when it is not a list. */
function members(body: Row): Set<string> {
  const list = body.data_list as Row[] | undefined;
  return new Set((list ?? [body]).flatMap((row) => Object.keys(row)));
}

describe('answers as the vendor documents them', () => {
  const hss = new Document('hss', 'hss-v5.openapi.yaml');
  const iam = new Document('iam', 'iam-v3.openapi.yaml');
  let rig: Rig;
  let token: string;

  beforeAll(async () => {
    rig = await Rig.start({ hosts: 120 });
    token = await rig.token();
  });
  afterAll(() => rig.close());

  it('has an example for every operation it checks', () => {
    const examples = readdirSync(join(UPSTREAM, 'examples'));
    for (const [operation] of LISTS) expect(examples).toContain(`hss.${operation}.200.json`);
  });

  const LISTS: [string, string, Parameters][] = [
    ['ListHostStatus', '/host-management/hosts', { limit: 200 }],
    ['ListHostGroups', '/host-management/groups', {}],
    ['ShowHostsStatistics', '/host-management/host-statistics', {}],
    ['ListPorts', '/asset/ports', { limit: 200, host_id: 'HOST' }],
    ['ListPortHost', '/asset/ports/detail', { port: 22, limit: 200 }],
    ['ListPortStatistics', '/asset/port/statistics', { limit: 200 }],
    ['ShowCommonPort', '/asset/common-port-info', { port: 22 }],
    ['ShowAssetStatistic', '/asset/statistics', {}],
    ['ListUsers', '/asset/users', { limit: 200 }],
    ['ListUserStatistics', '/asset/user/statistics', {}],
    ['ListUserChangeHistories', '/asset/user/change-history', {}],
    ['ListAutoLaunchs', '/asset/auto-launchs', { limit: 200 }],
    ['ListAutoLaunchStatistics', '/asset/auto-launch/statistics', {}],
    ['ListAutoLaunchChangeHistories', '/asset/auto-launch/change-history', {}],
    ['ListProcessesHost', '/asset/processes/detail', { limit: 200 }],
    ['ListProcessStatistics', '/asset/process/statistics', { limit: 200 }],
    ['ListApps', '/asset/apps', { limit: 200 }],
    ['ListAppStatistics', '/asset/app/statistics', {}],
    ['ListAppChangeHistories', '/asset/app/change-history', {}],
    ['ListJarPackageStatistics', '/asset/midwares', {}],
    ['ListJarPackageHostInfo', '/asset/midwares/detail', { file_name: 'commons-io-2.11.0.jar' }],
    ['ListJarPackageInfo', '/asset/HOST/jar-package', {}],
    ['ListWebAppAndServices', '/asset/web-app-and-services', { catalogue: 'database', limit: 200 }],
    ['ListWebAppAndServiceStatistics', '/asset/web-app-and-service-statistics', { catalogue: 'web-service' }],
    ['ListWebFrameworkHostInfo', '/asset/host/web-framework', { limit: 200 }],
    ['ListWebFrameworkStatistics', '/asset/statistics/web-framework', {}],
    ['ListWebFrameworkInfo', '/asset/HOST/web-framework', {}],
    ['ListWebSiteHostInfo', '/asset/host/web-site', { domain: 'www.example.com' }],
    ['ListWebSiteStatistics', '/asset/statistics/web-site', {}],
    ['ListWebSiteInfo', '/asset/HOST/web-site', {}],
    ['ListKernelModuleHostInfo', '/asset/host/kernel-module', { name: 'ext4' }],
    ['ListKernelModuleStatistics', '/asset/statistics/kernel-module', {}],
    ['ListKernelModuleInfo', '/asset/HOST/kernel-module', {}],
    ['ShowPortTop', '/asset/overview/statistics/top/port', {}],
    ['ShowAccountTop', '/asset/overview/statistics/top/account', {}],
    ['ShowProcessTop', '/asset/overview/statistics/top/process', {}],
    ['ShowSoftwareTop', '/asset/overview/statistics/top/software', {}],
    ['ShowAutoLaunchTop', '/asset/overview/statistics/top/auto-launch', {}],
    ['ShowWebFrameworkTop', '/asset/overview/statistics/top/web-framework', {}],
    ['ShowWebSiteTop', '/asset/overview/statistics/top/web-site', {}],
    ['ShowJarPackageTop', '/asset/overview/statistics/top/jar-package', {}],
    ['ShowKernelModuleTop', '/asset/overview/statistics/top/kernel-module', {}],
    [
      'ShowWebAppAndServiceTop',
      '/asset/overview/statistics/top/web-app-and-service',
      { catalogue: 'web_cms' },
    ],
    ['ShowAgentStatisticsStatus', '/asset/overview/status/agent', {}],
    ['ShowHostProtectionStatus', '/asset/overview/status/host/protection', {}],
    ['ShowOsStatisticsInfo', '/asset/overview/status/os', {}],
    ['ShowHostAssetManualCollectStatus', '/asset/manual-collect/database', { host_id: 'HOST' }],
    ['ListGlobalAssetScanTask', '/asset/assign-task', {}],
  ];

  /** Operations that start something or need something started: checked by the specs of their own. */
  const OTHERS = [
    'BatchModifyPortStatus',
    'RunHostAssetManualCollect',
    'CreateGlobalAssetScanTask',
    'DownloadAssetFile',
    'ListQueryExportTask',
    'ShowLatestExportTaskByType',
    'ListDownloadExportedFile',
  ];

  it('checks every operation of the document', () => {
    expect([...LISTS.map(([operation]) => operation), ...OTHERS].sort()).toEqual(hss.operationIds.sort());
  });

  it.each(LISTS)(
    'the 200 of %s fits the schema and has every member of the published example',
    async (operation, path, extra) => {
      // Server 11 is the one with the most of everything.
      const host = rig.emulator.hostIds()[11] ?? '';
      const parameters = 'host_id' in extra ? { ...extra, host_id: host } : extra;
      const { status, headers, body } = await rig.hss(token, path.replace('HOST', host), {
        ...ALL,
        ...parameters,
      });
      expect(status).toBe(200);
      expect(headers['x-request-id']).toMatch(/^[0-9a-f]{32}$/);
      expect(hss.faults(operation, 200, body)).toEqual([]);
      const documented = example(`hss.${operation}.200`);
      expect([...members(documented)].filter((name) => !members(body).has(name))).toEqual([]);
      expect(Object.keys(body)).toEqual(expect.arrayContaining(Object.keys(documented)));
      if (documented.data_list !== undefined) expect(body.data_list.length).toBeGreaterThan(0);
    },
  );

  it('the check itself notices a wrong type and an unknown member', () => {
    expect(hss.faults('ListPorts', 200, { total_num: '1', data_list: [] })).not.toEqual([]);
    expect(hss.faults('ListPorts', 200, { total_num: 1, data_list: [{ secret: 'x' }] })).not.toEqual([]);
    expect(hss.faults('ListPorts', 200, example('hss.ListPorts.200'))).toEqual([]);
  });

  it('an empty list is the published empty list', async () => {
    const { body } = await rig.hss(token, '/asset/ports', { ...ALL, host_id: 'nobody' });
    expect(body).toEqual(example('hss.ListPorts.empty.200'));
  });

  const ERRORS: [string, number, string, () => Promise<Reply>][] = [
    ['bad parameter', 400, 'hss.error.bad-parameter.400', () => rig.hss(token, '/asset/ports')],
    ['bad token', 401, 'hss.error.bad-token.401', () => rig.hss('garbage', '/asset/ports')],
    ['no token', 401, 'hss.error.no-token.401', () => rig.call('GET', `/v5/${PROJECT}/asset/ports`)],
    [
      'unknown group',
      400,
      'hss.error.group-lookup.400',
      () => rig.hss(token, '/host-management/hosts', { group_id: 'x' }),
    ],
    ['no such call', 404, 'hss.error.no-such-api.404', () => rig.hss(token, '/asset/nothing')],
    [
      'dead token',
      401,
      'hss.error.expired-token.401',
      async () => {
        const dead = await rig.token();
        rig.emulator.patch({ clock_offset_ms: 90_000_000 });
        const reply = await rig.hss(dead, '/asset/ports');
        rig.emulator.patch({ clock_offset_ms: 0 });
        return reply;
      },
    ],
    [
      'throttled',
      429,
      'hss.error.throttled-user.429',
      async () => {
        rig.emulator.patch({ quota_per_minute: 5 });
        for (let i = 0; i < 5; i += 1) await rig.hss(token, '/asset/ports');
        const reply = await rig.hss(token, '/asset/ports');
        rig.emulator.patch({ quota_per_minute: 0 });
        return reply;
      },
    ],
  ];

  it.each(ERRORS)('%s is told as published', async (_name, status, name, provoke) => {
    const reply = await provoke();
    expect(reply.status).toBe(status);
    expect(hss.faults('ListPorts', status, reply.body)).toEqual([]);
    const published = example(name);
    const { request_id: _id, ...rest } = reply.body;
    const { request_id: _published, ...wanted } = published;
    expect(rest).toEqual(wanted);
    expect('request_id' in reply.body).toBe('request_id' in published);
  });

  it('exports are started, asked about in both ways and described as documented', async () => {
    const request = example('hss.DownloadAssetFile.request');
    const started = await rig.hssPost(
      token,
      '/asset/export',
      { ...ALL, asset_type: 'port', category: 'host' },
      request,
    );
    expect(started.status).toBe(200);
    expect(hss.faults('DownloadAssetFile', 200, started.body)).toEqual([]);
    const task_id = String(started.body.task_id);
    const running = await rig.hss(token, `/export-task/${task_id}`, ALL);
    expect(Object.keys(running.body)).toEqual(Object.keys(example('hss.ListQueryExportTask.running.200')));
    let state = running;
    while (state.body.task_status === 'running')
      state = await rig.hss(token, '/export-task', { ...ALL, task_id });
    expect(hss.faults('ListQueryExportTask', 200, state.body)).toEqual([]);
    expect(hss.faults('ShowLatestExportTaskByType', 200, state.body)).toEqual([]);
    expect(Object.keys(state.body)).toEqual(Object.keys(example('hss.ListQueryExportTask.200')));
    expect(state.body.task_name).toMatch(/^asset_port_\d{13}_export_task$/);
    expect(state.body.file_name).toMatch(/^hss-asset-port-en-\d{13}\.zip$/);
  });

  it('a fleet-wide collection is accepted as documented', async () => {
    const body = example('hss.CreateGlobalAssetScanTask.request');
    const reply = await rig.hssPost(token, '/asset/assign-task', ALL, body);
    expect(hss.faults('CreateGlobalAssetScanTask', 200, reply.body)).toEqual([]);
    expect(reply.body).toEqual(example('hss.CreateGlobalAssetScanTask.200'));
  });

  it('IAM answers as documented', async () => {
    const login = await rig.login();
    expect(iam.faults('KeystoneCreateUserTokenByPassword', 201, login.body)).toEqual([]);
    const account = await rig.login(LOGIN, { domain: { name: 'portolan' } }, '');
    expect(iam.faults('KeystoneCreateUserTokenByPassword', 201, account.body)).toEqual([]);
    expect(members(login.body.token)).toEqual(
      members(example('iam.KeystoneCreateUserTokenByPassword.201').token as Row),
    );
    const headers = { 'x-auth-token': token, 'x-subject-token': token };
    const get = (path: string): Promise<Reply> => rig.call('GET', path, headers);
    expect(iam.faults('KeystoneValidateToken', 200, (await get('/v3/auth/tokens')).body)).toEqual([]);
    expect(iam.faults('KeystoneListAuthProjects', 200, (await get('/v3/auth/projects')).body)).toEqual([]);
    expect(iam.faults('KeystoneListProjects', 200, (await get('/v3/projects')).body)).toEqual([]);
    const wrong = await rig.login({ ...LOGIN, password: 'wrong' });
    expect(wrong.body).toEqual(example('iam.error.wrong-password.401'));
    expect(iam.faults('KeystoneCreateUserTokenByPassword', 401, wrong.body)).toEqual([]);
    const broken = await rig.call('POST', '/v3/auth/tokens', {}, '{');
    expect(broken.body).toEqual(example('iam.error.bad-body.400'));
  });
});
