-- Records of an index, newest first. Ids whose record is gone are dropped on the way.
--
-- KEYS[1] index of the owner
-- ARGV[1] '+' or '(' and the id to begin before, ARGV[2] most ids to look at
-- Result: { dropped, last id looked at or '' when there is none, then id and text of each record }

local found = { 0, '' }
if is(KEYS[1], 'zset') then
  -- Ours have no score; with others among them there is no order.
  dropped = dropped + redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', '(0')
    + redis.call('ZREMRANGEBYSCORE', KEYS[1], '(0', '+inf')
  for _, id in ipairs(redis.call('ZREVRANGEBYLEX', KEYS[1], ARGV[1], '-', 'LIMIT', 0, ARGV[2])) do
    found[2] = id
    local text = sealedOf(tagOf(KEYS[1]) .. ':record:' .. id, MOST_BYTES)
    if text then
      found[#found + 1] = id
      found[#found + 1] = text
    else
      redis.call('ZREM', KEYS[1], id)
    end
  end
end
found[1] = dropped
return found
