-- Keeps a lease.
--
-- KEYS[1] lease
-- ARGV[1] owner, ARGV[2] milliseconds from now
-- Result: 1 kept, 0 it is another's or nobody's

if redis.pcall('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('DEL', KEYS[1])
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1
