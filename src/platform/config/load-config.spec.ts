import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { dangersOf } from './cross-check.js';
import { ConfigError, loadConfig } from './load-config.js';

const root = process.cwd();

function faultsOf(environment: Record<string, string>): string {
  try {
    loadConfig(environment, root);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  throw new Error('the configuration was accepted');
}

function yaml(text: string): string {
  const file = join(mkdtempSync(join(tmpdir(), 'portolan-config-')), 'config.yaml');
  writeFileSync(file, text);
  return file;
}

describe('loadConfig', () => {
  it('accepts the demonstration as it stands', () => {
    const config = loadConfig({ PORTOLAN_CONFIG: 'config/demo.yaml' }, root);
    expect(config.server.host).toBe('127.0.0.1');
    expect(config.defaultProject).toBe('demo');
    expect(config.projects[0]).toMatchObject({
      enterpriseProjectId: 'all_granted_eps',
      hssEndpoint: 'http://127.0.0.1:4010',
    });
    expect(config.auth.demoKey).toBe('portolan-demo-key');
  });

  it('lets the environment win over the file, and variables stand in text values', () => {
    const config = loadConfig(
      {
        PORTOLAN_CONFIG: 'config/demo.yaml',
        PORT: '8080',
        EMULATOR_PORT: '4999',
        PORTOLAN_DEMO_KEY: 'another-demo-key',
        HSS_REGION: 'cn-north-4',
        IAM_PASSWORD: 'changed',
        HSS_AK: 'AK1',
        HSS_SK: 'sk1',
      },
      root,
    );
    expect(config.server.port).toBe(8080);
    expect(config.auth.demoKey).toBe('another-demo-key');
    expect(config.projects[0]).toMatchObject({ region: 'cn-north-4', iamEndpoint: 'http://127.0.0.1:4999' });
    expect(config.projects[0]?.credentials).toMatchObject([
      { kind: 'password', domain: 'portolan', user: 'demo', password: 'changed' },
      { kind: 'ak-sk', accessKey: 'AK1', secretKey: 'sk1' },
    ]);
  });

  it('names every fault at once, with the variable to look at, and prints no value', () => {
    const message = faultsOf({
      PORT: '70000',
      LOG_LEVEL: 'loud',
      REDIS_URL: 'http://:hunter2hunter2@redis',
      HSS_REGION: 'x@169.254.169.254',
      HSS_ENDPOINT: 'http://169.254.169.254/latest',
      IAM_USER: 'reader',
      IAM_PASSWORD: 'canary-password',
    });
    for (const part of [
      'server.port',
      'PORT',
      'log.level',
      'redis.url',
      'projects[0].region',
      'projects[0].hss_endpoint',
      'credentials[0].domain',
      'auth.api_keys',
    ]) {
      expect(message).toContain(part);
    }
    expect(message).not.toMatch(/canary-password|hunter2|169\.254/);
  });

  it('refuses to start without project, caller and credential parts', () => {
    expect(faultsOf({})).toContain('projects: at least one project is needed');
    const message = faultsOf({ HSS_REGION: 'ap-southeast-3', IAM_USER: 'reader' });
    expect(message).toContain(
      'projects[0].credentials[0].domain: is needed for kind password (environment IAM_DOMAIN)',
    );
    expect(message).toContain('projects[0].credentials[0].password');
    expect(message).toContain('auth.api_keys: no caller is configured');
  });

  it.each([
    ['https://hss.ap-southeast-3.myhuaweicloud.com', true],
    ['https://hss.eu-west-101.myhuaweicloud.eu', true],
    ['http://127.0.0.1:4010', true],
    ['http://localhost:4010', true],
    ['http://hss.ap-southeast-3.myhuaweicloud.com', false],
    ['https://evil.example', false],
    ['https://myhuaweicloud.com.evil.example', false],
    ['https://10.0.0.1', false],
    ['https://[fd00::1]', false],
    ['https://user@hss.ap-southeast-3.myhuaweicloud.com', false],
    ['https://hss.ap-southeast-3.myhuaweicloud.com/v5', false],
    ['file:///etc/passwd', false],
  ])('endpoint %s is usable: %s', (endpoint, usable) => {
    const load = () => loadConfig({ PORTOLAN_CONFIG: 'config/demo.yaml', HSS_ENDPOINT: endpoint }, root);
    if (usable) expect(load().projects[0]?.hssEndpoint).toBe(endpoint);
    else expect(load).toThrow(ConfigError);
  });

  it('refuses unknown settings, a missing file and broken YAML without quoting it', () => {
    expect(faultsOf({ PORTOLAN_CONFIG: 'config/none.yaml' })).toContain('no such file');
    expect(faultsOf({ PORTOLAN_CONFIG: yaml('auth:\n  demo_key: [canary\n') })).toMatch(
      /not valid YAML at line \d+/,
    );
    expect(
      faultsOf({ PORTOLAN_CONFIG: yaml('auth: {demo_key: a-demo-key-x}\nserver: {prot: 1}\n') }),
    ).toContain('server.prot: is not a known setting');
    expect(faultsOf({ PORTOLAN_CONFIG: yaml('auth: {demo_key: [canary') })).not.toContain('canary');
  });

  it('takes what stands at the place of a text as it is written, though YAML reads it as something else', () => {
    const config = loadConfig(
      {
        HSS_PROJECT_ID: '00123',
        PORTOLAN_CONFIG: yaml(`
server: {port: 08080, trusted_proxies: [10.0.0.0/8]}
secrets: [{id: 2026, value: 012345678901234567890123456789012345678901234567890}]
default_project: 007
projects:
  - alias: 007
    region: cn-north-4
    enterprise_project_id: 0
    credentials: [{kind: password, domain: 0x1F, user: true, password: 20261127}]
  - {alias: 1e3, region: cn-north-4, project_id: 1_0, credentials: [{kind: ak-sk, access_key: 0017, secret_key: +1.50}]}
auth:
  api_keys: [{name: 2026, sha256: ${'1'.repeat(30)}e${'2'.repeat(33)}, scopes: [ports:read], projects: [007, 1e3]}]
  jwt: [{name: 1, issuer: 2, audience: [03, 4], jwks_url: 'https://issuer.example/keys', default_projects: [007]}]
cors: {credentials: true}
`),
      },
      root,
    );
    expect(config.server.port).toBe(8080);
    expect(config.cors.credentials).toBe(true);
    expect(config.defaultProject).toBe('007');
    expect(config.secrets).toMatchObject([
      { id: '2026', value: '012345678901234567890123456789012345678901234567890' },
    ]);
    expect(config.projects).toMatchObject([
      {
        alias: '007',
        projectId: '00123',
        enterpriseProjectId: '0',
        credentials: [{ domain: '0x1F', user: 'true', password: '20261127' }],
      },
      { alias: '1e3', projectId: '1_0', credentials: [{ accessKey: '0017', secretKey: '+1.50' }] },
    ]);
    expect(config.auth.apiKeys).toMatchObject([
      { name: '2026', sha256: `${'1'.repeat(30)}e${'2'.repeat(33)}`, projects: ['007', '1e3'] },
    ]);
    expect(config.auth.jwt).toMatchObject([
      { name: '1', issuer: '2', audience: ['03', '4'], defaultProjects: ['007'] },
    ]);
  });

  it('makes numbers and truth values of variables that stand in the file in the place of such settings', () => {
    const file = yaml(
      [
        'server: {port: "${MY_PORT}", shutdown_ms: "${MY_SHUTDOWN:-7000}"}',
        'docs: {enabled: "${MY_DOCS:-false}", public: "${MY_OPEN_DOCS}"}',
        'projects: [{alias: "${MY_ALIAS}", region: eu-west-101, project_id: 0f3c1b7a5d9e4c6fa2b8e1d407936c55,',
        '  credentials: [{kind: password, domain: d, user: "${MY_USER}", password: "${MY_PASSWORD}"}]}]',
        'auth:',
        "  api_keys: [{name: a, sha256: '" + 'a'.repeat(64) + "', points_per_minute: '${MY_POINTS}'}]",
      ].join('\n'),
    );
    const variables = {
      MY_PORT: '8081',
      MY_OPEN_DOCS: 'true',
      MY_ALIAS: '0017',
      MY_USER: '12',
      MY_PASSWORD: '20261127',
      MY_POINTS: '250',
    };
    const config = loadConfig({ PORTOLAN_CONFIG: file, ...variables }, root);
    expect(config.server).toMatchObject({ port: 8081, shutdownMs: 7_000 });
    expect(config.docs).toMatchObject({ enabled: false, public: true });
    expect(config.auth.apiKeys[0]?.pointsPerMinute).toBe(250);
    expect(config.projects[0]).toMatchObject({ alias: '0017' });
    expect(config.projects[0]?.credentials[0]).toMatchObject({ user: '12', password: '20261127' });
    expect(faultsOf({ PORTOLAN_CONFIG: file, ...variables, MY_PORT: 'eighty' })).toContain('server.port');
  });

  it('passes over what Kubernetes sets for a Service of a name', () => {
    const config = loadConfig(
      { PORTOLAN_CONFIG: 'config/demo.yaml', EMULATOR_PORT: 'tcp://10.0.0.7:4010' },
      root,
    );
    expect(config.projects[0]?.hssEndpoint).toBe('http://127.0.0.1:4010');
  });

  it('says what is wrong with a proxy network of the whole world, two keys that are one, and projects nobody has', () => {
    const key = `sha256: ${'a'.repeat(64)}`;
    const file = yaml(`[{name: c, ${key}}, {name: d, sha256: ${'b'.repeat(64)}, projects: [ghost]}]`);
    const message = faultsOf({
      PORTOLAN_CONFIG: yaml(`
server: {trusted_proxies: [0.0.0.0/0]}
projects: [{alias: a, region: cn-north-4, credentials: [{kind: ak-sk, access_key: A, secret_key: s}]}]
auth:
  keys_file: ${file}
  api_keys: [{name: a, ${key}}, {name: b, ${key}, projects: [a, elsewhere, '*']}]
  jwt: [{name: i, issuer: x, audience: [y], jwks_url: 'https://issuer.example/keys', default_projects: [nowhere]}]
`),
    });
    for (const part of [
      'server.trusted_proxies: must be IP addresses or networks such as 10.0.0.0/8; /0 is refused because it holds every address',
      'auth.api_keys[1].sha256: another key has this hash already',
      'auth.api_keys[1].projects[1]: names no configured project',
      'auth.jwt[0].default_projects[0]: names no configured project',
      'auth.keys_file: [0].sha256: another key has this hash already',
      'auth.keys_file: [1].projects[0]: names no configured project',
    ]) {
      expect(message).toContain(part);
    }
    expect(message).not.toMatch(/ghost|elsewhere|nowhere/);
  });

  it.each([
    [0, 'on this machine, before the emulator', {}],
    [3, 'where others can reach it', { HOST: '0.0.0.0' }],
    [3, 'before the vendor', { HSS_ENDPOINT: 'https://hss.cn-north-4.myhuaweicloud.com' }],
  ])('has %d warnings of a demo key that pages are given too, %s', (count, _where, more) => {
    const dangers = dangersOf(loadConfig({ PORTOLAN_CONFIG: 'config/demo.yaml', ...more }, root));
    expect(dangers).toHaveLength(count);
    expect(dangers.join()).not.toContain('portolan-demo-key');
  });

  it('wants a secret when Redis is shared', () => {
    const message = faultsOf({
      REDIS_URL: 'redis://127.0.0.1:6379',
      PORTOLAN_CONFIG: yaml(
        'auth: {demo_key: a-demo-key-x}\nprojects: [{alias: a, region: cn-north-4, credentials: [{kind: ak-sk, access_key: A, secret_key: s}]}]\n',
      ),
    });
    expect(message).toContain('secrets: Redis needs at least one');
  });

  it('names every fault of callers, limits and origins too', () => {
    const message = faultsOf({
      POINTS_PER_MINUTE: '0',
      PORTOLAN_CONFIG: yaml(`
server: {headers_timeout_ms: 60000, trusted_proxies: [10.0.0.0/33, proxy.example]}
limits: {concurrent_streams: 200, concurrent_requests: 100, auth_failures_per_minute: canary}
queries: {deadline_s: 7200, keep_s: 3600}
redis: {tls_ca_file: none/ca.pem}
cors: {origins: ['*', 'ftp://x', 'https://x/path'], credentials: true}
metrics: {public: maybe}
auth:
  demo_key: a-demo-key-x
  keys_file: none/keys.yaml
  api_keys: [{name: demo, sha256: canary-key-in-clear, scopes: [root], points_per_minute: 0}, null]
  jwt:
    - {name: 'a:b', issuer: x, audience: [], jwks_url: 'http://issuer.example/keys', algorithms: [HS256, none]}
    - {name: ok, issuer: x, audience: [y], jwks_url: 'https://user:canary@issuer.example/keys'}
`),
    });
    for (const part of [
      'server.headers_timeout_ms: must not exceed',
      'server.trusted_proxies: must be IP addresses or networks',
      'limits.points_per_minute: must not be less than 1 (environment POINTS_PER_MINUTE)',
      'limits.concurrent_streams: must not exceed',
      'queries.deadline_s: must not exceed queries.keep_s',
      'limits.auth_failures_per_minute',
      'cors.origins: * is not allowed together with cors.credentials',
      'cors.origins: must be * or origins',
      'metrics.public',
      'auth.keys_file: cannot be read (ENOENT) (environment AUTH_KEYS_FILE)',
      'redis.tls_ca_file: cannot be read (ENOENT) (environment REDIS_CA_FILE)',
      'redis.tls_ca_file: has an effect only with rediss://',
      'auth.api_keys[0].sha256',
      'auth.api_keys[0].scopes',
      'auth.api_keys[0].points_per_minute',
      'auth.api_keys: with demo_key no other key may be named demo',
      'auth.jwt[0].name',
      'auth.jwt[0].audience',
      'auth.jwt[0].jwks_url: must be an https URL',
      'auth.jwt[0].algorithms',
      'auth.jwt[1].jwks_url',
      'auth.jwt: issuers must be unique',
    ]) {
      expect(message).toContain(part);
    }
    expect(message).not.toContain('canary');
  });

  it.each([
    'server',
    'redis',
    'limits',
    'cors',
    'auth',
    'projects',
    'query',
    'upstream',
    'docs',
    'metrics',
    'secrets',
  ])('says so when %s is something else altogether', (section) => {
    for (const nonsense of [
      '5',
      'text',
      '[1, null]',
      '[[]]',
      '{api_keys: 5, jwt: x, origins: 7, credentials: true}',
    ]) {
      const message = faultsOf({
        PORTOLAN_CONFIG: yaml(
          `${section === 'auth' ? '' : 'auth: {demo_key: a-demo-key-x}\n'}${section}: ${nonsense}\n`,
        ),
      });
      expect(message).toContain(`${section}`);
    }
  });
});
