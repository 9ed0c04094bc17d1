-- Ends a query that is under way.
--
-- KEYS[1] run, KEYS[2] active
-- ARGV[1] id, ARGV[2] state, ARGV[3] code
-- Result: { 1 ended or 0 it was over, dropped }

local found = state()
if found ~= 'queued' and found ~= 'running' then
  forgetActive(KEYS[2], ARGV[1])
  return { 0, dropped }
end
put('state', ARGV[2])
put('code', ARGV[3])
put('finishedAt', now)
forgetActive(KEYS[2], ARGV[1])
changed()
return { 1, dropped }
