import { setMaxListeners } from 'node:events';
import { CacheCipher, type CacheSecret } from '../../src/platform/redis/cache-cipher.js';
import { connectRedis } from '../../src/platform/redis/redis-connection.js';
import type { ManagedAuthorizer } from '../../src/upstream/iam/credential-state.js';
import { createAuthorizer } from '../../src/upstream/iam/credentials/registry.js';
import { RedisTokenStore } from '../../src/upstream/iam/redis-token-store.js';
import type { TokenEvent } from '../../src/upstream/iam/token-events.js';
import type { TokenSourceTimings } from '../../src/upstream/iam/token-source.js';
import type { RedisPort } from '../../src/platform/redis/redis-port.js';
import type { Call } from '../../src/upstream/transport/call.js';
import { Pipeline } from '../../src/upstream/transport/pipeline.js';
import { plainWire } from './plain-wire.js';

export interface ReplicaOptions {
  readonly redisUrl: string;
  readonly iamOrigin: string;
  readonly password?: string;
  readonly project?: string;
  readonly secrets?: readonly CacheSecret[];
  readonly timings?: Partial<TokenSourceTimings>;
  /** How long a Redis command may take, in milliseconds; without it as in the service. */
  readonly redisTimeoutMs?: number;
}

export interface CallsOutcome {
  ok: number;
  failed: string[];
  /** The slowest call, in milliseconds. */
  slowestMs: number;
}

/** What one replica has between its callers and the vendor: Redis, token store, credential; nothing of it shared. */
export interface TokenReplica {
  readonly redis: RedisPort;
  readonly cipher: CacheCipher;
  readonly credential: ManagedAuthorizer;
  readonly events: TokenEvent[];
  /** Makes this many calls to the service at once. */
  calls(count: number): Promise<CallsOutcome>;
  close(): Promise<void>;
}

const SECRET: CacheSecret = { id: 'k1', value: 'a-secret-of-more-than-32-characters!' };
const PROJECT = '0f3c1b7a5d9e4c6fa2b8e1d407936c55';

/** Starts a replica and waits until its Redis is up (or for a second, when it is not). */
export async function startReplica(options: ReplicaOptions): Promise<TokenReplica> {
  const redis = connectRedis({
    url: options.redisUrl,
    keyPrefix: 'portolan:',
    ...(options.redisTimeoutMs === undefined ? {} : { commandTimeoutMs: options.redisTimeoutMs }),
  }) as RedisPort;
  await redis.ready(1_000);
  const cipher = new CacheCipher(options.secrets ?? [SECRET]);
  const events: TokenEvent[] = [];
  const observe = (event: TokenEvent): void => void events.push(event);
  const wire = plainWire();
  const credential = createAuthorizer(
    {
      kind: 'password',
      id: 'main',
      account: 'example-account',
      user: 'bff-reader',
      password: options.password ?? 'right-password',
    },
    { iamOrigin: options.iamOrigin, project: { id: options.project ?? PROJECT } },
    {
      wire,
      store: new RedisTokenStore(redis, cipher, observe),
      observe,
      ...(options.timings === undefined ? {} : { timings: options.timings }),
    },
  );
  const pipeline = new Pipeline({ scope: 'replica', wire, authorizer: credential });
  const request = { method: 'GET', origin: options.iamOrigin, path: '/service', headers: {} } as const;
  const service: Call = { endpoint: 'GET /service', method: 'GET', build: () => request };
  const call = async (): Promise<unknown> =>
    pipeline.send(service, { signal: new AbortController().signal, lane: 'interactive', tenant: 'test' });
  return {
    redis,
    cipher,
    credential,
    events,
    async calls(count) {
      const outcome: CallsOutcome = { ok: 0, failed: [], slowestMs: 0 };
      const one = async (): Promise<void> => {
        const startedAt = performance.now();
        await call().then(
          () => outcome.ok++,
          (error: unknown) => outcome.failed.push(String(error)),
        );
        outcome.slowestMs = Math.max(outcome.slowestMs, performance.now() - startedAt);
      };
      await Promise.all(Array.from({ length: count }, one));
      return outcome;
    },
    async close() {
      credential.close();
      await redis.close();
      await wire.close();
    },
  };
}

/** As a process of its own: told what to do by messages, so that a test can freeze and kill it. */
async function serve(options: ReplicaOptions): Promise<void> {
  setMaxListeners(0);
  const replica = await startReplica(options);
  process.on('message', (count: number) => {
    void replica.calls(count).then((outcome) => process.send?.(outcome));
  });
  process.on('disconnect', () => process.exit(0));
  process.send?.('ready');
}

const asked = process.env['TOKEN_REPLICA'];
if (asked !== undefined && process.send !== undefined) await serve(JSON.parse(asked) as ReplicaOptions);
