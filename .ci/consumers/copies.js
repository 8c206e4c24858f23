// Two copies of core in one process: an adapter that was installed with one, a chat of the other.
import assert from 'node:assert/strict';
import { ChatError as OneChatError } from '@polychat/core';
import { createEmulator } from '@polychat/emulator';
import { zim } from '@polychat/zim';

// The second copy, which .ci/consumers.ts puts there.
const other = './other/node_modules/@polychat/core/dist/index.js';
const { ChatError, createChat } = await import(other);

assert.notEqual(ChatError, OneChatError);
const emulator = await createEmulator({ zim: { users: ['alice', 'bob'] } });
const { appId, serverSecret, baseUrl } = emulator.zim;
for (let count = 0; count < 2; count += 1) {
  const chat = createChat(zim({ appId, serverSecret, baseUrl }));
  await chat.sendDirect({ from: 'alice', to: 'bob', content: { type: 'text', text: 'hello' } });
  await assert.rejects(
    chat.sendDirect({ from: 'alice', to: [], content: { type: 'text', text: '' } }),
    (error) => error instanceof OneChatError && OneChatError.is(error),
  );
  await chat.close();
}
assert.equal(emulator.inbox('bob').length, 2);
await emulator.close();
