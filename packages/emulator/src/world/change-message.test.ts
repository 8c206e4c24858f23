import { expect, test } from 'vitest';
import { editMessage, recallMessage } from './change-message.ts';
import { EmulatorClock } from './emulator-clock.ts';
import { EventHub } from './events.ts';
import { MessageStore } from './messages.ts';

function storedMessage() {
  const store = new MessageStore(100, 10_000, new EventHub(), new EmulatorClock());
  const message = store.add(
    {
      ...{ vendor: 'zim', endpoint: 'client', channel: 'direct', from: 'ana', to: 'bo', time: 1 },
      ...{ content: { MessageType: 1, Message: 'first' }, messageId: '1', sequence: 1, stored: true },
      ...{ countsAsUnread: true, push: undefined, requestId: undefined, conversation: 'ana\nbo' },
    },
    [],
  );
  return { store, message };
}

test('an edited message keeps what it said, with when that ended', () => {
  const { message } = storedMessage();
  editMessage(message, { MessageType: 1, Message: 'second' }, 10);
  editMessage(message, { MessageType: 1, Message: 'third' }, 20);
  expect(message).toMatchObject({
    content: { Message: 'third' },
    editedAt: 20,
    former: [
      { content: { Message: 'first' }, until: 10 },
      { content: { Message: 'second' }, until: 20 },
    ],
  });
});

test('of many edits the newest are kept, and they count in the memory that messages may take', () => {
  const { store, message } = storedMessage();
  const before = store.bytes;
  for (let index = 1; index <= 12; index += 1) {
    editMessage(message, { MessageType: 1, Message: String(index).repeat(100) }, index);
  }
  store.changed(message);
  expect(message.former).toHaveLength(10);
  expect(message.former?.[0]?.content.Message).toBe('2'.repeat(100));
  expect(store.bytes).toBeGreaterThan(before + 1000);
});

test('a recalled message keeps its content', () => {
  const { message } = storedMessage();
  recallMessage(message, 'ana', 5);
  expect(message).toMatchObject({ state: 'recalled', recalledAt: 5, content: { Message: 'first' } });
});
