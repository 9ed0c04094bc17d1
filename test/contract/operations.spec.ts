import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { KEY, startApp, startStack, type Stack } from '../support/stack.js';

let stack: Stack;

beforeAll(async () => {
  stack = await startStack({
    emulator: { hosts: 40 },
    config: {
      auth: {
        api_keys: [
          {
            name: 'reader',
            sha256: createHash('sha256').update('a-reader-for-tests').digest('hex'),
            scopes: ['ports:read'],
          },
        ],
      },
    },
  });
});
afterAll(() => stack.close());

describe('readiness', () => {
  it('names projects only to operators: a key of scope admin, as X-API-Key or as a bearer token', async () => {
    const ready = async (headers: Record<string, string>) =>
      (await (await fetch(`${stack.url}/health/ready`, { headers })).json()) as { projects?: object };
    expect((await ready({})).projects).toBeUndefined();
    expect((await ready({ 'x-api-key': 'a-reader-for-tests' })).projects).toBeUndefined();
    const named = { demo: expect.any(String) as unknown };
    expect((await ready({ 'x-api-key': KEY })).projects).toEqual(named);
    expect((await ready({ authorization: `Bearer ${KEY}` })).projects).toEqual(named);
  });
});

describe('what operators and newcomers open first', () => {
  it('answers without a key: alive, ready, and why not as good as it could be', async () => {
    await request(stack.url).get('/health/live').expect(200, { status: 'alive' });
    await request(stack.url).get('/health/ready').expect(200, {
      status: 'ready',
      redis: 'absent',
      temporary_files: 'writable',
      proxy: 'none',
      upstream: 'empty',
    });
    await request(stack.url).get('/v1/ports?hosts=all').set('x-api-key', 'a-key-for-tests-only').expect(200);
    await request(stack.url).get('/health/ready').expect(200, {
      status: 'ready',
      redis: 'absent',
      temporary_files: 'writable',
      proxy: 'none',
      upstream: 'ready',
    });
  });

  it('explains every kind of problem on a page of its own', async () => {
    const { text } = await request(stack.url)
      .get('/problems/invalid-request')
      .expect(200)
      .expect('content-type', /text\/plain/);
    expect(text).toContain('Status 400');
    await request(stack.url)
      .get('/problems/constructor')
      .expect(404)
      .expect('content-type', /problem\+json/);
  });

  it('explains problems to browsers in HTML, with what to do next, and lists all of them', async () => {
    const { text } = await request(stack.url)
      .get('/problems/rate-limited')
      .set('accept', 'text/html,*/*;q=0.8')
      .expect(200)
      .expect('content-type', /text\/html/);
    expect(text).toContain('What to do next');
    const list = await request(stack.url).get('/problems').set('accept', 'text/html').expect(200);
    expect(list.text).toContain('href="/problems/rate-limited"');
    const plain = await request(stack.url)
      .get('/problems')
      .expect('content-type', /text\/plain/);
    expect(plain.text).toContain('429 rate-limited: Too many requests');
  });

  it('leads browsers from the root to the documentation without the explorer, and tells programs where the API is', async () => {
    const app = await startApp(stack.emulator.url, { config: { explorer: { enabled: false } } });
    await request(app.url).get('/').set('accept', 'text/html').expect(302).expect('location', '/docs');
    await app.close();
    const { body } = await request(stack.url).get('/').expect(200);
    expect(body).toMatchObject({ api: '/v1', openapi: '/openapi.json' });
  });

  it('shows a small page at the root where the documentation is switched off', async () => {
    const app = await startApp(stack.emulator.url, {
      config: { docs: { enabled: false }, explorer: { enabled: false } },
    });
    const { text } = await request(app.url).get('/').set('accept', 'text/html').expect(200);
    await app.close();
    expect(text).toContain('href="/problems"');
    expect(text).not.toContain('/docs');
  });

  it('shows the documentation and the OpenAPI document', async () => {
    await request(stack.url)
      .get('/docs')
      .expect(200)
      .expect('content-type', /text\/html/);
    const { body } = await request(stack.url).get('/openapi.json').expect(200);
    expect(body).toMatchObject({ openapi: '3.1.0', info: { title: 'Portolan' } });
    expect(Object.keys((body as { paths: object }).paths)).toEqual(
      expect.arrayContaining(['/v1/ports', '/v1/ports/query', '/v1/hosts']),
    );
  });

  it('tells in numbers how things stand with the vendor', async () => {
    const numbers = async (): Promise<Map<string, number>> => {
      const lines = (await (await stack.get('/metrics')).text()).split('\n');
      const pairs = lines.map((line) => line.split(/ (?=\S+$)/));
      return new Map(pairs.map(([name = '', value]) => [name, Number(value)] as const));
    };
    await stack.get('/v1/ports?hosts=all&plan=per-host&max_age=0&limit=1000');
    const before = await numbers();
    expect(before.get('portolan_upstream_window')).toBeGreaterThan(0);
    expect(before.get('portolan_upstream_in_flight')).toBe(0);
    expect(before.get('portolan_upstream_retry_budget')).toBeGreaterThan(0);
    expect(before.get('portolan_upstream_circuits{state="open"}')).toBe(0);
    stack.emulator.addFault({
      match: { path: '/asset/ports' },
      fault: { kind: 'status', status: 503 },
    });
    await stack.get('/v1/ports?hosts=all&plan=per-host&max_age=0&limit=1000&timeout_ms=5000');
    stack.emulator.clearFaults();
    const after = await numbers();
    // On a slow machine the next probe may already be due.
    const [open = 0, halfOpen = 0] = ['open', 'half_open'].map((state) =>
      after.get(`portolan_upstream_circuits{state="${state}"}`),
    );
    expect(open + halfOpen).toBe(1);
    expect(after.get('portolan_upstream_circuit_changes_total{to="open"}')).toBeGreaterThan(0);
    expect(after.get('portolan_upstream_retries_total{fault="unavailable"}')).toBeGreaterThan(0);
    const givenUp = [...after].filter(([name]) => name.startsWith('portolan_upstream_given_up_total{'));
    expect(givenUp).not.toEqual([]);
    for (const name of ['queued', 'waiting_for_quota'])
      expect(after.get(`portolan_upstream_${name}`)).toBeGreaterThanOrEqual(0);
  });

  it('tells in numbers what operators act on', async () => {
    stack.emulator.addFault({ match: { path: '/asset/ports' }, fault: { kind: 'status', status: 403 } });
    await stack.get('/v1/ports?hosts=all&plan=per-host&max_age=0&limit=1000');
    await (await stack.get('/v1/ports?hosts=all&plan=per-host&max_age=0&format=ndjson')).text();
    stack.emulator.clearFaults();
    const text = await (await stack.get('/metrics')).text();
    const valueOf = (series: string): number =>
      Number(
        text
          .split('\n')
          .find((line) => line.startsWith(series))
          ?.split(' ')
          .at(-1),
      );
    // The circuit that the test before opened may refuse some of them, under a code of its own.
    const failed = [...text.matchAll(/^portolan_hosts_failed_total\{project="demo",code="\w+"\} (\d+)$/gm)];
    expect(failed.reduce((sum, [, hosts]) => sum + Number(hosts), 0)).toBeGreaterThan(40);
    expect(valueOf('portolan_token_expiry_seconds{project="demo"}')).toBeGreaterThan(3_600);
    expect(valueOf('portolan_http_requests_in_flight')).toBe(1);
    expect(valueOf('portolan_refusals_total{limit="process",reason="overloaded"}')).toBe(0);
    expect(valueOf('portolan_exports_total{state="failed"}')).toBe(0);
    expect(valueOf('portolan_build_info{version="')).toBe(1);
    expect(text).toContain('portolan_http_request_duration_seconds_bucket{le="60",');
  });
});
