import { expect, test } from 'vitest';
import { CopyMemory } from './copy-memory.ts';
import { Mailboxes, type Posting } from './mailboxes.ts';

const message = { from: 'ann', countsAsUnread: true, message: 'hello' };
const push = { title: 'Ann', body: 'hello' };

function mailboxes(): Mailboxes {
  const boxes = new Mailboxes();
  boxes.add('ann', 'online');
  boxes.add('bob', 'online');
  boxes.add('carol', 'offline');
  return boxes;
}

test.each<[Posting, received: number[], pushes: number[], sent: number]>([
  [{}, [1, 1], [0, 0], 2],
  [{ push }, [1, 1], [0, 1], 2],
  [{ isStored: false }, [1, 0], [0, 0], 2],
  [{ isInApp: false, push }, [0, 0], [0, 1], 2],
  [{ isCopied: false }, [1, 1], [0, 0], 0],
])(
  'a message posted with %j is in the boxes of who is online and offline',
  (posting, received, pushes, sent) => {
    const boxes = mailboxes();
    for (const userId of ['bob', 'carol']) boxes.post(userId, message, posting);
    const both = ['bob', 'carol'].map((userId) => boxes.inbox(userId));
    expect(both.map((inbox) => inbox.received.length)).toEqual(received);
    expect(both.map((inbox) => inbox.pushes.length)).toEqual(pushes);
    expect(boxes.inbox('ann').sent).toHaveLength(sent);
  },
);

test('a message to nobody is lost, and its sender has a copy', () => {
  const boxes = mailboxes();
  boxes.post('nobody', message);
  expect(boxes.inbox('nobody')).toEqual({ received: [], sent: [], pushes: [] });
  expect(boxes.inbox('ann').sent).toEqual([message]);
});

test('who is known, who is online, and who has blocked whom', () => {
  const boxes = mailboxes();
  boxes.block('bob', 'ann');
  boxes.add('carol', 'online');
  expect([boxes.has('bob'), boxes.has('nobody')]).toEqual([true, false]);
  expect(boxes.userIds('online')).toEqual(['ann', 'bob', 'carol']);
  expect([boxes.hasBlocked('bob', 'ann'), boxes.hasBlocked('ann', 'bob')]).toEqual([true, false]);
});

test('a copy is known until the window ends', () => {
  const memory = new CopyMemory<string>(1_000);
  expect(memory.recall('key', 0)).toBeUndefined();
  memory.remember('key', 'first', 0);
  expect([memory.recall('key', 999), memory.recall('key', 1_000)]).toEqual(['first', undefined]);
});
