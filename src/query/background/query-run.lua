-- All that is known of a query while it runs stands in one hash, so that it is lost as a whole or not at all:
--   state, round, version, total, done, fed, check, hosts, answered, failed, rows, pieces, bytes, calls, hits, asOf, startedAt,
--   finishedAt, code; layout (sealed); c:<chunk> for each chunk that is done; o:<place> `<piece> <rows> <failures> <round>`
-- It has no name, no row and no owner in it. KEYS[1] is this hash in every script.

local STATES = { queued = true, running = true, succeeded = true, failed = true, cancelled = true }
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

-- Returns the state; nil when there is no query. A hash without a state of ours is dropped.
local function state()
  if not is(KEYS[1], 'hash') then return nil end
  local found = redis.call('HGET', KEYS[1], 'state')
  if STATES[found] then return found end
  drop(KEYS[1])
  return nil
end

local function number(field)
  return tonumber(redis.call('HGET', KEYS[1], field) or '0') or 0
end

local function put(field, value)
  redis.call('HSET', KEYS[1], field, type(value) == 'number' and string.format('%.0f', value) or value)
end

local function changed()
  put('version', number('version') + 1)
end

local function forgetActive(key, id)
  if is(key, 'hash') then redis.call('HDEL', key, id) end
end

local function activeOf(key, owner)
  local own = 0
  for _, each in ipairs(is(key, 'hash') and redis.call('HVALS', key) or {}) do
    if each == owner then own = own + 1 end
  end
  return own
end
