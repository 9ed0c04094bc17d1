-- Functions that delete and count keys that cannot be ours.
--
-- is(key, type) -> whether the key holds that type; a key of another type is deleted
-- textOf(key, most) -> its text of at most so many bytes; anything else is deleted
-- sealedOf(key, most) -> the same, if it has the form of CacheCipher: ASCII only, so that no byte changes on the way

local dropped = 0

local function drop(key)
  redis.call('DEL', key)
  dropped = dropped + 1
end

local function is(key, wanted)
  local found = redis.call('TYPE', key).ok
  if found == wanted then return true end
  if found ~= 'none' then drop(key) end
  return false
end

local function textOf(key, most)
  if not is(key, 'string') then return nil end
  if redis.call('STRLEN', key) <= most then return redis.call('GET', key) end
  drop(key)
  return nil
end

local function sealedOf(key, most)
  local text = textOf(key, most)
  if not text or string.match(text, '^1%.%d+%.[%w_-]+%.[%w_-]+%.[%w_-]+$') then return text end
  drop(key)
  return nil
end
