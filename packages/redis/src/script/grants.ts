/**
 * Who gets what. A lease is given for the moment at which its units come free, where that is at most \`ahead\` from now,
 * so that nobody has to ask just then.
 *
 * Clients that wait take turns: each has a number that grows by one for each lease of each of its sends, and none gets
 * a lease while another that waits for one of the same counters is behind by more than a lead. A client that has not
 * asked again in time waits no more.
 */
export const grantsSource = /* lua */ `
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', '(' .. exact(state.time))

-- Most calls ask for few leases, and reading what they do not need takes a quarter of their time.
local entriesAtOnce = 12

-- The leases of a counter in the order in which they come free.
local function entryOf(counter, index)
  if not counter.entries then counter.entries = {} end
  if index > #counter.entries and not counter.isRead then
    local found = redis.call('ZRANGEBYSCORE', counter.key, '(' .. exact(counter.now), '+inf', 'WITHSCORES', 'LIMIT',
      #counter.entries, entriesAtOnce)
    for at = 1, #found, 2 do
      table.insert(counter.entries, { unitsOf(found[at]), tonumber(found[at + 1]) })
    end
    counter.isRead = #found < 2 * entriesAtOnce
  end
  return counter.entries[index]
end

local function whenFree(counter, units)
  local used, index = counter.left or counter.used, counter.index or 1
  local from = counter.from or counter.now
  if not counter.isQuota then
    -- Lost state: all that was let go before may be at the vendor, and what was given ahead leaves a little later.
    from = math.max(from, state.since + counter.window + 2 * request.ahead)
  end
  while true do
    local following = entryOf(counter, index)
    local part = (used + units) / counter.capacity
    if part <= 1.000000001 or used < 0.5 then
      -- Also the slowest limit lets one call into an empty window.
      local fits = used < 0.5 and from or math.max(from, allows(counter, math.min(part, 1)))
      if not following or fits <= following[2] then
        return fits - counter.now, { used, index, from }
      end
    end
    if not following then return counter.window, { used, index, from } end
    used = used - following[1]
    from = math.max(from, following[2])
    index = index + 1
  end
end

-- The turn of who is furthest behind of all others that wait for these counters, and how many wait at most.
local function othersBehind(ask)
  local least, count = math.huge, 0
  for _, index in ipairs(ask.counters) do
    local turns = counters[index].turns
    local rank = 0
    while true do
      local first = redis.call('ZRANGE', turns, rank, rank, 'WITHSCORES')
      if #first == 0 then break end
      if first[1] == ask.name then
        rank = rank + 1
      elseif redis.call('ZSCORE', KEYS[2], first[1]) then
        least = math.min(least, tonumber(first[2]))
        break
      else
        redis.call('ZREM', turns, first[1])
      end
    end
    count = math.max(count, redis.call('ZCARD', turns) - rank)
  end
  return least, count
end

local function waitsNoMore(ask)
  redis.call('ZREM', KEYS[2], ask.name)
  for _, index in ipairs(ask.counters) do redis.call('ZREM', counters[index].turns, ask.name) end
end

local function waits(ask, turn, retry)
  redis.call('ZADD', KEYS[2], exact(state.time + retry + request.grace), ask.name)
  redis.call('PEXPIRE', KEYS[2], request.keep)
  for _, index in ipairs(ask.counters) do
    redis.call('ZADD', counters[index].turns, turn, ask.name)
    redis.call('PEXPIRE', counters[index].turns, request.keep)
  end
end

local function unknownQuota(counter)
  if not counter.isQuota or request.allowUnknownQuota then return nil end
  local wait = daySince + counter.window - day
  return wait > 0 and wait or nil
end

local taken = {}

local function grant(ask)
  local isWaiting = redis.call('ZSCORE', KEYS[2], ask.name)
  local turn = isWaiting and redis.call('ZSCORE', counters[ask.counters[1]].turns, ask.name)
  turn = turn and tonumber(turn) or math.max(state.turn, ask.turn)
  local least, others = othersBehind(ask)
  local perWindow = math.huge
  for at, index in ipairs(ask.counters) do
    local units = ask.leases[1] and ask.leases[1][at + 1] or 1
    perWindow = math.min(perWindow, counters[index].capacity / math.max(1, units))
  end
  -- Calls that it may be ahead. Of one call a sender of many sends has a small part for each.
  local lead = math.max(1, math.floor(perWindow / (2 * (others + 1)))) / ask.weight
  local granted, reason, wait, limit, retry = {}, '', 0, 0, 0
  for _, lease in ipairs(ask.leases) do
    wait = 0
    local positions = {}
    for at, index in ipairs(ask.counters) do
      local counter = counters[index]
      local unknown = unknownQuota(counter)
      local free, position = whenFree(counter, lease[at + 1])
      positions[at] = position
      if unknown then
        reason, wait, limit = 'unknown', unknown, at
        break
      end
      if free > wait or limit == 0 then wait, limit = math.max(wait, free), at end
      if taken[index] then reason = 'turn' end
    end
    if reason == '' and wait > request.ahead then reason = 'full' end
    if reason == '' and turn > least + lead then reason = 'turn' end
    if reason ~= '' then break end
    for at, index in ipairs(ask.counters) do
      local counter, units = counters[index], lease[at + 1]
      local free = counter.now + wait + request.useWithin + ask.hold + lengthOf(counter, units)
      table.insert(counter.grants, { lease[1], units, free })
      counter.left, counter.index, counter.from = positions[at][1] + units, positions[at][2], positions[at][3]
    end
    table.insert(granted, exact(wait))
    turn = turn + 1 / ask.weight
    limit = 0
  end
  if #granted > 0 then state.turn = math.max(state.turn, math.min(turn, least)) end
  if reason == 'turn' then
    -- Units come free in bursts: all that wait must have asked several times before the moment for which they are.
    retry = math.min(50, 5 * (others + 1))
  elseif reason == 'full' then
    retry = math.max(2, math.min(wait - request.ahead + 100, math.max(500, wait / 100)))
  end
  if retry > 0 then
    for _, index in ipairs(ask.counters) do taken[index] = true end
    waits(ask, turn, retry)
  elseif isWaiting then
    waitsNoMore(ask)
  end
  return table.concat({ table.concat(granted, ','), reason, exact(wait), limit, exact(retry), turn }, ';')
end

local answers = { state.epoch, exact(state.time + state.cut) }
for _, ask in ipairs(request.asks) do table.insert(answers, grant(ask)) end
for _, counter in ipairs(counters) do writeCounter(counter) end

redis.call('HSET', KEYS[1], 'epoch', state.epoch, 'server', server, 'time', exact(state.time),
  'offset', exact(state.offset), 'born', exact(state.born), 'since', exact(state.since), 'turn', state.turn,
  'cut', exact(state.cut), 'stood', exact(state.stood))
redis.call('PEXPIRE', KEYS[1], request.keep)
if usesQuota then redis.call('HSET', KEYS[3], 'since', exact(daySince), 'time', exact(day)) end
return answers
`;
