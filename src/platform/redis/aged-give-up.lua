-- Removes the older half of a tag's entries, or all when they are few.
--
-- KEYS[1] ledger, KEYS[2] sum
-- ARGV[1] longest life of any entry in ms
-- Result: number of entries left

local FEW, MOST = 20, 2000
local kept = total()
if not is(ledger, 'zset') then return 0 end
local count = redis.call('ZCARD', ledger)
local some = members(0, math.min(MOST, count <= FEW and count or math.ceil(count / 2)) - 1)
for at = 1, #some, 2 do kept = kept - giveUp(some[at]) end
keepSum(kept, ARGV[1])
return redis.call('ZCARD', ledger)
