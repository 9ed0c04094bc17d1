-- One bucket of permits for all replicas, by the clock of Redis. It takes permits and keeps what is learned of the limit;
-- it learns nothing itself: when the limit is to be reviewed it answers `due`, and the caller comes back with the result.
-- Entries that are not ours (another type, unmarked bytes, times from the future) are dropped.
--
-- KEYS[1] the bucket, KEYS[2] permits by when they were taken, KEYS[3] replicas by when they last asked
-- ARGV[1] `take` for a permit, `look` for none
-- ARGV[2] milliseconds to use as the present time, or '' for the clock of Redis
-- ARGV[3] replica that asks; ARGV[4] keys of the mark that the bucket carries
-- ARGV[5] milliseconds from now on in which nobody gets a permit (a Retry-After), 0 for none
-- ARGV[6] version of the bucket that ARGV[7] to ARGV[13] replace: `none` where there is no bucket, '' to replace nothing.
--   With another version there they are ignored.
-- ARGV[7] limit, 0 for none; ARGV[8] milliseconds in which the limit may go out; ARGV[9] most permits at once, `inf` for
--   any number; ARGV[10] most permits that may be left now
-- ARGV[11] time before which nobody gets a permit; ARGV[12] time of the next review, `inf` for never
-- ARGV[13] times, separated by spaces: a review needs the number of permits taken after each of them
-- ARGV[14] what is learned, as text
-- ARGV[15] and on: ages in milliseconds of permits that this replica took without asking
-- Result: { `ok`, `due` (a review is due, no permit was taken, ages were recorded) or `none` (there is no bucket, nothing was
--   recorded); milliseconds to wait for the permit, 0 when it was taken; milliseconds until the next permit; permits that
--   could be taken at once, -1 for any number; version; present time; when a permit was last refused, `-inf` for never;
--   replicas that asked in the last minute; entries dropped because they were not ours; 1 when the bucket was replaced, else
--   0; what is learned; and where a review is due, the number of permits taken after each of the times }

local INF = math.huge
local MOST_BYTES = 4096
-- Permits remembered, at least and at most. A limit above the most is held to the same rate over a part of its time.
local REMEMBERED, MOST_REMEMBERED = 4096, 20000
local FIELDS = { 'epoch', 'writes', 'limit', 'span', 'burst', 'permits', 'filled', 'open', 'review', 'short', 'seq' }
local DAY_MS, HOUR_MS = 86400000, 3700000

local now
if ARGV[2] ~= '' then
  now = tonumber(ARGV[2])
else
  local time = redis.call('TIME')
  now = time[1] * 1000 + time[2] / 1000
end

local function number(word)
  if word == 'inf' then return INF elseif word == '-inf' then return -INF end
  return tonumber(word)
end

local function word(value)
  if value == INF then return 'inf' elseif value == -INF then return '-inf' end
  return string.format('%.17g', value)
end

local function parse(text)
  local head, times, learned = string.match(text, '^([^|]*)|([^|]*)|(.*)$')
  if not head then return nil end
  local bucket, at = { times = times, learned = learned }, 0
  for each in string.gmatch(head, '%S+') do
    at = at + 1
    local value = number(each)
    if FIELDS[at] == nil or value == nil or value ~= value then return nil end
    bucket[FIELDS[at]] = value
  end
  if at ~= #FIELDS then return nil end
  -- The clock of Redis was set back: the times of this bucket mean nothing any more.
  if bucket.filled > now + 1000 or bucket.open > now + 2 * HOUR_MS then return nil end
  return bucket
end

local function load()
  local stored = textOf(KEYS[1], MOST_BYTES)
  if not stored then return nil end
  local text = unmarked(ARGV[4], stored)
  local bucket = text and parse(text)
  if not bucket then drop(KEYS[1]) end
  return bucket
end

local function save(bucket)
  local words = {}
  for at, name in ipairs(FIELDS) do words[at] = word(bucket[name]) end
  local text = table.concat(words, ' ') .. '|' .. bucket.times .. '|' .. bucket.learned
  redis.call('SET', KEYS[1], marked(ARGV[4], text), 'PX', DAY_MS)
end

local function version(bucket)
  return bucket and word(bucket.epoch) .. ':' .. word(bucket.writes) or 'none'
end

-- Redis refuses memory to a script only before its first write. A quota needs little memory and every call needs it, so
-- write first.
redis.call('PEXPIRE', KEYS[2], HOUR_MS)

local bucket = load()
if not bucket then
  redis.call('DEL', KEYS[2])
elseif is(KEYS[2], 'zset') then
  -- Permits carry the epoch of their bucket. Foreign ones show at the ends: the earliest and the latest.
  local ours = word(bucket.epoch) .. ':'
  for _, at in ipairs({ 0, -1 }) do
    local found = redis.call('ZRANGE', KEYS[2], at, at, 'WITHSCORES')
    if found[1] and (string.sub(found[1], 1, #ours) ~= ours or tonumber(found[2]) > now + 1000) then
      drop(KEYS[2])
    end
  end
end
if bucket then now = math.max(now, bucket.filled) end

local function record(time)
  bucket.seq = bucket.seq + 1
  redis.call('ZADD', KEYS[2], word(time), word(bucket.epoch) .. ':' .. word(bucket.seq))
end

local function takenAfter(time)
  return redis.call('ZCOUNT', KEYS[2], '(' .. word(time), '+inf')
end

-- No permits are added for the time in which nobody gets one.
local function refill()
  local from = math.max(bucket.filled, bucket.open)
  if bucket.limit > 0 and now > from then
    bucket.permits = math.min(bucket.burst, bucket.permits + (now - from) * bucket.limit / bucket.span)
  end
  bucket.filled = now
end

local function replace()
  bucket = bucket or { epoch = now, writes = 0, permits = INF, open = 0, short = -INF, seq = 0 }
  bucket.writes = bucket.writes + 1
  bucket.limit, bucket.span, bucket.burst = tonumber(ARGV[7]), tonumber(ARGV[8]), number(ARGV[9])
  bucket.permits = bucket.limit == 0 and INF or math.min(bucket.permits, number(ARGV[10]))
  bucket.open = math.max(bucket.open, tonumber(ARGV[11]))
  bucket.review, bucket.times, bucket.learned = number(ARGV[12]), ARGV[13], ARGV[14]
  bucket.filled = now
end

local function waitMs()
  if now < bucket.open then return bucket.open - now end
  if bucket.limit == 0 then return 0 end
  local kept = math.min(bucket.limit, MOST_REMEMBERED)
  local oldest = redis.call('ZREVRANGE', KEYS[2], kept - 1, kept - 1, 'WITHSCORES')[2]
  local bySpan = oldest and tonumber(oldest) + bucket.span * kept / bucket.limit - now or 0
  local byPermits = 0
  if bucket.permits <= 1 - 1e-6 then byPermits = (1 - bucket.permits) * bucket.span / bucket.limit end
  return math.max(0, bySpan, byPermits)
end

local function take()
  local wait = waitMs()
  if wait > 0 then
    bucket.short = now
    return wait
  end
  bucket.permits = bucket.permits - 1
  record(now)
  redis.call('ZREMRANGEBYRANK', KEYS[2], 0, -1 - math.max(REMEMBERED, math.min(bucket.limit, MOST_REMEMBERED)))
  return 0
end

local function available(next)
  if next > 0 then return 0 elseif bucket.limit == 0 then return -1 end
  return math.max(1, math.min(bucket.limit - takenAfter(now - bucket.span), math.floor(bucket.permits)))
end

local function replicas()
  -- A replica from the future would count for ever.
  if is(KEYS[3], 'zset') and redis.call('ZCOUNT', KEYS[3], word(now + 1000), '+inf') > 0 then drop(KEYS[3]) end
  redis.call('ZADD', KEYS[3], word(now), ARGV[3])
  redis.call('ZREMRANGEBYSCORE', KEYS[3], '-inf', word(now - 60000))
  redis.call('PEXPIRE', KEYS[3], 120000)
  return redis.call('ZCARD', KEYS[3])
end

if bucket then refill() end
local replaced = ARGV[6] == version(bucket)
if replaced then replace() end
if not bucket then return { 'none', 0, 0, -1, 'none', word(now), '-inf', replicas(), dropped, 0, '' } end

for at = 15, #ARGV do record(now - tonumber(ARGV[at])) end
if tonumber(ARGV[5]) > 0 then bucket.open = math.max(bucket.open, now + tonumber(ARGV[5])) end
local due = now >= bucket.review
local wait = (ARGV[1] == 'take' and not due) and take() or 0
save(bucket)
redis.call('PEXPIRE', KEYS[2], HOUR_MS)

local next = waitMs()
local answer = { due and 'due' or 'ok', math.ceil(wait), math.ceil(next), available(next), version(bucket), word(now),
  word(bucket.short), replicas(), dropped, replaced and 1 or 0, bucket.learned }
if due then
  for time in string.gmatch(bucket.times, '%S+') do answer[#answer + 1] = takenAfter(number(time)) end
end
return answer
