-- Claims room, if enough is left.
--
-- KEYS[1] room
-- ARGV[1] name, ARGV[2] bytes, ARGV[3] most bytes of the room, ARGV[4] now in Unix ms, ARGV[5] time to live in ms,
-- ARGV[6] keys of the mark
-- Result: { 1 claimed or 0 no room, dropped, bytes claimed in the room, ms until the last of them ends }

local now = tonumber(ARGV[4])
local others, last = claimed(KEYS[1], ARGV[1], now, ARGV[6])
local all = others + tonumber(ARGV[2])
if all > tonumber(ARGV[3]) then return { 0, dropped, others, last - now } end
local ends = now + tonumber(ARGV[5])
last = math.max(last, ends)
local claim = string.format('%s %.0f %.0f', ARGV[1], tonumber(ARGV[2]), ends)
redis.call('HSET', KEYS[1], ARGV[1], marked(ARGV[6], claim))
redis.call('PEXPIRE', KEYS[1], string.format('%.0f', last - now))
return { 1, dropped, all, last - now }
