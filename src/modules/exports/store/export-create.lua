-- Keeps a new record, unless something is claimed under its key or too many are under way.
--
-- KEYS[1] record, KEYS[2] active, KEYS[3] index of the owner, KEYS[4] and on: claims of the idempotency key, the current
--   one first; none without a key
-- ARGV[1] text, ARGV[2] time to live in ms, ARGV[3] id, ARGV[4] owner, ARGV[5] project,
-- ARGV[6] most for a caller, ARGV[7] most for a project, ARGV[8] sealed claim or ''
-- Result: { 'created', dropped } | { 'claimed', dropped, text, place among the claims from 1 }
--       | { 'limit', dropped, 'caller' or 'project' }

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
