-- Notes that a job begins.
--
-- KEYS[1] turns (see jobs-submit.lua), KEYS[2] fence of the kind, KEYS[3] mark of a cancelled job
-- ARGV[1] turn of the job
-- Result: { fence, now in Unix ms, 1 when it was cancelled or 0, dropped }

local LIFE_MS, DAY_US = 600000, 86400000000
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]

is(KEYS[1], 'hash')
local present = tonumber(redis.call('HGET', KEYS[1], '') or '0') or 0
if tonumber(ARGV[1]) > present then redis.call('HSET', KEYS[1], '', ARGV[1]) end
redis.call('PEXPIRE', KEYS[1], LIFE_MS)

-- Made of the time, so that it grows even after Redis was emptied.
local last = tonumber(textOf(KEYS[2], 20) or '0') or 0
if last > now + DAY_US then last = 0 end
local fence = string.format('%.0f', math.max(now, last + 1))
redis.call('SET', KEYS[2], fence, 'PX', 86400000)
return { fence, math.floor(now / 1000), redis.call('EXISTS', KEYS[3]), dropped }
