import { createScript } from '../client/script.ts';

/**
 * One key for each claim: a hash of its token, its value, and by which call it was completed, if it was. A command that
 * a client sends twice, since the connection broke before the answer, gives the same answer again.
 */
export const claimScript = createScript(/* lua */ `
local act, token, value, lasts, call = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5]
local found = redis.call('HMGET', KEYS[1], 'token', 'value', 'completed')
local isOpen = found[1] == token and found[3] == ''

if act == 'claim' then
  if not found[1] then
    redis.call('HSET', KEYS[1], 'token', token, 'value', value, 'completed', '')
    redis.call('PEXPIRE', KEYS[1], lasts)
    return { 'mine' }
  end
  if isOpen then return { 'mine' } end
  return { 'existing', found[2], found[3] == '' and 'open' or 'complete' }
end

if act == 'complete' then
  if not isOpen then return { found[1] == token and found[3] == call and 'done' or 'ended' } end
  redis.call('HSET', KEYS[1], 'value', value, 'completed', call)
  redis.call('PEXPIRE', KEYS[1], lasts)
  return { 'done' }
end

if not isOpen then return { 'ended' } end
redis.call('DEL', KEYS[1])
return { 'done' }
`);
