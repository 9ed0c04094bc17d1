-- A record is a sealed text, its version the generation that stands in clear (see CacheCipher), with a time to live. The
-- hash of active exports has a field for each that is not over: id -> `<owner> <project>`, both as keyed digests. The
-- index of an owner is a sorted set of ids, all with score 0: ids sort by time.
-- All keys share one `{hash tag}`, so that scripts may go from an id to its keys: exports are few and small.
-- What is of another type, or longer than any of ours, is dropped where it is met; `dropped` counts it.
--
-- Where something small takes the place of something small, the key is deleted before it is set: a full server takes a
-- write from a script that has written already, so exports under way can still say how they do.

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
