import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { LOGIN, PROJECT, REGION, Rig, signed, type Row } from './emulator-rig.js';

const OTHER_PROJECT = 'b1c2d3e4f5a60718293a4b5c6d7e8f90';

describe('emulated IAM', () => {
  let rig: Rig;

  beforeAll(async () => {
    rig = await Rig.start({
      projects: [
        { id: PROJECT, region: REGION, hosts: 20 },
        { id: OTHER_PROJECT, region: 'eu-west-101', hosts: 20 },
      ],
      users: [
        LOGIN,
        { domain: 'portolan', name: 'narrow', password: 'narrow-password', projects: [OTHER_PROJECT] },
        { domain: 'portolan', name: 'console', password: 'console-password', consoleOnly: true },
        { domain: 'portolan', name: 'gone', password: 'gone-password', disabled: true },
      ],
    });
  });
  afterAll(() => rig.close());
  beforeEach(async () => {
    await rig.call('POST', '/__emulator/forgive');
    rig.emulator.patch({
      token_ttl_s: 86_400,
      token_bytes: 1200,
      lockout_failures: 5,
      regional_tokens: false,
      dead_token_code: 'APIGW.0307',
      clock_offset_ms: 0,
    });
  });

  it('answers 201 with the token in a header and its description in the body', async () => {
    const { status, headers, body } = await rig.login();
    expect(status).toBe(201);
    expect(headers['x-subject-token']).toHaveLength(1200);
    expect(headers['x-subject-token']).toMatch(/^MII[A-Za-z0-9+/]+$/);
    expect(body.token).toMatchObject({
      catalog: [],
      methods: ['password'],
      project: { id: PROJECT, name: REGION },
      user: { name: 'demo', domain: { name: 'portolan' } },
    });
    const [issued, expires] = [body.token.issued_at as string, body.token.expires_at as string];
    expect(issued).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
    expect(Date.parse(expires) - Date.parse(issued)).toBe(86_400_000);
  });

  it('takes the project by name, and the account by name or by nothing', async () => {
    expect((await rig.login(LOGIN, { project: { name: REGION } })).body.token).toMatchObject({
      project: { id: PROJECT },
    });
    for (const scope of [{ domain: { name: 'portolan' } }, null]) {
      const { body } = await rig.login(LOGIN, scope);
      expect(body.token).toMatchObject({ domain: { name: 'portolan' } });
      expect(body.token).not.toHaveProperty('project');
    }
    const both = { project: { id: PROJECT }, domain: { name: 'portolan' } };
    expect((await rig.login(LOGIN, both)).body.token).toHaveProperty('project.id', PROJECT);
  });

  it('lists a catalogue unless nocatalog is set, HSS of the project in it', async () => {
    const { body } = await rig.login(LOGIN, { project: { id: PROJECT } }, '');
    expect(body.token.catalog).toHaveLength(2);
    const hss = (body.token.catalog as Row[]).find(({ type }) => type === 'hss');
    const url = `https://hss.${REGION}.myhuaweicloud.com/v5/${PROJECT}`;
    expect(hss).toMatchObject({
      name: 'hss',
      endpoints: [{ interface: 'public', region: REGION, region_id: REGION, url }],
    });
    const european = await rig.login(LOGIN, { project: { id: OTHER_PROJECT } }, '');
    expect(european.text).toContain(`https://hss.eu-west-101.myhuaweicloud.eu/v5/${OTHER_PROJECT}`);
    const account = await rig.login(LOGIN, null, '');
    expect((account.body.token.catalog as Row[]).map(({ type }) => type)).toEqual(['iam']);
  });

  it('describes its versions to everybody', async () => {
    const version = {
      id: 'v3.6',
      status: 'stable',
      updated: '2016-04-04T00:00:00Z',
      links: [{ rel: 'self', href: 'https://iam.myhuaweicloud.com/v3/' }],
      'media-types': [{ base: 'application/json', type: 'application/vnd.openstack.identity-v3+json' }],
    };
    const one = await rig.call('GET', '/v3');
    expect([one.status, one.body]).toEqual([200, { version }]);
    const all = await rig.call('GET', '/');
    expect([all.status, all.body]).toEqual([300, { versions: { values: [version] } }]);
  });

  it('lists the account and the regions of the caller', async () => {
    const headers = { 'x-auth-token': await rig.token() };
    const { body: user } = await rig.login();
    const { id } = (user.token.user as { domain: { id: string } }).domain;
    const base = 'https://iam.myhuaweicloud.com/v3';
    const domains = await rig.call('GET', '/v3/auth/domains', headers);
    expect([domains.status, domains.body]).toEqual([
      200,
      {
        domains: [
          {
            description: '',
            enabled: true,
            id,
            links: { self: `${base}/domains/${id}` },
            name: 'portolan',
          },
        ],
        links: { self: `${base}/auth/domains` },
      },
    ]);
    const regions = await rig.call('GET', '/v3/regions', headers);
    expect(regions.body.links).toEqual({ self: `${base}/regions`, previous: null, next: null });
    const rows = regions.body.regions as Row[];
    expect(rows.map((row) => row.id)).toEqual([REGION, 'eu-west-101']);
    expect(rows[0]).toEqual({
      id: REGION,
      type: 'public',
      description: '',
      parent_region_id: null,
      links: { self: `${base}/regions/${REGION}` },
      locales: { 'zh-cn': REGION, 'en-us': REGION },
    });
    expect((await rig.call('GET', `/v3/regions/${REGION}`, headers)).body).toEqual({ region: rows[0] });
    const unknown = await rig.call('GET', '/v3/regions/nowhere', headers);
    expect([unknown.status, unknown.body.error_code]).toEqual([404, 'IAM.0004']);
    for (const path of ['/v3/auth/domains', '/v3/regions', `/v3/regions/${REGION}`])
      expect((await rig.call('GET', path)).status).toBe(401);
  });

  describe('temporary keys', () => {
    const KEY_PATH = '/v3.0/OS-CREDENTIAL/securitytokens';
    const HOSTS = `/v5/${PROJECT}/host-management/hosts`;
    const order = (token: Row = {}): unknown => ({ auth: { identity: { methods: ['token'], token } } });
    const issue = async (token: Row = {}) =>
      rig.call('POST', KEY_PATH, { 'x-auth-token': await rig.token() }, order(token));
    const use = async (credential: Record<string, string>, proof = credential.securitytoken ?? '') => {
      const keys = { accessKey: credential.access ?? '', secretKey: credential.secret ?? '' };
      const date = new Date(Date.now() + Number(rig.emulator.settings().clock_offset_ms));
      const extra = { 'x-security-token': proof };
      const headers = signed(rig.emulator.url, HOSTS, {}, extra, { keys, date });
      return rig.call('GET', HOSTS, headers);
    };

    it('sign calls together with their security token, until they expire', async () => {
      const { status, body } = await issue({ duration_seconds: '1800' });
      expect(status).toBe(201);
      const credential = body.credential as Record<string, string>;
      expect(Object.keys(credential).sort()).toEqual(['access', 'expires_at', 'secret', 'securitytoken']);
      expect(credential.expires_at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
      const life = Date.parse(credential.expires_at ?? '') - Date.now();
      expect(Math.abs(life - 1_800_000)).toBeLessThan(60_000);
      expect((await use(credential)).status).toBe(200);
      expect((await use(credential, 'another')).status).toBe(401);
      rig.emulator.patch({ clock_offset_ms: 1_900_000 });
      const late = await use(credential);
      expect([late.status, late.body.error_code]).toEqual([401, 'APIGW.0301']);
    });

    it('are issued to the holder of a token in the body, and live a quarter of an hour by default', async () => {
      const { status, body } = await rig.call('POST', KEY_PATH, {}, order({ id: await rig.token() }));
      expect(status).toBe(201);
      const { expires_at: end } = body.credential as Record<string, string>;
      expect(Math.abs(Date.parse(end ?? '') - Date.now() - 900_000)).toBeLessThan(60_000);
    });

    it('are refused to strangers, for other lives and for other methods', async () => {
      expect((await rig.call('POST', KEY_PATH, {}, order())).status).toBe(401);
      expect((await rig.call('POST', KEY_PATH, {}, order({ id: 'x' }))).body.error_code).toBe('IAM.0067');
      for (const life of [899, '86401', 'long', 1000.5])
        expect((await issue({ duration_seconds: life })).body).toHaveProperty('error.code', 400);
      const headers = { 'x-auth-token': await rig.token() };
      const agency = { auth: { identity: { methods: ['assume_role'] } } };
      expect((await rig.call('POST', KEY_PATH, headers, agency)).status).toBe(400);
      expect((await rig.call('POST', KEY_PATH, headers, { auth: {} })).body.error_code).toBe('IAM.1103');
    });
  });

  it('issues tokens as long as asked for', async () => {
    rig.emulator.patch({ token_bytes: 9100 });
    const token = await rig.token();
    expect(token).toHaveLength(9100);
    expect((await rig.hss(token, '/host-management/hosts')).status).toBe(200);
  });

  it('refuses a wrong password in the nested shape, and says no more for an unknown user', async () => {
    const nested = {
      error: { code: 401, message: 'The username or password is wrong.', title: 'Unauthorized' },
    };
    for (const login of [
      { ...LOGIN, password: 'wrong' },
      { ...LOGIN, name: 'nobody' },
      { ...LOGIN, domain: 'none' },
    ]) {
      const { status, body } = await rig.login(login);
      expect(status).toBe(401);
      expect(body).toEqual(nested);
    }
  });

  it('locks the user after the set number of failures, even for the right password', async () => {
    rig.emulator.patch({ lockout_failures: 3 });
    for (let i = 0; i < 3; i += 1)
      expect((await rig.login({ ...LOGIN, password: 'wrong' })).body).toHaveProperty('error');
    const locked = await rig.login();
    expect(locked.status).toBe(401);
    expect(locked.body.error_code).toBe('IAM.0061');
  });

  it('counts failures anew after a success', async () => {
    rig.emulator.patch({ lockout_failures: 3 });
    for (const password of ['x', 'y', LOGIN.password, 'x', 'y', LOGIN.password])
      await rig.login({ ...LOGIN, password });
    expect((await rig.login()).status).toBe(201);
  });

  it('names what is missing in the body', async () => {
    const post = (
      body: unknown,
    ): Promise<{ status: number; body: { error_code: string; error_msg: string } }> =>
      rig.call('POST', '/v3/auth/tokens', {}, body);
    const noAuth = await post({});
    expect(noAuth.status).toBe(400);
    expect(noAuth.body).toEqual({
      error_code: 'IAM.1103',
      error_msg: 'The auth is required in the request body.',
    });
    const noUser = await post({ auth: { identity: { methods: ['password'], password: {} } } });
    expect(noUser.body.error_msg).toContain('user');
    const broken = await rig.call(
      'POST',
      '/v3/auth/tokens',
      { 'content-type': 'application/json' },
      '{"auth":',
    );
    expect(broken.status).toBe(400);
    expect(broken.body).toHaveProperty('error.title', 'Bad Request');
  });

  it('knows unknown projects, foreign ones and users who may not', async () => {
    const byName = await rig.login(LOGIN, { project: { name: 'ap-nowhere-1' } });
    expect([byName.status, byName.body.error_code]).toEqual([404, 'IAM.0004']);
    const byId = await rig.login(LOGIN, { project: { id: 'nowhere' } });
    expect([byId.status, byId.body.error_code]).toEqual([400, 'IAM.1109']);
    const narrow = { domain: 'portolan', name: 'narrow', password: 'narrow-password' };
    expect((await rig.login(narrow, { project: { id: PROJECT } })).status).toBe(403);
    expect((await rig.login(narrow, { project: { id: OTHER_PROJECT } })).status).toBe(201);
    const consoleOnly = await rig.login({
      domain: 'portolan',
      name: 'console',
      password: 'console-password',
    });
    expect([consoleOnly.status, consoleOnly.body.error_code]).toEqual([403, 'IAM.0081']);
    const gone = await rig.login({ domain: 'portolan', name: 'gone', password: 'gone-password' });
    expect([gone.status, gone.body.error_code]).toEqual([403, 'IAM.0082']);
  });

  it('lists the projects of the caller', async () => {
    const token = await rig.token();
    const all = await rig.call('GET', '/v3/auth/projects', { 'x-auth-token': token });
    expect(all.body.projects).toHaveLength(2);
    const one = await rig.call('GET', `/v3/projects?name=${REGION}`, { 'x-auth-token': token });
    expect(one.body.projects).toEqual([
      expect.objectContaining({ id: PROJECT, name: REGION, enabled: true }),
    ]);
    const paged = await rig.call('GET', '/v3/projects?page=2&per_page=1', { 'x-auth-token': token });
    expect(paged.body.projects).toEqual([expect.objectContaining({ id: OTHER_PROJECT })]);
    expect((await rig.call('GET', '/v3/projects?page=2', { 'x-auth-token': token })).status).toBe(400);
    expect((await rig.call('GET', '/v3/auth/projects')).status).toBe(401);
    expect((await rig.call('GET', '/v3/auth/projects', { 'x-auth-token': 'x' })).body.error_code).toBe(
      'IAM.0067',
    );
  });

  it('checks a token for its holder', async () => {
    const token = await rig.token();
    const headers = { 'x-auth-token': token, 'x-subject-token': token };
    const checked = await rig.call('GET', '/v3/auth/tokens?nocatalog=true', headers);
    expect(checked.status).toBe(200);
    expect(checked.headers['x-subject-token']).toBe(token);
    expect((await rig.call('GET', '/v3/auth/tokens', { ...headers, 'x-subject-token': 'x' })).status).toBe(
      404,
    );
  });

  it('lets a revoked token die at once, and only those of the named user', async () => {
    const narrow = { domain: 'portolan', name: 'narrow', password: 'narrow-password' };
    const [mine, theirs] = [await rig.token(), await rig.token(narrow, { project: { id: OTHER_PROJECT } })];
    const revoked = await rig.call('POST', '/__emulator/tokens/revoke', {}, { user: 'demo' });
    expect(revoked.body.revoked).toBeGreaterThan(0);
    const dead = await rig.hss(mine, '/host-management/hosts');
    expect([dead.status, dead.body.error_code]).toEqual([401, 'APIGW.0307']);
    expect((await rig.hss(theirs, '/host-management/hosts', {}, OTHER_PROJECT)).status).toBe(200);
    await rig.call('POST', '/__emulator/tokens/revoke');
    expect((await rig.hss(theirs, '/host-management/hosts', {}, OTHER_PROJECT)).status).toBe(401);
    rig.emulator.patch({ dead_token_code: 'APIGW.0301' });
    expect((await rig.hss(mine, '/host-management/hosts')).body.error_code).toBe('APIGW.0301');
  });

  it('keeps older tokens alive when a new one is issued, and lets each expire in its time', async () => {
    rig.emulator.patch({ token_ttl_s: 3600 });
    const [first, second] = [await rig.token(), await rig.token()];
    expect(first).not.toBe(second);
    expect((await rig.hss(first, '/host-management/hosts')).status).toBe(200);
    rig.emulator.patch({ clock_offset_ms: 3_601_000 });
    expect((await rig.hss(first, '/host-management/hosts')).body.error_code).toBe('APIGW.0307');
    expect((await rig.call('GET', '/v3/auth/projects', { 'x-auth-token': first })).body.error_code).toBe(
      'IAM.0066',
    );
  });

  it('takes a token only for its own project and region', async () => {
    const token = await rig.token();
    const elsewhere = await rig.hss(token, '/host-management/hosts', {}, OTHER_PROJECT);
    expect([elsewhere.status, elsewhere.body.error_code]).toEqual([401, 'APIGW.0307']);
    const nowhere = await rig.hss(token, '/host-management/hosts', {}, 'nowhere');
    expect([nowhere.status, nowhere.body.error_code]).toEqual([403, 'APIGW.0302']);
    const wide = await rig.token(LOGIN, { domain: { name: 'portolan' } });
    expect((await rig.hss(wide, '/host-management/hosts')).body.error_code).toBe('APIGW.0302');
  });

  it('makes tokens of a regional IAM useless in other regions', async () => {
    const scope = { project: { id: OTHER_PROJECT } };
    const global = await rig.token(LOGIN, scope);
    rig.emulator.patch({ regional_tokens: true });
    const regional = await rig.token(LOGIN, scope);
    expect((await rig.hss(global, '/host-management/hosts', {}, OTHER_PROJECT)).status).toBe(200);
    expect((await rig.hss(regional, '/host-management/hosts', {}, OTHER_PROJECT)).body.error_code).toBe(
      'APIGW.0307',
    );
  });

  it('throttles token requests in its own words when told to', async () => {
    rig.emulator.patch({ iam_quota_per_minute: 2 });
    await rig.login();
    await rig.login();
    const third = await rig.login();
    rig.emulator.patch({ iam_quota_per_minute: 0 });
    expect([third.status, third.body.error_code]).toEqual([429, 'IAM.0012']);
    expect(third.body.error_msg).toContain('Threshold: 2 times per 60 seconds');
  });
});
