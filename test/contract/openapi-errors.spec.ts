import { createHash, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { exchange } from '../support/raw-http.js';
import { startStack, type Stack } from '../support/stack.js';
import { contract, witness } from '../support/witness.js';
import type * as memory from '../../src/kernel/memory.js';
import type * as drain from '../../src/platform/http/connections/drain.js';
import { outside } from '../support/outside.js';

const { heldAnswers } = await outside<typeof memory>('src/kernel/memory.ts');
const { Drain } = await outside<typeof drain>('src/platform/http/connections/drain.ts');

/** Documented statuses that no request can cause, or that other specs check. */
const ELSEWHERE: Readonly<Record<string, readonly string[]>> = {
  // A fault of the program itself, which no request can cause.
  '*': ['500'],
  // test/exports/export-files.spec.ts, test/exports/exports-rows.spec.ts: they need a file that is finished, broken or gone.
  getExportFile: ['406', '409', '410', '416', '502', '504'],
  // test/contract/management-port.spec.ts: another port serves them, and the main one is not open yet.
  getLiveness: ['404'],
  getMetrics: ['404'],
  getReadiness: ['404', '429'],
  getStartup: ['404', '503'],
  getUpstreamState: ['404'],
  refreshUpstreamToken: ['404'],
};

const ISSUER = 'http://127.0.0.1:9/issuer';
const KEYS = { able: 'a-key-that-may-do-all', poor: 'a-key-with-one-point', bare: 'a-key-without-scopes' };
const MAX_BODY = 2_048;

interface Call {
  readonly id: string;
  readonly method: string;
  readonly pattern: string;
  readonly statuses: readonly string[];
  readonly open: boolean;
}
const CALLS: readonly Call[] = Object.entries(contract.document.paths).flatMap(([pattern, methods]) =>
  Object.entries(methods).map(([method, { operationId, responses, security }]) => ({
    id: operationId,
    method: method.toUpperCase(),
    pattern,
    statuses: Object.keys(responses).filter((status) => Number(status) >= 400),
    open: security?.length === 0,
  })),
);

let stack: Stack;

beforeAll(async () => {
  const sha256 = (key: string): string => createHash('sha256').update(key).digest('hex');
  const { SCOPES } = await import('../../src/platform/config/config.js');
  stack = await startStack({
    emulator: { hosts: 5 },
    config: {
      query: { max_body_bytes: MAX_BODY, default_timeout_ms: 2_000 },
      limits: { auth_failures_per_minute: 100_000, points_per_minute: 100_000 },
      watches: [{ name: 'one', interval_s: 86_400, full_every_s: 86_400 }],
      auth: {
        api_keys: [
          { name: 'able', sha256: sha256(KEYS.able), scopes: SCOPES },
          { name: 'poor', sha256: sha256(KEYS.poor), scopes: SCOPES, points_per_minute: 1 },
          { name: 'bare', sha256: sha256(KEYS.bare), scopes: [] },
        ],
        // Nothing listens there, so tokens cannot be verified.
        jwt: [{ name: 'gone', issuer: ISSUER, audience: ['test'], jwks_url: `${ISSUER}/keys` }],
      },
    },
  });
}, 60_000);

afterAll(() => stack.close());

interface Ask {
  readonly key?: string | undefined;
  readonly query?: Record<string, string>;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
  /** Path parameters that replace existing ids. */
  readonly ids?: Record<string, string>;
}

/** What some operations need for a valid request. */
const QUERIES: Readonly<Record<string, Record<string, string>>> = {
  listPortChanges: { since: '2020-01-01T00:00:00Z' },
};
const BODIES: Readonly<Record<string, object>> = {
  createExport: { asset_type: 'port' },
  createTicket: {},
  retryQuery: {},
  refreshUpstreamToken: {},
};

function existingIds(): Record<string, string> {
  return {
    host_id: stack.emulator.hostIds()[0] ?? '',
    type: 'web_site',
    port: '22',
    id: randomUUID(),
    kind: 'internal',
    name: 'one',
  };
}

/** Makes a valid request, changed by what `ask` says. */
async function call({ method, pattern, id }: Call, ask: Ask = {}): Promise<number> {
  const ids: Record<string, string> = { ...existingIds(), ...ask.ids };
  const path = pattern.replace(/\{(\w+)\}/g, (_all, name: string) => ids[name] ?? '');
  const query = {
    ...(method === 'GET' && takesHosts(pattern) && ask.query?.['host_ids'] === undefined
      ? { hosts: 'all' }
      : {}),
    ...QUERIES[id],
    ...(id === 'getCollection' ? { host_id: ids['host_id'] ?? '' } : {}),
  };
  const search = new URLSearchParams({ ...query, ...ask.query }).toString();
  const key = 'key' in ask ? ask.key : KEYS.able;
  const sends = ask.body === undefined ? method === 'POST' : method !== 'GET';
  const response = await fetch(`${stack.url}${path}${search === '' ? '' : `?${search}`}`, {
    method,
    headers: {
      ...(key === undefined ? {} : { 'x-api-key': key }),
      ...(sends ? { 'content-type': 'application/json' } : {}),
      ...ask.headers,
    },
    ...(sends ? { body: typeof ask.body === 'string' ? ask.body : bodyText(id, ids, ask.body) } : {}),
  });
  await response.arrayBuffer();
  return response.status;
}

function bodyText(id: string, ids: Readonly<Record<string, string>>, given: unknown): string {
  const body =
    id === 'startCollection' ? { host_id: ids['host_id'] } : (BODIES[id] ?? { hosts: { all: true } });
  return JSON.stringify({ ...body, ...(given as object) });
}

/** Whether a call is about hosts that its query may name. */
function takesHosts(pattern: string): boolean {
  const other = /\/(hosts|host-groups|changes|top|collect|statistics|auth|exports|queries|assets)(\/|$)/;
  return pattern.startsWith('/v1/') && !other.test(pattern.replace(/\/assets\/(?=\w+$)/, '/of/'));
}

const having = (status: string, but: (each: Call) => boolean = () => true): Call[] =>
  CALLS.filter((each) => each.statuses.includes(status) && but(each));

/** Calls that a management port takes away from the main one. `management-port.spec.ts` has their 404. */
const CONTROL = new Set([
  'getLiveness',
  'getMetrics',
  'getReadiness',
  'getStartup',
  'getUpstreamState',
  'refreshUpstreamToken',
]);
/** Readiness answers without a key, and tells more to who has one. */
const needsKey = ({ id }: Call): boolean => id !== 'getReadiness';

/** Makes all calls, a few at a time, and returns the answers that have another status than expected. */
async function strays(
  status: number,
  ask: (each: Call) => Ask,
  but?: (each: Call) => boolean,
): Promise<string[]> {
  const calls = having(String(status), but);
  const stray: string[] = [];
  const queue = [...calls];
  const work = async (): Promise<void> => {
    for (let each = queue.shift(); each !== undefined; each = queue.shift()) {
      const given = await call(each, ask(each));
      if (given !== status) stray.push(`${each.id}: ${given}`);
    }
  };
  await Promise.all(Array.from({ length: 8 }, work));
  return stray.sort();
}

describe('every documented error of every operation', () => {
  it('400 answers what no call knows, in its query or before it begins', async () => {
    const plain = new Set([
      'getMetrics',
      'getExport',
      'getLiveness',
      'getReadiness',
      'getStartup',
      'getProblem',
      'listProblems',
    ]);
    const asked = (each: Call): boolean => !plain.has(each.id);
    expect(await strays(400, () => ({ query: { nonsense: '1' } }), asked)).toEqual([]);
    for (const { pattern, method } of having('400', (each) => !asked(each))) {
      const path = pattern.replace(/\{\w+\}/g, 'a');
      const { answers } = await exchange(stack.url, `${method} ${path} HTTP/1.1\r\n\r\n`);
      expect(`${path} ${answers[0]?.status}`).toBe(`${path} 400`);
    }
  });

  it('401 answers a missing key and a wrong one', async () => {
    expect(await strays(401, () => ({ key: undefined }), needsKey)).toEqual([]);
    expect(await strays(401, () => ({ key: 'wrong' }))).toEqual([]);
  });

  it('403 answers a key that lacks the scope', async () => {
    expect(await strays(403, () => ({ key: KEYS.bare }))).toEqual([]);
  });

  it('404 answers a question about a project or a thing that does not exist', async () => {
    const ids = { id: randomUUID(), kind: 'nowhere', name: 'nowhere' };
    const asks = (each: Call): Ask => ({
      ids,
      ...(each.method === 'POST' && each.id !== 'retryQuery' ? { body: { project: 'nowhere' } } : {}),
      ...(each.method === 'GET' && !/\/(exports|problems|queries|watches)\//.test(each.pattern)
        ? { query: { project: 'nowhere' } }
        : {}),
    });
    expect(await strays(404, asks, ({ id }) => !CONTROL.has(id))).toEqual([]);
  });

  it('406 answers a format that nobody has', async () => {
    const headers = { accept: 'image/png' };
    expect(
      await strays(
        406,
        () => ({ headers }),
        ({ id }) => id !== 'getExportFile',
      ),
    ).toEqual([]);
  });

  it('409 answers a comparison with nothing, and a collection by an agent that is away', async () => {
    const away = (await (await fetch(`${stack.emulator.url}/__emulator/fleet/hosts`)).text())
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { host_id: string; agent_status: string })
      .find(({ agent_status }) => agent_status !== 'online');
    const ids = { host_id: away?.host_id ?? '' };
    expect(
      await strays(
        409,
        () => ({ ids }),
        ({ id }) => id !== 'getExportFile',
      ),
    ).toEqual([]);
  });

  it('413 and 415: a body too large, and one that is no JSON', async () => {
    const long = 'x'.repeat(20_000);
    expect(await strays(413, () => ({ body: { long } }))).toEqual([]);
    expect(await strays(415, () => ({ body: 'a', headers: { 'content-type': 'text/plain' } }))).toEqual([]);
  });

  it('422 answers an idempotency key that was used for another request', async () => {
    const headers = { 'idempotency-key': 'the-same' };
    for (const each of having('422', ({ id }) => id === 'createExport')) {
      await call(each, { headers, body: { asset_type: 'users' } });
      expect(await call(each, { headers })).toBe(422);
    }
  });

  it('422 answers a question whose answer does not fit into memory', async () => {
    const { maxBytes } = heldAnswers;
    heldAnswers.maxBytes = 50;
    // Named hosts take memory from the start. Where no hosts can be named, rows take it.
    const [host_ids = ''] = stack.emulator.hostIds();
    const named = (each: Call): Ask =>
      each.method === 'POST'
        ? { body: { hosts: undefined, host_ids: [host_ids] } }
        : takesHosts(each.pattern)
          ? { query: { host_ids } }
          : each.pattern.endsWith('/changes')
            ? { query: { since: '2020-01-01T00:00:00Z' } }
            : {};
    const stray = await strays(
      422,
      // Else it would become a background query.
      (each) => ({ ...merged(fresh(each), named(each)), headers: { prefer: 'wait' } }),
      ({ id }) => id !== 'createExport',
    );
    heldAnswers.maxBytes = maxBytes;
    expect(stray).toEqual([]);
  });

  it('429 answers a key that has used up its points', async () => {
    await call(CALLS[0] as Call, { key: KEYS.poor });
    expect(await strays(429, () => ({ key: KEYS.poor }), needsKey)).toEqual([]);
  });

  it('431 answers headers that are too long', async () => {
    for (const { id, method, pattern } of CALLS) {
      const request = `${method} ${pattern} HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(70_000)}\r\n\r\n`;
      const { answers } = await exchange(stack.url, request);
      const [answer] = answers;
      expect(`${id} ${answer?.status}`).toBe(`${id} 431`);
      const type = answer?.headers['content-type'] ?? '';
      const seen = { method, path: pattern, status: 431, type, body: answer?.body };
      expect(contract.judge(seen)).toEqual({ operationId: id, faults: [] });
      witness.hits.get(id)?.add(431);
    }
  }, 60_000);

  it('502 answers when the vendor refuses', async () => {
    const fault = { kind: 'status', status: 403, body: { error_code: 'APIGW.0302', error_msg: 'no' } };
    stack.emulator.addFault({ match: { path: '/*' }, fault });
    const stray = await strays(502, fresh, ({ id }) => id !== 'getExportFile');
    stack.emulator.clearFaults();
    expect(stray).toEqual([]);
  });

  it('504 answers when the vendor is silent', async () => {
    stack.emulator.addFault({ match: { path: '/*' }, fault: { kind: 'hang' } });
    const stray = await strays(
      504,
      (each) => merged(fresh(each), soon(each)),
      ({ id }) => id !== 'getExportFile',
    );
    stack.emulator.clearFaults();
    expect(stray).toEqual([]);
  });

  it('503 answers when nobody can say whether a token is good, and while the process drains', async () => {
    const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
    const exp = Math.floor(Date.now() / 1_000) + 600;
    const token = `${part({ alg: 'RS256', kid: 'k' })}.${part({ iss: ISSUER, sub: 's', aud: 'test', exp })}.c2ln`;
    const headers = { authorization: `Bearer ${token}` };
    expect(
      await strays(
        503,
        () => ({ key: undefined, headers }),
        ({ open, id }) => !open && id !== 'getReadiness',
      ),
    ).toEqual([]);
    // Readiness does not depend on the issuer.
    expect((await fetch(`${stack.url}/health/ready`, { headers })).status).toBe(200);
    stack.app.get(Drain).begin();
    expect(
      await strays(
        503,
        () => ({}),
        ({ open, id }) => (open || id === 'getReadiness') && id !== 'getStartup',
      ),
    ).toEqual([]);
  });

  it('is all of them: no operation without, none undocumented', () => {
    witness.verify();
    const missing = CALLS.flatMap(({ id, statuses }) =>
      statuses
        .filter((status) => witness.hits.get(id)?.has(Number(status)) !== true)
        .filter((status) => ![...(ELSEWHERE['*'] ?? []), ...(ELSEWHERE[id] ?? [])].includes(status))
        .map((status) => `${id} ${status}`),
    );
    expect(missing).toEqual([]);
  });
});

/** Nothing that is remembered will do. */
function fresh({ method, pattern, id }: Call): Ask {
  if (/collect|statistics|top$|assets\/\w+\/changes/.test(pattern) || id === 'createExport') return {};
  return method === 'POST' ? { body: { max_age: 0 } } : { query: { max_age: '0' } };
}

function soon({ method, pattern }: Call): Ask {
  if (pattern.includes('/collect')) return {};
  return method === 'POST' ? { body: { timeout_ms: 100 } } : { query: { timeout_ms: '100' } };
}

function merged(a: Ask, b: Ask): Ask {
  return { query: { ...a.query, ...b.query }, body: { ...(a.body as object), ...(b.body as object) } };
}
