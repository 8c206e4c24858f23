/**
 * The time of a scope, and whether its state is whole. The server's clock is the only one, and it may be set:
 *
 * - back: the scope's time stands still for one call and goes on from there;
 * - forward: time passes only as far as it is vouched for, by the last call or by a client that says how long ago, by
 *   its own steady clock, it saw which time. What nobody has seen pass did not pass, so units come free too late and
 *   never too early.
 *
 * Of time that was cut off, the scope is behind the clients' steady clocks from then on. So clients are told the time with
 * all that was ever cut off (`cut`), and it is taken off again from what they vouch for. How long time stood still, when
 * the clock was set back, nobody knows: only those vouch again who have seen a time after that (`stood`).
 *
 * Quotas of a day take the largest time that the server's clock ever showed: they must also pass while nobody looks.
 *
 * In tests `ARGV[1]` is the server's clock.
 */
export const timeSource = /* lua */ `
local request = cjson.decode(ARGV[2])

local function exact(number)
  return string.format('%.3f', number)
end

local wall
if ARGV[1] ~= '' then
  wall = tonumber(ARGV[1])
else
  local parts = redis.call('TIME')
  wall = parts[1] * 1000 + parts[2] / 1000
end

-- A server that was started again, or put in another's place, has another replication id.
local info = redis.pcall('INFO', 'replication')
local server = type(info) == 'string' and string.match(info, 'master_replid:(%w+)') or 'unknown'

local stored = redis.call('HMGET', KEYS[1], 'epoch', 'server', 'time', 'offset', 'born', 'since', 'turn', 'cut', 'stood')
local state
if not stored[1] then
  state = { epoch = request.fresh, time = wall, offset = 0, born = wall, since = wall, turn = 0, cut = 0, stood = wall - 1 }
else
  state = { epoch = stored[1], born = tonumber(stored[5]), since = tonumber(stored[6]), turn = tonumber(stored[7]) }
  state.cut, state.stood = tonumber(stored[8]), tonumber(stored[9])
  local last = tonumber(stored[3])
  local time = wall + tonumber(stored[4])
  local vouched = last
  if request.epoch == state.epoch and request.from and request.from > state.stood then
    vouched = math.max(vouched, request.seen - state.cut)
  end
  -- A little less than the last time is the same one, rounded.
  if time < last - 0.0005 then
    state.stood = last + state.cut
    time = last + 0.001
  elseif time > vouched + request.slack then
    state.cut = state.cut + time - vouched
    time = vouched
  end
  time = math.max(time, last)
  state.time = time
  state.offset = time - wall
  if server ~= stored[2] then
    state.epoch = request.fresh
    state.since = time
    state.turn = 0
  end
end

local quota = redis.call('HMGET', KEYS[3], 'since', 'time')
local day = math.max(wall, tonumber(quota[2]) or 0)
local daySince = tonumber(quota[1]) or day
local usesQuota = not quota[1]
`;
