import { createHash } from 'node:crypto';
import { createServer, request as httpRequest, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { startEmulator, type Emulator } from '../support/emulator.js';
import { AUDIENCE, startIssuer, type Issuer } from '../support/issuer.js';
import { exchange } from '../support/raw-http.js';
import { startRedis, type RedisServer } from '../support/redis-server.js';
import { startApp, type Stack } from '../support/stack.js';

/** Secrets that look different in every encoding. All output of the process is searched for them. */
const PASSWORD = 'canary-pass/word+1?&"<é>';
const SECRET_KEY = 'canary-secret/key+2?&<ü>-of-an-access-key';
const ACCESS_KEY = 'CANARYACCESSKEY00001';
const CACHE_SECRET = 'canary-cache-secret/+3-of-more-than-32-characters';
const REDIS_PASSWORD = 'canary-redis-password-4';
const API_KEY = 'ptl_canary05_0123456789abcdef0123456789abcdef';
const WRONG_KEY = 'ptl_canary06_wrong/+key?&0123456789abcdef';

const sha256 = (key: string) => createHash('sha256').update(key).digest('hex');
const log: string[] = [];
const answers: string[] = [];
const printed: string[] = [];
const tokens = new Set<string>();
const jwts: string[] = [];

let emulator: Emulator;
let recorder: Server;
let redis: RedisServer;
let issuer: Issuer;
let app: Omit<Stack, 'emulator'>;
let redisDump = '';
const spies: { mockRestore(): void }[] = [];

beforeAll(async () => {
  for (const stream of [process.stdout, process.stderr]) {
    const write = stream.write.bind(stream);
    spies.push(
      jest.spyOn(stream, 'write').mockImplementation((chunk, ...rest) => {
        printed.push(String(chunk));
        return write(chunk, ...(rest as []));
      }),
    );
  }
  emulator = await startEmulator({
    hosts: 3,
    projects: ['one', 'two', 'three'].map((id) => ({ id: `project-${id}`, region: 'ap-southeast-3' })),
    users: [
      { domain: 'portolan', name: 'demo', password: PASSWORD },
      { domain: 'portolan', name: 'signer', password: 'x', accessKey: ACCESS_KEY, secretKey: SECRET_KEY },
      { domain: 'portolan', name: 'changed', password: 'another one' },
    ],
    settings: { lockout_failures: 100 },
  });
  recorder = createServer((incoming, outgoing) => {
    const token = incoming.headers['x-auth-token'];
    if (typeof token === 'string') tokens.add(token);
    const onward = httpRequest(
      emulator.url + (incoming.url ?? ''),
      { method: incoming.method, headers: incoming.headers },
      (response) => {
        const issued = response.headers['x-subject-token'];
        if (typeof issued === 'string') tokens.add(issued);
        outgoing.writeHead(response.statusCode ?? 500, response.headers);
        response.pipe(outgoing);
        response.on('error', () => outgoing.destroy());
      },
    );
    onward.on('error', () => outgoing.destroy());
    incoming.pipe(onward);
  });
  await new Promise<void>((listening) => recorder.listen(0, '127.0.0.1', listening));
  const url = `http://127.0.0.1:${(recorder.address() as AddressInfo).port}`;
  redis = await startRedis(['--requirepass', REDIS_PASSWORD]);
  issuer = await startIssuer();
  const project = (alias: string, credential: Record<string, string>) => ({
    alias,
    region: 'ap-southeast-3',
    project_id: `project-${alias}`,
    hss_endpoint: url,
    iam_endpoint: url,
    credentials: [credential],
  });
  app = await startApp(url, {
    log: { write: (line) => void log.push(line) },
    config: {
      redis: { url: redis.url },
      secrets: [{ id: 'canary', value: CACHE_SECRET }],
      upstream: { attempt_timeout_ms: 800, attempts: 2 },
      projects: [
        project('one', { kind: 'password', domain: 'portolan', user: 'demo', password: PASSWORD }),
        project('two', { kind: 'ak-sk', access_key: ACCESS_KEY, secret_key: SECRET_KEY }),
        project('three', { kind: 'password', domain: 'portolan', user: 'changed', password: PASSWORD }),
      ],
      auth: {
        api_keys: [
          { name: 'canary', sha256: sha256(API_KEY), scopes: ['ports:read', 'assets:read', 'admin'] },
        ],
        jwt: [
          {
            name: 'test',
            issuer: issuer.issuer,
            audience: [AUDIENCE],
            jwks_url: issuer.jwksUrl,
            jwks_cooldown_s: 1,
          },
        ],
      },
    },
  });
});

afterAll(async () => {
  for (const spy of spies) spy.mockRestore();
  await app.close();
  await redis.stop();
  await issuer.close();
  await emulator.close();
  await new Promise((closed) => {
    recorder.close(closed);
    recorder.closeAllConnections();
  });
});

async function ask(
  path: string,
  init: { method?: string; headers?: Record<string, string>; body?: string } = {},
): Promise<number> {
  const response = await fetch(app.url + path, {
    ...init,
    headers: {
      'x-api-key': API_KEY,
      ...(init.body === undefined ? {} : { 'content-type': 'application/json' }),
      ...init.headers,
    },
  });
  answers.push(JSON.stringify([...response.headers]), await response.text().catch(() => ''));
  return response.status;
}
const post = (path: string, body: object) => ask(path, { method: 'POST', body: JSON.stringify(body) });

/** Returns the secret as it is, and as it would be in URLs, JSON, hex and base64, at any offset inside a longer text. */
function formsOf(secret: string): string[] {
  const bytes = Buffer.from(secret, 'utf8');
  const base64 = [0, 1, 2].flatMap((offset) => {
    const text = Buffer.concat([Buffer.alloc(offset), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    // In base64 the first and last characters also depend on the bytes beside the secret.
    const inner = text.slice(offset === 0 ? 0 : 4, -4);
    return [inner, inner.replaceAll('+', '-').replaceAll('/', '_')];
  });
  return [
    ...new Set([
      secret,
      encodeURIComponent(secret),
      encodeURI(secret),
      new URLSearchParams({ s: secret }).toString().slice(2),
      JSON.stringify(secret).slice(1, -1),
      bytes.toString('hex'),
      bytes.toString('latin1'),
      ...base64,
    ]),
  ];
}

function expectAbsent(secrets: readonly string[], where: string, text: string): void {
  for (const secret of secrets) {
    for (const form of formsOf(secret)) {
      const at = text.indexOf(form);
      expect(at < 0 ? '' : `${where}: …${text.slice(Math.max(0, at - 200), at)}<here>`).toBe('');
    }
  }
}

describe('secrets', () => {
  it('are used on every path there is, good and bad', async () => {
    expect(await ask('/v1/ports?hosts=all&project=one')).toBe(200);
    expect(await ask('/v1/ports?hosts=all&project=two&format=ndjson')).toBe(200);
    expect(await ask('/v1/ports?hosts=all&project=three')).toBe(503);
    expect(await ask('/v1/hosts?project=*')).toBeLessThan(504);
    expect(await ask('/v1/auth/whoami')).toBe(200);
    expect(await ask('/v1/auth/upstream')).toBe(200);
    expect(await post('/v1/auth/upstream/refresh', {})).toBe(200);

    const jwt = await issuer.sign({ projects: ['one'] });
    const expired = await issuer.sign({ exp: Math.floor(Date.now() / 1_000) - 600 });
    const unknown = await issuer.sign({}, { kid: 'nobody-knows' });
    jwts.push(jwt, expired, unknown);
    const token = (text: string, path = '/v1/ports?hosts=all') =>
      fetch(app.url + path, { headers: { authorization: `Bearer ${text}` } }).then(async (response) => {
        answers.push(JSON.stringify([...response.headers]), await response.text());
        return response.status;
      });
    expect(await token(jwt)).toBe(200);
    expect(await token(jwt, '/v1/auth/upstream')).toBe(403);
    expect(await token(expired)).toBe(401);
    issuer.serve(500);
    expect([401, 503]).toContain(await token(unknown));
    expect(await token(`${jwt}x`)).toBe(401);
    expect(await ask('/v1/ports?hosts=all', { headers: { authorization: `Bearer ${jwt}` } })).toBe(401);
    expect(await ask('/v1/ports?hosts=all', { headers: { 'x-api-key': WRONG_KEY } })).toBe(401);
    for (const name of ['api_key', 'token', 'key']) {
      expect(await ask(`/v1/ports?${name}=${encodeURIComponent(WRONG_KEY)}`)).toBe(401);
      expect(await ask(`/v1/nowhere?${name}=${encodeURIComponent(API_KEY)}`)).toBe(401);
    }
    await exchange(
      app.url,
      `GET /v1/ports HTTP/1.1\r\nHost: x\r\nX-API-Key: ${API_KEY}\r\nX Y: ${API_KEY}\r\n\r\n`,
      300,
    );
    await exchange(
      app.url,
      `GET /%zz HTTP/1.1\r\nHost: x\r\nX-API-Key: ${API_KEY}\r\nConnection: close\r\n\r\n`,
      300,
    );

    for (const fault of [
      { kind: 'status', status: 401 },
      { kind: 'status', status: 403, body: { error_code: 'X.1', error_msg: 'no' } },
      { kind: 'status', status: 404 },
      { kind: 'status', status: 429 },
      { kind: 'status', status: 500, body: { error_msg: 'stack at /opt/x' } },
      { kind: 'status', status: 302, headers: { location: 'http://127.0.0.2:1/' } },
      { kind: 'reset' },
      { kind: 'hang' },
      { kind: 'cut' },
      { kind: 'malformed' },
      { kind: 'html' },
      { kind: 'null_list' },
    ]) {
      emulator.addFault({ match: { path: '/asset/ports' }, fault });
      for (const project of ['one', 'two'])
        expect(
          await ask(`/v1/ports?hosts=all&max_age=0&timeout_ms=700&project=${project}`),
        ).toBeGreaterThanOrEqual(200);
      emulator.clearFaults();
    }
    for (const fault of [
      { kind: 'status', status: 500 },
      { kind: 'html' },
      { kind: 'reset' },
      { kind: 'malformed' },
    ]) {
      emulator.addFault({ match: { path: '/v3/auth/tokens' }, fault });
      emulator.revokeTokens();
      await ask('/v1/ports?hosts=all&max_age=0&timeout_ms=700&project=one');
      await post('/v1/auth/upstream/refresh', { project: 'one' });
      emulator.clearFaults();
    }
    await post('/v1/auth/upstream/refresh', {});
    redisDump = await dump();
    await redis.kill();
    for (const project of ['one', 'two']) await ask(`/v1/ports?hosts=all&max_age=0&project=${project}`);
    await ask('/metrics');
    await ask('/health/ready');
    expect(tokens.size).toBeGreaterThan(2);
    expect(log.length).toBeGreaterThan(50);
  }, 60_000);

  const ours = () => [
    PASSWORD,
    SECRET_KEY,
    ACCESS_KEY,
    CACHE_SECRET,
    REDIS_PASSWORD,
    API_KEY,
    WRONG_KEY,
    ...tokens,
    ...jwts,
  ];

  it('never stand in the log, at trace level, in any encoding', () => {
    expectAbsent(ours(), 'log', log.join(''));
  });

  it('never stand in an answer, its headers or the metrics', () => {
    expectAbsent(ours(), 'answer', answers.join('\n'));
  });

  it('never stand in what the process prints', () => {
    expectAbsent(ours(), 'output', printed.join(''));
  });

  it('never stand in Redis', () => {
    expect(redisDump.length).toBeGreaterThan(1_000);
    expectAbsent(ours(), 'Redis', redisDump);
  });

  it('would be found if they stood there', () => {
    const planted = `{"x":"${Buffer.from(`prefix ${PASSWORD} suffix`).toString('base64url')}"}`;
    expect(() => expectAbsent(ours(), 'planted', planted)).toThrow();
    expect(() => expectAbsent(ours(), 'planted', `?p=${encodeURIComponent(SECRET_KEY)}`)).toThrow();
  });

  it('stay away from callers, and so do the vendor’s words, our internals and stacks', () => {
    const inside = /\/opt\/x|APIGW|\bat \S+ \(|node_modules|fastify|nestjs|ECONN|127\.0\.0\.1:/i;
    // The vendor's code is told on purpose: as a member of its own, and as a label of a metric.
    const said = answers
      .map((answer) => inside.exec(answer.replace(/("upstream_code":|\bcode=)"[\w.]+"/g, ''))?.[0])
      .filter((found) => found !== undefined);
    expect(said).toEqual([]);
  });

  async function dump(): Promise<string> {
    const keys = (await redis.command('KEYS', '*'))
      .split('\r\n')
      .filter((line) => line.includes('portolan:'));
    const values = await Promise.all(
      keys.map(
        async (key) => `${key}\n${await redis.command('GET', key)}${await redis.command('HGETALL', key)}`,
      ),
    );
    return values.join('\n');
  }
});

describe('a log line', () => {
  it('is one JSON object for each event, whatever callers put into their requests', async () => {
    log.length = 0;
    const nasty = 'x\n{"level":60,"msg":"forged"}\r\n\u001b[31mred\u001b[0m\u2028\u0000';
    const encoded = encodeURIComponent(nasty);
    await ask(`/v1/ports?${encoded}=1&host_name=${encoded}`);
    await ask(`/v1/hosts/${encoded}/ports`);
    await ask(`/v1/${encoded}`);
    await ask(`/problems/${encoded}`);
    await post('/v1/ports/query', { hosts: { all: true }, [nasty]: nasty, project: nasty });
    await ask('/v1/auth/whoami', { headers: { 'x-api-key': 'abc\tdef' } });
    const jwt = await issuer.sign({ sub: nasty, iss: nasty });
    await ask('/v1/auth/whoami', { headers: { 'x-api-key': '', authorization: `Bearer ${jwt}` } });
    for (const id of ['a\u001b[31mbcdefgh', 'abcdefgh\tx'])
      await exchange(
        app.url,
        Buffer.from(
          `GET /v1/auth/whoami HTTP/1.1\r\nHost: x\r\nX-Request-Id: ${id}\r\nConnection: close\r\n\r\n`,
          'latin1',
        ),
        300,
      );
    expect(log.length).toBeGreaterThan(8);
    for (const line of log) {
      expect(line.endsWith('\n')).toBe(true);
      expect([...line.slice(0, -1)].filter((character) => character < ' ' || character === '\u007f')).toEqual(
        [],
      );
      const { level, msg } = JSON.parse(line) as { level: number; msg: string };
      expect(level).toBeLessThan(60);
      // The message must be safe even if it is printed unescaped on a terminal.
      expect(msg).not.toMatch(/\p{Cc}|forged|red/u);
    }
  });
});
