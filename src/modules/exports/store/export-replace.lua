-- Puts a version in place of the one before, and adds it to the lists again where it is missing.
--
-- KEYS[1] record, KEYS[2] active, KEYS[3] index of the owner
-- ARGV[1] version that must be there, ARGV[2] text, ARGV[3] time to live in ms, ARGV[4] id, ARGV[5] owner, ARGV[6]
-- project, ARGV[7] '1' when it is over
-- Result: { 1 done or 0 another version is there, or none, dropped }

local kept = sealedOf(KEYS[1], MOST_BYTES)
if not kept or string.match(kept, '^1%.(%d+)%.') ~= ARGV[1] then return { 0, dropped } end
redis.call('DEL', KEYS[1])
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
if ARGV[7] == '1' then forgetActive(KEYS[2], ARGV[4])
else addActive(KEYS[2], ARGV[4], ARGV[5] .. ' ' .. ARGV[6]) end
addIndex(KEYS[3], ARGV[4], ARGV[3])
return { 1, dropped }
