import { createHash } from 'node:crypto';
import { RedisFailure, type LuaScript, type RedisPort } from '../redis/redis-port.js';
import type { Counter, Taken } from './counter.js';

/**
 * KEYS[1] the counter. ARGV[1] points, ARGV[2] limit, ARGV[3] milliseconds of a window.
 * Gives 1 or 0 for taken or not, the points used, the milliseconds left. A key without an end (somebody persisted it)
 * gets one.
 */
const TAKE: LuaScript = {
  name: 'take_points',
  text: `
local used = tonumber(redis.call('GET', KEYS[1]) or '0') or 0
local left = redis.call('PTTL', KEYS[1])
if left <= 0 then
  used = 0
  left = tonumber(ARGV[3])
end
if used + tonumber(ARGV[1]) > tonumber(ARGV[2]) then
  return {0, used, left}
end
used = used + tonumber(ARGV[1])
redis.call('SET', KEYS[1], string.format('%d', used), 'PX', left)
return {1, used, left}
`,
};

/** Counts for all replicas in Redis. @throws RedisFailure */
export class RedisCounter implements Counter {
  constructor(
    private readonly redis: RedisPort,
    private readonly windowMs: number,
  ) {}

  async take(key: string, points: number, limit: number): Promise<Taken> {
    // Hashed: a caller's id may hold anything, and of a client's address nobody needs to read in Redis.
    const name = `limit:${createHash('sha256').update(key).digest('base64url')}`;
    const reply = await this.redis.run(TAKE, [name], [points, limit, this.windowMs]);
    if (!Array.isArray(reply)) throw new RedisFailure('refused', 'redis take_points: strange answer');
    const [ok, used, resetMs] = reply.map(Number);
    return { ok: ok === 1, used: used ?? 0, resetMs: Math.max(1, resetMs ?? 1) };
  }
}
