-- Claims room for a file, if the owner has enough left. Claims that have expired, and those without our mark, are dropped
-- on the way.
--
-- KEYS[1] hash of the owner's claims: name -> `<mark> <bytes> <Unix ms of its end>`
-- ARGV[1] name, ARGV[2] bytes, ARGV[3] most bytes of the owner, ARGV[4] now in Unix ms, ARGV[5] time to live in ms,
-- ARGV[6] keys of the mark
-- Result: { 1 claimed or 0 no room, dropped }

local held = tonumber(ARGV[2])
local now = tonumber(ARGV[4])
local ends = now + tonumber(ARGV[5])
local last = ends
local claims = is(KEYS[1], 'hash') and redis.call('HGETALL', KEYS[1]) or {}
for at = 1, #claims, 2 do
  local named = unmarked(ARGV[6], claims[at + 1]) or ''
  local name, bytes, till = string.match(named, '^(%S+) (%d+) (%d+)$')
  if name ~= claims[at] then
    redis.call('HDEL', KEYS[1], claims[at])
    dropped = dropped + 1
  elseif tonumber(till) <= now then
    redis.call('HDEL', KEYS[1], name)
  elseif name ~= ARGV[1] then
    held = held + tonumber(bytes)
    last = math.max(last, tonumber(till))
  end
end
if held > tonumber(ARGV[3]) then return { 0, dropped } end
local claim = string.format('%s %.0f %.0f', ARGV[1], tonumber(ARGV[2]), ends)
redis.call('HSET', KEYS[1], ARGV[1], marked(ARGV[6], claim))
redis.call('PEXPIRE', KEYS[1], string.format('%.0f', last - now))
return { 1, dropped }
