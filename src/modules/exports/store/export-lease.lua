-- Takes or renews the lease of an export. Its holder may put a record back that was overwritten, and add it to the lists
-- again. An owner who forgets an export deletes its lease too, so the record stays forgotten.
--
-- KEYS[1] lease, KEYS[2] record, KEYS[3] active, KEYS[4] index of the owner (with ARGV[4])
-- ARGV[1] holder, ARGV[2] milliseconds, ARGV[3] id, ARGV[4] text of the record as the holder knows it or '', ARGV[5] its
-- time to live in ms, ARGV[6] owner, ARGV[7] project
-- Result: { 1 the holder has it or 0 another has it or there is no such export, dropped }

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
-- A lease without an end, or far longer than ours, is foreign.
if not mine and left > 0 and left <= ARGV[2] * 4 then return { 0, dropped } end
redis.call('DEL', KEYS[1])
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
if ARGV[4] ~= '' then
  addActive(KEYS[3], ARGV[3], ARGV[6] .. ' ' .. ARGV[7])
  addIndex(KEYS[4], ARGV[3], ARGV[5])
end
return { 1, dropped }
