-- Puts a record back that was overwritten while its export is under way, and adds it to the lists again. Not after its owner
-- has forgotten it.
--
-- KEYS[1] record, KEYS[2] active, KEYS[3] mark of a forgotten export, KEYS[4] index of the owner
-- ARGV[1] text, ARGV[2] time to live in ms, ARGV[3] id, ARGV[4] owner, ARGV[5] project
-- Result: { 1 the record is there or 0 it was forgotten, dropped }

if not sealedOf(KEYS[1], MOST_BYTES) then
  if redis.call('EXISTS', KEYS[3]) == 1 then
    forgetActive(KEYS[2], ARGV[3])
    return { 0, dropped }
  end
  redis.call('DEL', KEYS[1])
  redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
end
addActive(KEYS[2], ARGV[3], ARGV[4] .. ' ' .. ARGV[5])
addIndex(KEYS[4], ARGV[3], ARGV[2])
return { 1, dropped }
