-- Deletes a key if it still holds the value that the caller read or wrote: its own lease, or an entry that did not open.
--
-- KEYS[1] key
-- ARGV[1] expected value
-- Result: 1 deleted, 0 it holds something else

if redis.pcall('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0
