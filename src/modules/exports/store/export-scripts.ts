import { DROPPING, MARKED } from '../../../platform/redis/keyed-digest.js';
import type { LuaScript } from '../../../platform/redis/redis-port.js';

/** Longest text of a record or claim, in bytes; choice: a record with all the failures it lists has a tenth of it. */
export const MOST_RECORD_BYTES = 262_144;

/*
 * A record is a sealed text, its version the generation that stands in clear (see CacheCipher), with a time to live. The
 * hash of active exports has a field for each that is not over: id -> `<owner> <project>`, both as keyed digests. The
 * index of an owner is a sorted set of ids, all with score 0: ids sort by time.
 * All keys share one `{hash tag}`, so that scripts may go from an id to its keys: exports are few and small.
 * What is of another type, or longer than any of ours, is dropped where it is met; `dropped` counts it.
 *
 * Where something small takes the place of something small, the key is deleted before it is set: a full server takes a
 * write from a script that has written already, so exports under way can still say how they do.
 */
const COMMON = `${DROPPING}
local MOST_BYTES = ${MOST_RECORD_BYTES}

local function tagOf(key)
  return string.sub(key, 1, string.find(key, '}', 1, true))
end

local function forgetActive(key, id)
  if is(key, 'hash') then redis.call('HDEL', key, id) end
end

local function addActive(key, id, entry)
  if not is(key, 'hash') or redis.call('HGET', key, id) ~= entry then redis.call('HSET', key, id, entry) end
end

local function addIndex(key, id, ttl)
  is(key, 'zset')
  redis.call('ZADD', key, 0, id)
  if redis.call('PTTL', key) < tonumber(ttl) then redis.call('PEXPIRE', key, ttl) end
end
`;

/**
 * Keeps a new record, unless something is claimed under its key or too many are under way.
 *
 * KEYS[1] record, KEYS[2] active, KEYS[3] index of the owner, KEYS[4] and on: claims of the idempotency key, the current
 *   one first; none without a key
 * ARGV[1] text, ARGV[2] time to live in ms, ARGV[3] id, ARGV[4] owner, ARGV[5] project,
 * ARGV[6] most for a caller, ARGV[7] most for a project, ARGV[8] sealed claim or ''
 * Result: { 'created', dropped } | { 'claimed', dropped, text, place among the claims from 1 }
 *       | { 'limit', dropped, 'caller' or 'project' }
 */
export const CREATE_EXPORT: LuaScript = {
  name: 'export-create',
  text: `${COMMON}
for at = 4, #KEYS do
  local known = sealedOf(KEYS[at], MOST_BYTES)
  if known then return { 'claimed', dropped, known, at - 3 } end
end
local own, same = 0, 0
local active = is(KEYS[2], 'hash') and redis.call('HGETALL', KEYS[2]) or {}
for at = 2, #active, 2 do
  local owner, project = string.match(active[at], '^(%S+) (%S+)$')
  if owner == ARGV[4] then own = own + 1 end
  if project == ARGV[5] then same = same + 1 end
end
if own >= tonumber(ARGV[6]) then return { 'limit', dropped, 'caller' } end
if same >= tonumber(ARGV[7]) then return { 'limit', dropped, 'project' } end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
addActive(KEYS[2], ARGV[3], ARGV[4] .. ' ' .. ARGV[5])
addIndex(KEYS[3], ARGV[3], ARGV[2])
if ARGV[8] ~= '' then redis.call('SET', KEYS[4], ARGV[8], 'PX', ARGV[2]) end
return { 'created', dropped }
`,
};

/**
 * Puts a version in place of the one before, and adds it to the lists again where somebody spoilt them.
 *
 * KEYS[1] record, KEYS[2] active, KEYS[3] index of the owner
 * ARGV[1] version that must be there, ARGV[2] text, ARGV[3] time to live in ms, ARGV[4] id, ARGV[5] owner, ARGV[6]
 * project, ARGV[7] '1' when it is over
 * Result: { 1 done or 0 another version is there, or none, dropped }
 */
export const REPLACE_EXPORT: LuaScript = {
  name: 'export-replace',
  text: `${COMMON}
local kept = sealedOf(KEYS[1], MOST_BYTES)
if not kept or string.match(kept, '^1%.(%d+)%.') ~= ARGV[1] then return { 0, dropped } end
redis.call('DEL', KEYS[1])
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
if ARGV[7] == '1' then forgetActive(KEYS[2], ARGV[4])
else addActive(KEYS[2], ARGV[4], ARGV[5] .. ' ' .. ARGV[6]) end
addIndex(KEYS[3], ARGV[4], ARGV[3])
return { 1, dropped }
`,
};

/**
 * Forgets a record.
 *
 * KEYS[1] record, KEYS[2] active, KEYS[3] lease, KEYS[4] and on: index of the owner
 * ARGV[1] id
 * Result: { 1 there was one or 0 there was none, dropped }
 */
export const REMOVE_EXPORT: LuaScript = {
  name: 'export-remove',
  text: `${COMMON}
forgetActive(KEYS[2], ARGV[1])
for at = 4, #KEYS do
  if is(KEYS[at], 'zset') then redis.call('ZREM', KEYS[at], ARGV[1]) end
end
redis.call('DEL', KEYS[3])
return { redis.call('DEL', KEYS[1]), dropped }
`,
};

/**
 * Takes one id out of an index: its record is another's.
 *
 * KEYS[1] index
 * ARGV[1] id
 * Result: { 1 it was there or 0, dropped }
 */
export const UNLIST_EXPORT: LuaScript = {
  name: 'export-unlist',
  text: `${COMMON}
return { is(KEYS[1], 'zset') and redis.call('ZREM', KEYS[1], ARGV[1]) or 0, dropped }
`,
};

/**
 * Records of an index, newest first. Ids whose record is gone are dropped on the way.
 *
 * KEYS[1] index of the owner
 * ARGV[1] '+' or '(' and the id to begin before, ARGV[2] most ids to look at
 * Result: { dropped, last id looked at or '' when there is none, then id and text of each record }
 */
export const LIST_EXPORTS: LuaScript = {
  name: 'export-list',
  text: `${COMMON}
local found = { 0, '' }
if is(KEYS[1], 'zset') then
  -- Ours have no score; with others among them there is no order.
  dropped = dropped + redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', '(0')
    + redis.call('ZREMRANGEBYSCORE', KEYS[1], '(0', '+inf')
  for _, id in ipairs(redis.call('ZREVRANGEBYLEX', KEYS[1], ARGV[1], '-', 'LIMIT', 0, ARGV[2])) do
    found[2] = id
    local text = sealedOf(tagOf(KEYS[1]) .. ':record:' .. id, MOST_BYTES)
    if text then
      found[#found + 1] = id
      found[#found + 1] = text
    else
      redis.call('ZREM', KEYS[1], id)
    end
  end
end
found[1] = dropped
return found
`,
};

/**
 * Takes or keeps the right to work on an export. Who has it may put the record back where it was spoilt, and add it to
 * the lists again: an owner who forgets an export takes the right away with it.
 *
 * KEYS[1] lease, KEYS[2] record, KEYS[3] active, KEYS[4] index of the owner (with ARGV[4])
 * ARGV[1] holder, ARGV[2] milliseconds, ARGV[3] id, ARGV[4] text of the record as the holder knows it or '', ARGV[5] its
 * time to live in ms, ARGV[6] owner, ARGV[7] project
 * Result: { 1 it is the holder's or 0 it is another's or there is no such export, dropped }
 */
export const LEASE_EXPORT: LuaScript = {
  name: 'export-lease',
  text: `${COMMON}
local held = textOf(KEYS[1], MOST_BYTES)
local left = held and redis.call('PTTL', KEYS[1]) or 0
local mine = held == ARGV[1]
if not sealedOf(KEYS[2], MOST_BYTES) then
  if not mine or ARGV[4] == '' then
    forgetActive(KEYS[3], ARGV[3])
    return { 0, dropped }
  end
  redis.call('DEL', KEYS[2])
  redis.call('SET', KEYS[2], ARGV[4], 'PX', ARGV[5])
end
-- A lease without an end, or far longer than any, is not one of ours.
if not mine and left > 0 and left <= ARGV[2] * 4 then return { 0, dropped } end
redis.call('DEL', KEYS[1])
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
if ARGV[4] ~= '' then
  addActive(KEYS[3], ARGV[3], ARGV[6] .. ' ' .. ARGV[7])
  addIndex(KEYS[4], ARGV[3], ARGV[5])
end
return { 1, dropped }
`,
};

/**
 * Gives the right back.
 *
 * KEYS[1] lease
 * ARGV[1] holder
 * Result: 1 done, 0 it was not the holder's
 */
export const RELEASE_EXPORT: LuaScript = {
  name: 'export-release',
  text: `
if redis.pcall('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0
`,
};

/**
 * Exports that nobody works on. Those whose record is gone are dropped on the way.
 *
 * KEYS[1] active
 * ARGV[1] most, ARGV[2] milliseconds of a lease
 * Result: { dropped, then ids }
 */
export const ORPHANED_EXPORTS: LuaScript = {
  name: 'export-orphans',
  text: `${COMMON}
local found = { 0 }
local ids = is(KEYS[1], 'hash') and redis.call('HKEYS', KEYS[1]) or {}
for _, id in ipairs(ids) do
  if #found > tonumber(ARGV[1]) then break end
  if redis.call('EXISTS', tagOf(KEYS[1]) .. ':record:' .. id) == 0 then
    redis.call('HDEL', KEYS[1], id)
  else
    local left = redis.call('PTTL', tagOf(KEYS[1]) .. ':lease:' .. id)
    if left < 0 or left > ARGV[2] * 4 then found[#found + 1] = id end
  end
end
found[1] = dropped
return found
`,
};

/**
 * Takes an export that is over, or spoilt, off the active ones.
 *
 * KEYS[1] active
 * ARGV[1] id
 * Result: { dropped }
 */
export const RETIRE_EXPORT: LuaScript = {
  name: 'export-retire',
  text: `${COMMON}
forgetActive(KEYS[1], ARGV[1])
return { dropped }
`,
};

/**
 * Claims room for a file, if the owner's files leave so much. Claims whose time is over, and those that do not bear our
 * mark, are dropped on the way.
 *
 * KEYS[1] hash of the owner's claims: name -> `<mark> <bytes> <Unix ms of its end>`
 * ARGV[1] name, ARGV[2] bytes, ARGV[3] most bytes of the owner, ARGV[4] now in Unix ms, ARGV[5] time to live in ms,
 * ARGV[6] keys of the mark
 * Result: { 1 claimed or 0 no room, dropped }
 */
export const RESERVE_ROOM: LuaScript = {
  name: 'export-reserve',
  text: `${DROPPING}${MARKED}
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
`,
};

/**
 * Gives room back.
 *
 * KEYS[1] hash of the owner's claims
 * ARGV[1] name
 * Result: { 1 there was a claim or 0 there was none, dropped }
 */
export const RELEASE_ROOM: LuaScript = {
  name: 'export-release-room',
  text: `${DROPPING}
return { is(KEYS[1], 'hash') and redis.call('HDEL', KEYS[1], ARGV[1]) or 0, dropped }
`,
};
