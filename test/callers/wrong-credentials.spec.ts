import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startEmulator, type Emulator } from '../support/emulator.js';
import { measured, size } from '../support/figures.js';
import { AUDIENCE, startIssuer, type Issuer } from '../support/issuer.js';
import { startRedis, type RedisServer } from '../support/redis-server.js';
import { KEY, startApp, type Stack } from '../support/stack.js';

type App = Omit<Stack, 'emulator'>;

const LIMIT = 100;
const WRONG = size(400, 10_000);
const AT_ONCE = 8;
const sha256 = (key: string) => createHash('sha256').update(key).digest('hex');

let redis: RedisServer;
let issuer: Issuer;
let emulator: Emulator;
const apps: App[] = [];

beforeAll(async () => {
  [redis, issuer, emulator] = await Promise.all([startRedis(), startIssuer(), startEmulator({ hosts: 3 })]);
});
afterAll(async () => {
  await Promise.all(apps.map((app) => app.close()));
  await Promise.all([redis.stop(), issuer.close(), emulator.close()]);
});

async function replica(): Promise<App> {
  const app = await startApp(emulator.url, {
    config: {
      redis: { url: redis.url },
      limits: { auth_failures_per_minute: LIMIT, points_per_minute: 1_000_000 },
      auth: {
        api_keys: [{ name: 'unused', sha256: sha256('unused') }],
        jwt: [{ name: 'test', issuer: issuer.issuer, audience: [AUDIENCE], jwks_url: issuer.jwksUrl }],
      },
    },
  });
  apps.push(app);
  return app;
}

const median = (times: number[]) => [...times].sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;

describe('wrong keys from an address that others share', () => {
  it('get 429 themselves, and never lock out a right key, a renewed token or a fresh replica', async () => {
    const replicas = [await replica(), await replica()];
    const wrong = new Map<number, number>();
    const right: number[] = [];
    const times = { wrong: [] as number[], right: [] as number[] };
    const ask = async (app: App, kind: 'wrong' | 'right', headers: Record<string, string>) => {
      const started = performance.now();
      const response = await fetch(`${app.url}/v1/auth/whoami`, { headers });
      await response.arrayBuffer();
      times[kind].push(performance.now() - started);
      if (kind === 'wrong') wrong.set(response.status, (wrong.get(response.status) ?? 0) + 1);
      else right.push(response.status);
    };
    let next = 0;
    const guesser = async () => {
      while (next < WRONG) {
        const at = next++;
        const app = replicas[at % replicas.length] as App;
        await ask(app, 'wrong', { 'x-api-key': `guess-${at}` });
      }
    };
    const honest = async () => {
      for (let round = 0; next < WRONG || round < 5; round++) {
        for (const app of replicas) {
          await ask(app, 'right', { 'x-api-key': KEY });
          await ask(app, 'right', { authorization: `Bearer ${await issuer.sign({ jti: `${round}` })}` });
          // This right key is first used when the address is already over its limit.
          if (next > LIMIT * 2) await ask(app, 'right', { 'x-api-key': 'unused' });
        }
        if (replicas.length === 2 && next > LIMIT * 2) replicas.push(await replica());
      }
    };
    await Promise.all([...Array.from({ length: AT_ONCE }, guesser), honest()]);
    expect(replicas).toHaveLength(3);
    expect(new Set(right)).toEqual(new Set([200]));
    expect([...wrong.keys()].sort()).toEqual([401, 429]);
    // On a slow machine the window of a minute may end during the run.
    const most = LIMIT * size(2, 5);
    expect(wrong.get(401)).toBeLessThanOrEqual(most);
    const ratio = median(times.wrong) / median(times.right);
    measured(
      'S41',
      `${WRONG} wrong keys from one shared address, ${replicas.length} replicas`,
      `${right.length} right ones: all 200; ${wrong.get(401)} wrong ones 401, ${wrong.get(429)} 429`,
      'valid keys, renewed tokens and fresh replicas answer 200 all the time; the wrong ones get 429',
    );
    measured(
      'S41',
      'cost of a wrong key',
      `median ${ratio.toFixed(2)} times that of a right credential`,
      'constant cost for each',
    );
    expect(ratio).toBeLessThan(3);
  }, 300_000);
});
