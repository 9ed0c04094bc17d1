-- Deletes a key that still holds what the caller knows: its own lease, or an entry that did not open.
--
-- KEYS[1] key
-- ARGV[1] expected value
-- Result: 1 deleted, 0 it holds something else

if redis.pcall('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0
