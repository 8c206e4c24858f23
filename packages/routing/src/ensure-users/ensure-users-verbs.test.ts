import { describe, expect, test } from 'vitest';
import { hello } from '../testing/account-vendor.ts';
import { ensured, named } from '../testing/ensured.ts';
import { thrown } from '../testing/thrown.ts';

describe('several sends at once', () => {
  test.each([true, false])('register an unknown user once (ahead: %s)', async (ahead) => {
    const one = ensured({ users: [{ userId: 'ops' }] }, { ahead, profileOf: named });
    const sends = Array.from({ length: 5 }, () => one.chat.sendDirect({ ...hello, to: ['ann'] }));
    await one.vendor.clock.finish(Promise.all(sends));
    const registered = one.vendor.posted.filter(({ command }) => command === 'register');
    expect(registered.flatMap(({ to }) => to).filter((userId) => userId === 'ann')).toEqual(['ann']);
    expect(one.vendor.delivered).toEqual(Array.from({ length: 5 }, () => 'ann'));
  });

  test('a send that is cancelled takes nobody else with it', async () => {
    let isFirst = true;
    const one = ensured({
      users: [{ userId: 'ops' }],
      beforeReply(command) {
        if (command !== 'register' || !isFirst) return undefined;
        isFirst = false;
        return new Promise<void>(() => {});
      },
    });
    const cancelled = new AbortController();
    const first = thrown(one.chat.sendDirect({ ...hello, to: 'ann' }, { signal: cancelled.signal }));
    one.vendor.clock.schedule(() => cancelled.abort(), 100);
    const second = one.chat.sendDirect({ ...hello, to: 'ann' });
    await one.vendor.clock.finish(Promise.all([first, second]));
    expect((await first).code).toBe('aborted');
    expect((await second).accepted).toMatchObject([{ userId: 'ann' }]);
  });

  test('the memory of known users is bounded', async () => {
    const one = ensured({}, { maxKnownUserIds: 2 });
    await one.vendor.clock.finish(one.chat.sendDirect({ ...hello, to: ['a', 'b', 'c'] }));
    one.vendor.posted.length = 0;
    await one.vendor.clock.finish(one.chat.sendDirect({ ...hello, to: ['a'] }));
    expect(one.vendor.commands).toEqual([expect.stringMatching(/^register .*a/), 'send a']);
  });
});

describe('the whole send has one deadline', () => {
  test('what is not begun in time keeps its refusal', async () => {
    const one = ensured({ users: [{ userId: 'ops' }] }, { profileOf: named, pauseMs: 5_000 });
    const error = await one.vendor.clock.finish(
      thrown(one.chat.sendDirect({ ...hello, to: 'ann' }, { deadlineMs: 3_000 })),
    );
    expect(error).toMatchObject({ code: 'recipient_not_found', effect: 'rejected' });
    expect(one.vendor.commands).toEqual(['send ann', 'register ann']);
  });

  test('a registration takes half of it at most', async () => {
    const one = ensured({
      users: [{ userId: 'ops' }, { userId: 'ann' }],
      beforeReply: (command) => (command === 'register' ? new Promise<void>(() => {}) : undefined),
    });
    const before = one.vendor.clock.monotonic();
    const options = { deadlineMs: 3_000, timeoutMs: 3_000 };
    await one.vendor.clock.finish(one.chat.sendDirect({ ...hello, to: 'ann' }, options));
    expect(one.vendor.clock.monotonic() - before).toBeLessThanOrEqual(1_600);
  });
});

describe('the pause before a repeat', () => {
  test.each([
    [undefined, 500],
    [2_000, 2_000],
    [0, 0],
  ])('with pauseMs %s is %i ms', async (pauseMs, expected) => {
    const one = ensured(
      { users: [{ userId: 'ops' }] },
      { profileOf: named, ...(pauseMs !== undefined && { pauseMs }) },
    );
    const before = one.vendor.clock.monotonic();
    await one.vendor.clock.finish(one.chat.sendDirect({ ...hello, to: 'ann' }));
    expect(one.vendor.clock.monotonic() - before).toBe(expected);
  });
});

describe('a stream whose users are registered ahead', () => {
  test('goes on while a batch is registered: only those who are unknown wait', async () => {
    const { promise: registered, resolve: register } = Promise.withResolvers<void>();
    let isHeld = false;
    const one = ensured({
      maxItems: 1,
      beforeReply: (command) => (isHeld && command === 'register' ? registered : undefined),
    });
    await one.vendor.clock.finish(one.chat.sendDirect({ ...hello, to: ['ann', 'cid'] }));
    isHeld = true;
    const outcomes: string[] = [];
    const reading = (async () => {
      for await (const batch of one.chat.deliver(hello, ['bob', 'ann', 'dan', 'cid'])) {
        outcomes.push(...batch.map(({ userId }) => userId));
      }
    })();
    await one.vendor.clock.advance(1_000);
    expect(outcomes.toSorted()).toEqual(['ann', 'cid']);
    register();
    await one.vendor.clock.finish(reading);
    expect(outcomes.slice(2).toSorted()).toEqual(['bob', 'dan']);
  });

  test('gives the deadline to each registration and to each call', async () => {
    const one = ensured({
      beforeReply: () =>
        new Promise<void>((resolve) => {
          one.vendor.clock.schedule(resolve, 800);
        }),
    });
    const options = { deadlineMs: 1_000, timeoutMs: 1_000 };
    const stream = one.chat.deliver(hello, ['ann'], options);
    const outcomes = (await one.vendor.clock.finish(Array.fromAsync(stream))).flat();
    expect(outcomes).toMatchObject([{ userId: 'ann', status: 'accepted' }]);
    expect(one.vendor.commands).toEqual(['register ops ann', 'send ann']);
  });
});

describe('broadcasts', () => {
  const broadcast = { ...hello, audience: 'online' } as const;

  test('register the sender before the first of them, and again when they are gone', async () => {
    const one = ensured();
    await one.vendor.clock.finish(one.chat.broadcast(broadcast));
    one.vendor.accounts.delete('ops');
    await one.vendor.clock.finish(one.chat.broadcast(broadcast));
    expect(one.vendor.commands).toEqual([
      'register ops',
      'broadcast',
      'broadcast',
      'register ops',
      'broadcast',
    ]);
  });

  test('are not repeated where the sender cannot be registered, nor where it is unclear what became of them', async () => {
    const refusing = ensured({ refusesToRegister: () => true });
    expect(await refusing.vendor.clock.finish(thrown(refusing.chat.broadcast(broadcast)))).toMatchObject({
      code: 'sender_not_found',
    });
    const unclear = ensured({ fateOf: (command) => (command === 'broadcast' ? 'unknown' : 'answered') });
    const error = await unclear.vendor.clock.finish(thrown(unclear.chat.broadcast(broadcast)));
    expect(error.effect).toBe('unknown');
    expect(unclear.vendor.commands).toEqual(['register ops', 'broadcast']);
  });
});

test('users who are registered by hand are known then, and accepted only where the vendor accepted them', async () => {
  const one = ensured({ refusesToRegister: (userId) => userId === 'bob' });
  const { accepted, failed } = await one.vendor.clock.finish(
    one.chat.registerUsers([{ userId: 'ann' }, { userId: 'bob' }, { userId: 'ops' }]),
  );
  expect([accepted, failed].map((list) => list.map(({ userId }) => userId))).toEqual([
    ['ann', 'ops'],
    ['bob'],
  ]);
  await one.vendor.clock.finish(one.chat.sendDirect({ ...hello, to: 'ann' }));
  expect(one.vendor.commands).toEqual(['register ann bob ops', 'send ann']);
});

test('a message without a sender registers its recipients', async () => {
  const one = ensured();
  const { content } = hello;
  const error = await one.vendor.clock.finish(thrown(one.chat.sendDirect({ content, to: 'ann' })));
  expect(error.code).toBe('sender_not_found');
  expect(one.vendor.commands).toEqual(['register ann', 'send ann']);
});

test('close waits for a list that is in its pause', async () => {
  const one = ensured({ users: [{ userId: 'ops' }] }, { profileOf: named });
  const sending = one.chat.sendDirect({ ...hello, to: 'ann' });
  const closing = one.chat.close();
  await one.vendor.clock.finish(Promise.all([sending, closing]));
  expect(one.vendor.delivered).toEqual(['ann']);
  await expect(one.chat.sendDirect({ ...hello, to: 'ann' })).rejects.toThrow('the chat is closed');
});

test('it is a chat like any other: name, apps, check, preview', async () => {
  const { chat, vendor } = ensured();
  expect(chat).toMatchObject({ name: 'accounts', apps: vendor.chat.apps });
  expect(chat.check({ ...hello, to: 'ann' })).toEqual([]);
  const calls = await Array.fromAsync(chat.preview({ ...hello, to: 'ann' }));
  expect(calls).toMatchObject([{ recipients: ['ann'] }]);
  expect(vendor.posted).toEqual([]);
});
