-- Takes the lease of a running job again after it has ended, if no other replica has taken the job meanwhile.
--
-- KEYS[1] job, KEYS[2] lease, KEYS[3] active
-- ARGV[1] holder, ARGV[2] milliseconds, ARGV[3] job in the list
-- Result: 1 the holder has it, 0 another has it or the job is gone

if redis.call('EXISTS', KEYS[1]) == 0 or redis.call('TYPE', KEYS[3]).ok ~= 'list' then return 0 end
local held = redis.pcall('GET', KEYS[2])
if held ~= ARGV[1] and (held or not redis.call('LPOS', KEYS[3], ARGV[3])) then return 0 end
redis.call('SET', KEYS[2], ARGV[1], 'PX', ARGV[2])
return 1
