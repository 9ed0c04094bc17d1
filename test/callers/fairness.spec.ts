import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readStream } from '../support/answers.js';
import { startCloud, type CloudProcess } from '../support/cloud-process.js';
import { FULL, measured, size } from '../support/figures.js';
import { startReplica, type Replica } from '../support/replicas.js';
import { pause } from '../support/wait.js';

const BIG = size(2_000, 10_000);
const TURNS = size(10, 60);
const LATENCY_MS = 200;
const KEYS = { big: 'a-key-of-the-big-caller', small: 'a-key-of-the-small-caller' };

let cloud: CloudProcess;
let replica: Replica;

beforeAll(async () => {
  cloud = await startCloud({ hosts: BIG, latencyMs: LATENCY_MS });
  replica = await startReplica({
    emulatorUrl: cloud.url,
    config: {
      auth: {
        api_keys: Object.entries(KEYS).map(([name, key]) => ({
          name,
          sha256: createHash('sha256').update(key).digest('hex'),
        })),
      },
    },
  });
}, 90_000);
afterAll(async () => {
  await replica?.stop();
  await cloud?.stop();
});

describe('callers beside each other', () => {
  it('a query of ten hosts hardly waits for one of thousands by somebody else', async () => {
    await small();
    const idleMs = await times();
    const leaving = new AbortController();
    const big = ask('big', cloud.hostIds, leaving.signal)
      .then((response) => response.text())
      .catch(() => 'cut');
    while ((await calls()) < 200) await pause(10);
    const before = await calls();
    const besideMs = await times();
    const done = (await calls()) - before - TURNS * 10;
    leaving.abort();
    await big;
    const ratio = p95(besideMs) / p95(idleMs);
    measured(
      'R21',
      `a query of 10 hosts beside one of ${BIG} by another caller; client, emulator and service in processes of their own`,
      `p95 ${Math.round(p95(idleMs))} ms alone, ${Math.round(p95(besideMs))} ms beside it: ${ratio.toFixed(2)} times (the big one went on with ${done} calls meanwhile)`,
      'p95 at most 2 times that alone',
    );
    expect(done).toBeGreaterThan(100);
    // In the small size p95 is the slowest run, which a busy machine may have delayed; compare medians instead.
    if (FULL) expect(ratio).toBeLessThan(2);
    else expect(median(besideMs) / median(idleMs)).toBeLessThan(3);
  }, 120_000);
});

async function times(): Promise<number[]> {
  const taken: number[] = [];
  for (let turn = 0; turn < TURNS; turn++) {
    const startedAt = performance.now();
    const answer = await small();
    expect(answer.failures).toEqual([]);
    taken.push(performance.now() - startedAt);
  }
  return taken.sort((a, b) => a - b);
}

async function small(): Promise<Awaited<ReturnType<typeof readStream>>> {
  return readStream(await ask('small', cloud.hostIds.slice(-10)));
}

function ask(caller: keyof typeof KEYS, hostIds: readonly string[], signal?: AbortSignal): Promise<Response> {
  return fetch(`${replica.url}/v1/ports/query`, {
    method: 'POST',
    headers: { 'x-api-key': KEYS[caller], 'content-type': 'application/json' },
    body: JSON.stringify({
      host_ids: hostIds,
      plan: 'per-host',
      format: 'ndjson',
      max_age: 0,
      timeout_ms: 120_000,
    }),
    ...(signal === undefined ? {} : { signal }),
  });
}

function median(times: readonly number[]): number {
  return [...times].sort((a, b) => a - b)[times.length >> 1] ?? Infinity;
}

function p95(sorted: readonly number[]): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * 0.95))] ?? Infinity;
}

async function calls(): Promise<number> {
  return (await cloud.calls()).total;
}
