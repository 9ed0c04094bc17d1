import { createHash } from 'node:crypto';
import { DROPPING, MARKED, type KeyedDigest } from '../redis/keyed-digest.js';
import { RedisFailure, type RedisPort } from '../redis/redis-port.js';
import type { Counter, Taken } from './counter.js';
import { luaScript } from '../redis/lua-script.js';

const TAKE = luaScript('take_points', new URL('./take-points.lua', import.meta.url), DROPPING + MARKED);

/** Counts for all replicas in Redis. @throws RedisFailure */
export class RedisCounter implements Counter {
  constructor(
    private readonly redis: RedisPort,
    private readonly windowMs: number,
    private readonly marks: KeyedDigest,
    /** Called with the number of entries that were dropped because they were not ours. */
    private readonly onDropped: (entries: number) => void = () => undefined,
  ) {}

  async take(key: string, points: number, limit: number): Promise<Taken> {
    // Hashed: a caller's id may hold anything, and of a client's address nobody needs to read in Redis.
    const name = `limit:${createHash('sha256').update(key).digest('base64url')}`;
    const reply = await this.redis.run(TAKE, [name], [points, limit, this.windowMs, this.marks.marks(name)]);
    if (!Array.isArray(reply)) throw new RedisFailure('refused', 'redis take_points: strange answer');
    const [ok, used, resetMs, dropped] = reply.map(Number);
    if (dropped) this.onDropped(dropped);
    return { ok: ok === 1, used: used ?? 0, resetMs: Math.max(1, resetMs ?? 1) };
  }
}

/** Counts in the shared counter, and in the own one while Redis fails, so that every call is counted somewhere. */
export class FallbackCounter implements Counter {
  constructor(
    private readonly shared: Counter,
    private readonly own: Counter,
  ) {}

  async take(key: string, points: number, limit: number): Promise<Taken> {
    try {
      return await this.shared.take(key, points, limit);
    } catch (error) {
      if (!(error instanceof RedisFailure)) throw error;
      return this.own.take(key, points, limit);
    }
  }
}
