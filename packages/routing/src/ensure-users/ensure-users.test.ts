import type { Journal } from '@polychat/core';
import { describe, expect, test } from 'vitest';
import { hello } from '../testing/account-vendor.ts';
import { crowd } from '../testing/crowd.ts';
import { asStream, ensured, named, ways } from '../testing/ensured.ts';
import { readAll } from '../testing/failing-vendors.ts';
import { thrown } from '../testing/thrown.ts';
import type { EnsureUsersOptions } from './ensure-users-options.ts';

describe.each(ways)('%s', (_title, send) => {
  test('without profiles: sender and recipients are registered by id before the first message, and then known', async () => {
    const one = ensured();
    expect(await send(one, ['ann', 'bob'])).toEqual(['ann accepted', 'bob accepted']);
    expect(await send(one, ['bob', 'cid'])).toEqual(['bob accepted', 'cid accepted']);
    expect(one.vendor.commands).toEqual([
      'register ops ann bob',
      'send ann bob',
      'register cid',
      'send bob cid',
    ]);
    expect(one.events.map(({ reason, accepted }) => [reason, accepted])).toEqual([
      ['first_use', 3],
      ['first_use', 1],
    ]);
  });

  test('with profiles: those whom the vendor does not know are registered, and nobody else', async () => {
    const asked: string[] = [];
    const one = ensured(
      { users: [{ userId: 'ops' }, { userId: 'ann', name: 'Ann herself' }], overwrites: true },
      {
        profileOf(userIds) {
          asked.push(...userIds);
          return named(userIds);
        },
      },
    );
    expect(await send(one, ['ann', 'bob'])).toEqual(['ann accepted', 'bob accepted']);
    expect(asked).toEqual(['bob']);
    expect([...one.vendor.accounts]).toEqual([
      ['ops', undefined],
      ['ann', 'Ann herself'],
      ['bob', 'BOB'],
    ]);
    expect(one.vendor.delivered).toEqual(['ann', 'bob']);
  });

  test('with profiles: an unknown sender and unknown recipients are found one after the other', async () => {
    const one = ensured({}, { profileOf: async (userIds) => named(userIds) });
    expect(await send(one, ['ann', 'bob'])).toEqual(['ann accepted', 'bob accepted']);
    expect(one.vendor.commands).toEqual([
      'send ann bob',
      'register ops',
      'send ann bob',
      'register ann bob',
      'send ann bob',
    ]);
    expect(one.vendor.delivered).toEqual(['ann', 'bob']);
  });

  test('ahead with profiles, where the vendor keeps those of users who exist', async () => {
    const one = ensured(
      { users: [{ userId: 'ann', name: 'Ann herself' }] },
      { ahead: true, profileOf: named },
    );
    expect(await send(one, ['ann', 'bob'])).toEqual(['ann accepted', 'bob accepted']);
    expect(one.vendor.commands).toHaveLength(2);
    expect(one.vendor.accounts.get('ann')).toBe('Ann herself');
    expect(one.vendor.accounts.get('bob')).toBe('BOB');
  });

  test('users who are gone from the vendor are registered once more, after which only theirs is repeated', async () => {
    const one = ensured();
    await send(one, ['ann', 'bob']);
    one.vendor.accounts.delete('bob');
    one.vendor.posted.length = 0;
    const before = one.vendor.clock.monotonic();
    expect(await send(one, ['ann', 'bob'])).toEqual(['ann accepted', 'bob accepted']);
    expect(one.vendor.commands).toEqual(['send ann bob', 'register bob', 'send bob']);
    expect(one.vendor.clock.monotonic() - before).toBeGreaterThanOrEqual(500);
    one.vendor.accounts.delete('ops');
    expect(await send(one, ['ann'])).toEqual(['ann accepted']);
    expect(one.events.slice(-2).map(({ reason }) => reason)).toEqual(['not_found', 'not_found']);
  });

  test('where the vendor does not say which of two it does not know, both are registered by their ids alone', async () => {
    const one = ensured(
      {
        users: [{ userId: 'ops', name: 'Ops' }],
        overwrites: true,
        codeOf: { recipient: 'not_found', sender: 'not_found' },
      },
      { profileOf: named },
    );
    expect(await send(one, ['ann'])).toEqual(['ann accepted']);
    expect([...one.vendor.accounts]).toEqual([
      ['ops', 'Ops'],
      ['ann', undefined],
    ]);
  });

  test('who cannot be registered keeps what the vendor says, and is not sent to again', async () => {
    const one = ensured({ users: [{ userId: 'bob' }], refusesToRegister: (userId) => userId === 'ann' });
    expect(await send(one, ['ann', 'bob'])).toEqual(['ann failed recipient_not_found', 'bob accepted']);
    expect(one.vendor.commands.filter((command) => command.startsWith('send'))).toHaveLength(1);
    expect(one.events.map(({ failed, problem }) => [failed, problem?.code])).toEqual([
      [1, 'permission_denied'],
      [1, 'permission_denied'],
    ]);
  });

  test('a vendor that cannot be asked to register is asked to send all the same', async () => {
    const one = ensured({
      users: [{ userId: 'ops' }, { userId: 'ann' }],
      fateOf: (command) => (command === 'register' ? 'not_sent' : 'answered'),
    });
    expect(await send(one, ['ann', 'bob'])).toEqual(['ann accepted', 'bob failed recipient_not_found']);
  });

  test('what is unclear is never sent again', async () => {
    const one = ensured({ fateOf: (command) => (command === 'send' ? 'unknown' : 'answered') });
    expect(await send(one, ['ann', 'bob'])).toEqual(['ann unconfirmed network', 'bob unconfirmed network']);
    expect(one.vendor.delivered).toEqual(['ann', 'bob']);
  });

  test.each<[string, EnsureUsersOptions['profileOf'], string, string]>([
    ['throws', () => Promise.reject(new Error('directory down')), 'network', 'profileOf'],
    [
      'throws at once',
      () => {
        throw new Error('directory down');
      },
      'network',
      'profileOf',
    ],
    ['hangs', () => new Promise(() => {}), 'timeout', 'profileOf'],
    ['returns no list', () => ({}) as never, 'misconfigured', 'profileOf'],
    ['returns too few', () => [], 'misconfigured', 'profileOf'],
    [
      'returns a string',
      (ids) => ids.map((id) => (id === 'bad' ? ('x' as never) : {})),
      'misconfigured',
      'profileOf',
    ],
    [
      'returns the profile of another',
      (ids) => ids.map((id) => (id === 'bad' ? ({ userId: 'x' } as never) : {})),
      'misconfigured',
      'profileOf.userId',
    ],
    [
      'returns a name that is a number',
      (ids) => ids.map((id) => (id === 'bad' ? ({ name: 7 } as never) : {})),
      'invalid_message',
      'profileOf.name',
    ],
    [
      'returns a member that no profile has',
      (ids) => ids.map((id) => (id === 'bad' ? ({ nick: 'x' } as never) : {})),
      'invalid_message',
      'profileOf.nick',
    ],
  ])('a profileOf that %s fails those alone whom it was asked for', async (_what, profileOf, code, field) => {
    for (const ahead of [true, false]) {
      const one = ensured(
        { users: [{ userId: 'ops' }, { userId: 'ann' }] },
        { ahead, profileOf, batchSize: 1 },
      );
      // Ahead, everybody is asked for.
      await one.vendor.clock.finish(one.chat.registerUsers([{ userId: 'ops' }, { userId: 'ann' }]));
      const expected = ahead ? code : 'recipient_not_found';
      expect(await send(one, ['ann', 'bad'])).toEqual(['ann accepted', `bad failed ${expected}`]);
      const outcomes = await one.vendor.clock.finish(readAll(one.chat.deliver(hello, ['ann', 'bad'])));
      const [problem] = outcomes.flatMap((outcome) => ('problem' in outcome ? outcome.problem : []));
      expect(problem).toMatchObject({ field, effect: ahead ? 'not_sent' : 'rejected' });
      expect(problem?.message).toContain('profileOf');
      expect(JSON.stringify(problem)).not.toContain('directory');
    }
  });

  test('a sender without a profile fails everybody, and nothing is sent', async () => {
    const one = ensured({}, { ahead: true, profileOf: () => new Promise(() => {}) });
    expect(await send(one, ['ann'])).toEqual(['ann failed timeout']);
    expect(one.vendor.posted).toEqual([]);
  });

  test('a registration that hangs does not hold the message up for longer than registerMs', async () => {
    const one = ensured(
      {
        users: [{ userId: 'ops' }, { userId: 'ann' }],
        beforeReply: (command) => (command === 'register' ? new Promise<void>(() => {}) : undefined),
      },
      { registerMs: 2_000 },
    );
    const before = one.vendor.clock.monotonic();
    expect(await send(one, ['ann'])).toEqual(['ann accepted']);
    expect(one.vendor.clock.monotonic() - before).toBeLessThan(5_000);
  });

  test('users are registered in batches', async () => {
    const to = crowd(250);
    const sizes: number[] = [];
    const one = ensured(
      { maxItems: 100 },
      {
        ahead: true,
        profileOf(userIds) {
          sizes.push(userIds.length);
          return named(userIds);
        },
      },
    );
    expect((await send(one, to)).every((line) => line.endsWith('accepted'))).toBe(true);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(100);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(251);
    expect(one.vendor.delivered.toSorted()).toEqual(to.toSorted());
  });

  test('correlation id and journal go down to registrations', async () => {
    const kept: string[] = [];
    const journal: Journal = {
      begin: (records) => void kept.push(...records.map(({ operation }) => operation)),
    };
    const one = ensured();
    await send(one, ['ann'], { correlationId: 'order-7', journal });
    expect(one.events).toMatchObject([{ correlationId: 'order-7', chat: 'accounts' }]);
    expect(kept).toEqual(['users', 'direct']);
  });

  test('an abort before anything left fails everybody, and nobody is registered', async () => {
    const one = ensured({}, { profileOf: named, ahead: true });
    const aborted = AbortSignal.abort();
    expect(await send(one, ['ann'], { signal: aborted })).toEqual(
      send === asStream ? [] : ['ann failed aborted'],
    );
    expect(one.vendor.posted).toEqual([]);
  });

  test('an abort in the pause leaves the refusal as the vendor made it', async () => {
    const one = ensured({ users: [{ userId: 'ops' }] }, { profileOf: named, pauseMs: 60_000 });
    const cancelled = new AbortController();
    one.vendor.clock.schedule(() => cancelled.abort(), 10_000);
    expect(await send(one, ['ann'], { signal: cancelled.signal })).toEqual([
      'ann failed recipient_not_found',
    ]);
    expect(one.vendor.commands).toEqual(['send ann', 'register ann']);
  });

  test('a message that breaks a rule is refused before anybody is registered', async () => {
    const one = ensured();
    const bad = { ...hello, content: { type: 'text', text: 7 as never } } as const;
    const refusal = await thrown((async () => one.chat.sendDirect({ ...bad, to: 'ann' }))());
    expect(refusal).toMatchObject({ code: 'invalid_message', field: 'content.text' });
    expect(() => one.chat.deliver(bad, ['ann'])).toThrow('content.text');
    expect(() => one.chat.sendBulk(bad, ['ann'])).toThrow('content.text');
    expect(one.vendor.posted).toEqual([]);
  });
});
