import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { PageAnswer } from '../support/answers.js';
import { startEmulator, type Emulator } from '../support/emulator.js';
import { startApp, type Stack } from '../support/stack.js';
import { pause } from '../support/wait.js';

type Headers = Record<string, string>;

const sha256 = (key: string) => createHash('sha256').update(key).digest('hex');
const OTHER = { 'x-api-key': 'a-key-of-another-project' };
const FEW = { 'x-api-key': 'a-key-with-few-points' };
/** Requests with such a header are worked out anew each time, and it says nothing that matters to these calls. */
const ANEW = { prefer: 'handling=lenient' };

let stack: Omit<Stack, 'emulator'>;
let emulator: Emulator;
let hosts: string[];
const lines: string[] = [];

beforeAll(async () => {
  emulator = await startEmulator({ hosts: 20 });
  const project = {
    region: 'ap-southeast-3',
    project_id: '0f3c1b7a5d9e4c6fa2b8e1d407936c55',
    hss_endpoint: emulator.url,
    iam_endpoint: emulator.url,
    credentials: [{ kind: 'password', domain: 'portolan', user: 'demo', password: 'demo-password' }],
  };
  stack = await startApp(emulator.url, {
    log: { write: (line) => void lines.push(line) },
    config: {
      server: { host: '127.0.0.1', port: 0, trusted_proxies: ['127.0.0.1'] },
      projects: ['demo', 'elsewhere'].map((alias) => ({ alias, ...project })),
      auth: {
        api_keys: [
          {
            name: 'other',
            sha256: sha256(OTHER['x-api-key']),
            scopes: ['ports:read'],
            projects: ['elsewhere'],
          },
          {
            name: 'few',
            sha256: sha256(FEW['x-api-key']),
            scopes: ['ports:read'],
            projects: ['demo'],
            points_per_minute: 5,
          },
        ],
      },
    },
  });
  hosts = emulator.hostIds().slice(0, 6);
}, 60_000);
afterAll(async () => {
  await stack.close();
  await emulator.close();
});

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

async function ask(path: string, headers: Headers = {}, method = 'GET'): Promise<Answer> {
  const response = await fetch(stack.url + path, {
    method,
    headers: { 'x-api-key': 'a-key-for-tests-only', ...headers },
  });
  return {
    status: response.status,
    headers: Object.fromEntries(response.headers),
    text: await response.text(),
  };
}

/** An answer without what differs from request to request: its id, its time, what is left of the caller's points. */
function comparable({ status, headers, text }: Answer): unknown {
  const { date: _date, 'x-request-id': _id, ratelimit: _left, ...others } = headers;
  const steady = (said: string | undefined): string | undefined =>
    said?.replace(/cursor=[\w-]+/, 'cursor=C').replace(/dur=\d+/, 'dur=0');
  const length = headers['content-length'];
  return {
    status,
    headers: {
      ...others,
      ...(others['link'] === undefined ? {} : { link: steady(others['link']) }),
      ...(others['server-timing'] === undefined ? {} : { timing: steady(others['server-timing']) }),
      'server-timing': '',
      // The time that an answer took may be written with one digit more.
      'content-length':
        headers['content-encoding'] === undefined && length !== undefined
          ? Number(length) - Buffer.byteLength(text)
          : '',
    },
    body: text
      .replace(/"elapsed_ms":\d+/, '"elapsed_ms":0')
      .replace(/"correlation_id":"[^"]+"/, '"correlation_id":"I"')
      // Rows that were read for a table are not kept.
      .replace(/as_of=\S+/, 'as_of=T')
      .replace(/"next_cursor":"[\w-]+"/, '"next_cursor":"C"'),
  };
}

const queries = fc
  .record(
    {
      limit: fc.constantFrom('1', '3', '100', '1000'),
      max_age: fc.constantFrom('60', '3600', '86400'),
      port: fc.constantFrom('22', '1-1024', '22,443'),
      protocol: fc.constantFrom('tcp', 'udp'),
      fields: fc.constantFrom('port', 'host_id,port,pid', 'host_name,port'),
      format: fc.constantFrom('json', 'csv'),
      include: fc.constant('host'),
      sort: fc.constantFrom('port', '-port'),
      partial: fc.constantFrom('allow', 'forbid'),
      stale_if_error: fc.constantFrom('0', '86400'),
      timeout_ms: fc.constantFrom('1000', '5000'),
      category: fc.constantFrom('host', 'container'),
      unknown: fc.constant('1'),
    },
    { requiredKeys: [] },
  )
  .map((given) => new URLSearchParams(given as Record<string, string>).toString());
const headersOf = fc.constantFrom<Headers>(
  {},
  { accept: 'application/json' },
  { accept: 'text/csv, application/json;q=0.5' },
  { accept: 'image/png' },
  { 'accept-encoding': 'gzip' },
  { 'if-none-match': '*' },
  { 'x-forwarded-prefix': '/portolan' },
  { 'if-none-match': 'W/"another"' },
);
const methods = fc.constantFrom('GET', 'GET', 'GET', 'HEAD');

describe('a request that comes again', () => {
  it('gets the answer that working it out anew gives', async () => {
    const cases = fc.tuple(fc.constantFrom(...hosts), queries, headersOf, methods);
    await fc.assert(
      fc.asyncProperty(cases, async ([host, query, headers, method]) => {
        const path = `/v1/hosts/${host}/ports?${query}`;
        // After this the rows are in memory, as far as the query keeps any.
        await ask(path, { ...headers, ...ANEW });
        const anew = await ask(path, { ...headers, ...ANEW }, method);
        const first = await ask(path, headers, method);
        const again = await ask(path, headers, method);
        expect(comparable(again)).toEqual(comparable(anew));
        expect(comparable(first)).toEqual(comparable(anew));
      }),
      { numRuns: 60, seed: 6 },
    );
  });

  it('gets 304 for the tag that it was given', async () => {
    const path = `/v1/hosts/${hosts[0]}/ports?limit=50`;
    const { headers } = await ask(path);
    await ask(path);
    for (const more of [{}, ANEW]) {
      const known = await ask(path, { 'if-none-match': headers['etag'] as string, ...more });
      expect(known).toMatchObject({ status: 304, text: '' });
      expect(known.headers).toMatchObject({ etag: headers['etag'], vary: headers['vary'] });
    }
  });

  it('leads on to the next page', async () => {
    const path = `/v1/hosts/${hosts[1]}/ports?limit=2`;
    const anew = JSON.parse((await ask(path, ANEW)).text) as PageAnswer;
    const next = JSON.parse((await ask(`${path}&cursor=${anew.next_cursor}`)).text) as PageAnswer;
    for (let nth = 0; nth < 3; nth++) {
      const { text, headers } = await ask(path);
      const page = JSON.parse(text) as PageAnswer;
      expect(headers['link']).toContain(`cursor=${page.next_cursor}`);
      const following = JSON.parse((await ask(`${path}&cursor=${page.next_cursor}`)).text) as PageAnswer;
      expect(following.items).toEqual(next.items);
      // Cursors are written anew from second to second.
      if (nth === 1) await pause(1_050);
    }
  });

  it('gets new rows once others have been read, and once its own are too old', async () => {
    const path = `/v1/hosts/${hosts[2]}/ports?limit=1000`;
    await ask(path);
    const before = JSON.parse((await ask(path)).text) as PageAnswer;
    const fresh = JSON.parse((await ask(`${path}&max_age=0`)).text) as PageAnswer;
    const after = JSON.parse((await ask(path)).text) as PageAnswer;
    expect(Date.parse(after.summary.as_of)).toBeGreaterThanOrEqual(Date.parse(fresh.summary.as_of) - 1_000);
    expect(Date.parse(after.summary.as_of)).toBeGreaterThan(Date.parse(before.summary.as_of));
    const young = `${path}&max_age=1`;
    await ask(`${path}&max_age=0`);
    await ask(young);
    expect(JSON.parse((await ask(young)).text)).toMatchObject({ summary: { upstream_calls: 0 } });
    await pause(1_100);
    const read = JSON.parse((await ask(young)).text) as { summary: { upstream_calls: number } };
    expect(read.summary.upstream_calls).toBeGreaterThan(0);
  });

  it('reads again where its header asks for younger rows', async () => {
    const path = `/v1/hosts/${hosts[3]}/ports?limit=1000`;
    for (let nth = 0; nth < 3; nth++) await ask(path);
    const { text } = await ask(path, { 'cache-control': 'no-cache' });
    const read = JSON.parse(text) as { summary: { upstream_calls: number } };
    expect(read.summary.upstream_calls).toBeGreaterThan(0);
  });

  it('is refused to whoever may not see the project, and to whoever sends no key or a wrong one', async () => {
    const path = `/v1/hosts/${hosts[0]}/ports?limit=100`;
    for (let nth = 0; nth < 3; nth++) expect((await ask(path)).status).toBe(200);
    for (let nth = 0; nth < 2; nth++) {
      expect((await ask(path, OTHER)).status).toBe(404);
      expect((await ask(path, { 'x-api-key': 'wrong' })).status).toBe(401);
      expect((await ask(path, { 'x-api-key': '' })).status).toBe(401);
    }
  });

  it('is paid for, logged and counted like every other', async () => {
    const path = `/v1/hosts/${hosts[4]}/ports?limit=7`;
    const left: string[] = [];
    for (let nth = 0; nth < 5; nth++) {
      const { status, headers } = await ask(path, FEW);
      expect(status).toBe(200);
      left.push(/;r=(\d+)/.exec(headers['ratelimit'] as string)?.[1] as string);
    }
    expect(left).toEqual(['4', '3', '2', '1', '0']);
    const refused = await ask(path, { ...FEW, 'x-request-id': 'the-last-of-them' });
    expect(refused.status).toBe(429);
    await ask(path);
    const counted = async (): Promise<[answers: number, hits: number]> => {
      const { text } = await ask('/metrics');
      const value = (line: RegExp): number => Number(line.exec(text)?.[1]);
      return [
        value(
          /^portolan_http_requests_total\{route="GET \/v1\/hosts\/:host_id\/ports",status="200"\} (\d+)/m,
        ),
        value(/^portolan_row_cache_hosts_total\{outcome="hit"\} (\d+)/m),
      ];
    };
    const [answers, hits] = await counted();
    for (let nth = 0; nth < 4; nth++) await ask(path, { 'x-request-id': `request-${nth}-of-four` });
    expect(await counted()).toEqual([answers + 4, hits + 4]);
    const logged = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    const own = logged.filter(({ correlationId }) => /^request-\d-of-four$/.test(String(correlationId)));
    expect(own.map(({ correlationId }) => correlationId).sort()).toEqual(
      [0, 1, 2, 3].map((nth) => `request-${nth}-of-four`),
    );
    expect(own[0]).toMatchObject({ method: 'GET', path: path.split('?')[0], status: 200, caller: 'demo' });
  });
});
