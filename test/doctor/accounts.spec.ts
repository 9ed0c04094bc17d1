import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { diagnose, type DoctorOptions } from '../../src/doctor/doctor.js';
import { isTrouble, type Finding } from '../../src/doctor/finding.js';
import { lineOf } from '../../src/doctor/report.js';
import { buildConfig } from '../../src/platform/config/load-config.js';
import { selfSigned } from '../support/certificate.js';
import { startEmulator, type Emulator } from '../support/emulator.js';
import { startForwardProxy, type ForwardProxy } from '../support/forward-proxy.js';
import { pause } from '../support/wait.js';

const PROJECT = '0f3c1b7a5d9e4c6fa2b8e1d407936c55';
/** Every secret of these accounts. None may stand in a report. */
const SECRETS = {
  password: 'demo-password',
  wrong: 'a-wrong-password',
  secretKey: 'demo-secret-access-key-not-a-real-one',
  temporary: 'a-temporary-token-of-the-day-before',
  proxy: 'proxy-password',
};
const KEY = { kind: 'ak-sk', access_key: 'DEMOACCESSKEY0000001', secret_key: SECRETS.secretKey };

let emulator: Emulator;
let proxy: ForwardProxy;
beforeAll(async () => {
  const user = { domain: 'portolan', password: SECRETS.password };
  emulator = await startEmulator({
    hosts: 30,
    users: [
      { ...user, name: 'demo', accessKey: KEY.access_key, secretKey: KEY.secret_key },
      { ...user, name: 'mfa', consoleOnly: true },
      { ...user, name: 'locked' },
      {
        ...user,
        name: 'temporary',
        accessKey: 'TEMPORARYKEY00000001',
        secretKey: KEY.secret_key,
        securityToken: 'the-token-of-today',
      },
    ],
  });
  proxy = await startForwardProxy(emulator.url);
});
const usual = { clock_offset_ms: 0, quota_per_minute: 0, quota_api_per_minute: 0 };
afterEach(() => {
  emulator.clearFaults();
  emulator.patch({ ...usual, quota_ip_per_minute: 0 });
});
afterAll(async () => {
  await proxy.close();
  await emulator.close();
});

interface Account {
  readonly credential?: object;
  readonly project?: object;
  readonly upstream?: object;
}

async function examined(
  { credential, project, upstream }: Account,
  options: DoctorOptions = {},
): Promise<{ findings: Finding[]; trouble: Finding[]; text: string; mostCalls: number }> {
  await (await fetch(`${emulator.url}/__emulator/calls`, { method: 'DELETE' })).text();
  const config = buildConfig(
    {
      projects: [
        {
          alias: 'demo',
          region: 'ap-southeast-3',
          project_id: PROJECT,
          hss_endpoint: emulator.url,
          iam_endpoint: emulator.url,
          credentials: [
            credential ?? { kind: 'password', domain: 'portolan', user: 'demo', password: SECRETS.password },
          ],
          ...project,
        },
      ],
      upstream: { ...upstream },
    },
    'call-the-vendor',
  );
  const findings: Finding[] = [];
  for await (const finding of diagnose(config, { callMs: 5_000, ...options })) findings.push(finding);
  const text = findings.map(lineOf).join('\n');
  for (const secret of Object.values(SECRETS)) expect(text).not.toContain(secret);
  const { by_path: byPath } = emulator.calls() as { by_path: Record<string, number> };
  return {
    findings,
    trouble: findings.filter(isTrouble),
    text,
    mostCalls: Math.max(0, ...Object.values(byPath)),
  };
}

const asUser = (user: string, password = SECRETS.password): Account => ({
  credential: { kind: 'password', domain: 'portolan', user, password },
});

describe('the doctor', () => {
  it('finds nothing wrong with a healthy account, and reads an export to its end when asked to', async () => {
    const { findings, trouble, mostCalls } = await examined({}, { export: true });
    expect(trouble).toEqual([]);
    expect(findings.filter(({ outcome }) => outcome === 'ok').length).toBeGreaterThan(25);
    expect(findings.find(({ check }) => check === 'export')).toMatchObject({ outcome: 'ok' });
    // The polls of the export are the only exception to two calls for each path.
    expect(mostCalls).toBeLessThanOrEqual(3);
  });

  it('says how long the keys of the machine are good for, and what to do when the machine has no agency', async () => {
    const credential = { kind: 'ecs-agency', metadata_endpoint: emulator.url };
    emulator.patch({ metadata_service: 'session' });
    const healthy = await examined({ credential });
    expect(healthy.trouble).toEqual([]);
    expect(healthy.text).toMatch(/sign-in \(ecs-agency-1\).*temporary keys, good for \d+ min/);
    emulator.patch({ metadata_service: 'no-agency' });
    const { trouble } = await examined({ credential });
    expect(trouble).toHaveLength(1);
    expect(trouble[0]?.text).toContain('Give the server an agency');
    emulator.patch({ metadata_service: 'off' });
  });

  it('finds nothing wrong with an access key, and says how to save the look-up of the project', async () => {
    const { trouble, findings, mostCalls } = await examined({
      credential: KEY,
      project: { project_id: null },
    });
    expect(trouble).toEqual([]);
    expect(findings.find(({ check }) => check === 'project')?.setting).toBe(
      `projects[].project_id: ${PROJECT}`,
    );
    expect(mostCalls).toBeLessThanOrEqual(2);
  });

  it('names the right that is missing for one call', async () => {
    emulator.addFault({
      match: { path: '/asset/ports' },
      fault: { kind: 'status', status: 400, body: { error_code: 'HSS.0013', error_msg: 'no permission' } },
    });
    const { trouble, mostCalls } = await examined({});
    expect(trouble).toMatchObject([{ check: 'ports of a server', outcome: 'right', code: 'HSS.0013' }]);
    expect(trouble[0]?.text).toContain('hss:ports:list (in identity policies: hss:asset:listPorts)');
    expect(trouble[0]?.requestId).toMatch(/^[0-9a-f]{32}$/);
    expect(mostCalls).toBeLessThanOrEqual(2);
  });

  it('says that token and endpoint are of different regions, and tries nothing else then', async () => {
    emulator.addFault({ match: { path: '/host-management/*' }, fault: { kind: 'status', status: 401 } });
    const { trouble, findings, mostCalls } = await examined({});
    expect(trouble).toMatchObject([{ check: 'servers', outcome: 'trouble' }]);
    expect(trouble[0]?.text).toMatch(/region/);
    expect(findings.at(-2)).toMatchObject({ check: 'lists', outcome: 'skipped' });
    expect(mostCalls).toBeLessThanOrEqual(4);
  });

  it.each<[string, Account, RegExp]>([
    [
      'may sign in at the console only (MFA)',
      asUser('mfa'),
      /IAM\.0081.*console only: allow programmatic access/,
    ],
    [
      'has a wrong password',
      asUser('demo', SECRETS.wrong),
      /password.*each wrong try brings the user nearer to being locked/,
    ],
    [
      'has a temporary key that has expired',
      {
        credential: {
          ...KEY,
          access_key: 'TEMPORARYKEY00000001',
          security_token: SECRETS.temporary,
        },
      },
      /refuses the token or the signature|do not verify/,
    ],
  ])('says in one line that the user %s', async (_what, account, text) => {
    const { trouble, mostCalls } = await examined(account);
    expect(trouble[0]?.text).toMatch(text);
    expect(mostCalls).toBeLessThanOrEqual(2);
  });

  it('says that the user is locked, and signs in no second time', async () => {
    for (let nth = 0; nth < 5; nth++) await examined(asUser('locked', SECRETS.wrong));
    const { trouble, findings } = await examined(asUser('locked'));
    expect(trouble).toMatchObject([{ check: 'sign-in (password-1)', outcome: 'trouble' }]);
    expect(trouble[0]?.text).toContain('locked after wrong passwords');
    expect(findings.at(-2)).toMatchObject({ outcome: 'skipped' });
    expect(emulator.calls()).toMatchObject({ total: 1 });
  });

  it('says that the clock is off by 20 minutes', async () => {
    emulator.patch({ clock_offset_ms: 20 * 60_000 });
    const { trouble } = await examined({ credential: KEY });
    expect(trouble.map(({ check }) => check)).toContain('clock');
    expect(trouble.find(({ check }) => check === 'clock')?.text).toMatch(
      /20\.0 min ahead of ours.*Set the clock/,
    );
  });

  it.each(['quota_per_minute', 'quota_api_per_minute', 'quota_ip_per_minute'])(
    'reads the limit out of a refusal, and says which setting keeps to it (%s)',
    async (setting) => {
      emulator.patch({ [setting]: 1 });
      const { trouble, mostCalls } = await examined({});
      expect(trouble.length).toBeGreaterThan(10);
      expect(new Set(trouble.map(({ outcome }) => outcome))).toEqual(new Set(['quota']));
      expect(trouble[0]).toMatchObject({
        text: expect.stringContaining('1 calls in 60 s') as unknown,
        setting: 'upstream.quota.calls_per_minute: 1',
      });
      expect(mostCalls).toBeLessThanOrEqual(2);
    },
  );

  it('says which page size to set where the vendor refuses the largest', async () => {
    emulator.addFault({ match: { query: { limit: '200' } }, fault: { kind: 'status', status: 400 } });
    const { findings } = await examined({});
    expect(findings.find(({ check }) => check === 'ports of a server')).toMatchObject({
      setting: 'projects[].page_size: 100',
    });
  });

  it('says which enterprise project to set where all of them are refused', async () => {
    emulator.addFault({
      match: { query: { enterprise_project_id: 'all_granted_eps' } },
      fault: { kind: 'status', status: 403 },
    });
    const { trouble } = await examined({});
    expect(trouble).toMatchObject([
      { check: 'servers', outcome: 'right', setting: 'projects[].enterprise_project_id: "0"' },
    ]);
  });

  it('names a web firewall', async () => {
    emulator.addFault({
      match: { path: '/asset/apps' },
      fault: { kind: 'status', status: 418, body: '<html>blocked</html>' },
    });
    const { trouble } = await examined({});
    expect(trouble).toMatchObject([{ check: 'rows of app', outcome: 'trouble' }]);
    expect(trouble[0]?.text).toContain('A web firewall answered instead of the vendor');
  });

  it('says that an edition without fingerprints has agents but no rows', async () => {
    emulator.addFault({
      match: { path: '/asset/statistics' },
      fault: { kind: 'status', status: 200, body: { port_num: 0, account_num: 0 } },
    });
    const { trouble } = await examined({});
    expect(trouble).toMatchObject([{ check: 'counts by type', outcome: 'empty' }]);
    expect(trouble[0]?.text).toContain('edition');
  });

  it('says that DNS is slow, and which time to raise', async () => {
    const resolve = async (): Promise<unknown[]> => {
      await pause(1_100);
      return ['127.0.0.1'];
    };
    const { trouble } = await examined({}, { resolve });
    expect(trouble).toMatchObject([{ check: 'dns', setting: 'upstream.attempt_timeout_ms: 10000' }]);
  });

  it('says that nobody vouches for a certificate, and sends nothing then', async () => {
    const server = createTlsServer(selfSigned());
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const endpoint = `https://localhost:${(server.address() as AddressInfo).port}`;
    const { trouble, findings } = await examined({
      project: { hss_endpoint: endpoint, iam_endpoint: endpoint },
    });
    await new Promise((done) => server.close(done));
    expect(trouble).toMatchObject([{ check: 'tls', outcome: 'trouble' }]);
    expect(trouble[0]?.text).toContain('NODE_EXTRA_CA_CERTS');
    expect(findings.at(-1)).toMatchObject({ check: 'calls', calls: 0 });
  });

  it('says that the vendor cannot be found without a proxy, and works through it', async () => {
    const account = {
      project: { hss_endpoint: 'http://vendor.invalid', iam_endpoint: 'http://vendor.invalid' },
      upstream: { plain_http_hosts: ['vendor.invalid'] },
    };
    const direct = await examined(account);
    expect(direct.trouble).toMatchObject([{ check: 'dns' }]);
    expect(direct.trouble[0]?.text).toContain('set upstream.proxy');
    const proxied = await examined({
      ...account,
      upstream: { ...account.upstream, http_proxy: proxy.url },
    });
    expect(proxied.trouble).toEqual([]);
    expect(proxied.text).toMatch(/go through http:\/\/127\.0\.0\.1:\d+,/);
    expect(proxy.requests.length).toBeGreaterThan(30);
    expect(new Set(proxy.requests.map(({ authorization }) => authorization))).toEqual(
      new Set([`Basic ${Buffer.from('caller:proxy-password').toString('base64')}`]),
    );
  });
});
