-- An entry is `1.<generation>.<key id>.<iv>.<body>` with a time to live; see CacheCipher. What is not (random bytes,
-- another type, no time to live, a generation from the future, a body no token can have) is dropped where it is met.
--
-- entry(key, now) -> text or false, generation, milliseconds left, 1 when something was dropped

local MAX_BYTES = 65536
local MAX_AHEAD_MS = 86400000

local function clock()
  local now = redis.call('TIME')
  return now[1] * 1000 + math.floor(now[2] / 1000)
end

local function entry(key, now)
  local kind = redis.call('TYPE', key).ok
  if kind == 'none' then return false, 0, 0, 0 end
  if kind == 'string' and redis.call('STRLEN', key) <= MAX_BYTES then
    local text = redis.call('GET', key)
    local digits = string.match(text, '^1%.(%d+)%.[%w_-]+%.[%w_-]+%.[%w_-]+$')
    local left = redis.call('PTTL', key)
    if digits and #digits <= 15 and tonumber(digits) <= now + MAX_AHEAD_MS and left > 0 then
      return text, tonumber(digits), left, 0
    end
  end
  redis.call('DEL', key)
  return false, 0, 0, 1
end
