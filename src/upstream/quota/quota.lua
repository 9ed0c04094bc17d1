-- The bucket of `resilience/token-bucket.ts`, shared: same rules, same steps, by the clock of Redis. What is not its own
-- (another type, bytes that are no state, times from the future) is dropped where it is met.
--
-- KEYS[1] state, KEYS[2] grants by time, KEYS[3] replicas by when they were seen
-- ARGV[1] `take`, `throttled` or `view`; ARGV[2] milliseconds to take for the time, or '' for the clock of Redis
-- ARGV[3] replica; ARGV[4], ARGV[5] configured limit (0 for none) and its window in milliseconds
-- ARGV[6], ARGV[7] limit last known (0 for none) and its window: taken up when there is no state
-- ARGV[8] to ARGV[11] of a 429: age of its permit, Retry-After, stated calls, stated window, in milliseconds; '' if unknown
-- ARGV[12] keys of the mark that the state bears
-- ARGV[13] and on: ages in milliseconds of grants that this replica made without asking
-- Result: { milliseconds to wait, 0 when a permit was taken; limit, 0 for none; window; permits that could be taken at
--   once, -1 for any number; milliseconds until the next; epoch of the state; replicas seen in the last minute;
--   entries dropped because they were not ours }

local INF = math.huge
local MOST_BYTES = 4096
local FIELDS = { 'epoch', 'limit', 'window', 'tokens', 'filled', 'since', 'until_', 'refused', 'scalls', 'swindow',
  'stuck', 'lesson', 'felt', 'probe', 'after', 'share', 'probing', 'doubts', 'seq' }

local op, replica = ARGV[1], ARGV[3]
local now
if ARGV[2] ~= '' then
  now = tonumber(ARGV[2])
else
  local time = redis.call('TIME')
  now = time[1] * 1000 + time[2] / 1000
end

local function rate(limit, window)
  if limit == 0 then return INF end
  return limit / window
end

local function held(limit)
  return math.min(MAX_LIMIT, math.max(1, math.floor(limit)))
end

local ceiling, ceilingWindow = tonumber(ARGV[4]), tonumber(ARGV[5])

local function burst(limit)
  if limit == 0 then return INF end
  return math.min(limit, math.max(MIN_BURST, math.ceil(limit * BURST_SHARE)))
end

-- State: limit 0 is "no limit known", since 0 is "no pause", scalls 0 is "nothing stated".
local function fresh()
  local limit, window = ceiling, ceilingWindow
  if limit == 0 then limit, window = tonumber(ARGV[6]), tonumber(ARGV[7]) end
  local probe = INF
  if limit > 0 and limit ~= ceiling then probe = now + math.max(PROBE_AFTER_MS, window * 2) end
  return { epoch = now, limit = limit, window = window, tokens = burst(limit), filled = now, since = 0, until_ = 0,
    refused = 0, scalls = 0, swindow = 0, stuck = 0, lesson = -INF, felt = 0, probe = probe, after = PROBE_AFTER_MS,
    share = STEP_SHARE, probing = 0, doubts = 0, seq = 0 }
end

local function read()
  local stored = textOf(KEYS[1], MOST_BYTES)
  if not stored then return nil end
  local text = unmarked(ARGV[12], stored)
  if not text then return nil end
  local state, at = {}, 0
  for word in string.gmatch(text, '%S+') do
    at = at + 1
    local value = tonumber(word)
    if word == 'inf' then value = INF elseif word == '-inf' then value = -INF end
    if FIELDS[at] == nil or value == nil or value ~= value then return nil end
    state[FIELDS[at]] = value
  end
  if at ~= #FIELDS or state.limit < 0 or state.window < 1 or state.limit > MAX_LIMIT then return nil end
  -- The clock of Redis was set back: what it says of times is worth nothing any more.
  if state.filled > now + 1000 or state.until_ > now + 7200000 then return nil end
  return state
end

local function load()
  local state = read()
  if not state and redis.call('EXISTS', KEYS[1]) == 1 then drop(KEYS[1]) end
  return state
end

local function word(value)
  if value == INF then return 'inf' elseif value == -INF then return '-inf' end
  return string.format('%.17g', value)
end

local function save(state)
  local words = {}
  for at, name in ipairs(FIELDS) do words[at] = word(state[name]) end
  redis.call('SET', KEYS[1], marked(ARGV[12], table.concat(words, ' ')), 'PX', 86400000)
end

-- A full server takes what follows from a script that has written already: a quota needs little, and all need it.
redis.call('PEXPIRE', KEYS[2], 3700000)

local state = load()
local born = state == nil
if born then
  redis.call('DEL', KEYS[2])
  state = fresh()
elseif is(KEYS[2], 'zset') then
  -- Grants bear the epoch of their state. Foreign ones are seen at the ends: earliest, latest.
  local ours = word(state.epoch) .. ':'
  for _, at in ipairs({ 0, -1 }) do
    local found = redis.call('ZRANGE', KEYS[2], at, at, 'WITHSCORES')
    if found[1] and (string.sub(found[1], 1, #ours) ~= ours or tonumber(found[2]) > now + 1000) then
      drop(KEYS[2])
    end
  end
end
now = math.max(now, state.filled)
local dirty = born

local function push(time)
  state.seq = state.seq + 1
  redis.call('ZADD', KEYS[2], word(time), string.format('%.17g', state.epoch) .. ':' .. state.seq)
  dirty = true
end

local function countSince(time)
  return redis.call('ZCOUNT', KEYS[2], '(' .. word(time), '+inf')
end

local function newest(k)
  return tonumber(redis.call('ZREVRANGE', KEYS[2], k - 1, k - 1, 'WITHSCORES')[2] or '-inf') or -INF
end

local function learn(limit, window)
  local capped = ceiling > 0 and rate(limit, window) >= rate(ceiling, ceilingWindow)
  if capped then limit, window = ceiling, ceilingWindow end
  if capped or limit == 0 then state.probe = INF
  elseif state.doubts > 0 then state.probe = now + DOUBT_EVERY_MS
  else state.probe = now + math.max(state.after, window * 2) end
  if rate(limit, window) == rate(state.limit, state.window) then return end
  state.limit, state.window = limit, window
  state.tokens = limit == 0 and INF or math.min(state.tokens, burst(limit))
end

local function passed(window)
  return math.max(0, countSince(state.since - window) - state.refused)
end

local function weighDoubt()
  local guess = state.limit == 0 or state.doubts > 0
  local proven = state.scalls > 0
    or (state.stuck > 0 and (state.doubts > 0 or state.refused >= MOST_STRAYS))
    or state.doubts >= MAX_DOUBTS
    or (state.doubts > 0 and passed(DOUBT_EVERY_MS) >= ENOUGH_EVIDENCE)
  state.doubts = (guess and not proven) and state.doubts + 1 or 0
end

local function lesson()
  local limit, window = state.limit, state.window
  if state.scalls > 0 and rate(state.scalls, state.swindow) < rate(limit, window) then
    return held(math.max(state.scalls, math.ceil(passed(state.swindow) / 2))), state.swindow
  end
  if limit == 0 then return held(math.max(1, passed(ASSUMED_WINDOW_MS))), ASSUMED_WINDOW_MS end
  if limit > 1 then
    return held(math.max(math.floor(limit / 2), 1, math.min(passed(window), limit - 1))), window
  end
  if state.scalls == 0 and ceiling == 0 and state.stuck > 0 then
    return 1, math.max(window, math.min(window * 2, MAX_ASSUMED_WINDOW_MS))
  end
  return 1, window
end

local function conclude()
  if state.refused > 0 then
    local sent = countSince(state.lesson)
    state.stuck = state.refused * 2 > sent and math.min(state.stuck + 1, 10) or 0
    state.lesson = now
    if state.probing == 1 then state.after = math.min(MAX_PROBE_AFTER_MS, state.after * 2) end
    state.share = STEP_SHARE
    state.probing = 0
    weighDoubt()
    local limit, window = lesson()
    learn(limit, window)
    state.tokens = math.min(state.tokens, 1)
    state.filled = now
  end
  state.since, state.until_, state.refused, state.scalls, state.swindow = 0, 0, 0, 0, 0
end

local function raiseDoubted()
  while state.doubts > 0 and state.since == 0 and now >= state.probe and state.limit > 0 do
    local due = state.probe + DOUBT_EVERY_MS
    local forget = state.limit * 2 > FORGOTTEN_LIMIT
    if forget then state.doubts = 0 end
    learn(forget and 0 or held(state.limit * 2), state.window)
    state.probing = 1
    if not forget then state.probe = due end
  end
end

local function probe()
  local felt = state.felt == 1
  state.felt = 0
  if not felt then
    state.probe = now + state.after
    return
  end
  if state.probing == 1 then
    state.after = PROBE_AFTER_MS
    state.share = math.min(1, state.share * 2)
  end
  state.probing = 1
  if state.limit == 1 and state.window > ASSUMED_WINDOW_MS and ceiling == 0 then
    learn(1, math.max(ASSUMED_WINDOW_MS, state.window / (1 + state.share)))
  else
    learn(held(state.limit + math.max(1, math.floor(state.limit * state.share))), state.window)
  end
end

local function advance()
  if state.since > 0 and now >= state.until_ then
    conclude()
    dirty = true
  end
  if state.limit > 0 then
    local span = state.window * (1 + MARGIN)
    state.tokens = math.min(burst(state.limit), state.tokens + (now - state.filled) * state.limit / span)
    if state.doubts > 0 then raiseDoubted() elseif now >= state.probe then probe() end
  end
  if state.filled ~= now then dirty = dirty or state.limit > 0 end
  state.filled = now
end

local function waitMs()
  if state.since > 0 then return state.until_ - now end
  if state.limit == 0 then return 0 end
  local span = state.window * (1 + MARGIN)
  local kept = math.min(state.limit, MAX_KEPT)
  local byWindow = newest(kept) + span * kept / state.limit - now
  local byTokens = 0
  if state.tokens <= 1 - 1e-6 then byTokens = (1 - state.tokens) * span / state.limit end
  return math.max(0, byWindow, byTokens)
end

for at = 13, #ARGV do push(now - tonumber(ARGV[at])) end
advance()

local wait = waitMs()
if op == 'take' then
  if wait > 0 then
    if state.felt == 0 then
      state.felt = 1
      dirty = true
    end
  else
    if state.limit > 0 then state.tokens = state.tokens - 1 end
    push(now)
    redis.call('ZREMRANGEBYRANK', KEYS[2], 0, -1 - math.max(REMEMBERED, math.min(state.limit, MAX_KEPT)))
  end
elseif op == 'throttled' then
  dirty = true
  local age, after, calls, window = tonumber(ARGV[8]), tonumber(ARGV[9]), tonumber(ARGV[10]), tonumber(ARGV[11])
  if state.since > 0 then
    state.refused = state.refused + 1
    if calls and (state.scalls == 0 or rate(calls, window) < rate(state.scalls, state.swindow)) then
      state.scalls, state.swindow = calls, window
    end
    if after then state.until_ = math.max(state.until_, now + after) end
  else
    local stale = age ~= nil and now - age <= state.lesson
    if not stale or after then
      local pause = state.limit > 0 and state.window or PAUSE_MS
      pause = math.min(MAX_PAUSE_MS, math.min(PAUSE_MS, math.max(MIN_PAUSE_MS, pause)) * 2 ^ state.stuck)
      state.since, state.until_ = now, now + (after or pause)
      state.refused = stale and 0 or 1
      if calls and not stale then state.scalls, state.swindow = calls, window end
    end
  end
end

if dirty then save(state) end
redis.call('PEXPIRE', KEYS[2], 3700000)
-- A replica from the future would count for ever.
if is(KEYS[3], 'zset') and redis.call('ZCOUNT', KEYS[3], word(now + 1000), '+inf') > 0 then drop(KEYS[3]) end
redis.call('ZADD', KEYS[3], word(now), replica)
redis.call('ZREMRANGEBYSCORE', KEYS[3], '-inf', word(now - 60000))
redis.call('PEXPIRE', KEYS[3], 120000)

local next_ = waitMs()
local available = -1
if next_ > 0 then available = 0
elseif state.limit > 0 then
  local room = state.limit - countSince(now - state.window * (1 + MARGIN))
  available = math.max(1, math.min(room, math.floor(state.tokens)))
end
return { op == 'take' and math.ceil(wait) or 0, state.limit, math.floor(state.window), available, math.ceil(next_),
  word(state.epoch), redis.call('ZCARD', KEYS[3]), dropped }
