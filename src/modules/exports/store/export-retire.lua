-- Takes an export that is over, or whose record is foreign, off the active ones.
--
-- KEYS[1] active
-- ARGV[1] id
-- Result: { dropped }

forgetActive(KEYS[1], ARGV[1])
return { dropped }
