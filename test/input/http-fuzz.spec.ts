import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Pool } from 'undici';
import { measured, size } from '../support/figures.js';
import { exchange } from '../support/raw-http.js';
import { startReplica, type Replica } from '../support/replicas.js';
import { KEY, startStack, type Stack } from '../support/stack.js';
import type * as routeTable from '../../src/platform/http/rules/route-table.js';
import { outside } from '../support/outside.js';

const { RouteTable } = await outside<typeof routeTable>('src/platform/http/rules/route-table.ts');

/** Requests made where every answer is held against the document, and of a service in its own process. */
const REQUESTS = size(1_000, 20_000);
const REQUESTS_ALONE = size(700, 100_000);
/** `FUZZ_SEED` repeats a run. */
const SEED = Number(process.env['FUZZ_SEED'] ?? Date.now() % 2 ** 31);
const LONG = 3_600_000;

const LIMITS = { points_per_minute: 1_000_000_000, auth_failures_per_minute: 1_000_000 };

let stack: Stack;
let alone: Replica;

beforeAll(async () => {
  stack = await startStack({ emulator: { hosts: 2 }, config: { limits: LIMITS } });
  alone = await startReplica({
    emulatorUrl: stack.emulator.url,
    watched: true,
    config: { auth: { demo_key: KEY }, limits: LIMITS },
  });
}, 90_000);
afterAll(async () => {
  await alone?.stop();
  await stack?.close();
});

interface Input {
  readonly method: string;
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body: string | Buffer | null;
}

/** Texts that are known to break programs. */
const NASTY = [
  '',
  '0',
  '-1',
  '1e9',
  'NaN',
  'null',
  'true',
  '__proto__',
  'constructor',
  '..',
  '../../etc/passwd',
  '%00',
  '%',
  '%zz',
  'a\u0000b',
  '\r\nX-A: b',
  '\u2028',
  '\ud800',
  '${7*7}',
  "';--",
  '<img src=x onerror=1>',
  '*',
  'all',
  'demo',
  '1-65535',
  '65536',
  '22;23',
  'a'.repeat(300),
  '９',
  '1,2,3',
  '-status,port',
];
const PARAMETERS = [
  'host_ids',
  'hosts',
  'port',
  'protocol',
  'status',
  'exposure',
  'process',
  'host_name',
  'host_ip',
  'category',
  'enterprise_project_id',
  'project',
  'limit',
  'cursor',
  'sort',
  'partial',
  'format',
  'plan',
  'max_age',
  'include',
  'explain',
  'name',
  'ip',
  'group',
  'os',
  'agent_status',
  'tag',
  'top',
  'group_by',
  'type',
  'hosts[all]',
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
];

const word = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...NASTY) },
  { weight: 2, arbitrary: fc.string({ maxLength: 40 }) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 20 }) },
  { weight: 1, arbitrary: fc.integer().map(String) },
);
const parameter = fc.tuple(
  fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...PARAMETERS) }, { weight: 1, arbitrary: word }),
  word,
);
const query = fc.array(parameter, { maxLength: 5 }).map((pairs) => {
  const text = pairs.map(([name, value]) => `${escape(name)}=${escape(value)}`).join('&');
  return text === '' ? '' : `?${text}`;
});
const value: fc.Arbitrary<unknown> = fc.oneof(
  word,
  fc.jsonValue({ maxDepth: 3 }),
  fc.constant([]),
  fc.constant({}),
);
const object = fc.oneof(
  { weight: 5, arbitrary: fc.dictionary(fc.constantFrom(...PARAMETERS), value, { maxKeys: 6 }) },
  {
    weight: 3,
    arbitrary: fc
      .dictionary(fc.constantFrom('limit', 'port', 'sort', 'project'), value, { maxKeys: 3 })
      .map((rest) => ({ hosts: { all: true }, ...rest })),
  },
  { weight: 1, arbitrary: fc.jsonValue() },
);
const body = fc.oneof(
  { weight: 6, arbitrary: object.map((each) => JSON.stringify(each)) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(object, fc.nat(), fc.string({ maxLength: 3 }))
      .map(([each, at, patch]) => mutate(JSON.stringify(each), at, patch)),
  },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes)) },
  { weight: 1, arbitrary: fc.constant(null) },
);
const header = fc.tuple(
  fc.constantFrom(
    'accept',
    'content-type',
    'x-request-id',
    'authorization',
    'x-api-key',
    'accept-language',
    'traceparent',
    'prefer',
    'cache-control',
    'idempotency-key',
    'x-forwarded-for',
    'origin',
    'if-none-match',
    'range',
    'cookie',
    'expect-ct',
  ),
  fc.oneof(
    fc.constantFrom(
      'application/json',
      'application/x-ndjson',
      'text/csv',
      '*/*',
      'a/b;q=2',
      'Bearer a.b.c',
      'respond-async',
      'no-cache',
      KEY,
      '',
    ),
    fc.string({ maxLength: 50 }).map((text) => text.replace(/[^\x20-\x7e]/g, '').trim()),
  ),
);

function requests(): fc.Arbitrary<Input> {
  const routes = stack.app.get(RouteTable).routes.filter(({ url }) => !url.startsWith('/docs'));
  const path = fc.oneof(
    {
      weight: 9,
      arbitrary: fc
        .tuple(fc.constantFrom(...routes), fc.array(word, { minLength: 2, maxLength: 2 }))
        .map(([route, words]) => ({
          method: route.method,
          path: route.url.replace(/:\w+|\*/g, () => escape(words.pop() ?? '')),
        })),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(fc.constantFrom('GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'), word)
        .map(([method, text]) => ({ method, path: `/${escape(text)}` })),
    },
  );
  return fc
    .record({ at: path, query, body, headers: fc.array(header, { maxLength: 3 }) })
    .map(({ at, query: text, body: sent, headers }) => ({
      method: at.method,
      path: at.path + text,
      headers: { 'x-api-key': KEY, 'content-type': 'application/json', ...Object.fromEntries(headers) },
      body: ['GET', 'HEAD', 'OPTIONS'].includes(at.method) ? null : sent,
    }));
}

/** Percent-encodes only the characters that a URL cannot carry, as a careless caller does. */
function escape(text: string): string {
  return Buffer.from(text.replace(/[\ud800-\udfff]/g, '\ufffd'), 'utf8').reduce(
    (url, byte) =>
      url +
      (byte > 0x20 && byte < 0x7f && !'#?"<>`{}'.includes(String.fromCharCode(byte))
        ? String.fromCharCode(byte)
        : `%${byte.toString(16).padStart(2, '0')}`),
    '',
  );
}

function mutate(text: string, at: number, patch: string): string {
  const place = text.length === 0 ? 0 : at % text.length;
  return text.slice(0, place) + patch + text.slice(place + 1);
}

async function expectSane(input: Input, pool: Pool): Promise<void> {
  const response = await pool.request({
    method: input.method,
    path: input.path,
    headers: input.headers,
    body: input.body,
    // The service has a deadline of its own, so an answer that takes longer means that it hangs.
    headersTimeout: 20_000,
    bodyTimeout: 20_000,
  });
  const text = await response.body.text();
  if (response.statusCode < 400) return;
  if (response.statusCode >= 500 && !asksForNobody(text)) {
    throw new Error(`${input.method} ${input.path} gave ${response.statusCode} ${text}`);
  }
  expect(response.headers['content-type']).toContain('application/problem+json');
  if (input.method !== 'HEAD') expect(JSON.parse(text)).toMatchObject({ status: response.statusCode });
}

/** Whether the answer says that the vendor knows none of the hosts; this is a correct answer. */
function asksForNobody(text: string): boolean {
  const { failures = [] } = JSON.parse(text) as { failures?: { code: string }[] };
  return failures.length > 0 && failures.every(({ code }) => code === 'not_found');
}

describe(`anything at all (seed ${SEED})`, () => {
  it(
    `${REQUESTS} requests made of our own words are answered, or refused with a problem; nothing breaks`,
    async () => {
      const before = JSON.stringify(prototypes());
      await fuzz(stack.url, REQUESTS);
      expect(JSON.stringify(prototypes())).toBe(before);
      expect((await stack.get('/v1/ports?hosts=all&limit=1')).status).toBe(200);
    },
    LONG,
  );

  it(
    `${REQUESTS_ALONE} of them hold up nobody else`,
    async () => {
      // Code is slow when it runs for the first time, so the first requests do not count.
      await fuzz(alone.url, 200);
      await alone.inside();
      await fuzz(alone.url, REQUESTS_ALONE);
      const { stallMs } = await alone.inside();
      expect((await alone.get('/health/live')).status).toBe(200);
      measured(
        'R18',
        `${REQUESTS_ALONE} requests made of our own words; the service in a process of its own`,
        `seed ${SEED}: 0 answers of 5xx, 0 crashes, every refusal a problem document; its event loop was held for ${Math.round(stallMs)} ms at most`,
        '0 5xx, 0 crashes, no stall over 200 ms',
      );
    },
    LONG,
  );

  it(
    'bytes that are nearly a request get a refusal or a closed connection',
    async () => {
      const good = `POST /v1/ports/query HTTP/1.1\r\nHost: x\r\nX-API-Key: ${KEY}\r\nContent-Type: application/json\r\nContent-Length: 21\r\nConnection: close\r\n\r\n{"hosts":{"all":true}}`;
      const change = fc.tuple(fc.nat(good.length - 1), fc.nat(255), fc.constantFrom('set', 'insert', 'cut'));
      await fc.assert(
        fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 4 }), async (changes) => {
          let bytes = Buffer.from(good, 'latin1');
          for (const [at, byte, how] of changes) {
            const head = bytes.subarray(0, at);
            bytes = Buffer.concat([
              head,
              ...(how === 'cut' ? [] : [Buffer.from([byte])]),
              bytes.subarray(how === 'insert' ? at : at + 1),
            ]);
          }
          const { answers } = await exchange(stack.url, bytes, 150);
          for (const { status, headers } of answers) {
            expect(status).toBeLessThan(500);
            if (status >= 400) expect(headers['content-type']).toContain('application/problem+json');
          }
        }),
        { numRuns: Math.ceil(REQUESTS / 30), seed: SEED, endOnFailure: true },
      );
    },
    LONG,
  );
});

/** @throws Error with the shortest requests that got a wrong answer. */
async function fuzz(url: string, count: number): Promise<void> {
  const pool = new Pool(url, { connections: 8 });
  const batch = fc.array(requests(), { minLength: 10, maxLength: 10 });
  try {
    await fc.assert(
      fc.asyncProperty(batch, async (inputs) => {
        await Promise.all(inputs.map((input) => expectSane(input, pool)));
      }),
      { numRuns: Math.ceil(count / 10), seed: SEED, endOnFailure: true },
    );
  } finally {
    await pool.destroy();
  }
}

function prototypes(): string[][] {
  return [Object.prototype, Array.prototype, Function.prototype, String.prototype].map((each) =>
    Object.getOwnPropertyNames(each),
  );
}
