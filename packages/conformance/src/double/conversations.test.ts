import { describe, expect, test } from 'vitest';
import { type ConversationPosting, Conversations } from './conversations.ts';
import { Mailboxes } from './mailboxes.ts';

const message = { from: 'ann', countsAsUnread: true, messageId: 'm-1', message: 'hello' };
const everybody = ['ann', 'bob', 'carol', 'dave'];

function meeting() {
  const mailboxes = new Mailboxes();
  for (const userId of everybody) mailboxes.add(userId, userId === 'carol' ? 'offline' : 'online');
  const conversations = new Conversations(mailboxes);
  conversations.add('group', 'team', ['ann', 'bob', 'carol']);
  const receivers = () => everybody.filter((userId) => mailboxes.inbox(userId).received.length === 1);
  return { mailboxes, conversations, receivers };
}

describe('a message to a group', () => {
  test.each<[ConversationPosting, string[]]>([
    [{}, ['bob', 'carol']],
    [{ isStored: false }, ['bob']],
    [{ targets: { only: ['carol', 'dave'] } }, ['carol']],
    [{ targets: { except: ['carol'] } }, ['bob']],
    [{ isInApp: false }, []],
  ])('posted with %j is with %j, and once with its sender', (posting, expected) => {
    const { mailboxes, conversations, receivers } = meeting();
    conversations.post('group', 'team', message, posting);
    expect(receivers()).toEqual(expected);
    expect(mailboxes.inbox('ann').sent).toEqual([{ ...message, conversation: 'team' }]);
  });

  test('is not with its sender where that is not wanted', () => {
    const { mailboxes, conversations } = meeting();
    conversations.post('group', 'team', message, { isCopied: false });
    expect(mailboxes.inbox('ann').sent).toEqual([]);
  });

  test.each([
    [false, []],
    [true, ['dave']],
  ])('is found by those who come later where it is kept: %s', (isKept, expected) => {
    const { conversations, receivers } = meeting();
    conversations.post('group', 'team', message, { isKept, targets: { only: [] } });
    conversations.add('group', 'team', ['dave']);
    conversations.add('group', 'team', ['dave']);
    expect(receivers()).toEqual(expected);
  });

  test('is changed at all who have it, and is not one of another group', () => {
    const { mailboxes, conversations } = meeting();
    conversations.add('group', 'other', everybody);
    conversations.post('group', 'team', message);
    const recall = (id: string, messageId: string) =>
      conversations.change('group', id, messageId, (old) => ({ ...old, isRecalled: true }));
    for (const [id, messageId] of [
      ['other', 'm-1'],
      ['team', 'm-2'],
      ['nothing', 'm-1'],
    ] as const) {
      recall(id, messageId);
      expect(conversations.messageOf('group', id, messageId)).toBeUndefined();
    }
    const posted = { ...message, conversation: 'team' };
    expect(conversations.messageOf('group', 'team', 'm-1')).toEqual(posted);
    recall('team', 'm-1');
    expect(conversations.messageOf('group', 'team', 'm-1')).toEqual({ ...posted, isRecalled: true });
    for (const userId of ['bob', 'carol'])
      expect(mailboxes.inbox(userId).received).toMatchObject([{ isRecalled: true }]);
  });
});

test('groups and rooms are told apart, and members from others', () => {
  const { mailboxes, conversations, receivers } = meeting();
  expect([conversations.has('group', 'team'), conversations.has('room', 'team')]).toEqual([true, false]);
  expect(['ann', 'dave'].map((userId) => conversations.isMember('group', 'team', userId))).toEqual([
    true,
    false,
  ]);
  expect(conversations.isMember('room', 'team', 'ann')).toBe(false);
  conversations.post('room', 'team', message);
  expect([receivers(), mailboxes.inbox('ann').sent]).toEqual([[], []]);
});
