-- KEYS[1] entry
-- ARGV[1] longest text in bytes
-- Result: { text or '', entries dropped }

local text = sealedOf(KEYS[1], tonumber(ARGV[1]))
return { text or '', dropped }
