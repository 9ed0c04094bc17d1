import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { startEmulator, type Emulator } from '../support/emulator.js';
import { begun, callsBeyond, itemsOf, settled } from '../support/queries.js';
import { startRedis, type RedisServer } from '../support/redis-server.js';
import { startApp, type Stack } from '../support/stack.js';
import { difference, type Row } from '../support/truth/assets.js';
import { truePorts } from '../support/truth/ports.js';
import { until } from '../support/wait.js';

type App = Omit<Stack, 'emulator'>;
type Write = 'start' | 'stage' | 'commit' | 'submit';
type Store = Record<Write, (...args: unknown[]) => Promise<unknown>>;

const HOSTS = 250;
const MEMBERS = [
  'host_id',
  'port',
  'protocol',
  'ip_version',
  'listen_address',
  'status',
  'pid',
  'container_id',
];

let redis: RedisServer;
let emulator: Emulator;
let app: App;
let truth: Row[];
const restored: (() => void)[] = [];

beforeAll(async () => {
  redis = await startRedis();
  emulator = await startEmulator({ hosts: HOSTS });
  app = await startApp(emulator.url, {
    config: { redis: { url: redis.url, command_timeout_ms: 1_000 } },
  });
  truth = (await truePorts(emulator.url)) as unknown as Row[];
});
afterEach(() => {
  for (const restore of restored.splice(0)) restore();
});
afterAll(async () => {
  await app.close();
  await emulator.close();
  await redis.stop();
});

/** The object that the application has under a symbol of that name. Its class is of another loading of the modules. */
function injected(name: string): Store {
  const container = app.app as unknown as {
    container: { getModules(): Map<string, { providers: Map<unknown, { instance: Store }> }> };
  };
  for (const { providers } of container.container.getModules().values())
    for (const [token, { instance }] of providers)
      if (typeof token === 'symbol' && token.description === name) return instance;
  throw new Error(`there is no ${name}`);
}

/**
 * Lets the worker die once, before or after a write to what all replicas share: the rest of its work is lost.
 *
 * @param isMeant whether a write is the one, by its arguments.
 */
function cutAt(
  write: Write,
  when: 'before' | 'after',
  isMeant: (...args: unknown[]) => boolean = () => true,
): () => boolean {
  const target = injected(write === 'submit' ? 'Jobs' : 'QueryStore');
  const real = target[write].bind(target);
  let cut = false;
  target[write] = async (...args) => {
    const { kind } = (args[0] ?? {}) as { kind?: string };
    if (cut || (write === 'submit' && kind !== 'query-chunk') || !isMeant(...args)) return real(...args);
    cut = true;
    if (when === 'after') await real(...args);
    throw new Error('the worker was cut');
  };
  restored.push(() => (target[write] = real));
  return () => cut;
}

const points = (['start', 'commit', 'submit'] as const).flatMap((write) =>
  (['before', 'after'] as const).map((when) => [when, write] as const),
);

describe('a background query whose worker is cut', () => {
  it.each(points)(
    '%s the write "%s" loses no row and doubles none',
    async (when, write) => {
      const wasCut = cutAt(write, when);
      emulator.clearCalls();
      const { id } = await begun(app, '/v1/ports/query', { plan: 'per-host', max_age: 0 });
      await until(wasCut);
      const over = await settled(app, id);
      expect(over).toMatchObject({ status: 'succeeded', progress: { hosts: { done: HOSTS, total: HOSTS } } });
      expect(difference((await itemsOf(app, id)) as Row[], truth, MEMBERS)).toMatchObject({
        missing: [],
        surplus: [],
      });
      const asked = (emulator.calls() as { by_host: Record<string, number> }).by_host;
      const lostWork = when === 'before' && write === 'commit';
      expect(callsBeyond(truth as { host_id: string }[], asked) > 0).toBe(lostWork);
    },
    60_000,
  );
});

/** The check of a reading by key is the only chunk of it that says of hosts that they are answered. */
const isCheck = (_record: unknown, result: unknown): boolean =>
  ((result ?? {}) as { answered?: number }).answered !== 0;
const keyPoints = (['commit', 'commit of the check'] as const).flatMap((write) =>
  (['before', 'after'] as const).map((when) => [when, write] as const),
);

describe('a background query by port whose worker is cut', () => {
  it.each(keyPoints)(
    '%s the write "%s" loses no row and doubles none',
    async (when, write) => {
      const wasCut = cutAt('commit', when, write === 'commit' ? undefined : isCheck);
      const { id } = await begun(app, '/v1/ports/query', { plan: 'by-port', max_age: 0 });
      await until(wasCut);
      expect(await settled(app, id)).toMatchObject({
        status: 'succeeded',
        plan: 'by-port',
        progress: { hosts: { done: HOSTS, total: HOSTS } },
        summary: { complete: true },
      });
      expect(difference((await itemsOf(app, id)) as Row[], truth, MEMBERS)).toMatchObject({
        missing: [],
        surplus: [],
      });
    },
    60_000,
  );
});

describe('a background query of two replicas', () => {
  it('goes on when one is stopped while it reads, and is read as a whole', async () => {
    const second = await startApp(emulator.url, {
      config: { redis: { url: redis.url, command_timeout_ms: 1_000 } },
    });
    emulator.addFault({ match: { path: '/asset/ports' }, fault: { kind: 'delay', delay_ms: 300 } });
    const { id } = await begun(second, '/v1/ports/query', { plan: 'per-host', max_age: 0 });
    await until(async () => {
      const now = (await (await app.get(`/v1/queries/${id}`)).json()) as { status: string };
      return now.status === 'running';
    });
    await second.close();
    emulator.clearFaults();
    expect(await settled(app, id)).toMatchObject({ status: 'succeeded', summary: { complete: true } });
    expect(difference((await itemsOf(app, id)) as Row[], truth, MEMBERS)).toMatchObject({
      missing: [],
      surplus: [],
    });
  }, 60_000);
});

describe('a background query without Redis', () => {
  it('gives the same rows, and is retried and cancelled in the same ways', async () => {
    const alone = await startApp(emulator.url);
    try {
      emulator.addFault({
        match: { path: '/asset/ports', host_id: truth[0]?.['host_id'] as string },
        fault: { kind: 'status', status: 404 },
      });
      const { id } = await begun(alone, '/v1/ports/query', { plan: 'per-host' });
      expect((await settled(alone, id)).failures).toHaveLength(1);
      emulator.clearFaults();
      expect((await alone.post(`/v1/queries/${id}/retry`, '')).status).toBe(202);
      expect(await settled(alone, id)).toMatchObject({ status: 'succeeded', failures: [] });
      expect(difference((await itemsOf(alone, id)) as Row[], truth, MEMBERS)).toMatchObject({
        missing: [],
        surplus: [],
      });
    } finally {
      await alone.close();
    }
  }, 60_000);
});
