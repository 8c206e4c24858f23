import { beforeEach, expect, test } from 'vitest';
import type { JsonObject } from '../vendor.ts';
import { type Copy, receivedCopy } from './copy.ts';
import { EmulatorClock } from './emulator-clock.ts';
import { EventHub } from './events.ts';
import { directConversation } from './message.ts';
import { MessageStore } from './messages.ts';

let clock: EmulatorClock;
let events: EventHub;

beforeEach(() => {
  clock = new EmulatorClock();
  events = new EventHub();
});

const received = (userId: string, more: Partial<Copy> = {}): Copy => ({
  userId,
  direction: 'received',
  delivered: true,
  pushShown: false,
  ...more,
});

function add(
  store: MessageStore,
  to: string,
  text: string | JsonObject,
  copies: readonly Copy[] = [received(to)],
) {
  return store.add(
    {
      vendor: 'zim',
      endpoint: 'SendPeerMessage',
      channel: 'direct',
      from: 'ana',
      to,
      time: 1,
      content: typeof text === 'string' ? { text } : text,
      messageId: typeof text === 'string' ? text : undefined,
      sequence: 1,
      stored: true,
      countsAsUnread: true,
      push: undefined,
      requestId: 1,
      conversation: directConversation('ana', to),
    },
    copies,
  );
}

test('keeps the newest copies, and drops the oldest everywhere', () => {
  const store = new MessageStore(3, Number.POSITIVE_INFINITY, events, clock);
  for (const text of ['1', '2', '3', '4']) add(store, text === '2' ? 'cy' : 'bo', text);
  expect(store.inbox('bo').map((message) => message.messageId)).toEqual(['3', '4']);
  expect(store.inbox('cy').map((message) => message.messageId)).toEqual(['2']);
  const history = [...store.conversation('zim', directConversation('bo', 'ana'))];
  expect(history.map((message) => message.messageId)).toEqual(['3', '4']);
  add(store, 'bo', '5');
  expect([...store.holders()]).toEqual(['bo']);
  expect(store.all()).toHaveLength(3);
});

test('counts a message once for each user that has it, and always keeps the newest', () => {
  const store = new MessageStore(2, Number.POSITIVE_INFINITY, events, clock);
  add(store, 'bo', '1');
  add(store, 'bo', '2', [received('bo'), received('cy'), received('dee')]);
  expect(store.all()).toHaveLength(1);
  expect(store.inbox('dee')).toHaveLength(1);
  add(store, 'bo', '3');
  expect(store.all()).toMatchObject([{ messageId: '3' }]);
});

test('keeps no more than so many bytes of messages, and counts what a send shares only once', () => {
  const store = new MessageStore(1000, 10_000, events, clock);
  const content = { text: 'x'.repeat(4000) };
  for (let index = 0; index < 100; index += 1) add(store, 'bo', content);
  expect(store.all()).toHaveLength(100);
  expect(store.bytes).toBeLessThan(10_000);
  for (let index = 0; index < 5; index += 1) add(store, 'bo', `${index}${'y'.repeat(4000)}`);
  expect(store.inbox('bo').map(({ messageId }) => messageId?.[0])).toEqual(['3', '4']);
  expect(store.bytes).toBeLessThan(10_000);
  store.clear();
  expect(store.bytes).toBe(0);
});

test('messages with contents of their own share what is in them, and each counts what is its own', () => {
  const store = new MessageStore(1000, 10_000, events, clock);
  const MsgBody = [{ Text: 'x'.repeat(4000) }];
  for (let index = 0; index < 100; index += 1) add(store, 'bo', { MsgBody });
  expect(store.all()).toHaveLength(100);
  add(store, 'bo', { MsgBody, CloudCustomData: 'y'.repeat(5000) });
  add(store, 'bo', { MsgBody, CloudCustomData: 'z'.repeat(5000) });
  expect(store.all()).toHaveLength(1);
  expect(store.bytes).toBeGreaterThan(9000);
});

test('an edit that makes a message larger drops the oldest where it must', () => {
  const store = new MessageStore(1000, 10_000, events, clock);
  add(store, 'bo', 'old'.repeat(1000));
  const message = add(store, 'bo', 'new');
  message.content = { text: 'x'.repeat(9000) };
  store.changed(message);
  expect(store.all()).toEqual([message]);
  message.content = { text: 'short' };
  store.changed(message);
  expect(store.bytes).toBeLessThan(100);
});

test('hands over copies, so that nobody changes what is kept by accident', () => {
  const store = new MessageStore(9, Number.POSITIVE_INFINITY, events, clock);
  add(store, 'bo', '1');
  const [message] = store.inbox('bo');
  if (message !== undefined) message.state = 'deleted';
  expect(store.inbox('bo')[0]?.state).toBe('normal');
});

test('a copy that waits is gone after its time, unless a device came for it', () => {
  const store = new MessageStore(9, Number.POSITIVE_INFINITY, events, clock);
  clock.freeze();
  const waitsUntil = clock.now() + 1000;
  add(store, 'bo', '1', [received('bo', { waitsUntil })]);
  add(store, 'cy', '2', [received('cy', { waitsUntil })]);
  clock.advance(1000);
  expect(store.inbox('bo')).toHaveLength(1);
  store.collect('bo', 'tencentIm');
  store.collect('cy', 'zim');
  clock.advance(1);
  expect(store.inbox('bo')).toEqual([]);
  expect(store.inbox('cy')).toHaveLength(1);
});

test.each([
  [
    'a stored message to somebody without any device is delivered, and no push is shown',
    'never',
    true,
    true,
    { delivered: true, pushShown: false },
  ],
  [
    'a stored message to an offline device is delivered, and its push is shown',
    'offline',
    true,
    true,
    { delivered: true, pushShown: true },
  ],
  [
    'a stored message to an online device is delivered, and no push is shown',
    'online',
    true,
    true,
    { delivered: true, pushShown: false },
  ],
  [
    'a stored message without push is delivered to an offline device, and no push is shown',
    'offline',
    true,
    false,
    { delivered: true, pushShown: false },
  ],
  ['an online-only message without push reaches no offline device', 'offline', false, false, undefined],
  [
    'of an online-only message an offline device shows the push alone',
    'offline',
    false,
    true,
    { delivered: false, pushShown: true },
  ],
  [
    'an online-only message is delivered to an online device, and no push is shown',
    'online',
    false,
    false,
    { delivered: true, pushShown: false },
  ],
] as const)('%s', (_name, presence, stored, withPush, expected) => {
  const push = withPush ? { title: 't', body: 'b', block: {} } : undefined;
  const copy = receivedCopy({ userId: 'bo', presence, loggedOut: false }, { stored, push });
  expect(copy).toEqual(expected && { userId: 'bo', direction: 'received', ...expected });
});
