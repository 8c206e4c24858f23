import { expect, test } from 'vitest';
import { changedChat } from './changed-chat.ts';
import { InboxVendor } from './inbox-vendor.ts';

const message = { from: 'ops', to: ['bob'], content: { type: 'text', text: 'dinner' } } as const;

test('what is changed is the change, and all else is the chat', async () => {
  const vendor = new InboxVendor({ name: 'north' });
  const chat = changedChat(vendor.chat, {
    name: 'other',
    sendDirect: () => Promise.reject(new Error('not today')),
  });
  expect([chat.name, chat.apps]).toEqual(['other', vendor.chat.apps]);
  await expect(chat.sendDirect(message)).rejects.toThrow('not today');
  const { close, sendBulk } = chat;
  const outcomes = await Array.fromAsync(sendBulk({ from: 'ops', content: message.content }, ['bob']));
  expect(outcomes.flat().map(({ status }) => status)).toEqual(['accepted']);
  expect(vendor.inbox('bob')).toEqual(['dinner']);
  await close();
  await expect(vendor.chat.sendDirect(message)).rejects.toThrow('closed');
});
