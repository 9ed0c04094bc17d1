-- What stands there is `<mark> <points>`: marked, so that what others wrote, or moved here, counts for nothing. A key
-- without an end, or with a later one than a window has, is not ours either.
--
-- KEYS[1] the counter
-- ARGV[1] points, ARGV[2] limit, ARGV[3] milliseconds of a window, ARGV[4] keys of the mark
-- Result: { 1 or 0 for taken or not, points used, milliseconds left, 1 when a foreign entry was dropped }

local MOST_BYTES = 100
local used, left = 0, tonumber(ARGV[3])
local text = textOf(KEYS[1], MOST_BYTES)
if text then
  local points = string.match(unmarked(ARGV[4], text) or '', '^%d+$')
  local ends = redis.call('PTTL', KEYS[1])
  if points and ends >= 0 and ends <= left then
    used, left = tonumber(points), math.max(1, ends)
  else
    drop(KEYS[1])
  end
end
if used + tonumber(ARGV[1]) > tonumber(ARGV[2]) then
  return { 0, used, left, dropped }
end
used = used + tonumber(ARGV[1])
redis.call('SET', KEYS[1], marked(ARGV[4], string.format('%.0f', used)), 'PX', left)
return { 1, used, left, dropped }
