"""What is done to streams inside Redis, each in one step, and how frames are written there. Knows no connection."""

from __future__ import annotations

from functools import lru_cache
from hashlib import sha1
from typing import Final, NamedTuple
from urllib.parse import quote

from csassist.desk.access import Reach
from csassist.hub.broker import Channel
from csassist.hub.history import Entry
from csassist.wire.telling import Told

# A channel has two keys with one hash tag, so that a cluster keeps them together: `…:m`, a hash (e epoch, p the epoch
# before it, o offset, b bytes, q messages told, v newest version told, n:NODE last number of a node), and `…:s`, stream
# of ids OFFSET-0. Whoever appends also publishes on `…:t`. What nothing touches for half an hour is gone.
KEPT_FRAMES = 1_000
KEPT_MS = 900_000
MOST_FRAMES = 6_000  # more are never handed to one reader (history.MOST_MISSED)
MOST_BYTES = 16 * 1024 * 1024  # of one channel
TTL_MS = 1_800_000

_TRIM: Final = """
local function trim(s, b, now, keep, keep_ms, most, most_bytes)
  local len = redis.call('XLEN', s)
  if len <= keep and b <= most_bytes then return b end
  local cut
  for _, one in ipairs(redis.call('XRANGE', s, '-', '+', 'COUNT', 128)) do
    local fields = one[2]
    local old = len > keep and tonumber(fields[2]) < now - keep_ms
    if not (old or len > most or b > most_bytes) then break end
    cut = one[1]; len = len - 1; b = b - #fields[4] - 64
  end
  if cut then
    redis.call('XTRIM', s, 'MINID', (tonumber(string.match(cut, '^%d+')) + 1) .. '-0')
  end
  return b
end
"""

# KEYS m, s, t (a topic; in one slot with the others). ARGV node, number, fresh epoch, packed frame, seq, version, kind
# (m message, s state, '' neither), keep, keep ms, most, most bytes, ttl ms.
# -> ok|again|early|late, epoch, offset. early: a message before this one is missing. late: something newer is told.
APPEND: Final = (
    _TRIM
    + """
local m = redis.call('HMGET', KEYS[1], 'e', 'o', 'q', 'v', 'b', 'n:' .. ARGV[1])
local e, o, q, v, b = m[1], tonumber(m[2] or 0), tonumber(m[3]), tonumber(m[4]), tonumber(m[5] or 0)
if not e then
  redis.call('DEL', KEYS[2])
  e, o, q, v, b = ARGV[3], 0, nil, nil, 0
elseif m[6] and tonumber(m[6]) >= tonumber(ARGV[2]) then
  return {'again', e, o}
end
if ARGV[7] ~= '' then
  local seq, version = tonumber(ARGV[5]), tonumber(ARGV[6])
  if q then
    if ARGV[7] == 'm' then
      if seq > q + 1 then return {'early', e, o} end
      if seq <= q then return {'late', e, o} end
    else
      if seq > q then return {'early', e, o} end
      if version < v then return {'late', e, o} end
    end
  end
  q, v = seq, version
  redis.call('HSET', KEYS[1], 'q', seq, 'v', version)
end
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
o = o + 1
b = b + #ARGV[4] + 64
redis.call('XADD', KEYS[2], o .. '-0', 'a', now, 'f', ARGV[4])
if o % 64 == 0 or b > tonumber(ARGV[11]) then
  b = trim(KEYS[2], b, now, tonumber(ARGV[8]), tonumber(ARGV[9]), tonumber(ARGV[10]), tonumber(ARGV[11]))
end
redis.call('HSET', KEYS[1], 'e', e, 'o', o, 'b', b, 'n:' .. ARGV[1], ARGV[2])
redis.call('PEXPIRE', KEYS[1], ARGV[12])
redis.call('PEXPIRE', KEYS[2], ARGV[12])
redis.call('PUBLISH', KEYS[3], e .. '\\0' .. o .. '\\0' .. ARGV[4])
return {'ok', e, o}
"""
)

# KEYS m, s, t. ARGV fresh epoch, seq ('' unknown), version, ttl ms, unless ('1': not when as much is told). A new epoch
# without frames; nothing where there is nothing. -> epoch
RENEW: Final = """
local m = redis.call('HMGET', KEYS[1], 'e', 'v', 'q')
if not m[1] then return false end
local v, q = tonumber(m[2] or 0), tonumber(m[3] or 0)
if ARGV[5] == '1' and v >= tonumber(ARGV[3]) then return m[1] end
redis.call('DEL', KEYS[2])
redis.call('HSET', KEYS[1], 'e', ARGV[1], 'o', 0, 'b', 0, 'p', m[1])
if ARGV[2] ~= '' then
  redis.call('HSET', KEYS[1], 'q', math.max(tonumber(ARGV[2]), q), 'v', math.max(tonumber(ARGV[3]), v))
end
redis.call('PEXPIRE', KEYS[1], ARGV[4])
redis.call('PUBLISH', KEYS[3], ARGV[1] .. '\\0000\\0')
return ARGV[1]
"""

# KEYS m, s. ARGV fresh epoch, ttl ms. -> epoch, offset, messages told ('' unknown), the epoch before
# it ('' none: the stream was lost, or is the first). A channel without a life begins one.
TOP: Final = """
local m = redis.call('HMGET', KEYS[1], 'e', 'o', 'q', 'p')
if not m[1] then
  redis.call('DEL', KEYS[2])
  redis.call('HSET', KEYS[1], 'e', ARGV[1], 'o', 0, 'b', 0)
  m = {ARGV[1], '0'}
end
redis.call('PEXPIRE', KEYS[1], ARGV[2])
redis.call('PEXPIRE', KEYS[2], ARGV[2])
return {m[1], m[2], m[3] or '', m[4] or ''}
"""

# KEYS m, s. ARGV after, count. -> epoch, offset, [id, fields]…
SINCE: Final = """
local m = redis.call('HMGET', KEYS[1], 'e', 'o')
if not m[1] then return {'', '0', {}} end
return {m[1], m[2], redis.call('XRANGE', KEYS[2], (tonumber(ARGV[1]) + 1) .. '-0', '+', 'COUNT', ARGV[2])}
"""

# KEYS s. ARGV a text. -> 1 when a frame holds it. Walks the whole stream: for erasing, not for every day.
NAMES: Final = """
local at = '-'
while true do
  local found = redis.call('XRANGE', KEYS[1], at, '+', 'COUNT', 200)
  if #found == 0 then return 0 end
  for _, one in ipairs(found) do
    if string.find(one[2][4], ARGV[1], 1, true) then return 1 end
  end
  at = '(' .. found[#found][1]
end
"""

# KEYS alive, rolls, marks. ARGV node, mark, ms a node is alive after a beat, roll ('' unchanged). Those that stopped
# are forgotten. -> 1 when the roll of this node is known, else 0; then [node, mark] of all that are alive
BEAT: Final = """
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
redis.call('ZADD', KEYS[1], now, ARGV[1])
if ARGV[4] ~= '' then
  redis.call('HSET', KEYS[2], ARGV[1], ARGV[4])
  redis.call('HSET', KEYS[3], ARGV[1], ARGV[2])
end
for _, gone in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now - tonumber(ARGV[3]))) do
  redis.call('ZREM', KEYS[1], gone)
  redis.call('HDEL', KEYS[2], gone)
  redis.call('HDEL', KEYS[3], gone)
end
local answer = {redis.call('HGET', KEYS[3], ARGV[1]) == ARGV[2] and 1 or 0}
for _, node in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do
  answer[#answer + 1] = {node, redis.call('HGET', KEYS[3], node) or '0'}
end
return answer
"""

# KEYS alive, rolls, marks. ARGV node. It goes, and says so.
BYE: Final = """
redis.call('ZREM', KEYS[1], ARGV[1])
redis.call('HDEL', KEYS[2], ARGV[1])
redis.call('HDEL', KEYS[3], ARGV[1])
return 1
"""

# KEYS record. ARGV name of a record, ms. -> 1 when the nodes of this Redis keep that record, 0 when they keep another
RECORD: Final = """
local known = redis.call('GET', KEYS[1])
if known and known ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1
"""

# KEYS m. ARGV version. -> 1 when the channel was not told this version of its conversation
BEHIND: Final = """
return tonumber(redis.call('HGET', KEYS[1], 'v') or 0) < tonumber(ARGV[1]) and 1 or 0
"""

SCRIPTS: Final = (APPEND, RENEW, TOP, SINCE, NAMES, BEAT, BYE, RECORD, BEHIND)


def sha_of(body: str) -> str:
    """What Redis calls a script."""
    return sha1(body.encode(), usedforsecurity=False).hexdigest()


class Keys(NamedTuple):
    """Where a channel is kept."""

    meta: str
    stream: str
    topic: str


@lru_cache(maxsize=16_384)
def keys_of(prefix: str, channel: Channel) -> Keys:
    """No two channels share a key, whatever shops and people are called."""
    stem = prefix + "{" + quote(channel[0], safe="") + "/" + quote(channel[1], safe=":") + "}"
    return Keys(stem + ":m", stem + ":s", stem + ":t")


def pack(told: Told, reach: Reach | None) -> bytes:
    """A frame as it is kept. None of its short words holds a NUL; its data may hold what it likes."""
    whose = "" if reach is None else "\x01".join("" if part is None else "=" + part for part in reach)
    return "\0".join((told.type, told.id, told.at, whose, "")).encode("utf-8", "replace") + told.data


def unpack(offset: int, raw: bytes) -> tuple[Entry, Reach | None]:
    """The reverse. Raises ValueError for what we did not write."""
    kind, name, at, whose, data = raw.split(b"\0", 4)
    reach = None
    if whose:
        agent, left_to, team = (part.decode()[1:] if part else None for part in whose.split(b"\x01"))
        reach = Reach(agent, left_to, team)
    return Entry(offset, 0.0, Told(kind.decode(), name.decode(), at.decode(), data)), reach
