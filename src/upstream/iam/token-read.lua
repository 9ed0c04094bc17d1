-- Reads one entry.
--
-- KEYS[1] entry
-- Result: { text or '', milliseconds left, 1 when a poisoned entry was dropped else 0 }

local text, _, left, dropped = entry(KEYS[1], clock())
return { text or '', left, dropped }
