import type { LuaScript } from '../../../platform/redis/redis-port.js';

/*
 * A record is `<version> <JSON>` with a time to live. The hash of active exports has a field for each that is not over:
 * id -> `<owner's digest> <project>`. The index of an owner is a sorted set of ids, all with score 0: ids sort by time.
 * All keys share one `{hash tag}`, so that scripts may go from an id to its keys: exports are few and small.
 */

/**
 * Keeps a new record, unless its key is taken or too many are under way.
 *
 * KEYS[1] record, KEYS[2] active, KEYS[3] index of the owner, KEYS[4] idempotency key (of no use without ARGV[8])
 * ARGV[1] text, ARGV[2] time to live in ms, ARGV[3] id, ARGV[4] owner's digest, ARGV[5] project,
 * ARGV[6] most for a caller, ARGV[7] most for a project, ARGV[8] digest of the order or ''
 * Result: { 'created' } | { 'known', id } | { 'key_taken' } | { 'limit', 'caller' or 'project' }
 */
export const CREATE_EXPORT: LuaScript = {
  name: 'export-create',
  text: `
if ARGV[8] ~= '' then
  local known = redis.call('GET', KEYS[4])
  if known then
    local id, order = string.match(known, '^(%S+) (%S+)$')
    if id and redis.call('EXISTS', string.sub(KEYS[1], 1, -1 - #ARGV[3]) .. id) == 1 then
      if order == ARGV[8] then return { 'known', id } end
      return { 'key_taken' }
    end
  end
end
local own, same = 0, 0
local active = redis.call('HGETALL', KEYS[2])
for at = 2, #active, 2 do
  local owner, project = string.match(active[at], '^(%S+) (%S+)$')
  if owner == ARGV[4] then own = own + 1 end
  if project == ARGV[5] then same = same + 1 end
end
if own >= tonumber(ARGV[6]) then return { 'limit', 'caller' } end
if same >= tonumber(ARGV[7]) then return { 'limit', 'project' } end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
redis.call('HSET', KEYS[2], ARGV[3], ARGV[4] .. ' ' .. ARGV[5])
redis.call('ZADD', KEYS[3], 0, ARGV[3])
redis.call('PEXPIRE', KEYS[3], ARGV[2])
if ARGV[8] ~= '' then redis.call('SET', KEYS[4], ARGV[3] .. ' ' .. ARGV[8], 'PX', ARGV[2]) end
return { 'created' }
`,
};

/**
 * Puts a version in place of the one before.
 *
 * KEYS[1] record, KEYS[2] active
 * ARGV[1] version that must be there, ARGV[2] text, ARGV[3] time to live in ms, ARGV[4] id, ARGV[5] '1' when it is over
 * Result: 1 done, 0 another version is there, or none
 */
export const REPLACE_EXPORT: LuaScript = {
  name: 'export-replace',
  text: `
local kept = redis.call('GET', KEYS[1])
if not kept or string.match(kept, '^(%d+) ') ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
if ARGV[5] == '1' then redis.call('HDEL', KEYS[2], ARGV[4]) end
return 1
`,
};

/**
 * Forgets a record.
 *
 * KEYS[1] record, KEYS[2] active, KEYS[3] index of the owner, KEYS[4] lease
 * ARGV[1] id
 * Result: 1 there was one, 0 there was none
 */
export const REMOVE_EXPORT: LuaScript = {
  name: 'export-remove',
  text: `
redis.call('HDEL', KEYS[2], ARGV[1])
redis.call('ZREM', KEYS[3], ARGV[1])
redis.call('DEL', KEYS[4])
return redis.call('DEL', KEYS[1])
`,
};

/**
 * A page of an owner's records, newest first. Ids whose record is gone are dropped on the way.
 *
 * KEYS[1] index of the owner
 * ARGV[1] '+' or '(' and the id to begin before, ARGV[2] most
 * Result: texts
 */
export const LIST_EXPORTS: LuaScript = {
  name: 'export-list',
  text: `
local texts = {}
local from = ARGV[1]
while #texts < tonumber(ARGV[2]) do
  local ids = redis.call('ZREVRANGEBYLEX', KEYS[1], from, '-', 'LIMIT', 0, 100)
  if #ids == 0 then break end
  for _, id in ipairs(ids) do
    from = '(' .. id
    local text = redis.call('GET', string.sub(KEYS[1], 1, string.find(KEYS[1], '}', 1, true)) .. ':record:' .. id)
    if text then texts[#texts + 1] = text else redis.call('ZREM', KEYS[1], id) end
    if #texts == tonumber(ARGV[2]) then break end
  end
end
return texts
`,
};

/**
 * Takes or keeps the right to work on an export.
 *
 * KEYS[1] lease, KEYS[2] record, KEYS[3] active
 * ARGV[1] holder, ARGV[2] milliseconds, ARGV[3] id
 * Result: 1 it is the holder's, 0 it is another's or there is no such export
 */
export const LEASE_EXPORT: LuaScript = {
  name: 'export-lease',
  text: `
if redis.call('EXISTS', KEYS[2]) == 0 then
  redis.call('HDEL', KEYS[3], ARGV[3])
  return 0
end
local held = redis.pcall('GET', KEYS[1])
if held and held ~= ARGV[1] and redis.call('PTTL', KEYS[1]) > 0 then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1
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
 * ARGV[1] most
 * Result: ids
 */
export const ORPHANED_EXPORTS: LuaScript = {
  name: 'export-orphans',
  text: `
local found = {}
local tag = string.sub(KEYS[1], 1, string.find(KEYS[1], '}', 1, true))
for _, id in ipairs(redis.call('HKEYS', KEYS[1])) do
  if #found == tonumber(ARGV[1]) then break end
  if redis.call('EXISTS', tag .. ':record:' .. id) == 0 then
    redis.call('HDEL', KEYS[1], id)
  elseif redis.call('EXISTS', tag .. ':lease:' .. id) == 0 then
    found[#found + 1] = id
  end
end
return found
`,
};

/**
 * Claims room for a file, if the owner's files leave so much. Claims whose time is over are dropped on the way.
 *
 * KEYS[1] hash of the owner's claims: name -> `<bytes> <Unix ms of its end>`
 * ARGV[1] name, ARGV[2] bytes, ARGV[3] most bytes of the owner, ARGV[4] now in Unix ms, ARGV[5] time to live in ms
 * Result: 1 claimed, 0 no room
 */
export const RESERVE_ROOM: LuaScript = {
  name: 'export-reserve',
  text: `
local held = tonumber(ARGV[2])
local now = tonumber(ARGV[4])
local ends = now + tonumber(ARGV[5])
local last = ends
local claims = redis.call('HGETALL', KEYS[1])
for at = 1, #claims, 2 do
  local bytes, till = string.match(claims[at + 1], '^(%d+) (%d+)$')
  if not bytes or tonumber(till) <= now then
    redis.call('HDEL', KEYS[1], claims[at])
  elseif claims[at] ~= ARGV[1] then
    held = held + tonumber(bytes)
    last = math.max(last, tonumber(till))
  end
end
if held > tonumber(ARGV[3]) then return 0 end
redis.call('HSET', KEYS[1], ARGV[1], string.format('%d %d', ARGV[2], ends))
redis.call('PEXPIRE', KEYS[1], string.format('%d', last - now))
return 1
`,
};

/**
 * Gives room back.
 *
 * KEYS[1] hash of the owner's claims
 * ARGV[1] name
 * Result: 1 there was a claim, 0 there was none
 */
export const RELEASE_ROOM: LuaScript = {
  name: 'export-release-room',
  text: `return redis.call('HDEL', KEYS[1], ARGV[1])
`,
};
