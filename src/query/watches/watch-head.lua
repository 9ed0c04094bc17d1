-- All of a watch stands in two hashes, so that nothing of it is left when they are gone:
--   head: version, record (sealed), keys (sealed); pieces: name -> sealed content
-- KEYS[1] is the head and KEYS[2] the pieces in every script; both have one hash tag.

-- Returns the version; 0 when there is no watch. A hash without a version of ours is dropped.
local function version()
  if not is(KEYS[1], 'hash') then return 0 end
  local found = redis.call('HGET', KEYS[1], 'version')
  if found and string.match(found, '^%d+$') and #found < 16 then return tonumber(found) end
  drop(KEYS[1])
  return 0
end
