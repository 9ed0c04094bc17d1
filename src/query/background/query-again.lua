-- Runs a query that is over once more: for more hosts, or all of it anew.
--
-- KEYS[1] run, KEYS[2] active
-- ARGV[1] id, ARGV[2] version, ARGV[3] owner, ARGV[4] most for a caller, ARGV[5] sealed layout or '' for all anew,
-- ARGV[6] chunks, ARGV[7] chunks that may be given out and not done,
-- ARGV[8] chunk that begins when all before it are done, -1 for none
-- Result: { 1 begun or 0 not, dropped }

local found = state()
if not found or found == 'queued' or found == 'running' or number('version') ~= tonumber(ARGV[2])
  or activeOf(KEYS[2], ARGV[3]) >= tonumber(ARGV[4]) then
  return { 0, dropped }
end
local round, version = number('round') + 1, number('version') + 1
if ARGV[5] ~= '' then
  put('state', 'running')
  put('layout', ARGV[5])
  put('failed', 0)
  put('total', ARGV[6])
  local check = tonumber(ARGV[8])
  local fed = math.min(tonumber(ARGV[6]), number('done') + tonumber(ARGV[7]))
  put('check', check)
  put('fed', number('done') < check and math.min(fed, check) or fed)
else
  local ttl = redis.call('PTTL', KEYS[1])
  local prefix = string.gsub(KEYS[1], ':run:', ':piece:') .. ':'
  for at = 0, number('pieces') - 1 do
    local piece = redis.call('HGET', KEYS[1], 'o:' .. string.format('%.0f', at))
    local name = piece and string.match(piece, '^%S+')
    if name then redis.call('DEL', prefix .. name) end
  end
  redis.call('DEL', KEYS[1])
  put('state', 'queued')
  redis.call('PEXPIRE', KEYS[1], math.max(1, ttl))
end
put('round', round)
put('version', version)
put('code', '')
put('finishedAt', 0)
redis.call('HSET', KEYS[2], ARGV[1], ARGV[3])
return { 1, dropped }
