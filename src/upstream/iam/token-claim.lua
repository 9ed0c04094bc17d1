-- In one step: a newer token, else the lease and the generation that goes with it, else who is busy. The generation is
-- the time of Redis in milliseconds, or one more than any seen, so it grows even after FLUSHALL.
--
-- KEYS[1] token entry, KEYS[2] lease, KEYS[3] fence, KEYS[4] refusal entry
-- ARGV[1] generation the token must exceed, ARGV[2] owner, ARGV[3] lease in milliseconds
-- Result: { 'token', text, milliseconds left, dropped } | { 'lease', generation, refusal text or '', dropped }
--       | { 'busy', milliseconds at most, '', dropped }

local now = clock()
local after, owner, leaseMs = tonumber(ARGV[1]), ARGV[2], tonumber(ARGV[3])
local text, generation, left, dropped = entry(KEYS[1], now)
if text and generation > after then return { 'token', text, left, dropped } end

local held = redis.call('PTTL', KEYS[2])
-- A lease without an end, or far longer than any, is not one of ours.
if held > 0 and held <= leaseMs * 4 then return { 'busy', held, '', dropped } end

local fence = 0
if redis.call('TYPE', KEYS[3]).ok == 'string' then
  local digits = string.match(redis.call('GETRANGE', KEYS[3], 0, 16), '^%d+$')
  if digits and tonumber(digits) <= now + MAX_AHEAD_MS then fence = tonumber(digits) end
end
local next = math.max(now, fence + 1, generation + 1, after + 1)
-- A full server takes what follows from a script that has written already.
redis.call('DEL', KEYS[2])
redis.call('SET', KEYS[2], owner, 'PX', leaseMs)
redis.call('SET', KEYS[3], string.format('%.0f', next), 'PX', 86400000)
local refusal, _, _, bad = entry(KEYS[4], now)
return { 'lease', string.format('%.0f', next), refusal or '', math.max(dropped, bad) }
