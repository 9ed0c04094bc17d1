-- Ids of queries that are under way.
--
-- KEYS[1] active
-- Result: { dropped, then ids }

local found = is(KEYS[1], 'hash') and redis.call('HKEYS', KEYS[1]) or {}
table.insert(found, 1, dropped)
return found
