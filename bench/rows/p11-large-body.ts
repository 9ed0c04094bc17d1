import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'undici';
import type { Child } from '../child.js';
import { hostIds, startCloud } from '../cloud.js';
import { startPeer } from '../host-page.js';
import { KEY, startPortolan, streamRows, type Portolan, type Settings } from '../portolan.js';
import { ratio, type Figure, type Row } from '../row.js';

const ROUNDS = 5;
const PROBE_EVERY_MS = 5;

export const largeBody: Row = {
  id: 'P11',
  work: 'A body of 100 000 host ids, first 100 rows: all cached; all failing (IAM refuses the password)',
  reference: 'node:http that reads and parses the same body',
  async run({ quick, seed }) {
    const servers = quick ? 300 : 100_000;
    const cloud = await startCloud(servers, 0, seed);
    const reader = await startPeer('the reader', 'read-body.js', '/');
    const figures: Figure[] = [];
    const notes = ['The loop is held for as long as `/health/live`, asked every 5 ms, waits for its answer.'];
    let rowsEqual = true;
    try {
      const hosts = await hostIds(cloud);
      const body = JSON.stringify({ host_ids: hosts, limit: 100, max_age: 3_600, timeout_ms: 300_000 });
      const rounds = quick ? 1 : ROUNDS;
      const reference = await post(reader.child, reader.port, '/', body, rounds);
      const cases: { name: string; settings: Settings; cached: boolean; ready: string }[] = [
        {
          name: 'all cached',
          settings: { upstream: { cache_mib: 2_048 } },
          cached: true,
          ready: '/health/ready',
        },
        { name: 'all failing', settings: { password: 'wrong' }, cached: false, ready: '/health/live' },
      ];
      for (const { name, settings, cached, ready } of cases) {
        const portolan = await startPortolan(cloud, settings, ready);
        try {
          if (cached) await streamRows(portolan.pool, { host_ids: hosts, plan: 'per-host', max_age: 3_600 });
          await cloud.clear();
          const probe = probeLoop(portolan);
          const runs = await post(portolan.child, portolan.port, '/v1/ports/query', body, rounds);
          const heldMs = await probe();
          const calls = await cloud.calls();
          if (cached && calls > 0)
            notes.push(`${calls} upstream calls for ${rounds + 1} answers from the cache.`);
          // With all failing, a refusal of the whole query is a right answer too.
          rowsEqual &&= !cached || runs.every(({ statusCode }) => statusCode === 200);
          const cpu = (each: readonly Posted[]): number[] => each.map(({ cpuMs }) => cpuMs);
          figures.push(ratio(`CPU, ${name}`, cpu(runs), cpu(reference), 'ms', { atMost: 3 }), {
            name: `longest hold of the loop, ${name}`,
            value: heldMs,
            unit: 'ms',
            ours: heldMs,
            reference: PROBE_EVERY_MS,
            rawUnit: 'ms',
            atMost: 50,
          });
        } finally {
          await portolan.stop();
        }
      }
      return {
        figures,
        rowsEqual,
        notes,
      };
    } finally {
      await reader.child.stop();
      await cloud.child.stop();
    }
  },
};

interface Posted {
  readonly cpuMs: number;
  readonly statusCode: number;
}

/** Sends the body several times, the first time to warm up. */
async function post(
  child: Child,
  port: number,
  path: string,
  body: string,
  rounds: number,
): Promise<Posted[]> {
  const pool = new Pool(`http://127.0.0.1:${port}`, { bodyTimeout: 0, headersTimeout: 0 });
  const headers = { 'x-api-key': KEY, 'content-type': 'application/json' };
  const posted: Posted[] = [];
  try {
    for (let round = 0; round <= rounds; round++) {
      const cpu = child.cpuMs();
      const answer = await pool.request({ method: 'POST', path, headers, body });
      await answer.body.dump();
      if (round > 0) posted.push({ cpuMs: child.cpuSince(cpu), statusCode: answer.statusCode });
    }
    return posted;
  } finally {
    await pool.destroy();
  }
}

/** Asks for liveness over and over. Returns a function that ends it and returns the longest wait in milliseconds. */
function probeLoop({ url }: Portolan): () => Promise<number> {
  const pool = new Pool(url);
  let stopped = false;
  let longest = 0;
  const work = async (): Promise<void> => {
    while (!stopped) {
      const started = performance.now();
      const { body } = await pool.request({ method: 'GET', path: '/health/live' });
      await body.dump();
      longest = Math.max(longest, performance.now() - started);
      await sleep(PROBE_EVERY_MS);
    }
  };
  const working = work();
  return async () => {
    stopped = true;
    await working;
    await pool.destroy();
    return longest;
  };
}
