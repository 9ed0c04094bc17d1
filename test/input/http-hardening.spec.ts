import type { Socket } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { dial, exchange, type RawAnswer } from '../support/raw-http.js';
import { KEY, startApp, startStack, type Stack } from '../support/stack.js';
import type * as loading from '../../src/platform/config/load-config.js';
import { outside } from '../support/outside.js';

const { ConfigError } = await outside<typeof loading>('src/platform/config/load-config.ts');

let stack: Stack;

beforeAll(async () => {
  stack = await startStack({
    emulator: { hosts: 3 },
    config: { server: { headers_timeout_ms: 1_000, request_timeout_ms: 2_000 } },
  });
});
afterAll(() => stack.close());
beforeEach(() => stack.emulator.clearCalls());

const HEAD = `Host: x\r\nX-API-Key: ${KEY}\r\n`;
const GET = `GET /v1/auth/whoami HTTP/1.1\r\n${HEAD}`;
const upstreamCalls = () => (stack.emulator.calls() as { total: number }).total;

function expectProblem(answer: RawAnswer | undefined, status: number): void {
  expect(answer?.status).toBe(status);
  expect(answer?.headers['content-type']).toContain('application/problem+json');
  expect(JSON.parse(answer?.body ?? '')).toMatchObject({
    status,
    correlation_id: answer?.headers['x-request-id'],
  });
}

describe('headers', () => {
  it.each([
    ['one of 64 KB', `${GET}X-Long: ${'a'.repeat(65_536)}\r\n\r\n`],
    [
      'many of 20 KB together',
      `${GET}${Array.from({ length: 200 }, (_, at) => `X-${at}: ${'a'.repeat(100)}\r\n`).join('')}\r\n`,
    ],
    ['a URL of 20 KB', `GET /v1/ports?host_ids=${'a'.repeat(20_000)} HTTP/1.1\r\n${HEAD}\r\n`],
  ])('are too large: %s', async (_name, bytes) => {
    const { answers, closed } = await exchange(stack.url, bytes);
    expect(answers).toHaveLength(1);
    expectProblem(answers[0], 431);
    expect(closed).toBe(true);
  });

  it('pass up to 12 KB', async () => {
    const { answers } = await exchange(
      stack.url,
      `${GET}X-Long: ${'a'.repeat(12_000)}\r\nConnection: close\r\n\r\n`,
    );
    expect(answers[0]?.status).toBe(200);
  });

  it.each([
    ['no Host', 'GET /health/live HTTP/1.1\r\n\r\n'],
    ['two Hosts', 'GET /health/live HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n'],
    ['a name with a space', 'GET /health/live HTTP/1.1\r\nHost: x\r\nX Y: z\r\n\r\n'],
    ['a NUL', 'GET /health/live HTTP/1.1\r\nHost: x\r\nX-Request-Id: abc\0defgh\r\n\r\n'],
    ['a bare CR', 'GET /health/live HTTP/1.1\r\nHost: x\r\nX-Request-Id: abc\rdefgh\r\n\r\n'],
  ])('are refused with %s', async (_name, bytes) => {
    const { answers, closed } = await exchange(stack.url, bytes);
    expectProblem(answers[0], 400);
    expect(closed).toBe(true);
  });

  it.each([
    ['keeps one that is well formed', 'request-0001.a_b', true],
    ['replaces a short one', 'abc', false],
    ['replaces a long one', 'a'.repeat(200), false],
    ['replaces one with a quote', 'abcdefgh"', false],
    ['replaces one with a line’s worth of JSON', '{"level":60,"msg":"x"}', false],
    ['replaces one beyond ASCII', 'abcdefgh\u00e9', false],
  ])('may name the correlation id: the service %s', async (_name, id, kept) => {
    const { answers } = await exchange(
      stack.url,
      Buffer.from(`${GET}X-Request-Id: ${id}\r\nConnection: close\r\n\r\n`, 'latin1'),
    );
    expect(answers[0]?.headers['x-request-id'] === id).toBe(kept);
    expect(answers[0]?.headers['x-request-id']).toMatch(/^[A-Za-z0-9._-]{8,128}$/);
  });
});

describe('a request that two readers could read as two different ones', () => {
  const smuggled = 'GET /v1/auth/whoami HTTP/1.1\r\nHost: x\r\nX-Smuggled: 1\r\n\r\n';
  const post = (headers: string, body: string) =>
    `POST /v1/ports/query HTTP/1.1\r\n${HEAD}Content-Type: application/json\r\n${headers}\r\n${body}`;

  it.each([
    [
      'a length and chunks',
      post('Content-Length: 4\r\nTransfer-Encoding: chunked\r\n', `0\r\n\r\n${smuggled}`),
    ],
    [
      'chunks and a length',
      post('Transfer-Encoding: chunked\r\nContent-Length: 4\r\n', `0\r\n\r\n${smuggled}`),
    ],
    ['two lengths', post('Content-Length: 4\r\nContent-Length: 0\r\n', smuggled)],
    ['two lengths in one', post('Content-Length: 4, 0\r\n', smuggled)],
    ['a signed length', post('Content-Length: +2\r\n', `{}${smuggled}`)],
    ['an encoding that is none', post('Transfer-Encoding: xchunked\r\n', `0\r\n\r\n${smuggled}`)],
    ['an encoding after chunks', post('Transfer-Encoding: chunked, identity\r\n', `0\r\n\r\n${smuggled}`)],
    ['a space before the colon', post('Transfer-Encoding : chunked\r\n', `0\r\n\r\n${smuggled}`)],
    [
      'a folded header',
      post('X-A: b\r\n Transfer-Encoding: chunked\r\nContent-Length: 4\r\n', `{}\r\n${smuggled}`),
    ],
    [
      'a chunk of a strange size',
      post('Transfer-Encoding: chunked\r\n', `2;\0\r\n{}\r\n0\r\n\r\n${smuggled}`),
    ],
    ['lines that end in LF alone', post('Transfer-Encoding: chunked\r\n', `2\n{}\n0\n\n${smuggled}`)],
  ])('is answered at most once, with a refusal, and the connection ends: %s', async (_name, bytes) => {
    const { answers, closed } = await exchange(stack.url, bytes);
    expect(closed).toBe(true);
    expect(answers.length).toBeLessThanOrEqual(1);
    if (answers[0] !== undefined) expectProblem(answers[0], 400);
    expect(upstreamCalls()).toBe(0);
  });
});

describe('methods', () => {
  it.each(['TRACE', 'PROPFIND', 'PUT', 'PATCH', 'DELETE'])(
    '%s is refused where it has no meaning',
    async (method) => {
      const { answers } = await exchange(
        stack.url,
        `${method} /v1/ports HTTP/1.1\r\n${HEAD}Connection: close\r\n\r\n`,
      );
      expectProblem(answers[0], 405);
      expect(answers[0]?.headers.allow).toBe('GET, HEAD, OPTIONS');
      expect(upstreamCalls()).toBe(0);
    },
  );

  it('TRACE echoes nothing anywhere', async () => {
    const { answers } = await exchange(stack.url, `TRACE / HTTP/1.1\r\n${HEAD}Connection: close\r\n\r\n`);
    expectProblem(answers[0], 405);
    expect(answers[0]?.body).not.toContain(KEY);
  });

  it.each(['BREW', 'get', 'G\0T'])('%j is none', async (method) => {
    const { answers, closed } = await exchange(stack.url, `${method} /v1/ports HTTP/1.1\r\n${HEAD}\r\n`);
    expectProblem(answers[0], 400);
    expect(closed).toBe(true);
  });

  it('CONNECT gets no tunnel', async () => {
    const { answers, closed } = await exchange(stack.url, 'CONNECT 127.0.0.1:22 HTTP/1.1\r\nHost: x\r\n\r\n');
    expect(answers).toHaveLength(1);
    expectProblem(answers[0], 405);
    expect(answers[0]?.headers.allow).toBe('DELETE, GET, HEAD, OPTIONS, POST');
    expect(closed).toBe(true);
  });

  it('HEAD answers like GET without a body; OPTIONS lists the methods', async () => {
    const got = await stack.get('/v1/hosts?limit=1');
    const head = await fetch(`${stack.url}/v1/hosts?limit=1`, {
      method: 'HEAD',
      headers: { 'x-api-key': KEY },
    });
    expect(head.status).toBe(200);
    expect(head.headers.get('content-type')).toBe(got.headers.get('content-type'));
    expect(await head.text()).toBe('');
    const options = await fetch(`${stack.url}/v1/ports/query`, { method: 'OPTIONS' });
    expect(options.status).toBe(204);
    expect(options.headers.get('allow')).toBe('OPTIONS, POST');
    expect((await fetch(`${stack.url}/nowhere`, { method: 'OPTIONS' })).status).toBe(404);
    expect((await fetch(`${stack.url}/v1/hosts/a/ports`, { method: 'POST' })).status).toBe(405);
  });

  it.each([
    ['a whole URL of somewhere else', 'GET http://169.254.169.254/latest HTTP/1.1'],
    ['an upgrade', 'GET /nowhere HTTP/1.1\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA'],
    ['an expectation', 'GET /nowhere HTTP/1.1\r\nExpect: miracles'],
  ])('%s ends in a plain 404', async (_name, line) => {
    const { answers } = await exchange(stack.url, `${line}\r\n${HEAD}Connection: close\r\n\r\n`);
    expectProblem(answers[0], 404);
  });
});

describe('bodies', () => {
  const post = (body: string, path = '/v1/ports/query', type = 'application/json') =>
    fetch(stack.url + path, { method: 'POST', headers: { 'x-api-key': KEY, 'content-type': type }, body });

  it.each<[string, () => Promise<Response>, number]>([
    ['of 8 MB', () => post(`{"host_ids":["${'a'.repeat(8_000_000)}"]}`), 413],
    [
      'of 17 KB where small ones belong',
      () => post(`{"project":"${'a'.repeat(17_000)}"}`, '/v1/auth/upstream/refresh'),
      413,
    ],
    ['nested 5 000 deep', () => post('['.repeat(5_000)), 400],
    [
      'nested 100 000 deep, well formed',
      () => post(`{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`),
      400,
    ],
    [
      'with 100 000 members',
      () => post(`{${Array.from({ length: 100_000 }, (_, at) => `"m${at}":1`).join()}}`),
      400,
    ],
    ['with __proto__', () => post('{"hosts":{"all":true},"__proto__":{"limit":1}}'), 400],
    ['with an escaped __proto__', () => post('{"hosts":{"all":true},"\\u005f_proto__":{"limit":1}}'), 400],
    ['with a constructor', () => post('{"constructor":{"prototype":{"x":1}}}'), 400],
    ['with a member nobody knows', () => post('{"hosts":{"all":true},"colour":"red"}'), 400],
    ['that is no object', () => post('[]'), 400],
    ['that is cut short', () => post('{"hosts":'), 400],
    ['that is empty', () => post(''), 400],
    ['as a form', () => post('a=b', undefined, 'application/x-www-form-urlencoded'), 415],
    ['as text', () => post('{}', undefined, 'text/plain'), 415],
  ])('%s are refused', async (_name, send, status) => {
    const response = await send();
    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toContain('application/problem+json');
    expect(upstreamCalls()).toBe(0);
  });

  it('count the last of two equal members, as JSON readers do', async () => {
    const response = await post('{"hosts":{"all":true},"limit":0,"limit":1}');
    expect(response.status).toBe(200);
    expect(((await response.json()) as { items: unknown[] }).items).toHaveLength(1);
  });

  it('are not even read from callers that nobody knows', async () => {
    const body = 'x'.repeat(1_000_000);
    const head = 'POST /v1/ports/query HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n';
    // The refusal comes while most of the body is still to be sent.
    const { answers } = await exchange(
      stack.url,
      `${head}Content-Length: ${body.length}\r\n\r\n${body.slice(0, 100)}`,
    );
    expectProblem(answers[0], 401);
  });

  it.each([
    'limit=1&limit=9',
    'project=demo&project=demo',
    '__proto__=x',
    'constructor=x',
    'toString=1',
    'hosts[all]=1',
    'limit[]=1',
  ])('the query %s is refused too', async (query) => {
    const response = await stack.get(`/v1/ports?hosts=all&${query}`);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ type: '/problems/invalid-request' });
  });
});

describe('slow clients', () => {
  it('are told and cut when they dawdle over headers or body; others do not notice', async () => {
    const sockets: Socket[] = [];
    const answers: Promise<string>[] = [];
    for (let at = 0; at < 300; at++) {
      const socket = await dial(stack.url);
      sockets.push(socket);
      answers.push(
        new Promise((resolve) => {
          let text = '';
          socket.on('data', (chunk) => (text += chunk.toString()));
          socket.on('error', () => undefined);
          socket.on('close', () => resolve(text));
        }),
      );
      socket.write(
        at % 3 === 0
          ? 'GET /v1/ports HTTP/1.1\r\nHost: x\r\nX-Slow: '
          : at % 3 === 1
            ? `POST /v1/ports/query HTTP/1.1\r\n${HEAD}Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{"ho`
            : 'GET',
      );
    }
    const times: number[] = [];
    for (let at = 0; at < 20; at++) {
      const started = performance.now();
      expect((await fetch(`${stack.url}/health/live`)).status).toBe(200);
      times.push(performance.now() - started);
    }
    expect(times.sort((a, b) => a - b)[10]).toBeLessThan(50);
    const texts = await Promise.all(answers);
    expect(texts.filter((text) => text.startsWith('HTTP/1.1 408')).length).toBe(300);
    expect(texts.every((text) => text.includes('application/problem+json'))).toBe(true);
  });
});

/** Response headers that browsers handle themselves, so that CORS need not expose them. */
const OF_THE_CONNECTION =
  /^(access-control-.*|cache-control|connection|content-(encoding|length|security-policy|type)|cross-origin-.*|date|keep-alive|origin-agent-cluster|referrer-policy|transfer-encoding|vary|x-(accel-buffering|content-type-options|dns-prefetch-control|download-options|frame-options|permitted-cross-domain-policies|xss-protection))$/;

describe('pages of other origins', () => {
  const preflight = (url: string, origin: string) =>
    fetch(`${url}/v1/ports/query`, {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'x-api-key',
      },
    });
  const corsHeaders = (response: Response) =>
    [...response.headers].filter(([name]) => name.startsWith('access-control-'));

  it('may call nothing by default', async () => {
    expect(corsHeaders(await preflight(stack.url, 'https://evil.example'))).toEqual([]);
    expect(corsHeaders(await stack.get('/v1/auth/whoami', { origin: 'https://evil.example' }))).toEqual([]);
  });

  it('may call when they are named, and they alone; errors can be read too', async () => {
    const good = 'https://console.example.com';
    const app = await startApp(stack.emulator.url, {
      config: { cors: { origins: [good, 'http://localhost:5173'] } },
    });
    const allowed = await preflight(app.url, good);
    expect(allowed.status).toBe(204);
    expect(allowed.headers.get('access-control-allow-origin')).toBe(good);
    expect(allowed.headers.get('access-control-allow-headers')).toContain('x-api-key');
    expect(allowed.headers.get('access-control-allow-credentials')).toBeNull();
    for (const origin of [
      'https://evil.example',
      'null',
      'https://console.example.com.evil.example',
      `${good}:444`,
    ]) {
      const response = await preflight(app.url, origin);
      expect(response.headers.get('access-control-allow-origin')).not.toBe(origin);
      expect(response.headers.get('access-control-allow-origin')).not.toBe('*');
    }
    const refused = await fetch(`${app.url}/v1/ports`, { headers: { origin: good } });
    expect(refused.status).toBe(401);
    expect(refused.headers.get('access-control-allow-origin')).toBe(good);
    expect(refused.headers.get('vary')?.toLowerCase()).toContain('origin');
    const options = await fetch(`${app.url}/v1/ports`, { method: 'OPTIONS' });
    expect([options.status, options.headers.get('allow')]).toEqual([204, 'GET, HEAD, OPTIONS']);
    expect((await app.get('/nowhere')).status).toBe(404);
    const streamed = await app.get('/v1/ports?hosts=all&format=ndjson', { origin: good });
    expect(streamed.headers.get('access-control-allow-origin')).toBe(good);
    expect(streamed.headers.get('vary')).toBe('accept, accept-encoding, origin');
    await streamed.arrayBuffer();
    await app.close();
  });

  it('may send every header that a call takes, and read every header that an answer has', async () => {
    const origin = 'https://console.example.com';
    const app = await startApp(stack.emulator.url, { config: { cors: { origins: [origin] } } });
    const namesIn = (response: Response, header: string) => response.headers.get(header)?.split(', ') ?? [];
    const allowed = await preflight(app.url, origin);
    expect(namesIn(allowed, 'access-control-allow-methods')).toEqual(['DELETE', 'GET', 'HEAD', 'POST']);
    expect(namesIn(allowed, 'access-control-allow-headers')).toEqual(
      expect.arrayContaining(
        `accept authorization cache-control content-type idempotency-key if-none-match if-range last-event-id prefer
        priority range traceparent x-api-key x-request-id`.split(/\s+/),
      ),
    );
    const ordered = await app.post(
      '/v1/exports',
      { asset_type: 'app' },
      { origin, 'idempotency-key': 'once' },
    );
    const { id } = (await ordered.json()) as { id: string };
    await (await app.get(`/v1/exports/${id}`, { prefer: 'wait=30' })).text();
    const answers = [
      ordered,
      await app.get('/v1/hosts?limit=1', { origin }),
      await app.get('/v1/hosts?limit=1&format=csv', { origin }),
      await app.get('/v1/nowhere', { origin, 'x-api-key': '' }),
      await app.get('/v1/hosts', { origin, 'x-api-key': 'wrong' }),
      await app.post('/v1/ports/query', '{}', { origin, 'content-encoding': 'br' }),
      await app.get(`/v1/exports/${id}`, { origin, prefer: 'wait=1' }),
      await app.get(`/v1/exports/${id}/file`, { origin }),
      await app.get(`/v1/exports/${id}/file`, { origin, range: 'bytes=0-9' }),
      await app.get(`/v1/exports/${id}/file`, { origin, range: 'bytes=99999999-' }),
    ];
    await Promise.all(answers.map(async (answer) => answer.bodyUsed || (await answer.arrayBuffer())));
    await app.close();
    expect(answers.map(({ status }) => status)).toEqual([202, 200, 200, 404, 401, 415, 200, 200, 206, 416]);
    const seen = new Set<string>();
    for (const answer of answers) {
      const exposed = namesIn(answer, 'access-control-expose-headers');
      for (const [name] of answer.headers) if (!OF_THE_CONNECTION.test(name)) seen.add(name);
      expect([...seen].filter((name) => !exposed.includes(name))).toEqual([]);
    }
    expect([...seen]).toEqual(
      expect.arrayContaining(
        'accept-ranges content-disposition content-range etag link preference-applied ratelimit repr-digest'.split(
          ' ',
        ),
      ),
    );
  });

  it.each([
    [{ origins: ['*'], credentials: true }, /cors\.origins: \* is not allowed together/],
    [{ origins: ['console.example.com'] }, /cors\.origins: must be \* or origins/],
    [{ origins: ['https://x.example/path'] }, /cors\.origins/],
  ])('configured as %j refuse the start', async (cors, message) => {
    const start = startApp(stack.emulator.url, { config: { cors } });
    await expect(start).rejects.toThrow(ConfigError);
    await expect(start).rejects.toThrow(message);
  });
});
