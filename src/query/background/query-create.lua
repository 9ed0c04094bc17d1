-- Keeps a new query, unless something is claimed under its key or its owner has too many under way.
--
-- KEYS[1] run, KEYS[2] record, KEYS[3] active, KEYS[4] index of the owner, KEYS[5] and on: claims of the idempotency key,
--   the current one first; none without a key
-- ARGV[1] sealed record, ARGV[2] time to live in ms, ARGV[3] id, ARGV[4] owner, ARGV[5] most for a caller,
-- ARGV[6] sealed claim or ''
-- Result: { 'created', dropped } | { 'claimed', dropped, text, place among the claims from 1 } | { 'limit', dropped }

for at = 5, #KEYS do
  local known = sealedOf(KEYS[at], MOST_BYTES)
  if known then return { 'claimed', dropped, known, at - 4 } end
end
if activeOf(KEYS[3], ARGV[4]) >= tonumber(ARGV[5]) then return { 'limit', dropped } end
redis.call('SET', KEYS[2], ARGV[1], 'PX', ARGV[2])
redis.call('DEL', KEYS[1])
redis.call('HSET', KEYS[1], 'state', 'queued', 'version', '1')
redis.call('PEXPIRE', KEYS[1], ARGV[2])
is(KEYS[3], 'hash')
redis.call('HSET', KEYS[3], ARGV[3], ARGV[4])
is(KEYS[4], 'zset')
redis.call('ZADD', KEYS[4], 0, ARGV[3])
if redis.call('PTTL', KEYS[4]) < tonumber(ARGV[2]) then redis.call('PEXPIRE', KEYS[4], ARGV[2]) end
if ARGV[6] ~= '' then redis.call('SET', KEYS[5], ARGV[6], 'PX', ARGV[2]) end
return { 'created', dropped }
