import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CacheCipher } from '../../src/platform/redis/cache-cipher.js';
import { connectRedis } from '../../src/platform/redis/redis-connection.js';
import type { RedisPort } from '../../src/platform/redis/redis-port.js';
import { MemoryTokenStore } from '../../src/upstream/iam/memory-token-store.js';
import { RedisTokenStore } from '../../src/upstream/iam/redis-token-store.js';
import type { StoredToken, TokenSlot, TokenStore } from '../../src/upstream/iam/token-store.js';
import { size } from '../support/figures.js';
import { startRedis, type RedisServer } from '../support/redis-server.js';
import { pause } from '../support/wait.js';

let server: RedisServer;
let redis: RedisPort;

beforeAll(async () => {
  server = await startRedis();
  redis = connectRedis({ url: server.url, keyPrefix: 'test:', commandTimeoutMs: 2_000 }) as RedisPort;
  await redis.ready(5_000);
});

afterAll(async () => {
  await redis.close();
  await server.stop();
});

const stores: [string, () => TokenStore][] = [
  ['memory', () => new MemoryTokenStore()],
  ['redis', () => new RedisTokenStore(redis, new CacheCipher([{ id: 'k1', value: 'x'.repeat(32) }]))],
];

let slots = 0;

describe.each(stores)('token store in %s', (_kind, create) => {
  let store: TokenStore;
  let slot: TokenSlot;

  beforeEach(() => {
    store = create();
    slot = { iam: 'https://iam.example', account: 'a', user: 'u', project: `id:${slots++}` };
  });

  it('gives back what was written, with no more life than it had', async () => {
    expect(await store.read(slot)).toBeUndefined();
    expect(await store.write(slot, token(5, { remainingMs: 60_000, projectId: 'p' }))).toBe(true);
    const read = await store.read(slot);
    expect(read).toMatchObject({
      value: 'token-5',
      generation: 5,
      issuedAt: 1,
      expiresAt: 2,
      projectId: 'p',
    });
    expect(read?.remainingMs).toBeLessThanOrEqual(60_000);
    expect(read?.remainingMs).toBeGreaterThan(30_000);
  });

  it('forgets a token when its life is over', async () => {
    await store.write(slot, token(5, { remainingMs: 30 }));
    await pause(60);
    expect(await store.read(slot)).toBeUndefined();
    expect(await store.write(slot, token(6, { remainingMs: 0 }))).toBe(false);
  });

  it('refuses a token that is not newer', async () => {
    await store.write(slot, token(5));
    expect(await store.write(slot, token(4))).toBe(false);
    expect(await store.write(slot, token(5))).toBe(false);
    expect((await store.read(slot))?.value).toBe('token-5');
    expect(await store.write(slot, token(6))).toBe(true);
  });

  it('keeps slots apart, whatever stands in their parts', async () => {
    await store.write({ ...slot, account: 'a:b', user: 'c' }, token(1));
    expect(await store.read({ ...slot, account: 'a', user: 'b:c' })).toBeUndefined();
    expect(await store.read({ ...slot, account: 'a:b', user: 'c' })).toMatchObject({ generation: 1 });
  });

  it('gives the lease to one, and to the next when it is given back', async () => {
    const first = await store.claim(slot, 0, 'one', 5_000);
    expect(first.kind).toBe('lease');
    const busy = await store.claim(slot, 0, 'two', 5_000);
    expect(busy.kind).toBe('busy');
    expect(busy.kind === 'busy' && busy.forMs).toBeLessThanOrEqual(5_000);
    await store.release(slot, 'two');
    expect((await store.claim(slot, 0, 'two', 5_000)).kind).toBe('busy');
    await store.release(slot, 'one');
    expect((await store.claim(slot, 0, 'two', 5_000)).kind).toBe('lease');
  });

  it('gives the lease of one that is gone to another, with a higher generation', async () => {
    const dead = await store.claim(slot, 0, 'dead', 30);
    await pause(60);
    const next = await store.claim(slot, 0, 'next', 5_000);
    if (dead.kind !== 'lease' || next.kind !== 'lease') throw new Error('no lease');
    expect(next.generation).toBeGreaterThan(dead.generation);
    await store.release(slot, 'dead');
    expect((await store.claim(slot, 0, 'third', 5_000)).kind).toBe('busy');
    expect(await store.write(slot, token(next.generation))).toBe(true);
    expect(await store.write(slot, token(dead.generation))).toBe(false);
  });

  it('keeps the lease of one that shows signs of life, and of nobody else', async () => {
    await store.claim(slot, 0, 'one', 100);
    expect(await store.extend(slot, 'two', 5_000)).toBe(false);
    expect(await store.extend(slot, 'one', 5_000)).toBe(true);
    await pause(150);
    expect((await store.claim(slot, 0, 'two', 5_000)).kind).toBe('busy');
    await store.release(slot, 'one');
    expect(await store.extend(slot, 'one', 5_000)).toBe(false);
  });

  it('answers a claim with the newer token while another holds the lease', async () => {
    await store.claim(slot, 0, 'one', 5_000);
    await store.write(slot, token(7));
    expect(await store.claim(slot, 6, 'two', 5_000)).toMatchObject({
      kind: 'token',
      token: { generation: 7 },
    });
    expect((await store.claim(slot, 7, 'two', 5_000)).kind).toBe('busy');
  });

  it('hands out generations above everything it was told of', async () => {
    const far = Date.now() + 3_600_000;
    const claim = await store.claim(slot, far, 'one', 5_000);
    expect(claim).toMatchObject({ kind: 'lease', generation: far + 1 });
    await store.release(slot, 'one');
    expect(await store.claim(slot, 0, 'two', 5_000)).toMatchObject({ generation: far + 2 });
  });

  it('remembers a refusal, gives it with the lease, and clears it with a token', async () => {
    const refusal = { problem: 'wrong_password', credential: 'hash', at: 3 } as const;
    expect(await store.refusal(slot)).toBeUndefined();
    await store.remember(slot, refusal, 60_000);
    expect(await store.refusal(slot)).toEqual(refusal);
    expect(await store.claim(slot, 0, 'one', 5_000)).toMatchObject({ kind: 'lease', refusal });
    await store.forget(slot);
    expect(await store.refusal(slot)).toBeUndefined();
    await store.remember(slot, refusal, 60_000);
    await store.write(slot, token(5));
    expect(await store.refusal(slot)).toBeUndefined();
    await store.remember(slot, refusal, 30);
    await pause(60);
    expect(await store.refusal(slot)).toBeUndefined();
  });

  it('never goes back, however holders that sleep through their lease interleave', async () => {
    let run = 0;
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray([0, 1, 2, 3, 4, 5], { minLength: 6 }), async (order) => {
        const mine = { ...slot, user: `run-${run++}` };
        // Each takes the lease after the holder before has lost it. Then all of them wake in any order and write.
        const generations: number[] = [];
        for (let holder = 0; holder < order.length; holder++) {
          const claim = await store.claim(mine, 0, `owner-${holder}`, 5_000);
          if (claim.kind !== 'lease') throw new Error('no lease');
          generations.push(claim.generation);
          await store.release(mine, `owner-${holder}`);
        }
        let newest = 0;
        for (const holder of order) {
          const generation = generations[holder] as number;
          expect(await store.write(mine, token(generation))).toBe(generation > newest);
          newest = Math.max(newest, generation);
        }
        expect((await store.read(mine))?.generation).toBe(Math.max(...generations));
      }),
      { numRuns: size(150, 1_000) },
    );
  }, 90_000);

  it('lets one of many claim at the same time', async () => {
    const claims = await Promise.all(
      Array.from({ length: 50 }, (_, index) => store.claim(slot, 0, `owner-${index}`, 5_000)),
    );
    expect(claims.filter(({ kind }) => kind === 'lease')).toHaveLength(1);
    expect(claims.filter(({ kind }) => kind === 'busy')).toHaveLength(49);
  });
});

function token(generation: number, more: Partial<StoredToken> = {}): StoredToken {
  return {
    value: `token-${generation}`,
    generation,
    issuedAt: 1,
    expiresAt: 2,
    lifeMs: 86_400_000,
    remainingMs: 86_400_000,
    ...more,
  };
}
