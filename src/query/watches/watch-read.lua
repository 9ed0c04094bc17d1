-- ARGV[1] field of the head: record or keys
-- Result: { dropped, version or 0, sealed text or '' }

local found = version()
local text = found > 0 and redis.call('HGET', KEYS[1], ARGV[1]) or ''
return { dropped, found, text }
