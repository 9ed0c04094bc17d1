-- Gives back the room of a file.
--
-- KEYS[1] hash of the owner's claims
-- ARGV[1] name
-- Result: { 1 there was a claim or 0 there was none, dropped }

return { is(KEYS[1], 'hash') and redis.call('HDEL', KEYS[1], ARGV[1]) or 0, dropped }
