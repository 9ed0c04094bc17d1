import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { exportSPKI, importJWK, SignJWT, UnsecuredJWT, type CryptoKey, type JWTPayload } from 'jose';
import { startEmulator, type Emulator } from '../support/emulator.js';
import { SCOPES } from '../../src/platform/config/config.js';
import { AUDIENCE, startIssuer, type Issuer } from '../support/issuer.js';
import { KEY, startApp, type Stack } from '../support/stack.js';
import { pause } from '../support/wait.js';

interface Whoami {
  id: string;
  kind: string;
  scopes: string[];
  projects: string[];
  limits: {
    points: { limit: number; remaining: number; reset_s: number };
    requests: { limit: number; in_progress: number };
  };
}
interface ProjectState {
  project: string;
  credentials: {
    condition: string;
    token: { generation: number; expires_at: string; source: string } | null;
  }[];
}

const sha256 = (key: string) => createHash('sha256').update(key).digest('hex');
const directory = mkdtempSync(join(tmpdir(), 'portolan-keys-'));
const keysFile = join(directory, 'keys.yaml');
const seconds = (offset: number) => Math.floor(Date.now() / 1_000) + offset;

let issuer: Issuer;
let emulator: Emulator;
let app: Omit<Stack, 'emulator'>;
let replica: Omit<Stack, 'emulator'>;
const log: string[] = [];

beforeAll(async () => {
  issuer = await startIssuer();
  emulator = await startEmulator({
    hosts: 3,
    projects: ['demo', 'other'].map((id) => ({ id: `id-of-${id}`, region: 'ap-southeast-3' })),
  });
  writeFileSync(keysFile, '[]\n');
  const config = {
    projects: ['demo', 'other'].map((alias) => ({
      alias,
      region: 'ap-southeast-3',
      project_id: `id-of-${alias}`,
      hss_endpoint: emulator.url,
      iam_endpoint: emulator.url,
      credentials: [{ kind: 'password', domain: 'portolan', user: 'demo', password: 'demo-password' }],
    })),
    limits: { auth_failures_per_minute: 100_000 },
    auth: {
      keys_file: keysFile,
      api_keys: [
        { name: 'reader', sha256: sha256('key-of-reader'), scopes: ['ports:read'], projects: ['other'] },
        { name: 'overseer', sha256: sha256('key-of-overseer'), scopes: ['admin'], projects: ['other'] },
      ],
      jwt: [
        {
          name: 'test',
          issuer: issuer.issuer,
          audience: [AUDIENCE],
          jwks_url: issuer.jwksUrl,
          jwks_cooldown_s: 1,
          clock_tolerance_s: 60,
          points_per_minute: 777,
        },
      ],
    },
  };
  app = await startApp(emulator.url, { config, log: { write: (line) => void log.push(line) } });
  replica = await startApp(emulator.url, { config });
});

afterAll(async () => {
  await app.close();
  await replica.close();
  await emulator.close();
  await issuer.close();
  rmSync(directory, { recursive: true });
});

beforeEach(() => emulator.clearCalls());

const bearer = (token: string) =>
  fetch(`${app.url}/v1/auth/whoami`, { headers: { authorization: `Bearer ${token}` } });
const whoami = async (token: string) => (await (await bearer(token)).json()) as Whoami;
const upstreamCalls = () => (emulator.calls() as { total: number }).total;

async function refusalOf(response: Response): Promise<string> {
  expect(response.status).toBe(401);
  expect(response.headers.get('content-type')).toContain('application/problem+json');
  const { detail } = (await response.json()) as { detail: string };
  return `${detail} | ${response.headers.get('www-authenticate')}`;
}

describe('a bearer token', () => {
  it('lets its subject in with the scopes and projects it names', async () => {
    expect(await whoami(await issuer.sign({ scope: 'openid ports:read assets:read' }))).toMatchObject({
      id: 'jwt:test:alice',
      kind: 'jwt',
      scopes: ['ports:read', 'assets:read'],
      projects: ['demo'],
      limits: { points: { limit: 777 } },
    });
  });

  it.each<[string, JWTPayload, Partial<Whoami>]>([
    ['scopes as a list in scp', { scope: undefined, scp: ['admin', 'nonsense'] }, { scopes: ['admin'] }],
    ['no scope', { scope: undefined }, { scopes: [] }],
    ['a scope claim that is no text', { scope: 7 }, { scopes: [] }],
    ['projects in one text', { projects: 'other demo' }, { projects: ['demo', 'other'] }],
    ['all projects', { projects: ['*'] }, { projects: ['demo', 'other'] }],
    ['no projects', { projects: undefined }, { projects: [] }],
    ['projects that do not exist', { projects: ['nowhere', '../demo', 7] }, { projects: [] }],
    ['several audiences', { aud: ['x', AUDIENCE] }, { id: 'jwt:test:alice' }],
    ['the name of a key as its subject', { sub: 'reader' }, { id: 'jwt:test:reader' }],
  ])('is understood with %s', async (_name, claims, expected) => {
    expect(await whoami(await issuer.sign(claims))).toMatchObject(expected);
  });

  it('is taken a moment after it expired, because clocks differ', async () => {
    expect((await bearer(await issuer.sign({ exp: seconds(-1) }))).status).toBe(200);
  });

  it('has a strange subject stand hashed in the caller’s id', async () => {
    const { id } = await whoami(await issuer.sign({ sub: 'a b\n\u001b[31m"c' }));
    expect(id).toMatch(/^jwt#test#[A-Za-z0-9_-]{43}$/);
  });

  it('opens nothing in a project that it does not name', async () => {
    const headers = { authorization: `Bearer ${await issuer.sign()}` };
    const ask = (query: string) => fetch(`${app.url}/v1/ports?hosts=all&limit=1${query}`, { headers });
    expect((await ask('&project=other')).status).toBe(404);
    expect(upstreamCalls()).toBe(0);
    expect((await ask('&project=demo')).status).toBe(200);
  });

  it.each<[string, JWTPayload, string]>([
    ['has expired', { exp: seconds(-600) }, 'it has expired'],
    ['is not valid yet', { nbf: seconds(3_600), exp: seconds(7_200) }, 'it is not valid yet'],
    ['never expires', { exp: undefined }, 'exp is missing or wrong'],
    ['is for somebody else', { aud: 'https://elsewhere.test' }, 'another audience'],
    ['is for nobody', { aud: undefined }, 'another audience'],
    ['comes from somebody else', { iss: 'https://elsewhere.test' }, 'issuer is not trusted'],
    ['comes from nobody', { iss: undefined }, 'issuer is not trusted'],
    ['names no subject', { sub: undefined }, 'sub is missing or wrong'],
    ['is valid for too long', { exp: seconds(86_400 * 8) }, 'valid for too long'],
    ['lives for years since long ago', { iat: seconds(-86_400 * 8), exp: seconds(60) }, 'valid for too long'],
    ['was issued in a far future', { iat: seconds(86_400 * 8), exp: seconds(86_400 * 8 + 60) }, 'too long'],
    ['names an empty subject', { sub: '' }, 'names no subject'],
  ])('is refused with words that help when it %s', async (_name, claims, reason) => {
    const told = await refusalOf(await bearer(await issuer.sign(claims)));
    expect(told).toContain(reason);
    expect(told).toContain('error="invalid_token"');
  });

  it('is refused without a signature, and when the public key is taken for a shared secret', async () => {
    const claims = { sub: 'alice', aud: AUDIENCE, iss: issuer.issuer, exp: seconds(600), scope: 'admin' };
    expect(await refusalOf(await bearer(new UnsecuredJWT(claims).encode()))).toContain(
      'algorithm is not accepted',
    );
    const { publicJwk } = issuer.key();
    const pem = await exportSPKI((await importJWK(publicJwk)) as CryptoKey);
    for (const secret of [pem, JSON.stringify(publicJwk)]) {
      const forged = await new SignJWT(claims)
        .setProtectedHeader({ alg: 'HS256', kid: issuer.key().kid })
        .sign(new TextEncoder().encode(secret));
      expect(await refusalOf(await bearer(forged))).toContain('algorithm is not accepted');
    }
  });

  it('is refused when any part of it was changed', async () => {
    const [head = '', body = '', signature = ''] = (await issuer.sign()).split('.');
    const flip = (text: string, at: number) =>
      text.slice(0, at) + (text[at] === 'A' ? 'B' : 'A') + text.slice(at + 1);
    for (const changed of [
      `${head}.${flip(body, 12)}.${signature}`,
      `${head}.${body}.${flip(signature, 5)}`,
      `${head}.${body}.`,
      `${head}.${body}`,
      `${head}..${signature}`,
      'not-a-token',
      'a.b.c',
      'A'.repeat(13_000),
    ]) {
      expect((await bearer(changed)).status).toBe(401);
    }
  });

  it('is not taken beside a key, and a proxy’s own Authorization does not disturb a key', async () => {
    const both = { 'x-api-key': KEY, authorization: `Bearer ${await issuer.sign()}` };
    expect((await fetch(`${app.url}/v1/auth/whoami`, { headers: both })).status).toBe(401);
    expect((await app.get('/v1/auth/whoami', { authorization: 'Basic cHJveHk6eA==' })).status).toBe(200);
  });
});

describe('the type of a token', () => {
  it.each([
    ['JWT', 200],
    ['jwt', 200],
    ['at+jwt', 200],
    ['application/at+JWT', 200],
    ['logout+jwt', 401],
    ['dpop+jwt', 401],
    ['', 401],
  ])('%j gets %i', async (typ, status) => {
    const response = await bearer(await issuer.sign({}, { typ }));
    if (status === 401) expect(await refusalOf(response)).toContain('another type');
    else expect(response.status).toBe(status);
  });
});

describe('the keys of an issuer', () => {
  it('are asked for once, however many tokens come', async () => {
    const before = issuer.fetches();
    const token = await issuer.sign();
    const answers = await Promise.all(Array.from({ length: 40 }, () => bearer(token)));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 40 }, () => 200));
    expect(issuer.fetches() - before).toBe(0);
  });

  it('are asked for at most once in the pause by a flood of invented key ids', async () => {
    await pause(1_100);
    const before = issuer.fetches();
    const tokens = await Promise.all(
      Array.from({ length: 100 }, (_, at) => issuer.sign({}, { kid: `invented-${at}` })),
    );
    const started = performance.now();
    const answers = await Promise.all(tokens.map(bearer));
    const pauses = Math.ceil((performance.now() - started) / 1_000);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([401]));
    expect(issuer.fetches() - before).toBeLessThanOrEqual(pauses);
  });

  it('follow a rotation: the new key works at once, the old one as long as it is published', async () => {
    const old = await issuer.sign();
    await pause(1_100);
    await issuer.rotate({ alg: 'RS256' });
    expect((await bearer(await issuer.sign())).status).toBe(200);
    expect((await bearer(old)).status).toBe(200);
    await pause(1_100);
    await issuer.rotate({ keepOld: false });
    expect((await bearer(await issuer.sign())).status).toBe(200);
    expect(await refusalOf(await bearer(old))).toContain('no such key');
  });

  it('stay good while the issuer is down; a key nobody knows is then a 503, never an open door', async () => {
    issuer.serve(500);
    await pause(1_100);
    expect((await bearer(await issuer.sign())).status).toBe(200);
    const response = await bearer(await issuer.sign({}, { kid: 'new-in-the-dark' }));
    expect(response.status).toBe(503);
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    expect(await response.json()).toMatchObject({ type: '/problems/auth-unavailable' });
    issuer.serve('keys');
  });
});

describe('an API key', () => {
  it('is made by a command that prints it once, with the hash that the configuration takes', () => {
    const run = (...args: string[]) =>
      execFileSync(process.execPath, ['scripts/key.mjs', ...args], { encoding: 'utf8' });
    const text = run('--name', 'reports', '--scopes', SCOPES.join(','), '--projects', 'demo,other');
    const key = /^ {2}(ptl_[0-9a-f]{8}_[0-9a-f]{64})$/m.exec(text)?.[1] as string;
    expect(text).toContain(`sha256: ${sha256(key)}`);
    expect(text).toContain('name: reports');
    expect(text.split(key)).toHaveLength(2);
    expect(run()).not.toContain(key);
    const wrong = spawnSync(process.execPath, ['scripts/key.mjs', '--scopes', 'root'], { encoding: 'utf8' });
    expect(wrong.status).toBe(2);
    expect(wrong.stdout).toBe('');
    expect(wrong.stderr).toContain('there is no scope root');
  });

  it('works in all replicas soon after it is written into the keys file, and no longer soon after it is taken out', async () => {
    const text = execFileSync(process.execPath, ['scripts/key.mjs', '--name', 'late'], { encoding: 'utf8' });
    const key = /ptl_\w+/.exec(text)?.[0] as string;
    const statuses = async () =>
      Promise.all(
        [app, replica].map(async (each) => (await each.get('/v1/auth/whoami', { 'x-api-key': key })).status),
      );
    expect(await statuses()).toEqual([401, 401]);
    writeFileSync(keysFile, text.slice(text.indexOf('  - name:')));
    expect(await within(5_000, statuses, [200, 200])).toEqual([200, 200]);
    const made = await fetch(`${app.url}/v1/auth/tickets`, { method: 'POST', headers: { 'x-api-key': key } });
    const { ticket } = (await made.json()) as { ticket: string };
    const withTicket = async () => {
      const response = await fetch(`${app.url}/v1/ports?hosts=all&format=sse&ticket=${ticket}`);
      await response.text();
      return response.status;
    };
    expect(await withTicket()).toBe(200);

    writeFileSync(keysFile, '- {name: late, sha256: [broken');
    await within(5_000, () => Promise.resolve(log.some((line) => line.includes('cannot be used'))), true);
    expect(await statuses()).toEqual([200, 200]);

    writeFileSync(keysFile, '[]\n');
    expect(await within(5_000, statuses, [401, 401])).toEqual([401, 401]);
    expect(await withTicket()).toBe(401);
    expect((await app.get('/v1/auth/whoami')).status).toBe(200);
  });

  it('never goes into a URL, not even beside a good one', async () => {
    for (const name of ['api_key', 'apikey', 'X-API-Key', 'key', 'access_token', 'token']) {
      const response = await app.get(`/v1/ports?hosts=all&${name}=canary-key-in-url`);
      expect(await refusalOf(response)).toContain('never into a URL');
    }
    expect(upstreamCalls()).toBe(0);
    expect(log.join('')).not.toContain('canary-key-in-url');
  });

  it.each([
    ['empty', ''],
    ['too long', 'k'.repeat(300)],
    ['its own hash', sha256('key-of-reader')],
    ['with a space before it', ' key-of-reader x'],
    ['twice', 'key-of-reader, key-of-reader'],
  ])('%s is refused', async (_name, key) => {
    expect((await app.get('/v1/auth/whoami', { 'x-api-key': key })).status).toBe(401);
  });
});

describe('whoami', () => {
  it('tells a key’s holder its name, scopes, projects and what is left', async () => {
    const first = (await (
      await app.get('/v1/auth/whoami', { 'x-api-key': 'key-of-reader' })
    ).json()) as Whoami;
    expect(first).toMatchObject({
      id: 'reader',
      kind: 'api-key',
      scopes: ['ports:read'],
      projects: ['other'],
      limits: { points: { limit: 1_000_000 }, requests: { in_progress: 1 } },
    });
    const next = (await (
      await app.get('/v1/auth/whoami', { 'x-api-key': 'key-of-reader' })
    ).json()) as Whoami;
    expect(next.limits.points.remaining).toBe(first.limits.points.remaining - 1);
    expect(next.limits.points.reset_s).toBeGreaterThan(0);
  });

  it('is nobody else’s to keep, and takes no parameter', async () => {
    const response = await app.get('/v1/auth/whoami');
    expect(response.headers.get('cache-control')).toBe('private, no-store');
    expect((await app.get('/v1/auth/whoami?project=demo')).status).toBe(400);
  });
});

describe('the state of the upstream credentials', () => {
  const state = async (key: string) =>
    (
      (await (await app.get('/v1/auth/upstream', { 'x-api-key': key })).json()) as {
        projects: ProjectState[];
      }
    ).projects;
  const refresh = (body: object | undefined, key = KEY) =>
    fetch(`${app.url}/v1/auth/upstream/refresh`, {
      method: 'POST',
      headers: { 'x-api-key': key, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });

  it('costs no upstream call, and shows an overseer the projects that it may see', async () => {
    expect((await state(KEY)).map(({ project }) => project)).toEqual(['demo', 'other']);
    expect((await state('key-of-overseer')).map(({ project }) => project)).toEqual(['other']);
    expect(upstreamCalls()).toBe(0);
  });

  it('is refreshed for one project or for all, and never shows a token', async () => {
    const one = await refresh({ project: 'other' });
    expect(one.status).toBe(200);
    const text = await one.text();
    const { projects } = JSON.parse(text) as { projects: ProjectState[] };
    expect(projects).toHaveLength(1);
    expect(projects[0]?.credentials[0]).toMatchObject({ condition: 'ready', token: { source: 'iam' } });
    expect(projects[0]?.credentials[0]?.token?.expires_at).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
    expect(text).not.toMatch(/[A-Za-z0-9+/=_-]{80}/);
    expect(upstreamCalls()).toBe(1);

    const before = (await state(KEY)).map(({ credentials }) => credentials[0]?.token?.generation ?? 0);
    expect((await refresh(undefined)).status).toBe(200);
    const after = (await state(KEY)).map(({ credentials }) => credentials[0]?.token?.generation ?? 0);
    expect(after.every((generation, at) => generation > (before[at] as number))).toBe(true);
  });

  it('is refreshed once by ten callers at once', async () => {
    emulator.patch({ latency_ms: 800 });
    const answers = await Promise.all(Array.from({ length: 10 }, () => refresh({ project: 'demo' })));
    emulator.patch({ latency_ms: 0 });
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => 200));
    expect(upstreamCalls()).toBe(1);
  });

  it('cannot be refreshed for a project that the caller may not see', async () => {
    expect((await refresh({ project: 'demo' }, 'key-of-overseer')).status).toBe(404);
    expect((await refresh({ project: 'nowhere' })).status).toBe(404);
    expect((await refresh({ projects: 'demo' })).status).toBe(400);
    expect(upstreamCalls()).toBe(0);
  });

  it('says what is wrong when the vendor refuses the sign-in', async () => {
    emulator.addFault({ match: { path: '/v3/auth/tokens' }, fault: { kind: 'status', status: 503 } });
    const response = await refresh({ project: 'demo' });
    emulator.clearFaults();
    expect(response.status).toBe(200);
    const { projects } = (await response.json()) as {
      projects: { credentials: { last_error: object | null }[] }[];
    };
    expect(projects[0]?.credentials[0]?.last_error).toMatchObject({ code: 'unavailable', problem: null });
  });

  it('is tried anew once a minute at most while the vendor refuses it: accounts get locked', async () => {
    const wrong = {
      status: 401,
      body: { error: { code: 401, message: 'The username or password is wrong.', title: 'Unauthorized' } },
    };
    emulator.addFault({ match: { path: '/v3/auth/tokens' }, fault: { kind: 'status', ...wrong } });
    for (const status of [200, 200, 429, 429])
      expect((await refresh({ project: 'demo' })).status).toBe(status);
    emulator.clearFaults();
    const refused = await refresh({ project: 'demo' });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(upstreamCalls()).toBe(2);
  });
});

async function within<T>(ms: number, ask: () => Promise<T>, wanted: T): Promise<T> {
  const until = performance.now() + ms;
  for (;;) {
    const got = await ask();
    if (JSON.stringify(got) === JSON.stringify(wanted) || performance.now() > until) return got;
    await pause(100);
  }
}
