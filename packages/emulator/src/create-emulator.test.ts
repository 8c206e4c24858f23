import { inspect } from 'node:util';
import { afterEach, expect, test } from 'vitest';
import { createEmulator } from './create-emulator.ts';
import type { Emulator } from './emulator.ts';
import { callZim } from './zim/__fixtures__/zim-client.ts';

const open: Emulator[] = [];

async function start(...options: Parameters<typeof createEmulator>): Promise<Emulator> {
  const emulator = await createEmulator(...options);
  open.push(emulator);
  return emulator;
}

afterEach(async () => {
  for (const emulator of open.splice(0)) await emulator.close();
});

const hello = (to = 'bo') => ({
  FromUserId: 'ana',
  ToUserId: [to],
  MessageType: 1,
  Priority: 2,
  MessageBody: { Message: 'hello' },
});

test('starts without options, with credentials that work', async () => {
  const emulator = await start();
  expect(emulator.url).toBe(`http://127.0.0.1:${emulator.port}`);
  expect(emulator.tencentIm.users.has(emulator.tencentIm.admins[0] ?? '')).toBe(true);
  const { json } = await callZim(emulator, 'UserRegister', { UserInfo: [{ UserId: 'ana' }] });
  expect(json.Code).toBe(0);
});

test.each<[string, unknown, RegExp]>([
  ['an unknown option', { prot: 1 }, /^createEmulator: prot: no such option$/],
  ['an unknown option of a vendor', { zim: { appid: 1 } }, /^createEmulator: zim\.appid: no such option$/],
  ['a secret of the wrong length', { zim: { serverSecret: 'short' } }, /: zim\.serverSecret: .*32/],
  ['a port out of range', { port: 70_000 }, /: port: .*65535/],
  ['no messages at all', { maxMessages: 0 }, /: maxMessages: .*1/],
  [
    'a rate of half a call',
    { zim: { rates: { calls: 0.5 } } },
    /: zim\.rates\.calls: must be a whole number/,
  ],
  ['a user that is a number', { tencentIm: { users: [7] } }, /: tencentIm\.users\.0: must be a user id/],
  [
    'a user with a wrong member',
    { zim: { users: [{ userId: 'ana', presence: 'away' }] } },
    /zim\.users\.0\.presence: /,
  ],
  ['two wrong options at once', { port: 0.5, zim: { plan: 'gold' } }, /: port: .*; zim\.plan: /],
  ['no object', 'zim', /^createEmulator: .*object/],
])('refuses %s and names it', async (_name, options, message) => {
  const refused = createEmulator(options as Parameters<typeof createEmulator>[0]);
  await expect(refused).rejects.toThrow(TypeError);
  await expect(refused).rejects.toThrow(message);
});

test.each<[string, unknown, RegExp]>([
  ['a kind that does not exist', { fault: { kind: 'storm' } }, /^fail: fault\.kind: .*'silence'/],
  ['no fault', {}, /^fail: fault: /],
  ['no times at all', { times: 0, fault: { kind: 'silence' } }, /^fail: times: .*1/],
  ['an omission of nobody', { fault: { kind: 'omit' } }, /^fail: recipient: /],
])('refuses a fault rule with %s and names the member', async (_name, rule, message) => {
  const emulator = await start();
  const fail = () => emulator.fail(rule as Parameters<Emulator['fail']>[0]);
  expect(fail).toThrow(TypeError);
  expect(fail).toThrow(message);
});

test('refuses a group without an id and names the member', async () => {
  const { groups } = (await start()).tencentIm;
  expect(() => groups.put({ groupId: '' })).toThrow(/^groups\.put: groupId: /);
});

test('a refusal of an option holds no secret', async () => {
  const refused = createEmulator({ zim: { serverSecret: 'a secret that is too short' } });
  const error = await refused.catch((reason: unknown) => reason);
  expect(inspect(error, { showHidden: true, depth: 9 })).not.toContain('too short');
});

test('says so when the port is taken', async () => {
  const { port } = await start();
  await expect(createEmulator({ port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
});

test('several run side by side and know nothing of each other', async () => {
  const [one, other] = await Promise.all([
    start({ zim: { users: ['ana', 'bo'] } }),
    start({ zim: { users: ['ana', 'bo'] } }),
  ]);
  await callZim(one, 'SendPeerMessage', hello());
  expect([one.inbox('bo').length, other.inbox('bo').length]).toEqual([1, 0]);
});

test('clients that can only be told a host find each vendor', async () => {
  const emulator = await start();
  const post = async (path: string) =>
    (await fetch(emulator.url + path, { method: 'POST', body: '{}' })).json();
  expect(await post('/?Action=UserRegister')).toHaveProperty('Code');
  expect(await post('/')).toHaveProperty('Code', 100000006);
  expect(await (await fetch(`${emulator.url}/?Action=QueryUserOnlineState`)).json()).toHaveProperty('Code');
  expect(await post('/v4/openim/sendmsg')).toHaveProperty('ErrorCode');
  expect(emulator.requests.map(({ vendor, endpoint }) => [vendor, endpoint])).toEqual([
    ['zim', 'UserRegister'],
    ['zim', ''],
    ['zim', 'QueryUserOnlineState'],
    ['tencentIm', 'v4/openim/sendmsg'],
  ]);
});

test('the request log has both sides of a call, newest kept', async () => {
  const emulator = await start({ maxRequests: 2, zim: { users: ['ana', 'bo'] } });
  for (let index = 0; index < 3; index += 1) await callZim(emulator, 'SendPeerMessage', hello());
  expect(emulator.requests.map((request) => request.id)).toEqual([2, 3]);
  expect(emulator.requests[0]).toMatchObject({
    vendor: 'zim',
    endpoint: 'SendPeerMessage',
    method: 'POST',
    url: expect.stringMatching(/^\/\?Action=SendPeerMessage&/),
    body: JSON.stringify(hello()),
    authentication: { signature: 'valid' },
    reply: { status: 200, tookMs: expect.any(Number), body: expect.stringContaining('"Code":0') },
  });
  expect(emulator.inbox('bo').at(-1)?.requestId).toBe(3);
});

test('listeners hear of messages, requests and users, until they stop', async () => {
  const emulator = await start({ zim: { users: ['ana', 'bo'] } });
  const heard: string[] = [];
  const stop = emulator.on('message', ({ userId, direction }) => heard.push(`${direction} ${userId}`));
  emulator.on('request', ({ endpoint, reply }) => heard.push(`request ${endpoint} ${reply === undefined}`));
  emulator.on('reply', ({ endpoint, reply }) => heard.push(`reply ${endpoint} ${reply?.status}`));
  emulator.on('user', ({ userId }) => heard.push(`user ${userId}`));
  emulator.on('update', ({ state }) => heard.push(`update ${state}`));
  await callZim(emulator, 'SendPeerMessage', hello());
  stop();
  await callZim(emulator, 'RevokePeerMessage', { FromUserId: 'ana', ToUserId: 'bo', MsgSeq: 1 });
  emulator.setPresence('bo', 'online');
  expect(heard).toEqual([
    'request SendPeerMessage true',
    'received bo',
    'sent ana',
    'reply SendPeerMessage 200',
    'request RevokePeerMessage true',
    'update recalled',
    'reply RevokePeerMessage 200',
    'user bo',
  ]);
});

test('reset forgets messages, requests, faults and moved time, and keeps users', async () => {
  const emulator = await start({ zim: { users: ['ana', 'bo'] } });
  await callZim(emulator, 'SendPeerMessage', hello());
  emulator.fail({ fault: { kind: 'silence' } });
  emulator.advance(3_600_000);
  emulator.reset();
  expect([emulator.inbox('bo'), emulator.requests, emulator.faults, emulator.messages]).toEqual([
    [],
    [],
    [],
    [],
  ]);
  expect(Math.abs(emulator.now() - Date.now())).toBeLessThan(30_000);
  const { json } = await callZim(emulator, 'SendPeerMessage', hello());
  expect(json.SuccList).toMatchObject([{ UserId: 'bo', MsgSeq: 1 }]);
});

test('an inbox can be narrowed to one vendor and one direction', async () => {
  const emulator = await start({ zim: { users: ['ana', 'bo'] } });
  await callZim(emulator, 'SendPeerMessage', hello());
  expect(emulator.inbox('bo', { vendor: 'tencentIm' })).toEqual([]);
  expect(emulator.inbox('bo', { vendor: 'zim' })).toHaveLength(1);
  expect(emulator.inbox('ana', { direction: 'both' })).toHaveLength(1);
  expect(emulator.inbox('nobody')).toEqual([]);
});

test('every message of a long run arrives, and memory stays within its bound', async () => {
  const emulator = await start({
    maxMessages: 500,
    zim: { users: ['ana', 'bo'], rates: { calls: Number.POSITIVE_INFINITY } },
  });
  let received = 0;
  emulator.on('message', ({ direction }) => {
    if (direction === 'received') received += 1;
  });
  for (let round = 0; round < 20; round += 1) {
    await Promise.all(
      Array.from({ length: 50 }, () =>
        callZim(emulator, 'SendPeerMessage', { ...hello(), SenderUnaware: 1 }),
      ),
    );
  }
  expect(received).toBe(1000);
  expect(emulator.messages).toHaveLength(500);
  expect(emulator.messages.at(-1)?.sequence).toBe(1000);
});
