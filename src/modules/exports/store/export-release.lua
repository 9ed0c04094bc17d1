-- Ends a lease.
--
-- KEYS[1] lease
-- ARGV[1] holder
-- Result: 1 done, 0 the holder did not have it

if redis.pcall('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0
