-- Gives a new job its turn among the callers, unless it waits or runs already. The turn is a number: of jobs that wait, the
-- one with the smallest begins next. The first job of a caller gets a turn near the present one, each further job a
-- later one, so that callers alternate.
--
-- KEYS[1] turns: a hash of caller -> turn of the caller's last job, with the present turn under ''
-- KEYS[2] mark of a cancelled job, KEYS[3] job, KEYS[4] wait, KEYS[5] active, KEYS[6] prioritized, KEYS[7] delayed
-- ARGV[1] caller, ARGV[2] turns that the job takes, ARGV[3] latest turn, ARGV[4] job in the lists
-- Result: { turn or 0 when the job is there already, now in Unix ms, dropped }

local MOST_CALLERS, LIFE_MS = 1000, 600000
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

if is(KEYS[3], 'hash') then
  if (is(KEYS[6], 'zset') and redis.call('ZSCORE', KEYS[6], ARGV[4]))
    or (is(KEYS[7], 'zset') and redis.call('ZSCORE', KEYS[7], ARGV[4]))
    or (is(KEYS[5], 'list') and redis.call('LPOS', KEYS[5], ARGV[4]))
    or (is(KEYS[4], 'list') and redis.call('LPOS', KEYS[4], ARGV[4])) then
    return { 0, now, dropped }
  end
  -- Its list was lost, so it would never begin.
  drop(KEYS[3])
end
redis.call('DEL', KEYS[2])
is(KEYS[1], 'hash')
local present = tonumber(redis.call('HGET', KEYS[1], '') or '0') or 0
local last = tonumber(redis.call('HGET', KEYS[1], ARGV[1]) or '0') or 0
local turn = math.min(tonumber(ARGV[3]), math.max(present, last) + tonumber(ARGV[2]))
redis.call('HSET', KEYS[1], ARGV[1], string.format('%.0f', turn))
if redis.call('HLEN', KEYS[1]) > MOST_CALLERS then
  local all = redis.call('HGETALL', KEYS[1])
  for at = 1, #all, 2 do
    if all[at] ~= '' and (tonumber(all[at + 1]) or 0) <= present then redis.call('HDEL', KEYS[1], all[at]) end
  end
end
redis.call('PEXPIRE', KEYS[1], LIFE_MS)
return { turn, now, dropped }
