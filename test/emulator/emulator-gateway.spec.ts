import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  ALL,
  KEYS,
  LOGIN,
  PROJECT,
  REGION,
  Rig,
  signed,
  type Parameters,
  type Reply,
  type SignOptions,
} from './emulator-rig.js';

const HOSTS = `/v5/${PROJECT}/host-management/hosts`;

describe('emulated gateway', () => {
  let rig: Rig;
  let token: string;

  beforeAll(async () => {
    rig = await Rig.start({
      users: [
        { ...LOGIN, ...KEYS },
        { domain: 'portolan', name: 'second', password: 'second-password' },
        {
          domain: 'portolan',
          name: 'temporary',
          password: 'x',
          accessKey: 'TEMP',
          secretKey: 'temp-secret',
          securityToken: 'proof',
        },
        {
          domain: 'portolan',
          name: 'tied',
          password: 'tied-password',
          enterpriseProjects: ['3a1c5b7e-92d4-4f08-8b61-c7e0d52f9a14'],
        },
      ],
    });
    token = await rig.token();
  });
  afterAll(() => rig.close());
  beforeEach(async () => {
    rig.emulator.patch({
      quota_per_minute: 0,
      quota_ip_per_minute: 0,
      quota_api_per_minute: 0,
      retry_after: 'none',
    });
    await rig.call('POST', '/__emulator/forgive');
  });

  const signedGet = (
    parameters: Parameters,
    extra: Record<string, string> = {},
    options: SignOptions = {},
  ): Promise<Reply> => {
    const headers = signed(rig.emulator.url, HOSTS, parameters, extra, options);
    const query = Object.entries(parameters).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
    return rig.call('GET', `${HOSTS}?${query.join('&')}`, headers);
  };

  it.each([
    ['an address over 32 KB', 414, `?x=${'x'.repeat(32_768)}`, {}],
    ['one header over 32 KB', 494, '', { 'x-long': 'x'.repeat(32_769) }],
    [
      'headers over 128 KB in all',
      494,
      '',
      Object.fromEntries(Array.from({ length: 5 }, (_, n) => [`x-long-${n}`, 'x'.repeat(30_000)])),
    ],
  ])('refuses %s with %i', async (_what, status, query, headers) => {
    const reply = await rig.call('GET', `${HOSTS}${query}`, { 'x-auth-token': token, ...headers });
    expect([reply.status, reply.body.error_code]).toEqual([status, 'APIGW.0201']);
    expect(reply.body.request_id).toBe(reply.headers['x-request-id']);
  });

  it('takes an address and headers of the full length', async () => {
    const query = `?x=${'x'.repeat(32_768 - HOSTS.length - 3)}`;
    const headers = { 'x-auth-token': token, 'x-long': 'x'.repeat(32_768), 'x-other': 'x'.repeat(32_768) };
    expect((await rig.call('GET', `${HOSTS}${query}`, headers)).status).toBe(200);
  });

  it('marks the 404 of a call that the vendor has, and no other', async () => {
    const headers = { 'x-auth-token': token };
    for (const [method, path] of [
      ['GET', `/v5/${PROJECT}/vulnerability/vulnerabilities`],
      ['DELETE', '/v5/setting/account/accounts'],
      ['GET', '/v3/users'],
      ['GET', '/v3/auth/catalog'],
    ] as const) {
      const reply = await rig.call(method, path, headers);
      expect([path, reply.status, reply.headers['x-emulator']]).toEqual([path, 404, 'not-emulated']);
      expect(reply.body.error_code).toBe('APIGW.0101');
    }
    for (const [method, path] of [
      ['GET', `/v5/${PROJECT}/asset/nothing`],
      ['DELETE', `/v5/${PROJECT}/asset/ports`],
      ['GET', '/v3/nothing'],
      ['GET', HOSTS],
    ] as const) {
      expect((await rig.call(method, path, headers)).headers['x-emulator']).toBeUndefined();
    }
  });

  it('stands behind a web firewall when told to: chunks, cookies and its name', async () => {
    const plain = await rig.call('GET', HOSTS, { 'x-auth-token': token });
    expect(plain.headers).toMatchObject({ server: 'api-gateway' });
    expect(plain.headers['content-length']).toBeDefined();
    rig.emulator.patch({ firewall: true });
    const [fronted, refused] = [
      await rig.call('GET', HOSTS, { 'x-auth-token': token }),
      await rig.call('GET', HOSTS),
    ];
    rig.emulator.patch({ firewall: false });
    expect(fronted.text).toBe(plain.text);
    expect(refused.body.request_id).toBe(refused.headers['x-request-id']);
    for (const { headers } of [fronted, refused]) {
      expect(headers).toMatchObject({ server: 'CloudWAF', 'transfer-encoding': 'chunked' });
      expect(headers['content-length']).toBeUndefined();
      expect(headers['set-cookie']).toEqual([
        expect.stringMatching(/^HWWAFSESID=[0-9a-f]+; path=\/$/),
        expect.stringMatching(/^HWWAFSESTIME=\d{13}; path=\/$/),
      ]);
    }
  });

  it('wants a token and tells apart none, garbage and a dead one', async () => {
    const none = await rig.call('GET', HOSTS);
    expect(none.status).toBe(401);
    expect(none.body).toEqual({
      error_msg: 'Incorrect IAM authentication information: x-auth-token not found',
      error_code: 'APIGW.0301',
      request_id: none.headers['x-request-id'],
    });
    const garbage = await rig.hss('garbage', '/host-management/hosts');
    expect(garbage.body.error_msg).toBe('Incorrect IAM authentication information: decrypt token fail');
  });

  it('gives every answer its own request id and the front door’s name', async () => {
    const replies = [
      await rig.hss(token, '/host-management/hosts'),
      await rig.hss(token, '/host-management/hosts'),
    ];
    for (const { headers } of replies) {
      expect(headers['x-request-id']).toMatch(/^[0-9a-f]{32}$/);
      expect(headers.server).toBe('api-gateway');
      expect(headers['content-type']).toBe('application/json');
    }
    expect(replies[0]?.headers['x-request-id']).not.toBe(replies[1]?.headers['x-request-id']);
  });

  it.each([
    ['GET', '/v5/x/asset/port'],
    ['GET', `/v5/${PROJECT}/asset/ports/`],
    ['POST', HOSTS],
    ['GET', '/v4/whatever'],
    ['DELETE', '/v3/auth/tokens'],
  ] as const)('does not know %s %s', async (method, path) => {
    const { status, body } = await rig.call(method, path, { 'x-auth-token': token });
    expect([status, body.error_code]).toEqual([404, 'APIGW.0101']);
  });

  it('takes a signature over any list of headers', async () => {
    expect((await signedGet(ALL)).status).toBe(200);
    const more = { 'x-project-id': PROJECT, 'content-type': 'application/json', 'x-odd': 'a  b' };
    expect((await signedGet({ ...ALL, limit: 200, host_name: 'web/ü &=+~' }, more)).status).toBe(200);
  });

  it('does not cover headers added after signing', async () => {
    const headers = signed(rig.emulator.url, HOSTS, {});
    expect(
      (await rig.call('GET', HOSTS, { ...headers, 'x-project-id': PROJECT, accept: '*/*' })).status,
    ).toBe(200);
  });

  it('refuses a signature over other bytes and shows the canonical request with bars', async () => {
    const headers = signed(rig.emulator.url, HOSTS, { limit: 10 });
    const { status, body } = await rig.call('GET', `${HOSTS}?limit=20`, headers);
    expect([status, body.error_code]).toEqual([401, 'APIGW.0301']);
    expect(body.error_msg).toContain('verify aksk signature fail');
    expect(body.error_msg).toContain(`GET|${HOSTS}/|limit=20|host:`);
  });

  it('refuses unknown keys, stale dates and foreign projects', async () => {
    const unknown = await signedGet({}, {}, { keys: { accessKey: 'NOBODY', secretKey: 'x' } });
    expect(unknown.body.error_msg).toContain('Get secretKey failed,ak:NOBODY,err:ak not exist');
    const stale = await signedGet({}, {}, { date: new Date(Date.now() - 16 * 60_000) });
    expect(stale.status).toBe(401);
    expect((await signedGet({}, {}, { date: new Date(Date.now() - 14 * 60_000) })).status).toBe(200);
    expect((await signedGet({}, { 'x-project-id': 'another' })).body.error_code).toBe('APIGW.0302');
  });

  it('locks a key at the sixth failed check in a row, even for a good signature, and not at the fifth', async () => {
    const failedChecks = async (checks: number): Promise<void> => {
      for (let i = 0; i < checks; i += 1) {
        const bad = await signedGet({}, {}, { keys: { ...KEYS, secretKey: 'wrong' } });
        expect(bad.body.error_msg).toContain('verify aksk signature fail');
      }
    };
    await failedChecks(5);
    expect((await signedGet({})).status).toBe(200);
    await failedChecks(6);
    expect((await signedGet({})).body.error_msg).toContain('AK access failed to reach the limit,forbidden');
  });

  it('wants the security token of a temporary key', async () => {
    const keys = { accessKey: 'TEMP', secretKey: 'temp-secret' };
    expect((await signedGet({}, { 'x-security-token': 'proof' }, { keys })).status).toBe(200);
    expect((await signedGet({}, {}, { keys })).status).toBe(401);
    expect((await signedGet({}, { 'x-security-token': 'forged' }, { keys })).status).toBe(401);
  });

  it('lets IAM be asked with a signature too', async () => {
    const headers = signed(rig.emulator.url, '/v3/projects', { name: REGION });
    const { status, body } = await rig.call('GET', `/v3/projects?name=${REGION}`, headers);
    expect(status).toBe(200);
    expect(body.projects).toHaveLength(1);
  });

  it('throttles each user and each API alone, in the documented words', async () => {
    rig.emulator.patch({ quota_per_minute: 3 });
    for (let i = 0; i < 3; i += 1) expect((await rig.hss(token, '/host-management/hosts')).status).toBe(200);
    const { status, headers, body } = await rig.hss(token, '/host-management/hosts');
    expect(status).toBe(429);
    expect(body).toEqual({
      error_msg:
        'The throttling threshold has been reached: policy user over ratelimit,limit:3,time:1 minute',
      error_code: 'APIGW.0308',
      request_id: headers['x-request-id'],
    });
    expect(headers).not.toHaveProperty('retry-after');
    expect((await rig.hss(token, '/host-management/groups')).status).toBe(200);
    const second = await rig.token({ domain: 'portolan', name: 'second', password: 'second-password' });
    expect((await rig.hss(second, '/host-management/hosts')).status).toBe(200);
  });

  it('throttles by address and by API, with Retry-After when told to', async () => {
    rig.emulator.patch({ quota_ip_per_minute: 1, retry_after: 'seconds' });
    await rig.hss(token, '/host-management/hosts');
    const byIp = await rig.hss(token, '/host-management/hosts');
    expect(byIp.body.error_msg).toContain('policy ip over ratelimit,limit:1,time:1 minute');
    expect(Number(byIp.headers['retry-after'])).toBeGreaterThan(50);
    rig.emulator.patch({ quota_ip_per_minute: 0, quota_api_per_minute: 1, retry_after: 'date' });
    await rig.hss(token, '/host-management/hosts');
    const byApi = await rig.hss(token, '/host-management/hosts');
    expect(byApi.body.error_msg).toContain('policy api over ratelimit');
    expect(Date.parse(byApi.headers['retry-after'] ?? '')).toBeGreaterThan(Date.now() + 50_000);
  });

  it('shows a caller tied to one enterprise project that one only', async () => {
    const tied = await rig.token({ domain: 'portolan', name: 'tied', password: 'tied-password' });
    const unnamed = await rig.hss(tied, '/host-management/hosts');
    expect([unnamed.status, unnamed.body.error_code]).toEqual([400, 'HSS.0013']);
    const { body } = await rig.hss(tied, '/host-management/hosts', { ...ALL, limit: 200 });
    expect(body.total_num).toBeGreaterThan(0);
    expect(new Set(body.data_list.map((row) => row.enterprise_project_name))).toEqual(
      new Set(['production']),
    );
  });

  it('counts calls by path, status, user and host, and not those of the control plane', async () => {
    await rig.call('DELETE', '/__emulator/calls');
    const [host] = rig.emulator.hostIds();
    await rig.hss(token, '/asset/ports', { host_id: host ?? '' });
    await rig.hss(token, '/asset/ports', { host_id: host ?? '', limit: 5 });
    await rig.hss(token, '/nothing');
    const { body } = await rig.call('GET', '/__emulator/calls');
    expect(body).toEqual({
      total: 3,
      by_path: { 'GET /v5/{project_id}/asset/ports': 2, 'GET (unknown)': 1 },
      by_status: { '200': 1, '400': 1, '404': 1 },
      by_user: { demo: 2 },
      by_host: { [host ?? '']: 2 },
      unanswered: 0,
      in_flight: 0,
      max_in_flight: 1,
    });
    await rig.call('DELETE', '/__emulator/calls');
    expect((await rig.call('GET', '/__emulator/calls')).body.total).toBe(0);
  });

  it('refuses settings that make no sense, naming each, and changes none', async () => {
    const bad = { latency_ms: '80:20', token_bytes: 3, token_ttl: 5, clamp_limit: true };
    const { status, body } = await rig.call('PATCH', '/__emulator/settings', {}, bad);
    expect(status).toBe(400);
    expect(body.errors).toHaveLength(3);
    expect(rig.emulator.settings().clamp_limit).toBe(false);
    const good = await rig.call('PATCH', '/__emulator/settings', {}, { latency_ms: '1:2' });
    expect(good.body.latency_ms).toEqual({ median: 1, p99: 2 });
    rig.emulator.patch({ latency_ms: 0 });
  });
});
