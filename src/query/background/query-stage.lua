-- Keeps a piece that is not readable yet. Nothing is kept of a query that does not run.
--
-- KEYS[1] run, KEYS[2] piece
-- ARGV[1] sealed piece, ARGV[2] time to live in ms
-- Result: { 1 kept or 0 the query does not run, dropped }

if state() ~= 'running' then return { 0, dropped } end
redis.call('SET', KEYS[2], ARGV[1], 'PX', ARGV[2])
return { 1, dropped }
