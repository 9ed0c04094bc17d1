import { createHash } from 'node:crypto';
import { DROPPING, MARKED, type KeyedDigest } from '../redis/keyed-digest.js';
import { RedisFailure, type LuaScript, type RedisPort } from '../redis/redis-port.js';
import type { Counter, Taken } from './counter.js';

/**
 * What stands there is `<mark> <points>`: marked, so that what others wrote, or moved here, counts for nothing. A key
 * without an end, or with a later one than a window has, is not ours either.
 *
 * KEYS[1] the counter
 * ARGV[1] points, ARGV[2] limit, ARGV[3] milliseconds of a window, ARGV[4] keys of the mark
 * Result: { 1 or 0 for taken or not, points used, milliseconds left, 1 when a foreign entry was dropped }
 */
const TAKE: LuaScript = {
  name: 'take_points',
  text: `${DROPPING}${MARKED}
local MOST_BYTES = 100
local used, left = 0, tonumber(ARGV[3])
local text = textOf(KEYS[1], MOST_BYTES)
if text then
  local points = string.match(unmarked(ARGV[4], text) or '', '^%d+$')
  local ends = redis.call('PTTL', KEYS[1])
  if points and ends >= 0 and ends <= left then
    used, left = tonumber(points), math.max(1, ends)
  else
    drop(KEYS[1])
  end
end
if used + tonumber(ARGV[1]) > tonumber(ARGV[2]) then
  return { 0, used, left, dropped }
end
used = used + tonumber(ARGV[1])
redis.call('SET', KEYS[1], marked(ARGV[4], string.format('%.0f', used)), 'PX', left)
return { 1, used, left, dropped }
`,
};

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
