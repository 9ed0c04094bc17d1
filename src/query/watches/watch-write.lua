-- Replaces the record, and the keys, if nobody else has written since.
--
-- ARGV[1] version that was read, ARGV[2] time to live in ms, ARGV[3] sealed record, ARGV[4] sealed keys, or '' to keep them
-- Result: { dropped, 1 written or 0 }

local found = version()
if found ~= tonumber(ARGV[1]) then return { dropped, 0 } end
redis.call('HSET', KEYS[1], 'version', string.format('%.0f', found + 1), 'record', ARGV[3])
if ARGV[4] ~= '' then redis.call('HSET', KEYS[1], 'keys', ARGV[4]) end
redis.call('PEXPIRE', KEYS[1], ARGV[2])
if is(KEYS[2], 'hash') then redis.call('PEXPIRE', KEYS[2], ARGV[2]) end
return { dropped, 1 }
