-- Reads entries that are young enough by this server's clock, and returns that clock. An entry is
-- `1.<when its content was read, by this clock>.<key id>.<iv>.<body>`, see CacheCipher. Anything else (another type, other
-- bytes, too long, from the future) is deleted; an entry that is too old for this reader is kept for others.
--
-- KEYS entries, all of one hash tag
-- ARGV[1] greatest age in milliseconds; below 0 returns the clock only, ARGV[2] longest entry in bytes
-- Result: { Unix milliseconds as text, entries deleted, then for each key its text or '' }

-- A writer extrapolates this clock, so its time may be ahead by some drift.
local SLACK_MS = 1000
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local maxAge, maxBytes = tonumber(ARGV[1]), tonumber(ARGV[2])
local result = { string.format('%.0f', now), 0 }

local function readAt(key, kind)
  if kind ~= 'string' or redis.call('STRLEN', key) > maxBytes then return nil end
  local text = redis.call('GET', key)
  local digits = string.match(text, '^1%.(%d+)%.[%w_-]+%.[%w_-]+%.[%w_-]+$')
  if not digits or #digits > 15 or tonumber(digits) > now + SLACK_MS then return nil end
  return tonumber(digits), text
end

for at, key in ipairs(KEYS) do
  result[at + 2] = ''
  local kind = redis.call('TYPE', key).ok
  if maxAge >= 0 and kind ~= 'none' then
    local read, text = readAt(key, kind)
    if not read then
      redis.call('DEL', key)
      result[2] = result[2] + 1
    elseif now - read <= maxAge then
      result[at + 2] = text
    end
  end
end
return result
