import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startEmulator, type Emulator } from '../support/emulator.js';
import { readStream } from '../support/answers.js';
import { measured, size } from '../support/figures.js';
import { startApp, type Stack } from '../support/stack.js';
import { asSet, truePorts } from '../support/truth/ports.js';

const HOSTS = 300;
const PERCENT = 10;
/** Delay of the first answer about one host in thirty, in milliseconds. */
const LATE_MS = 3_000;
const PORTS = '/asset/ports';

type App = Omit<Stack, 'emulator'>;

let emulator: Emulator;
let plain: App;
let hedging: App;
let underQuota: App;

beforeAll(async () => {
  emulator = await startEmulator({ hosts: HOSTS, settings: { latency_ms: '20' } });
  // Long timeouts, so that a busy machine does not look like a broken upstream.
  const upstream = { cache_mib: 0, attempt_timeout_ms: 20_000 };
  plain = await startApp(emulator.url, { config: { upstream } });
  hedging = await startApp(emulator.url, { config: { upstream: { ...upstream, hedge_percent: PERCENT } } });
  underQuota = await startApp(emulator.url, {
    config: { upstream: { ...upstream, hedge_percent: PERCENT, quota: { calls_per_minute: 100_000 } } },
  });
}, 60_000);
afterAll(async () => {
  await Promise.all([plain?.close(), hedging?.close(), underQuota?.close()]);
  await emulator?.close();
});

describe('an upstream that answers late about one host in thirty', () => {
  it('is waited for, unless calls may be made twice: then nobody waits, for a few calls more, and not under a quota', async () => {
    const expected = asSet(await truePorts(emulator.url));
    // A hedge needs the usual latency, so measure it first.
    for (const app of [plain, hedging, underQuota]) await ask(app);
    const found = [];
    for (const app of [plain, hedging, underQuota]) {
      emulator.clearFaults();
      for (const host_id of lateHosts())
        emulator.addFault({
          match: { path: PORTS, host_id },
          fault: { kind: 'delay', delay_ms: LATE_MS },
          times: 1,
        });
      emulator.clearCalls();
      const startedAt = performance.now();
      const { items, failures } = await ask(app);
      const tookMs = performance.now() - startedAt;
      expect(failures).toEqual([]);
      expect(asSet(items)).toEqual(expected);
      const { by_host: hosts } = emulator.calls() as { by_host: Record<string, number> };
      found.push({ tookMs, calls: calls(), hosts, hedges: await hedges(app) });
    }
    const [alone, twice, limited] = found as [Found, Found, Found];
    measured(
      'hedging',
      `a query of ${HOSTS} hosts where the first answer about one in thirty takes ${LATE_MS / 1_000} s, with up to ${PERCENT} % of the calls made twice`,
      `${Math.round(twice.tookMs)} ms by ${twice.calls} calls, ${Math.round(alone.tookMs)} ms by ${alone.calls} without; ${limited.hedges} second calls under a quota`,
      'less time for at most that many calls more; none under a quota',
    );
    expect(alone.tookMs).toBeGreaterThan(LATE_MS);
    // No time is asserted. On a busy machine other calls are late too, and use up some of the second tries.
    const again = lateHosts().filter((id) => (twice.hosts[id] ?? 0) > (alone.hosts[id] ?? 0));
    expect(again.length).toBeGreaterThanOrEqual(lateHosts().length / size(4, 2));
    expect(twice.hedges).toBeGreaterThan(0);
    expect(twice.calls).toBeLessThanOrEqual(alone.calls * (1 + PERCENT / 100) + 10);
    expect([alone.hedges, limited.hedges]).toEqual([0, 0]);
    expect(limited.calls).toBe(alone.calls);
  }, 60_000);
});

interface Found {
  readonly tookMs: number;
  readonly calls: number;
  readonly hosts: Readonly<Record<string, number>>;
  readonly hedges: number;
}

function lateHosts(): string[] {
  return emulator.hostIds().filter((_id, at) => at % 30 === 0);
}

async function ask(app: App): Promise<Awaited<ReturnType<typeof readStream>>> {
  return readStream(
    await app.post('/v1/ports/query', {
      hosts: { all: true },
      plan: 'per-host',
      format: 'ndjson',
      max_age: 0,
    }),
  );
}

async function hedges(app: App): Promise<number> {
  const metrics = await (await app.get('/metrics')).text();
  return Number(/^portolan_upstream_hedges_total (\d+)/m.exec(metrics)?.[1]);
}

function calls(): number {
  const { by_path: paths } = emulator.calls() as { by_path: Record<string, number> };
  return Object.entries(paths).reduce((sum, [path, count]) => sum + (path.endsWith(PORTS) ? count : 0), 0);
}
