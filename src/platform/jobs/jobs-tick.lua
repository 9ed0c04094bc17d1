-- Says whether a scheduled job is due, to one replica only.
--
-- KEYS[1] mark that stands until the job is due
-- ARGV[1] ms for which the due job is left to the caller, ARGV[2] longest time to live of the mark in ms
-- Result: { 0 due, or milliseconds until it is, dropped }

if textOf(KEYS[1], 8) then
  local left = redis.call('PTTL', KEYS[1])
  if left > 0 and left <= tonumber(ARGV[2]) then return { left, dropped } end
  drop(KEYS[1])
end
redis.call('SET', KEYS[1], '1', 'PX', ARGV[1])
return { 0, dropped }
