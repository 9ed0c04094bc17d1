-- A record is a sealed text with a time to live. Its version is the generation that the text shows in clear (see
-- CacheCipher). The hash of active exports has a field for each export that is not over: id -> `<owner> <project>`, both
-- as keyed digests. The index of an owner is a sorted set of ids, all with score 0, because ids sort by time.
-- All keys share one `{hash tag}`, so that scripts can go from an id to its keys; exports are few and small.
-- A value of another type, or longer than any of ours, is dropped where it is found; `dropped` counts it.
--
-- A small value is deleted before another one is set in its place: a full server accepts a write from a script that has
-- written before, so exports under way can still keep their progress.

local function tagOf(key)
  return string.sub(key, 1, string.find(key, '}', 1, true))
end

local function forgetActive(key, id)
  if is(key, 'hash') then redis.call('HDEL', key, id) end
end

local function addActive(key, id, entry)
  if not is(key, 'hash') or redis.call('HGET', key, id) ~= entry then redis.call('HSET', key, id, entry) end
end

local function addIndex(key, id, ttl)
  is(key, 'zset')
  redis.call('ZADD', key, 0, id)
  if redis.call('PTTL', key) < tonumber(ttl) then redis.call('PEXPIRE', key, ttl) end
end
