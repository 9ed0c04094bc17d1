-- Ids of an index, newest first.
--
-- KEYS[1] index of the owner
-- ARGV[1] '+' or '(' and the id to begin before, ARGV[2] most ids
-- Result: { dropped, then ids }

local found = { 0 }
if is(KEYS[1], 'zset') then
  -- Ours have no score; with others among them there is no order.
  dropped = dropped + redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', '(0')
    + redis.call('ZREMRANGEBYSCORE', KEYS[1], '(0', '+inf')
  for _, id in ipairs(redis.call('ZREVRANGEBYLEX', KEYS[1], ARGV[1], '-', 'LIMIT', 0, ARGV[2])) do
    found[#found + 1] = id
  end
end
found[1] = dropped
return found
