import { expect, test } from 'vitest';
import { emulatorForFile } from '../__fixtures__/running-emulator.ts';
import { createEmulator } from '../create-emulator.ts';
import { signedQuery } from './__fixtures__/zim-client.ts';
import { zimActions } from './actions.ts';
import type { ZimApp } from './app.ts';
import { knownActions } from './known-actions.ts';
import { zimOptionsSchema } from './options-schema.ts';

const emulator = await emulatorForFile({ zim: { users: ['ana', 'bo'] } }, 'frozen');

const body = JSON.stringify({
  FromUserId: 'ana',
  ToUserId: ['bo'],
  MessageType: 1,
  Priority: 2,
  MessageBody: { Message: 'hello' },
});

async function post(query: string, init: RequestInit = {}): Promise<Record<string, unknown>> {
  const response = await fetch(`${emulator.zim.baseUrl}/?${query}`, { method: 'POST', body, ...init });
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toContain('application/json');
  return response.json();
}

const now = () => Math.floor(emulator.now() / 1000);

test.each<[string, () => Record<string, string | undefined>, number]>([
  ['no Action', () => ({ Action: undefined }), 100000006],
  ['an empty Action', () => ({ Action: '' }), 100000006],
  ['an unknown Action', () => ({ Action: 'RecallPeerMessage' }), 100000007],
  ['an Action in another case', () => ({ Action: 'sendpeermessage' }), 100000007],
  ['no SignatureVersion', () => ({ SignatureVersion: undefined }), 100000013],
  ['another SignatureVersion', () => ({ SignatureVersion: '1.0' }), 100000014],
  ['no SignatureNonce', () => ({ SignatureNonce: '' }), 100000008],
  ['no AppId', () => ({ AppId: undefined }), 100000001],
  ['an AppId that is no number', () => ({ AppId: 'abc' }), 100000001],
  ['an AppId beyond 32 bits', () => ({ AppId: '4294967296' }), 100000001],
  ['an AppId of nobody', () => ({ AppId: '42' }), 100000011],
  ['no Timestamp', () => ({ Timestamp: '' }), 100000002],
  ['a Timestamp that is no number', () => ({ Timestamp: 'soon' }), 100000003],
  ['a Timestamp with a fraction', () => ({ Timestamp: '1750000000.5' }), 100000003],
  ['no Signature', () => ({ Signature: undefined }), 100000009],
  ['a Signature of another secret', () => ({ Signature: '0'.repeat(32) }), 100000005],
  ['a Signature of another length', () => ({ Signature: 'abc' }), 100000005],
  ['a Timestamp 601 s old', () => ({ Timestamp: String(now() - 601) }), 100000004],
  ['a Timestamp 601 s ahead', () => ({ Timestamp: String(now() + 601) }), 100000004],
  ['a Timestamp 599 s old', () => ({ Timestamp: String(now() - 599) }), 0],
  ['a Timestamp 599 s ahead', () => ({ Timestamp: String(now() + 599) }), 0],
  ['a nonce of one character', () => ({ SignatureNonce: 'x' }), 0],
  ['a nonce of 200 characters', () => ({ SignatureNonce: 'x'.repeat(200) }), 0],
  ['an unknown parameter', () => ({ IsTest: 'true' }), 0],
])('%s is answered with code $2', async (_name, changes, code) => {
  const reply = await post(signedQuery(emulator, 'SendPeerMessage', changes()));
  expect(reply.Code).toBe(code);
  expect(typeof reply.Message).toBe('string');
  expect(reply.RequestId).toMatch(/^\d{18}$/);
  expect(emulator.inbox('bo')).toHaveLength(code === 0 ? 1 : 0);
});

test('a signature in capitals is refused', async () => {
  const query = signedQuery(emulator, 'SendPeerMessage', { SignatureNonce: 'abcdef' });
  const capitals = query.replace(
    /Signature=([0-9a-f]+)/,
    (_, hex: string) => `Signature=${hex.toUpperCase()}`,
  );
  expect((await post(capitals)).Code).toBe(100000005);
});

test('the order of the parameters does not matter', async () => {
  const query = signedQuery(emulator, 'SendPeerMessage').split('&').reverse().join('&');
  expect((await post(query)).Code).toBe(0);
});

test.each([
  ['no body', undefined, 660000002],
  ['an empty body', '', 660000002],
  ['no JSON', '{"FromUserId":', 660000002],
  ['a JSON array', '[]', 660000002],
  ['bytes that are no UTF-8', new Uint8Array([0x7b, 0xff, 0xfe, 0x7d]), 100000012],
])('%s is answered with code $2', async (_name, wrong, code) => {
  expect((await post(signedQuery(emulator, 'SendPeerMessage'), { body: wrong })).Code).toBe(code);
});

test('a GET for a POST action is refused, unless the option accepts it', async () => {
  const url = `${emulator.zim.baseUrl}/?${signedQuery(emulator, 'UserRegister')}`;
  expect((await (await fetch(url)).json()).Code).toBe(660000002);
});

test('a moved clock moves the window of signatures', async () => {
  const query = signedQuery(emulator, 'SendPeerMessage');
  emulator.advance(601_000);
  expect((await post(query)).Code).toBe(100000004);
});

test('an app without the service is told so', async () => {
  const other = await createEmulator({ zim: { activated: false } });
  const response = await fetch(`${other.zim.baseUrl}/?${signedQuery(other, 'UserRegister')}`, {
    method: 'POST',
    body: '{}',
  });
  expect((await response.json()).Code).toBe(100000017);
  await other.close();
});

test('a replayed nonce is accepted, unless the option refuses it', async () => {
  const query = signedQuery(emulator, 'SendPeerMessage');
  expect([(await post(query)).Code, (await post(query)).Code]).toEqual([0, 0]);

  const strict = await createEmulator({
    zim: { users: ['ana', 'bo'], readings: { replayedNonce: 'refuse' } },
  });
  let once = signedQuery(strict, 'SendPeerMessage');
  const send = async () =>
    (await (await fetch(`${strict.zim.baseUrl}/?${once}`, { method: 'POST', body })).json()).Code;
  expect([await send(), await send()]).toEqual([0, 100000005]);
  // A signature of ten minutes ahead is still good twenty minutes later, and so is the memory of its nonce.
  const Timestamp = String(Math.floor(strict.now() / 1000) + 590);
  once = signedQuery(strict, 'SendPeerMessage', { Timestamp });
  expect(await send()).toBe(0);
  strict.advance(1_180_000);
  expect(await send()).toBe(100000005);
  await strict.close();
});

test('the request log tells what became of the signature', async () => {
  await post(signedQuery(emulator, 'SendPeerMessage'));
  await post(signedQuery(emulator, 'SendPeerMessage', { Signature: '0'.repeat(32) }));
  await post(signedQuery(emulator, 'SendPeerMessage', { Timestamp: '1' }));
  expect(emulator.requests.map((request) => request.authentication?.signature)).toEqual([
    'valid',
    'wrong',
    'expired',
  ]);
});

test.each(['QueryConversationList', 'CallInvite', 'ModifyUserInfo'])(
  '%s is an action of the vendor: the reply and the request log say that it is known',
  async (action) => {
    const reply = await post(signedQuery(emulator, action));
    expect(reply).toMatchObject({ Code: 100000007, Message: `${action}: known, not emulated` });
    expect(emulator.requests.at(-1)).toMatchObject({ endpoint: action, remark: 'known, not emulated' });
  },
);

test('an action that nobody knows is only refused', async () => {
  const reply = await post(signedQuery(emulator, 'RecallPeerMessage'));
  expect(reply).toMatchObject({ Code: 100000007, Message: 'Action not known to the service' });
  expect(emulator.requests.at(-1)?.remark).toBeUndefined();
});

test('the actions that are served are all among those that the vendor has', () => {
  const actions = zimActions({ options: zimOptionsSchema.parse({}) } as ZimApp).map(({ name }) => name);
  expect(actions.filter((name) => !knownActions.has(name))).toEqual([]);
});
