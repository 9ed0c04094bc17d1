-- Begins to run a query that is queued.
--
-- KEYS[1] run, KEYS[2] active
-- ARGV[1] sealed layout, ARGV[2] chunks, ARGV[3] hosts, ARGV[4] chunks to give out at first, ARGV[5] id,
-- ARGV[6] chunk that begins when all before it are done, -1 for none
-- Result: { 1 begun or 0 not queued, dropped }

if state() ~= 'queued' then return { 0, dropped } end
put('layout', ARGV[1])
put('total', ARGV[2])
put('hosts', ARGV[3])
put('fed', ARGV[4])
put('check', ARGV[6])
if number('startedAt') == 0 then put('startedAt', now) end
if tonumber(ARGV[2]) == 0 then
  put('state', 'succeeded')
  put('finishedAt', now)
  forgetActive(KEYS[2], ARGV[5])
else
  put('state', 'running')
end
changed()
return { 1, dropped }
