-- The claims of one room: a hash of name -> `<mark> <bytes> <Unix ms of its end>`.

-- Adds up the claims that have not expired, but for one; drops those that have, and those without our mark.
-- Result: bytes, Unix ms of the last end
local function claimed(key, except, now, marks)
  local bytes, last = 0, now
  local claims = is(key, 'hash') and redis.call('HGETALL', key) or {}
  for at = 1, #claims, 2 do
    local named = unmarked(marks, claims[at + 1]) or ''
    local name, size, till = string.match(named, '^(%S+) (%d+) (%d+)$')
    if name ~= claims[at] then
      redis.call('HDEL', key, claims[at])
      dropped = dropped + 1
    elseif tonumber(till) <= now then
      redis.call('HDEL', key, name)
    elseif name ~= except then
      bytes = bytes + tonumber(size)
      last = math.max(last, tonumber(till))
    end
  end
  return bytes, last
end
