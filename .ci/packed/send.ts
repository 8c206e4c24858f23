// What somebody writes who installed the packages: both vendors, their own fields included, checked by the compiler.
import assert from 'node:assert/strict';
import { ChatError, createChat } from '@polychat/core';
import { createEmulator } from '@polychat/emulator';
import { createUserSig, tencentIm } from '@polychat/tencent-im';
import { zim } from '@polychat/zim';

const emulator = await createEmulator();
const { zim: zimApp, tencentIm: tencentApp } = emulator;
const chats = [
  createChat(zim({ appId: zimApp.appId, serverSecret: zimApp.serverSecret, baseUrl: zimApp.baseUrl })),
  createChat(
    tencentIm({
      sdkAppId: tencentApp.sdkAppId,
      secretKey: tencentApp.secretKey,
      adminUserId: tencentApp.admins[0] ?? 'administrator',
      baseUrl: tencentApp.baseUrl,
    }),
  ),
];

for (const chat of chats) {
  await chat.registerUsers([{ userId: 'alice' }, { userId: 'bob' }]);
  const receipt = await chat.sendDirect({
    from: 'alice',
    to: ['bob', 'nobody'],
    content: { type: 'text', text: 'The table is booked' },
    push: { title: 'Alice', body: 'The table is booked' },
    vendor: { zim: { threadId: 'orders' }, tencentIm: { command: 'single' } },
  });
  assert.deepEqual(
    receipt.accepted.map(({ userId }) => userId),
    ['bob'],
  );
  assert.equal(receipt.failed[0]?.problem.code, 'recipient_not_found');
  await assert.rejects(
    chat.sendDirect({ from: 'alice', to: 'bob', content: { type: 'text', text: '' } }),
    ChatError.is,
  );
  await chat.close();
}
assert.equal(emulator.inbox('bob').length, 2);
assert.ok(createUserSig({ sdkAppId: 1, secretKey: 'key', userId: 'bob' }).length > 0);
await emulator.close();
console.log('The packed packages send from an empty folder, through both vendors.');
