-- Functions that mark texts and refuse texts without a valid mark. A key serves one name in Redis only, so a text moved to
-- another name is refused there. Whoever reads the key on its way to Redis can forge that one counter and nothing else.
--
-- marked(keys, text) -> `<mark> <text>`; unmarked(keys, text) -> the text, or nil when it is not ours

local function mark(key, text)
  return redis.sha1hex(key .. redis.sha1hex(key .. text))
end

local function marked(keys, text)
  return mark(string.match(keys, '^%S+'), text) .. ' ' .. text
end

local function unmarked(keys, text)
  local given, rest = string.match(text, '^(%x+) (.*)$')
  for key in string.gmatch(keys, '%S+') do
    if given and mark(key, rest) == given then return rest end
  end
  return nil
end
