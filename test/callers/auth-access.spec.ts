import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { SCOPES } from '../../src/platform/config/config.js';
import type { KnownRoute } from '../../src/platform/http/rules/route-table.js';
import { AUDIENCE, startIssuer, type Issuer } from '../support/issuer.js';
import { startStack, type Stack } from '../support/stack.js';
import type * as routeTable from '../../src/platform/http/rules/route-table.js';
import { outside } from '../support/outside.js';

const { RouteTable } = await outside<typeof routeTable>('src/platform/http/rules/route-table.ts');

/** Routes that anybody may call; a new one has to be listed here too. */
const PUBLIC = [
  '/',
  '/explorer/:file',
  '/health/live',
  '/health/ready',
  '/health/startup',
  '/problems',
  '/problems/:kind',
];
/** Routes of the framework's plugins, opened or closed by configuration as a whole. */
const DOCUMENTATION = /^\/(docs|openapi\.json|openapi\.full\.json)(\/|$)/;
/** Calls that belong to no project, so no project can be forbidden; a new one has to be listed here too. */
const WITHOUT_PROJECT = [
  'GET /metrics',
  'GET /v1/assets',
  'GET /v1/auth/upstream',
  'GET /v1/auth/whoami',
  'GET /v1/exports',
  'GET /v1/exports/columns',
  'GET /v1/queries',
  'GET /v1/watches',
  'POST /v1/auth/tickets',
  'POST /v1/auth/upstream/refresh',
];

const sha256 = (key: string) => createHash('sha256').update(key).digest('hex');

let issuer: Issuer;
let stack: Stack;
let routes: readonly KnownRoute[];

beforeAll(async () => {
  issuer = await startIssuer();
  const holders = SCOPES.map((scope) => ({
    name: `only-${scope.replace(':', '-')}`,
    sha256: sha256(`key-of-${scope}`),
    scopes: [scope],
  }));
  stack = await startStack({
    emulator: { hosts: 3 },
    config: {
      docs: { public: false },
      limits: { auth_failures_per_minute: 100_000 },
      auth: {
        api_keys: [
          ...holders,
          { name: 'nothing', sha256: sha256('key-of-nothing'), scopes: [] },
          { name: 'elsewhere', sha256: sha256('key-of-elsewhere'), scopes: SCOPES, projects: [] },
        ],
        jwt: [{ name: 'test', issuer: issuer.issuer, audience: [AUDIENCE], jwks_url: issuer.jwksUrl }],
      },
    },
  });
  routes = stack.app.get(RouteTable).routes;
});

afterAll(async () => {
  await stack.close();
  await issuer.close();
});

beforeEach(() => stack.emulator.clearCalls());

const closed = () =>
  routes.filter(({ url, access }) => access?.kind !== 'public' && !DOCUMENTATION.test(url));
const nameOf = ({ method, url }: KnownRoute) => `${method} ${url}`;
const upstreamCalls = () => (stack.emulator.calls() as { total: number }).total;

/** Calls a route with the id of an existing host, and with a body that is valid for queries. */
function call({ method, url }: KnownRoute, headers: Record<string, string>, query = ''): Promise<Response> {
  const path = url
    .replace(':host_id', stack.emulator.hostIds()[0] as string)
    .replace('*', 'index.css')
    .replace(/:\w+/g, 'a');
  const body = method === 'GET' || method === 'HEAD' ? undefined : JSON.stringify({ hosts: { all: true } });
  return fetch(stack.url + path + query, {
    method,
    headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body }),
  });
}

async function expectRefusal(response: Response, status: number, of: string): Promise<void> {
  expect(`${of}: ${response.status}`).toBe(`${of}: ${status}`);
  expect(response.headers.get('content-type')).toContain('application/problem+json');
  const text = await response.text();
  if (text !== '') expect(JSON.parse(text)).toMatchObject({ status });
}

describe('every route of the running server', () => {
  it('says who may call it, or belongs to the documentation', () => {
    expect(routes.length).toBeGreaterThan(15);
    const silent = routes.filter(({ url, access }) => access === undefined && !DOCUMENTATION.test(url));
    expect(silent.map(nameOf)).toEqual([]);
  });

  it('is public only where that is meant', () => {
    const open = routes.filter(({ access }) => access?.kind === 'public').map(({ url }) => url);
    expect([...new Set(open)].sort()).toEqual(PUBLIC);
  });

  it('refuses whoever shows nothing, a wrong key, an expired or a foreign token, asking nobody upstream', async () => {
    const expired = await issuer.sign({ exp: Math.floor(Date.now() / 1_000) - 120 });
    const foreign = await issuer.sign({ aud: 'somebody-else' });
    const shown: [string, Record<string, string>][] = [
      ['no key', {}],
      ['an empty key', { 'x-api-key': '' }],
      ['a wrong key', { 'x-api-key': 'ptl_00000000_wrong' }],
      ['an expired token', { authorization: `Bearer ${expired}` }],
      ['a foreign token', { authorization: `Bearer ${foreign}` }],
      ['another scheme', { authorization: 'Basic ZGVtbzpkZW1v' }],
    ];
    for (const route of closed()) {
      for (const [what, headers] of shown) {
        const response = await call(route, headers);
        await expectRefusal(response, 401, `${nameOf(route)} with ${what}`);
        expect(response.headers.get('www-authenticate')).toContain('Bearer');
      }
    }
    expect(upstreamCalls()).toBe(0);
  });

  it('refuses callers without its scope, asking nobody upstream', async () => {
    for (const route of closed()) {
      if (route.access?.kind !== 'scopes') continue;
      const wanted: readonly string[] = route.access.anyOf;
      for (const scope of [...SCOPES, 'nothing'].filter((each) => !wanted.includes(each))) {
        const response = await call(route, { 'x-api-key': `key-of-${scope}` });
        await expectRefusal(response, 403, `${nameOf(route)} with ${scope}`);
      }
      const token = await issuer.sign({ scope: 'email profile' });
      const response = await call(route, { authorization: `Bearer ${token}` });
      await expectRefusal(response, 403, `${nameOf(route)} with a token`);
      expect(response.headers.get('www-authenticate')).toContain('insufficient_scope');
    }
    expect(upstreamCalls()).toBe(0);
  });

  it('lets whoever holds one of its scopes further', async () => {
    for (const route of closed()) {
      for (const scope of route.access?.kind === 'scopes' ? route.access.anyOf : SCOPES) {
        const response = await call(route, { 'x-api-key': `key-of-${scope}` });
        await response.arrayBuffer();
        expect(`${nameOf(route)}: ${response.status}`).not.toMatch(/: (401|403|5\d\d)$/);
      }
    }
  });

  it('answers a project that the caller may not see like one that does not exist, asking nobody upstream', async () => {
    const about = closed().filter((route) => !WITHOUT_PROJECT.includes(nameOf(route).replace('HEAD', 'GET')));
    expect(about.length).toBeGreaterThan(5);
    for (const route of about) {
      for (const query of ['', '?project=demo', '?project=*', '?project=nowhere']) {
        const response = await call(
          route,
          { 'x-api-key': 'key-of-elsewhere' },
          route.method === 'POST' ? '' : query,
        );
        expect(`${nameOf(route)}${query}: ${response.status}`).toMatch(/: 40[04]$/);
        await response.arrayBuffer();
      }
    }
    const id = stack.emulator.hostIds()[0] as string;
    const headers = { 'x-api-key': 'key-of-elsewhere' };
    for (const path of [
      '/v1/ports?hosts=all&project=demo',
      `/v1/ports?host_ids=${id}`,
      '/v1/hosts?project=demo',
      '/v1/host-groups?project=*',
      `/v1/hosts/${id}?project=demo`,
      `/v1/hosts/${id}/ports`,
    ]) {
      await expectRefusal(await stack.get(path, headers), 404, path);
    }
    await expectRefusal(
      await stack.post('/v1/ports/query', { hosts: { all: true }, project: 'demo' }, headers),
      404,
      'POST /v1/ports/query',
    );
    expect(upstreamCalls()).toBe(0);
  });
});

describe('the documentation and the metrics', () => {
  const pages = ['/docs', '/docs/', '/docs/start.js', '/openapi.json', '/openapi.full.json'];

  it.each([...pages, '/metrics'])('%s needs a caller', async (path) => {
    await expectRefusal(await fetch(stack.url + path), 401, path);
    await expectRefusal(await fetch(stack.url + path, { method: 'HEAD' }), 401, path);
  });

  it.each(pages)('%s is any caller’s to read', async (path) => {
    const response = await stack.get(path, { 'x-api-key': 'key-of-nothing' });
    await response.arrayBuffer();
    expect(response.status).toBe(200);
  });

  it('holds metrics with no caller or host in a label, the project by its alias only, fewer than 1 000 series', async () => {
    await (await stack.get(`/v1/hosts/${stack.emulator.hostIds()[0]}/ports`)).arrayBuffer();
    const text = await (await stack.get('/metrics', { 'x-api-key': 'key-of-admin' })).text();
    const series = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    expect(series.length).toBeGreaterThan(50);
    expect(series.length).toBeLessThan(1_000);
    expect(text).toContain('route="GET /v1/hosts/:host_id/ports"');
    expect(text).toMatch(/portolan_upstream_exchanges_total\{endpoint="GET \/v5\/[^"]+",outcome="ok"\} \d/);
    for (const secret of [
      ...stack.emulator.hostIds(),
      'only-',
      'elsewhere',
      '0f3c1b7a5d9e4c6fa2b8e1d407936c55',
    ]) {
      expect(text).not.toContain(secret);
    }
  });
});
