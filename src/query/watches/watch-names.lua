-- Result: { dropped, then the names of all pieces }

local found = is(KEYS[2], 'hash') and redis.call('HKEYS', KEYS[2]) or {}
table.insert(found, 1, dropped)
return found
