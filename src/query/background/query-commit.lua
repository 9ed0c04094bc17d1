-- Completes one chunk: its pieces become readable, all together and once. The only script that counts chunks.
--
-- KEYS[1] run, KEYS[2] active, KEYS[3] room (hash of id -> `<owner> <bytes> <Unix ms of its end>`), KEYS[4] last piece,
--   KEYS[5] and on: the pieces before it, staged
-- ARGV[1] id, ARGV[2] chunk, ARGV[3] round, ARGV[4] sealed last piece or '' when the chunk has no pieces,
-- ARGV[5] time to live in ms, ARGV[6] owner, ARGV[7..9] most bytes of a query, of a caller, of all,
-- ARGV[10] answered, ARGV[11] failed, ARGV[12] calls, ARGV[13] hits, ARGV[14] oldest row in Unix ms, ARGV[15] code,
-- ARGV[16] rows, ARGV[17] chunks that may be given out and not done, ARGV[18] sealed layout with further chunks or '',
-- ARGV[19] chunks of it, ARGV[20] and on: `<piece> <rows> <failures> <round>` for each piece
-- Result: { 'won', dropped, next chunk or -1, 1 over or 0 } | { 'gone' | 'late' | 'lost', dropped }
--       | { 'no_room', dropped, 'query' | 'caller' | 'all' }

if state() ~= 'running' then return { 'gone', dropped } end
local chunk = 'c:' .. ARGV[2]
if number('round') ~= tonumber(ARGV[3]) or redis.call('HEXISTS', KEYS[1], chunk) == 1 then
  return { 'late', dropped }
end

local bytes = #ARGV[4]
for at = 5, #KEYS do
  if not is(KEYS[at], 'string') then return { 'lost', dropped } end
  bytes = bytes + redis.call('STRLEN', KEYS[at])
end
local mine = number('bytes') + bytes
if mine > tonumber(ARGV[7]) then return { 'no_room', dropped, 'query' } end
local own, all, last = mine, mine, now + tonumber(ARGV[5])
local claims = is(KEYS[3], 'hash') and redis.call('HGETALL', KEYS[3]) or {}
for at = 1, #claims, 2 do
  local owner, size, till = string.match(claims[at + 1], '^(%S+) (%d+) (%d+)$')
  if not owner or tonumber(till) <= now then
    if not owner then dropped = dropped + 1 end
    redis.call('HDEL', KEYS[3], claims[at])
  elseif claims[at] ~= ARGV[1] then
    all = all + tonumber(size)
    if owner == ARGV[6] then own = own + tonumber(size) end
    last = math.max(last, tonumber(till))
  end
end
if own > tonumber(ARGV[8]) then return { 'no_room', dropped, 'caller' } end
if all > tonumber(ARGV[9]) then return { 'no_room', dropped, 'all' } end

if ARGV[4] ~= '' then redis.call('SET', KEYS[4], ARGV[4], 'PX', ARGV[5]) end
for at = 5, #KEYS do redis.call('PEXPIRE', KEYS[at], ARGV[5]) end
local claim = string.format('%s %.0f %.0f', ARGV[6], mine, now + tonumber(ARGV[5]))
redis.call('HSET', KEYS[3], ARGV[1], claim)
redis.call('PEXPIRE', KEYS[3], string.format('%.0f', last - now))

local place = number('pieces')
for at = 20, #ARGV do
  put('o:' .. string.format('%.0f', place), ARGV[at])
  place = place + 1
end
put(chunk, '1')
put('pieces', place)
put('bytes', mine)
put('rows', number('rows') + tonumber(ARGV[16]))
put('calls', number('calls') + tonumber(ARGV[12]))
put('hits', number('hits') + tonumber(ARGV[13]))
local oldest = number('asOf')
if oldest == 0 or tonumber(ARGV[14]) < oldest then put('asOf', ARGV[14]) end
local answered, failed = number('answered') + tonumber(ARGV[10]), number('failed') + tonumber(ARGV[11])
put('answered', answered)
put('failed', failed)
local done, total, fed, following = number('done') + 1, number('total'), number('fed'), -1
local check = tonumber(redis.call('HGET', KEYS[1], 'check') or '-1') or -1
put('done', done)
if ARGV[18] ~= '' then
  total = tonumber(ARGV[19])
  put('layout', ARGV[18])
  put('total', total)
end
-- The check begins when all chunks before it are done.
if fed < total and not (fed == check and done < check) then
  following = fed
  put('fed', ARGV[18] == '' and fed + 1 or math.min(total, done + tonumber(ARGV[17])))
end
local over = done >= total
if over then
  local nothing = answered == 0 and failed > 0
  put('state', nothing and 'failed' or 'succeeded')
  if nothing then put('code', ARGV[15]) end
  put('finishedAt', now)
  forgetActive(KEYS[2], ARGV[1])
end
changed()
return { 'won', dropped, following, over and 1 or 0 }
