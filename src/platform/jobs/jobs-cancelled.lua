-- KEYS marks of cancelled jobs
-- Result: 1 or 0 for each of them

local found = {}
for at, key in ipairs(KEYS) do found[at] = redis.call('EXISTS', key) end
return found
