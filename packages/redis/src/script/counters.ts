/**
 * The counters. Each is one sorted set, with a member for each lease, \`units:id\`, whose score is the time at which its
 * units come free. What is known of the whole counter are members with scores below zero, so that it can neither
 * expire nor be evicted without its leases:
 *
 * - \`used\`: the units of all leases;
 * - \`born\`: which state of the scope it belongs to;
 * - \`part\`, \`changed\`, \`stepped\`: how far the vendor's "too fast" slows it down.
 */
export const countersSource = /* lua */ `
local function partOf(counter)
  if not counter.part then return 1 end
  return math.min(1, counter.part * 2 ^ ((counter.now - counter.changed) / slowdown.doublesInMs))
end

local function allows(counter, part)
  if part <= partOf(counter) then return counter.now end
  local waits = math.log(part / counter.part) / math.log(2) * slowdown.doublesInMs
  return math.max(counter.now, math.ceil(counter.changed + waits))
end

local function slowDown(counter)
  local part = partOf(counter)
  counter.changed = counter.now
  if not counter.stepped or counter.now - counter.stepped >= slowdown.atMostEveryMs then
    part = math.max(slowdown.slowest, part * slowdown.factor)
    counter.stepped = counter.now
  end
  counter.part = part
  counter.isChanged = true
end

local function unitsOf(member)
  return tonumber(string.match(member, '^(.-):'))
end

-- A lease that is larger than the limit stays in use for as many windows as it is worth.
local function lengthOf(counter, units)
  return math.max(1, units / counter.capacity) * counter.window
end

local function readCounter(index)
  local limit = request.counters[index]
  local counter = {
    key = KEYS[2 + 2 * index], turns = KEYS[3 + 2 * index], grants = {}, used = 0,
    capacity = limit[1], window = limit[2], isQuota = limit[3] == 1,
  }
  counter.now = counter.isQuota and day or state.time
  if counter.isQuota then usesQuota = true end
  local known = redis.call('ZRANGEBYSCORE', counter.key, '-inf', '(0', 'WITHSCORES')
  for at = 1, #known, 2 do counter[known[at]] = -tonumber(known[at + 1]) end
  if counter.born and not counter.isQuota and math.abs(counter.born - state.born) > 0.01 then
    redis.call('DEL', counter.key)
    counter.used, counter.part, counter.changed, counter.stepped = 0, nil, nil, nil
  end
  local free = redis.call('ZRANGEBYSCORE', counter.key, '0', exact(counter.now))
  for _, member in ipairs(free) do counter.used = counter.used - unitsOf(member) end
  if #free > 0 then
    redis.call('ZREMRANGEBYSCORE', counter.key, '0', exact(counter.now))
    counter.isChanged = true
  end
  if counter.part and partOf(counter) >= 1 then
    redis.call('ZREM', counter.key, 'part', 'changed', 'stepped')
    counter.part, counter.changed, counter.stepped = nil, nil, nil
    counter.isChanged = true
  end
  return counter
end

local function hold(counter, id, units, free)
  counter.used = counter.used + units * redis.call('ZADD', counter.key, exact(free), units .. ':' .. id)
  counter.isChanged = true
end

local function drop(counter, id, units)
  counter.used = counter.used - units * redis.call('ZREM', counter.key, units .. ':' .. id)
  counter.isChanged = true
end

local function writeCounter(counter)
  for _, grant in ipairs(counter.grants) do hold(counter, grant[1], grant[2], grant[3]) end
  if not counter.isChanged then return end
  if counter.used < 0.5 and not counter.part then
    redis.call('DEL', counter.key)
    return
  end
  redis.call('ZADD', counter.key, exact(-state.born), 'born')
  if counter.used < 0.5 then
    redis.call('ZREM', counter.key, 'used')
  else
    redis.call('ZADD', counter.key, -counter.used, 'used')
  end
  if counter.part then
    redis.call('ZADD', counter.key, string.format('%.6f', -counter.part), 'part', exact(-counter.changed), 'changed',
      exact(-counter.stepped), 'stepped')
  end
  -- Longer than the scope's state: whatever the server's clock does, a counter is never gone while its scope is known.
  local last = redis.call('ZRANGE', counter.key, -1, -1, 'WITHSCORES')
  redis.call('PEXPIRE', counter.key, math.ceil(math.max(0, last[2] - counter.now)) + request.keep)
end

local counters = {}
for index = 1, #request.counters do counters[index] = readCounter(index) end

-- How leases ended. Without an end nothing was counted.
for _, settled in ipairs(request.settled) do
  for _, cost in ipairs(settled[2]) do
    local counter = counters[cost[1]]
    local free = settled[3] ~= cjson.null and counter.now + settled[3] + lengthOf(counter, cost[2])
    if free and free > counter.now then
      hold(counter, settled[1], cost[2], free)
    else
      drop(counter, settled[1], cost[2])
    end
  end
  for _, index in ipairs(settled[4]) do slowDown(counters[index]) end
end
`;
