import { describe, expect, test } from 'vitest';
import type { UserProfile } from '../model/user.ts';
import type { ChatAdapter } from '../ports/chat-adapter.ts';
import { type PlainAdapterOptions, plainAdapter, plainProblems } from '../testing/plain-adapter.ts';
import { acceptAll, jsonReply, recipientsOf } from '../testing/scripted-transport.ts';
import { simulatedChat } from '../testing/simulated-chat.ts';

const users = (...userIds: readonly string[]) => userIds.map((userId) => ({ userId }));

/** The plain vendor, and what its plan is asked to register, a call's worth at a time. */
function watchingUsers(options?: PlainAdapterOptions) {
  const plain = plainAdapter(options);
  const seen: (readonly UserProfile[])[] = [];
  const users: ChatAdapter['plan']['users'] = (context) => {
    const plan = plain.plan.users?.(context) ?? expect.unreachable();
    return {
      ...plan,
      next(pending) {
        seen.push([...pending]);
        return plan.next(pending);
      },
    };
  };
  return { seen, adapter: { ...plain, plan: { users } } satisfies ChatAdapter };
}

describe('registerUsers', () => {
  test('registers all, in calls, each once', async () => {
    const { chat, clock, transport } = simulatedChat([acceptAll], { maxItems: 2 });
    const receipt = await clock.finish(chat.registerUsers(users('a', 'b', 'a', 'c')));
    expect(receipt).toEqual({
      accepted: ['a', 'b', 'c'].map((userId) => ({ userId, via: 'plain' })),
      failed: [],
      unconfirmed: [],
      warnings: [],
    });
    expect(transport.requests.map(recipientsOf)).toEqual([['a', 'b'], ['c']]);
  });

  test('says which failed, by their place', async () => {
    const failed = { b: plainProblems.refused, c: plainProblems.internal };
    const { chat, clock } = simulatedChat([jsonReply({ accepted: ['a'], failed })], { maxItems: 9 });
    const receipt = await clock.finish(chat.registerUsers(users('a', 'b', 'c', 'bad-d')));
    expect(receipt).toMatchObject({
      accepted: [{ userId: 'a' }],
      failed: [{ userId: 'b' }, { userId: 'bad-d', problem: { field: 'users[3].userId' } }],
      unconfirmed: [{ userId: 'c' }],
    });
  });

  test('repeats only those who are left, in a call of their own', async () => {
    const { chat, clock, transport } = simulatedChat(
      [jsonReply({ accepted: ['a'], failed: { b: plainProblems.tooFast } }), acceptAll],
      { maxItems: 9 },
    );
    const receipt = await clock.finish(chat.registerUsers(users('a', 'b')));
    expect(receipt.accepted).toHaveLength(2);
    expect(transport.requests.map(recipientsOf)).toEqual([['a', 'b'], ['b']]);
  });

  test('throws with the receipt when nobody is there now', async () => {
    const { chat, clock } = simulatedChat([jsonReply({ problem: plainProblems.refused })]);
    const error = await clock.finish(chat.registerUsers(users('a', 'b')).catch((reason) => reason));
    expect(error).toMatchObject({
      name: 'ChatError',
      code: 'recipient_blocked',
      receipt: { failed: [{}, {}] },
    });
  });

  test('cancelled, accounts for everybody', async () => {
    const { chat, clock } = simulatedChat([acceptAll], { maxItems: 1 });
    const options = { signal: AbortSignal.abort('why') };
    const error = await clock.finish(
      chat.registerUsers(users('a', 'b', 'c'), options).catch((reason) => reason),
    );
    expect(error).toMatchObject({ code: 'aborted', cause: 'why', receipt: { failed: [{}, {}, {}] } });
  });

  test.each([
    ['nobody', [], 'users', 'invalid_message', { min: 1, unit: 'items', actual: 0 }],
    [
      'too many',
      users('a', 'b', 'c', 'd'),
      'users',
      'too_many_recipients',
      { max: 3, unit: 'items', actual: 4 },
    ],
    ['no list', { userId: 'a' }, 'users', 'invalid_message', undefined],
    ['ids alone', ['a'], 'users[0]', 'invalid_message', undefined],
    ['no id', [{ userId: 'a' }, { name: 'B' }], 'users[1].userId', 'invalid_message', undefined],
    ['a number for an id', [{ userId: 7 }], 'users[0].userId', 'invalid_message', undefined],
    ['an unknown field', [{ userId: 'a', age: 7 }], 'users[0].age', 'invalid_message', undefined],
    [
      'a name with half a character',
      [{ userId: 'a', name: '\ud800' }],
      'users[0].name',
      'invalid_message',
      undefined,
    ],
    [
      'a picture that is no URL',
      [{ userId: 'a', avatarUrl: 'pic.png' }],
      'users[0].avatarUrl',
      'invalid_message',
      undefined,
    ],
  ])('%s is refused before anything is sent', async (_, given, field, code, limit) => {
    const { chat, clock, transport } = simulatedChat([acceptAll], {}, { maxRecipients: 3 });
    const error = await clock.finish(chat.registerUsers(given as never).catch((reason) => reason));
    expect(error).toMatchObject({ name: 'ChatError', code, field, effect: 'not_sent' });
    expect(error.limit).toEqual(limit);
    expect(transport.requests).toEqual([]);
  });

  test('returns what the vendor says of a user, under the vendor’s name', async () => {
    const { chat, clock } = simulatedChat(
      [jsonReply({ accepted: [], shared: { vendor: { plain: { token: 't' } } } })],
      {
        unlistedMeans: 'accepted',
      },
    );
    const { accepted } = await clock.finish(chat.registerUsers(users('a')));
    expect(accepted).toEqual([{ userId: 'a', via: 'plain', vendor: { plain: { token: 't' } } }]);
  });

  test('takes fields of a vendor’s own, and hands them to its plan', async () => {
    const { adapter, seen } = watchingUsers();
    const { chat, clock } = simulatedChat([acceptAll], adapter);
    const given = [{ userId: 'a', name: 'A', vendor: { plain: { password: 'p' } } }];
    await clock.finish(chat.registerUsers(given as never));
    expect(seen).toEqual([given]);
  });

  describe('where the vendor has no place for avatars', () => {
    const capabilities = { users: { fields: { name: 'yes' }, updatesProfiles: true } } as const;
    const given = [
      { userId: 'a', name: 'A' },
      { userId: 'b', avatarUrl: 'https://a.example/b.png' },
    ];

    test('is refused, naming the user', async () => {
      const { chat, clock, transport } = simulatedChat([acceptAll], { capabilities });
      const error = await clock.finish(chat.registerUsers(given).catch((reason) => reason));
      expect(error).toMatchObject({ code: 'unsupported', effect: 'not_sent', field: 'users[1].avatarUrl' });
      expect(transport.requests).toEqual([]);
    });

    test('goes without them and warns once, where that is asked for', async () => {
      const { adapter, seen } = watchingUsers({ capabilities });
      const { chat, clock } = simulatedChat([acceptAll], adapter);
      const more = [...given, { userId: 'c', avatarUrl: 'https://a.example/c.png' }];
      const { accepted, warnings } = await clock.finish(chat.registerUsers(more, { onUnsupported: 'warn' }));
      expect(accepted).toHaveLength(3);
      expect(warnings).toMatchObject([{ code: 'unsupported', field: 'users[].avatarUrl' }]);
      expect(seen).toEqual([[{ userId: 'a', name: 'A' }, { userId: 'b' }, { userId: 'c' }]]);
    });
  });

  test.each<[string, ChatAdapter]>([
    ['whose capabilities speak of none', plainAdapter({ capabilities: { users: undefined } })],
    ['that plans none', { ...plainAdapter(), plan: {} }],
  ])('is refused at a vendor %s', async (_, adapter) => {
    const { chat, clock, transport } = simulatedChat([acceptAll], adapter);
    const error = await clock.finish(chat.registerUsers(users('a')).catch((reason) => reason));
    expect(error).toMatchObject({
      code: 'unsupported',
      effect: 'not_sent',
      field: 'users',
      message: 'users: Plain has no registration of users',
    });
    expect(transport.requests).toEqual([]);
  });
});
