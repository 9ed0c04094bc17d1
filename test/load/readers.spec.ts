import { connect, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { readStream } from '../support/answers.js';
import { startCloud, type CloudProcess } from '../support/cloud-process.js';
import { measured, size } from '../support/figures.js';
import { REPLICA_KEY, startReplica, type Inside, type Replica } from '../support/replicas.js';
import { pause } from '../support/wait.js';

/** In the full size, two million rows. */
const HOSTS = size(4_000, 130_000);
const STALL_MS = size(1_000, 30_000);
const WINDOW = 16;
const TURNS = size(20, 1_000);
/** Turns before memory, sockets and timers are first measured, so that the process has warmed up. */
const WARM_TURNS = 10;
/** Clients that read nothing, all at the same time. Memory is divided by their number, so that warming up counts little. */
const SILENT_CLIENTS = 4;
/** Delay that a busy machine may add, in milliseconds. */
const HICCUP_MS = 1_500;

let cloud: CloudProcess;
let replica: Replica;

beforeAll(async () => {
  cloud = await startCloud({ hosts: HOSTS });
  replica = await startReplica({
    emulatorUrl: cloud.url,
    watched: true,
    config: {
      query: { stall_timeout_ms: STALL_MS },
      upstream: { window: WINDOW, cache_mib: 0 },
      limits: { points_per_minute: 1_000_000_000 },
    },
  });
  // Token, connections and code are warm before anything is measured.
  for (let turn = 0; turn < WARM_TURNS; turn++) await readStream(await ask(100, {}, turn));
}, 300_000);
afterAll(async () => {
  await replica?.stop();
  await cloud?.stop();
});
afterEach(async () => {
  await cloud.clearFaults();
  await cloud.patch({ latency_ms: '0' });
});

describe('a deadline', () => {
  it('ends every answer in time, and no call goes out after it', async () => {
    await cloud.addFault({ match: { path: '/asset/ports' }, fault: { kind: 'delay', delay_ms: 3_000 } });
    const answers = size(20, 1_000);
    const lateMs: number[] = [];
    let newCalls = 0;
    for (let turn = 0; turn < answers; turn += 10) {
      await Promise.all(
        Array.from({ length: 10 }, async (_none, nth) => {
          const startedAt = performance.now();
          const response = await ask(10, { timeout_ms: 500 }, turn + nth);
          const { failures, summary } = await readStream(response);
          lateMs.push(performance.now() - startedAt - 500);
          expect(failures).toHaveLength(10);
          expect(summary?.hosts).toEqual({ requested: 10, read: 10, answered: 0, failed: 10 });
        }),
      );
      // Bytes that were in transit at that time may still arrive.
      await pause(150);
      const before = await calls();
      await pause(40);
      newCalls += (await calls()) - before;
    }
    lateMs.sort((a, b) => a - b);
    const p999 = lateMs[Math.floor(lateMs.length * 0.999)] ?? Infinity;
    const median = lateMs[Math.floor(lateMs.length / 2)] ?? Infinity;
    measured(
      'R11',
      `lateness of ${answers} answers with timeout_ms 500 while upstream sleeps, ten at a time; client, emulator and service in processes of their own`,
      `median ${median.toFixed(0)} ms, 99.9 % ${p999.toFixed(0)} ms; ${newCalls} calls after a deadline`,
      '99.9 % within 50 ms; 0 calls after it',
    );
    expect(newCalls).toBe(0);
    // Beside the rest of the suite, the processes of this test wait for a core; the full size runs alone.
    expect(median).toBeLessThan(size(HICCUP_MS, 200));
    expect(p999).toBeLessThan(HICCUP_MS);
  }, 600_000);
});

describe('a client that hangs up', () => {
  it(`ends the calls made for it, ${TURNS} times, and leaves nothing behind`, async () => {
    await cloud.patch({ latency_ms: '100' });
    for (let turn = 0; turn < WARM_TURNS; turn++) await leave();
    const base = await settled();
    const tookMs: number[] = [];
    let late = 0;
    for (let turn = 0; turn < TURNS; turn++) {
      tookMs.push(await leave());
      if (turn % 10 !== 0) continue;
      const after = await calls();
      await pause(120);
      late += (await calls()) - after;
    }
    tookMs.sort((a, b) => a - b);
    const left = await settled();
    measured(
      'R12',
      `until calls stop after a client hung up, ${TURNS} times; client, emulator and service in processes of their own`,
      `median ${median(tookMs)} ms, slowest ${Math.round(tookMs.at(-1) ?? 0)} ms; ${late} calls later; the service's sockets ${base.sockets} before and ${left.sockets} after, timers ${base.timers} and ${left.timers}`,
      'within 100 ms; nothing left behind',
    );
    expect(late).toBe(0);
    expect(median(tookMs)).toBeLessThan(size(HICCUP_MS, 300));
    // Connections to upstream stay open, at most `WINDOW`, and so do some of the client's.
    expect(left.sockets).toBeLessThanOrEqual(Math.max(base.sockets, WINDOW + 4));
    expect(left.timers).toBeLessThanOrEqual(base.timers + 2);
  }, 900_000);
});

describe('a client that reads nothing', () => {
  it('is cut after a while, having cost little memory and few calls', async () => {
    await settled();
    const before = await replica.rss();
    const from = await calls();
    const startedAt = performance.now();
    const clients = Array.from({ length: SILENT_CLIENTS }, (_none, nth) => silentClient(nth));
    while ((await calls()) === from) await pause(5);
    let most = before;
    let cutAfterMs = Infinity;
    for (let looked = 0; looked < STALL_MS * 4 + 4 * HICCUP_MS; looked = performance.now() - startedAt) {
      most = Math.max(most, await replica.rss());
      if (clients.every(({ id }) => replica.output().includes(`"correlationId":"${id}"`))) {
        cutAfterMs = performance.now() - startedAt;
        break;
      }
      await pause(20);
    }
    const asked = (await calls()) - from;
    for (const { socket } of clients) socket.destroy();
    const grownMib = (most - before) / SILENT_CLIENTS / 2 ** 20;
    measured(
      'R13',
      `each of ${SILENT_CLIENTS} readers of ${HOSTS} hosts that take nothing, cut after ${STALL_MS} ms; client, emulator and service in processes of their own`,
      `cut after ${Math.round(cutAfterMs)} ms, ${asked} calls for all of them, ${grownMib.toFixed(1)} MiB more in use at most`,
      'cut; at most 32 MiB more',
    );
    expect(asked).toBeLessThan(SILENT_CLIENTS * HOSTS * 0.9);
    expect(cutAfterMs).toBeGreaterThan(STALL_MS);
    expect(cutAfterMs).toBeLessThan(STALL_MS * 2 + 3 * HICCUP_MS);
    expect(grownMib).toBeLessThan(96);
  }, 300_000);

  it('is let go on while it reads slowly', async () => {
    const response = await ask(1_000);
    const reader = response.body?.getReader();
    let bytes = 0;
    let last = '';
    for (let turn = 0; ; turn++) {
      if (turn < 30) await pause(STALL_MS / 20);
      const step = await reader?.read();
      if (step?.value !== undefined) {
        bytes += step.value.length;
        last = Buffer.from(step.value).toString('utf8').slice(-2_000);
      }
      if (step?.done !== false) break;
    }
    expect(last).toContain('"type":"summary"');
    expect(bytes).toBeGreaterThan(1_000_000);
  }, 300_000);
});

/** Asks for the whole fleet and never reads a byte of the answer. The service's log reports its end with the id. */
function silentClient(nth: number): { readonly id: string; readonly socket: Socket } {
  const id = `a-client-that-reads-nothing-${nth}`;
  const socket = connect(Number(new URL(replica.url).port), '127.0.0.1');
  socket.on('error', () => undefined);
  const body = JSON.stringify({ hosts: { all: true }, plan: 'per-host', format: 'ndjson', max_age: 0 });
  socket.write(
    `POST /v1/ports/query HTTP/1.1\r\nhost: x\r\nx-api-key: ${REPLICA_KEY}\r\nx-request-id: ${id}\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
  return { id, socket: socket.pause() };
}

/** Asks for a thousand hosts, hangs up half way, and returns the milliseconds until no call is in progress. */
async function leave(): Promise<number> {
  const leaving = new AbortController();
  const gone = ask(1_000, {}, 0, leaving.signal)
    .then((response) => response.text())
    .catch(() => 'gone');
  while ((await inFlight()) < 8) await pause(2);
  leaving.abort();
  const leftAt = performance.now();
  expect(await gone).toBe('gone');
  while ((await inFlight()) > 0) await pause(2);
  return performance.now() - leftAt;
}

function ask(hosts: number, more: object = {}, salt = 0, signal?: AbortSignal): Promise<Response> {
  const all = cloud.hostIds;
  const ids = Array.from({ length: hosts }, (_none, at) => all[(at + salt * hosts) % all.length]);
  return fetch(`${replica.url}/v1/ports/query`, {
    method: 'POST',
    headers: { 'x-api-key': REPLICA_KEY, 'content-type': 'application/json' },
    body: JSON.stringify({ host_ids: ids, plan: 'per-host', format: 'ndjson', max_age: 0, ...more }),
    ...(signal === undefined ? {} : { signal }),
  });
}

/** Returns what the service holds when nothing is in progress any more. */
async function settled(): Promise<Inside> {
  await pause(500);
  return replica.inside();
}

function median(sorted: readonly number[]): number {
  return Math.round(sorted[Math.floor(sorted.length / 2)] ?? 0);
}

async function calls(): Promise<number> {
  return (await cloud.calls()).total;
}

async function inFlight(): Promise<number> {
  return (await cloud.calls()).in_flight;
}
