-- Reads a query.
--
-- KEYS[1] run, KEYS[2] record
-- ARGV[1] and on: fields of the run
-- Result: { dropped, sealed record or '', state or '', then the fields, '' where there is none }

local found = { 0, sealedOf(KEYS[2], MOST_BYTES) or '', state() or '' }
for at = 1, #ARGV do
  found[#found + 1] = found[3] ~= '' and redis.call('HGET', KEYS[1], ARGV[at]) or ''
end
found[1] = dropped
return found
