import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startEmulator, type Emulator } from '../support/emulator.js';
import type { Authorizer } from '../../src/upstream/transport/authorizer.js';
import {
  createAuthorizer,
  createCredentialPool,
  type CredentialConfig,
} from '../../src/upstream/iam/credentials/registry.js';
import type { CredentialScope } from '../../src/upstream/iam/credentials/credential-kind.js';
import type { ManagedAuthorizer } from '../../src/upstream/iam/credential-state.js';
import { MemoryTokenStore } from '../../src/upstream/iam/memory-token-store.js';
import { plainWire } from '../support/plain-wire.js';

const PROJECT = '0f3c1b7a5d9e4c6fa2b8e1d407936c55';
const PASSWORD: CredentialConfig = {
  kind: 'password',
  id: 'main',
  account: 'portolan',
  user: 'demo',
  password: 'demo-password',
};
const KEY: CredentialConfig = {
  kind: 'ak-sk',
  id: 'key',
  accessKey: 'DEMOACCESSKEY0000001',
  secretKey: 'demo-secret-access-key-not-a-real-one',
};
const USERS = [
  {
    domain: 'portolan',
    name: 'demo',
    password: 'demo-password',
    accessKey: KEY.accessKey,
    secretKey: KEY.secretKey,
  },
  { domain: 'portolan', name: 'portolan', password: 'account-password' },
  { domain: 'portolan', name: 'console', password: 'console-password', consoleOnly: true },
  { domain: 'portolan', name: 'off', password: 'off-password', disabled: true },
  {
    domain: 'portolan',
    name: 'temporary',
    password: 'temporary-password',
    accessKey: 'TEMPORARYKEY00000001',
    secretKey: 'temporary-secret',
    securityToken: 'security-token-of-the-temporary-key',
  },
];

let cloud: Emulator;
let wire: ReturnType<typeof plainWire>;
const open: { close(): void }[] = [];

beforeEach(async () => {
  cloud = await startEmulator({ hosts: 5, users: USERS });
  wire = plainWire();
});

afterEach(async () => {
  open.splice(0).forEach((each) => each.close());
  await wire.close();
  await cloud.close();
});

function scope(project: CredentialScope['project'] = { id: PROJECT }): CredentialScope {
  return { iamOrigin: cloud.url, project };
}

function credential(config: CredentialConfig, project?: CredentialScope['project']): ManagedAuthorizer {
  const created = createAuthorizer(config, scope(project), { wire, store: new MemoryTokenStore() });
  open.push(created);
  return created;
}

/** Makes one call for the ports of a server. Like the pipeline, it reports the outcome and tries once more after a 401. */
async function call(authorizer: Authorizer, path = portsPath()): Promise<number> {
  const { signal } = new AbortController();
  for (let attempt = 1; ; attempt++) {
    const request = {
      method: 'GET',
      origin: cloud.url,
      path,
      headers: { accept: 'application/json', 'content-type': 'application/json' },
    } as const;
    const authorized = await authorizer.authorize(request, signal);
    const response = await wire.send(authorized.request, signal);
    if (response.status < 400) authorized.accepted?.();
    if (response.status !== 401 || !authorized.refused(response) || attempt > 1) return response.status;
  }
}

function portsPath(): string {
  return `/v5/${PROJECT}/asset/ports?host_id=${cloud.hostIds()[0]}&enterprise_project_id=all_granted_eps&limit=10`;
}

function count(api: string): number {
  const { by_path } = cloud.calls() as { by_path: Record<string, number> };
  return by_path[api] ?? 0;
}

const TOKENS = 'POST /v3/auth/tokens';

describe('a password', () => {
  it.each([
    ['of a user', PASSWORD],
    ['of the account itself', { ...PASSWORD, user: 'portolan', password: 'account-password' }],
  ])('%s gets a token that the service takes', async (_name, config) => {
    const main = credential(config);
    expect(await call(main)).toBe(200);
    expect(await call(main)).toBe(200);
    expect(count(TOKENS)).toBe(1);
    expect(main.state()).toMatchObject({ id: 'main', kind: 'password', condition: 'ready' });
  });

  it('gets the project by its name, and with it the id', async () => {
    const main = credential(PASSWORD, { name: 'ap-southeast-3' });
    expect(await main.projectId(new AbortController().signal)).toBe(PROJECT);
    expect(await call(main)).toBe(200);
    expect(count(TOKENS)).toBe(1);
  });

  it('is replaced by a new token when the vendor revokes the old one', async () => {
    const main = credential(PASSWORD);
    await call(main);
    cloud.revokeTokens();
    expect(await Promise.all(Array.from({ length: 30 }, () => call(main)))).toEqual(Array(30).fill(200));
    expect(count(TOKENS)).toBe(2);
  });

  it.each([
    ['wrong', { ...PASSWORD, password: 'wrong' }, 'wrong_password'],
    ['of a console user', { ...PASSWORD, user: 'console', password: 'console-password' }, 'console_only'],
    ['of a disabled user', { ...PASSWORD, user: 'off', password: 'off-password' }, 'disabled'],
  ])('is tried once when it is %s', async (_name, config, problem) => {
    const main = credential(config);
    for (let round = 0; round < 20; round++) {
      await expect(call(main)).rejects.toMatchObject({ kind: 'credential', problem });
    }
    expect(count(TOKENS)).toBe(1);
    expect(main.usable()).toBe(false);
  });

  it('is not tried on when its user is locked', async () => {
    cloud.patch({ lockout_failures: 1 });
    await expect(call(credential({ ...PASSWORD, password: 'wrong' }))).rejects.toThrow();
    const main = credential(PASSWORD);
    await expect(call(main)).rejects.toMatchObject({ problem: 'locked' });
    await expect(call(main)).rejects.toMatchObject({ problem: 'locked' });
    expect(count(TOKENS)).toBe(2);
    expect(main.state().retryAt).toBeGreaterThan(Date.now() + 29 * 60_000);
  });

  it('is tried once for a project that does not exist', async () => {
    const main = credential(PASSWORD, { name: 'nowhere-1' });
    await expect(call(main)).rejects.toMatchObject({ problem: 'project_unknown' });
    await expect(call(main)).rejects.toMatchObject({ problem: 'project_unknown' });
    expect(count(TOKENS)).toBe(1);
  });

  it('outlives an IAM that fails at first', async () => {
    cloud.addFault({ match: { path: '/v3/auth/tokens' }, fault: { kind: 'status', status: 503 }, times: 1 });
    cloud.addFault({ match: { path: '/v3/auth/tokens' }, fault: { kind: 'reset' }, times: 1 });
    expect(await call(credential(PASSWORD))).toBe(200);
    expect(count(TOKENS)).toBe(3);
  });

  it('takes a token of 9 KB', async () => {
    cloud.patch({ token_bytes: 9_120 });
    expect(await call(credential(PASSWORD))).toBe(200);
  });
});

describe('an access key', () => {
  it('signs what the service verifies, with any path and query', async () => {
    const key = credential(KEY);
    expect(await call(key)).toBe(200);
    expect(await call(key, `/v5/${PROJECT}/asset/port/statistics?port=22&sort_key=port&sort_dir=asc`)).toBe(
      200,
    );
    expect(await call(key, `${portsPath()}&host_name=${encodeURIComponent("a b+c/d=é*'(~)")}`)).toBe(200);
    expect(count(TOKENS)).toBe(0);
  });

  it('brings its security token when it is temporary', async () => {
    const temporary = {
      ...KEY,
      accessKey: 'TEMPORARYKEY00000001',
      secretKey: 'temporary-secret',
      securityToken: 'security-token-of-the-temporary-key',
    };
    expect(await call(credential(temporary))).toBe(200);
  });

  it('finds the id of a project that is configured by name, once', async () => {
    const key = credential(KEY, { name: 'ap-southeast-3' });
    expect(await Promise.all([call(key), call(key), call(key)])).toEqual([200, 200, 200]);
    expect(count('GET /v3/projects')).toBe(1);
    const nowhere = credential(KEY, { name: 'nowhere-1' });
    for (let round = 0; round < 5; round++) {
      await expect(call(nowhere)).rejects.toMatchObject({ problem: 'project_unknown' });
    }
    expect(count('GET /v3/projects')).toBe(2);
  });

  it('is left alone when it does not verify, before the vendor locks it', async () => {
    const wrong = credential({ ...KEY, secretKey: 'wrong' });
    const outcomes = await Promise.allSettled(Array.from({ length: 64 }, () => call(wrong)));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
    await expect(call(wrong)).rejects.toMatchObject({ kind: 'credential', problem: 'signature_refused' });
    expect(wrong.state()).toMatchObject({ condition: 'refused' });
    expect(await call(credential(KEY))).toBe(200);
  });

  it('passes everything at once when it has been taken', async () => {
    cloud.patch({ latency_ms: 50 });
    const key = credential(KEY);
    await call(key);
    await Promise.all(Array.from({ length: 20 }, () => call(key)));
    expect(cloud.calls()).toMatchObject({ max_in_flight: expect.any(Number) });
    expect((cloud.calls() as { max_in_flight: number }).max_in_flight).toBeGreaterThan(5);
  });

  it.each([-3_600_000, 3_600_000])('works though the clocks differ by %d ms', async (clock_offset_ms) => {
    cloud.patch({ clock_offset_ms });
    expect(await call(credential(KEY))).toBe(200);
  });
});

describe('several credentials of a project', () => {
  it('share its load, and the good ones carry it when one is bad', async () => {
    const pool = createCredentialPool(
      [PASSWORD, { ...PASSWORD, id: 'account', user: 'portolan', password: 'account-password' }, KEY],
      scope(),
      { wire, store: new MemoryTokenStore() },
    );
    open.push(pool);
    for (let round = 0; round < 9; round++) expect(await call(pool)).toBe(200);
    const { by_user } = cloud.calls() as { by_user: Record<string, number> };
    // Two of the three credentials belong to the same user; the account has one more call, for its token.
    expect(Math.min(...Object.values(by_user))).toBeGreaterThanOrEqual(3);

    const crippled = createCredentialPool([{ ...PASSWORD, password: 'wrong' }, KEY], scope(), {
      wire,
      store: new MemoryTokenStore(),
    });
    open.push(crippled);
    const together = await Promise.all(Array.from({ length: 10 }, () => call(crippled)));
    expect(together).toEqual(Array(10).fill(200));
    for (let round = 0; round < 9; round++) expect(await call(crippled)).toBe(200);
    expect(count(TOKENS)).toBe(3);
    expect(crippled.usable()).toBe(true);
    expect(crippled.states().map(({ condition }) => condition)).toEqual(['refused', 'ready']);
  });

  it('prefer the one that has quota left', () => {
    const pool = createCredentialPool([PASSWORD, KEY], scope(), { wire, store: new MemoryTokenStore() });
    open.push(pool);
    const chosen = Array.from({ length: 4 }, () => pool.choose(({ id }) => id === 'key').id);
    expect(chosen).toEqual(['key', 'key', 'key', 'key']);
    expect(pool.choose(() => false)).toBeDefined();
  });
});
