import { connect, type Server, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { readStream } from '../support/answers.js';
import { measured, size } from '../support/figures.js';
import { KEY, startStack, type Stack } from '../support/stack.js';

const STALL_MS = 1_000;
const WINDOW = 16;
const TURNS = size(50, 1_000);
/** What a machine that does other things besides may add. */
const HICCUP_MS = 1_500;

let stack: Stack;

beforeAll(async () => {
  stack = await startStack({
    emulator: { hosts: 4_000 },
    config: { query: { stall_timeout_ms: STALL_MS }, upstream: { window: WINDOW, cache_mib: 0 } },
  });
  // Token, connections and code are warm before anything is measured.
  await readStream(await ask(200));
}, 60_000);
afterAll(() => stack.close());
afterEach(() => {
  stack.emulator.clearFaults();
  stack.emulator.patch({ latency_ms: '0' });
});

describe('a deadline', () => {
  it('ends every answer in time, and no call goes out after it', async () => {
    stack.emulator.addFault({ match: { path: '/asset/ports' }, fault: { kind: 'delay', delay_ms: 3_000 } });
    const answers = size(40, 1_000);
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
          expect(summary?.hosts).toEqual({ requested: 10, answered: 0, failed: 10 });
        }),
      );
      // What was on the wire at that moment may still arrive.
      await pause(150);
      const before = calls();
      await pause(40);
      newCalls += calls() - before;
    }
    lateMs.sort((a, b) => a - b);
    const p999 = lateMs[Math.floor(lateMs.length * 0.999)] ?? Infinity;
    const median = lateMs[Math.floor(lateMs.length / 2)] ?? Infinity;
    measured(
      'R11',
      `lateness of ${answers} answers with timeout_ms 500 while upstream sleeps`,
      `median ${median.toFixed(0)} ms, 99.9 % ${p999.toFixed(0)} ms; ${newCalls} calls after a deadline`,
      '99.9 % within 50 ms; 0 calls after it',
    );
    expect(newCalls).toBe(0);
    expect(median).toBeLessThan(200);
    expect(p999).toBeLessThan(HICCUP_MS);
  }, 600_000);
});

describe('a client that hangs up', () => {
  it(`ends the calls made for it, ${TURNS} times, and leaves nothing behind`, async () => {
    stack.emulator.patch({ latency_ms: '100' });
    const base = await settled();
    const slowestMs: number[] = [];
    let late = 0;
    for (let turn = 0; turn < TURNS; turn++) {
      const leaving = new AbortController();
      const gone = ask(1_000, {}, 0, leaving.signal)
        .then((response) => response.text())
        .catch(() => 'gone');
      while (inFlight() < 8) await pause(2);
      leaving.abort();
      const leftAt = performance.now();
      expect(await gone).toBe('gone');
      while (inFlight() > 0) await pause(2);
      slowestMs.push(performance.now() - leftAt);
      const after = calls();
      if (turn % 10 === 0) {
        await pause(120);
        late += calls() - after;
      }
    }
    slowestMs.sort((a, b) => a - b);
    const left = await settled();
    measured(
      'R12',
      `until calls stop after a client hung up, ${TURNS} times`,
      `median ${median(slowestMs)} ms, slowest ${Math.round(slowestMs.at(-1) ?? 0)} ms; ${late} calls later; sockets ${base.sockets} before and ${left.sockets} after, timers ${base.timers} and ${left.timers}`,
      'within 100 ms; nothing left behind',
    );
    expect(late).toBe(0);
    expect(median(slowestMs)).toBeLessThan(300);
    // Both ends of the connections that are kept are in this process; every hang-up broke up to a window of them.
    expect(left.sockets).toBeLessThanOrEqual(base.sockets + 2 * WINDOW);
    expect(left.timers).toBeLessThanOrEqual(base.timers + 3);
  }, 600_000);
});

describe('a client that reads nothing', () => {
  it('is cut after a while, having cost little memory and few calls', async () => {
    const before = process.memoryUsage().rss;
    const { port } = new URL(stack.url);
    const from = calls();
    const server = stack.app.getHttpServer() as Server;
    const served = new Promise<Socket>((done) => server.once('connection', done));
    const socket: Socket = connect(Number(port), '127.0.0.1');
    socket.on('error', () => undefined);
    const body = JSON.stringify({
      host_ids: stack.emulator.hostIds(),
      plan: 'per-host',
      format: 'ndjson',
      max_age: 0,
    });
    socket.write(
      `POST /v1/ports/query HTTP/1.1\r\nhost: x\r\nx-api-key: ${KEY}\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    );
    socket.pause();
    const startedAt = performance.now();
    while (calls() === from) await pause(5);
    // Calls stop by back-pressure, long before the fleet is read.
    let last = -1;
    while (last !== calls()) {
      last = calls();
      await pause(150);
    }
    const asked = calls() - from;
    const near = await served;
    if (!near.destroyed) await new Promise((done) => near.once('close', done));
    const cutAfterMs = performance.now() - startedAt;
    const grownMib = (process.memoryUsage().rss - before) / 2 ** 20;
    socket.destroy();
    measured(
      'R13',
      `a reader of 4 000 hosts that takes nothing, cut after ${STALL_MS} ms`,
      `cut after ${Math.round(cutAfterMs)} ms, ${asked} of 4 000 hosts asked, ${grownMib.toFixed(1)} MiB more in use (client, emulator and service in one process)`,
      'cut; at most 32 MiB more',
    );
    expect(asked).toBeLessThan(3_900);
    expect(cutAfterMs).toBeLessThan(STALL_MS * 2 + 3 * HICCUP_MS);
    expect(grownMib).toBeLessThan(96);
  }, 60_000);

  it('is let go on while it reads slowly', async () => {
    const response = await ask(1_000);
    const reader = response.body?.getReader();
    let bytes = 0;
    let last = '';
    for (let turn = 0; ; turn++) {
      if (turn < 50) await pause(STALL_MS / 20);
      const step = await reader?.read();
      if (step?.value !== undefined) {
        bytes += step.value.length;
        last = Buffer.from(step.value).toString('utf8').slice(-2_000);
      }
      if (step?.done !== false) break;
    }
    expect(last).toContain('"type":"summary"');
    expect(bytes).toBeGreaterThan(1_000_000);
  }, 60_000);
});

function ask(hosts: number, more: object = {}, salt = 0, signal?: AbortSignal): Promise<Response> {
  const all = stack.emulator.hostIds();
  const ids = Array.from({ length: hosts }, (_none, at) => all[(at + salt * hosts) % all.length]);
  return fetch(`${stack.url}/v1/ports/query`, {
    method: 'POST',
    headers: { 'x-api-key': KEY, 'content-type': 'application/json' },
    body: JSON.stringify({ host_ids: ids, plan: 'per-host', format: 'ndjson', max_age: 0, ...more }),
    ...(signal === undefined ? {} : { signal }),
  });
}

/** What the process holds once everything has come to rest. */
async function settled(): Promise<{ sockets: number; timers: number }> {
  await pause(300);
  const kinds = process.getActiveResourcesInfo();
  const of = (name: string): number => kinds.filter((kind) => kind === name).length;
  return { sockets: of('TCPSocketWrap'), timers: of('Timeout') };
}

function median(sorted: readonly number[]): number {
  return Math.round(sorted[Math.floor(sorted.length / 2)] ?? 0);
}

function calls(): number {
  return (stack.emulator.calls() as { total: number }).total;
}

function inFlight(): number {
  return (stack.emulator.calls() as { in_flight: number }).in_flight;
}

function pause(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms));
}
