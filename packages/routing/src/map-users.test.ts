import { changedChat } from '@polychat/conformance/chats';
import type { CallRecord, Chat, RecipientOutcome } from '@polychat/core';
import { invalidField } from '@polychat/core/combine';
import { describe, expect, test } from 'vitest';
import { escapedUserIds } from './escaped-user-ids.ts';
import { mapUsers } from './map-users.ts';
import { hello, InboxVendor } from './testing/inbox-vendor.ts';
import { thrown } from './testing/thrown.ts';

const long = 'a'.repeat(33);

function start(options: Partial<ConstructorParameters<typeof InboxVendor>[0]> = {}) {
  const vendor = new InboxVendor({ name: 'north', maxUserId: 32, ...options });
  return { vendor, chat: mapUsers(vendor.chat, escapedUserIds()) };
}

const short = (outcomes: readonly RecipientOutcome[]) =>
  outcomes.toSorted((a, b) => a.index - b.index).map(({ index, userId, status }) => [index, userId, status]);

describe('a list through mapped users', () => {
  test('goes to the ids of the vendor and comes back with your own; references stay the vendor’s', async () => {
    const { vendor, chat } = start();
    const { accepted } = await chat.sendDirect({ ...hello, from: 'a@b', to: ['bob', 'c@d'] });
    expect(vendor.posted).toMatchObject([{ from: 'x-a_40b', to: ['bob', 'x-c_40d'] }]);
    expect(accepted).toMatchObject([
      { userId: 'bob', via: 'north', ref: { from: 'x-a_40b', to: 'bob' } },
      { userId: 'c@d', via: 'north', ref: { to: 'x-c_40d' } },
    ]);
  });

  test('who does not fit is failed in their place, and the others get it', async () => {
    const { vendor, chat } = start({ fateOf: (userId) => (userId === 'carol' ? 'refused' : 'accepted') });
    const receipt = await chat.sendDirect({ ...hello, to: ['bob', long, 'bob', '', 'carol'] });
    expect(receipt.accepted.map(({ userId }) => userId)).toEqual(['bob']);
    expect(receipt.failed).toMatchObject([
      { userId: long, problem: { code: 'invalid_message', field: 'to[1]', limit: { max: 32, actual: 33 } } },
      { userId: '', problem: { code: 'invalid_message', field: 'to[3]' } },
      { userId: 'carol', problem: { code: 'recipient_not_found' } },
    ]);
    expect(vendor.delivered).toBe(1);
  });

  test('a problem of the chat names the place in your list', async () => {
    const vendor = new InboxVendor({ name: 'north', maxUserId: 5 });
    const chat = mapUsers(vendor.chat, escapedUserIds());
    const { failed } = await chat.sendDirect({ ...hello, to: [long, 'bob', 'bob', 'gertrude'] });
    expect(failed).toMatchObject([{ problem: { field: 'to[0]' } }, { problem: { field: 'to[3]' } }]);
  });

  test('an error names you, and not the id at the vendor', async () => {
    const { chat } = start({ fateOf: () => 'refused' });
    const error = await thrown(chat.sendDirect({ ...hello, to: 'c@d' }));
    expect(error.message).toBe('to c@d: no such user');
    expect(error.receipt).toMatchObject({ failed: [{ userId: 'c@d' }] });
  });

  test('a message to nobody who fits is thrown, with everybody in the receipt', async () => {
    const { vendor, chat } = start();
    const error = await thrown(chat.sendDirect({ ...hello, to: long }));
    expect(error).toMatchObject({
      code: 'invalid_message',
      field: 'to',
      receipt: { failed: [{ userId: long }] },
    });
    expect(vendor.posted).toEqual([]);
  });

  test.each([
    ['no message', undefined],
    ['nobody', { ...hello, to: [] }],
    ['no list', { ...hello, to: 7 }],
    ['a list with a hole', { ...hello, to: ['bob', undefined] }],
    ['no content', { from: 'ops', to: 'bob' }],
    ['a sender that does not fit', { ...hello, from: long, to: 'bob' }],
  ])('%s is refused before anything is sent', async (_title, message) => {
    const { vendor, chat } = start();
    const error = await thrown(chat.sendDirect(message as never));
    expect(error).toMatchObject({ code: 'invalid_message', effect: 'not_sent' });
    expect(vendor.posted).toEqual([]);
  });
});

describe('a stream through mapped users', () => {
  const ids = ['bob', 'c@d', long, 'x-eve'];
  const expected = [
    [0, 'bob', 'accepted'],
    [1, 'c@d', 'accepted'],
    [2, long, 'failed'],
    [3, 'x-eve', 'accepted'],
  ];
  async function* slowly() {
    yield* ids;
  }

  test.each([
    ['a list', () => ids],
    ['an async source', slowly],
  ])('of %s names everybody by your id and in their place', async (_title, source) => {
    const { vendor, chat } = start();
    const outcomes = (await vendor.clock.finish(Array.fromAsync(chat.deliver(hello, source())))).flat();
    expect(short(outcomes)).toEqual(expected);
    expect(outcomes.find(({ index }) => index === 2)).toMatchObject({
      via: 'north',
      problem: { code: 'invalid_message', field: 'to[2]', limit: { max: 32, unit: 'bytes', actual: 33 } },
    });
    expect(vendor.posted.flatMap(({ to }) => to)).toEqual(['bob', 'x-c_40d', 'x-x-eve']);
  });

  test('what is no id is failed by the chat', async () => {
    const { chat } = start();
    const outcomes = (await Array.fromAsync(chat.deliver(hello, ['bob', 7 as never]))).flat();
    expect(short(outcomes)).toEqual([
      [0, 'bob', 'accepted'],
      [1, '7', 'failed'],
    ]);
  });

  test('a bulk send counts everybody once, also who is named to no reader', async () => {
    const { vendor, chat } = start({ maxItems: 1 });
    const bulk = chat.sendBulk(hello, [...ids, 'f@g', 'h@i']);
    const seen: RecipientOutcome[] = [];
    const reading = (async () => {
      for await (const outcomes of bulk) {
        seen.push(...outcomes);
        break;
      }
    })();
    await vendor.clock.finish(reading);
    const summary = await vendor.clock.finish(bulk.summary());
    const all = [...seen, ...(summary.unread ?? [])];
    expect(all).toHaveLength(summary.pulled);
    expect(all.map(({ userId }) => userId)).toEqual(expect.arrayContaining(['c@d']));
    for (const { index, userId } of all) expect([...ids, 'f@g', 'h@i'][index]).toBe(userId);
    expect(summary).toMatchObject({ completed: false });
  });

  test('a bulk send that nobody reads has its counts all the same', async () => {
    const { chat } = start();
    const bulk = chat.sendBulk(hello, ids);
    expect(await bulk.summary()).toMatchObject({ pulled: 4, accepted: 3, failed: 1, completed: true });
    expect(bulk.progress).toMatchObject({ pulled: 4 });
    bulk.stop();
  });

  test.each([
    ['a message', () => [undefined, ['bob']] as const],
    ['a sender', () => [{ ...hello, from: long }, ['bob']] as const],
    ['recipients', () => [hello, 'bob'] as const],
    ['recipients', () => [hello, undefined] as const],
    ['recipients', () => [hello, {}] as const],
  ])('%s that does not fit is thrown at once', (_title, given) => {
    const { chat } = start();
    const [message, recipients] = given();
    for (const verb of ['deliver', 'sendBulk'] as const) {
      expect(() => chat[verb](message as never, recipients as never)).toThrow(
        expect.objectContaining({ code: 'invalid_message' }),
      );
    }
  });
});

describe('the other methods through mapped users', () => {
  test('users are registered under their ids at the vendor', async () => {
    const { vendor, chat } = start();
    const receipt = await chat.registerUsers([
      { userId: 'c@d', name: 'C' },
      { userId: long },
      { userId: 'bob' },
    ]);
    expect(vendor.posted).toMatchObject([{ command: 'register', to: ['x-c_40d', 'bob'] }]);
    expect(receipt.accepted.map(({ userId }) => userId)).toEqual(['c@d', 'bob']);
    expect(receipt.failed).toMatchObject([{ userId: long, problem: { field: 'users[1].userId' } }]);
  });

  test('a user whom the chat refuses is named by their place', async () => {
    const vendor = new InboxVendor({ name: 'north', maxUserId: 5 });
    const chat = mapUsers(vendor.chat, escapedUserIds());
    const { failed } = await chat.registerUsers([
      { userId: long },
      { userId: 'bob' },
      { userId: 'gertrude' },
    ]);
    expect(failed.map(({ problem }) => problem.field)).toEqual(['users[0].userId', 'users[2].userId']);
  });

  test.each([undefined, [], [{}], [undefined]])('users %j are refused by the chat', async (users) => {
    const error = await thrown(start().chat.registerUsers(users as never));
    expect(error).toMatchObject({ code: 'invalid_message' });
  });

  test('check finds who does not fit, and whom the chat refuses, in their places', () => {
    const vendor = new InboxVendor({ name: 'north', maxUserId: 5 });
    const chat = mapUsers(vendor.chat, escapedUserIds());
    const fields = (message: object) => chat.check(message as never).map(({ field }) => field);
    expect(fields({ ...hello, to: [long, 'bob', 'bob', 'gertrude'] })).toEqual(['to[3]', 'to[0]']);
    expect(fields({ ...hello, to: 'gertrude' })).toEqual(['to']);
    expect(fields({ ...hello, to: long })).toEqual(['to']);
    expect(fields({ ...hello, from: long, to: 'gertrude' })).toEqual(['from']);
    expect(fields({ ...hello, to: [] })).toEqual(['to']);
    expect(fields({ ...hello, audience: 'online' })).toEqual([]);
    expect(fields({ to: 'bob', from: 'ops' })).toEqual(['content']);
  });

  test('preview names the recipients by your ids and shows the vendor’s in the body', async () => {
    const { chat } = start();
    const calls = await Array.fromAsync(chat.preview({ ...hello, to: ['c@d', long] }));
    expect(calls).toMatchObject([{ recipients: ['c@d'], body: { to: ['x-c_40d'] } }]);
    expect(await Array.fromAsync(chat.preview({ ...hello, to: long }))).toEqual([]);
    expect(await Array.fromAsync(chat.preview({ ...hello, from: 'a@b', audience: 'online' }))).toMatchObject([
      { body: { from: 'x-a_40b' } },
    ]);
  });

  test('a broadcast has the sender’s id at the vendor', async () => {
    const { vendor, chat } = start();
    await chat.broadcast({ ...hello, from: 'a@b', audience: 'online' });
    expect(vendor.posted).toMatchObject([{ command: 'broadcast', from: 'x-a_40b' }]);
  });

  test('a record that is resumed names your ids', async () => {
    const records: CallRecord[] = [];
    const { vendor, chat } = start({ dedupWindowMs: 60_000 });
    const journal = { begin: (begun: readonly CallRecord[]) => void records.push(...begun) };
    await chat.sendDirect({ ...hello, to: 'c@d' }, { journal });
    const [record] = records;
    expect(record).toMatchObject({ chat: 'north', items: [{ userId: 'x-c_40d' }] });
    await vendor.clock.advance(10_000);
    expect(await chat.resume(record as CallRecord)).toMatchObject([{ userId: 'c@d', status: 'accepted' }]);
    expect(vendor.delivered).toBe(1);
  });

  test('the mapping is public, for tokens', () => {
    const { mapping } = start().chat;
    expect(mapping.toVendor('c@d')).toBe('x-c_40d');
    expect(mapping.toApp('x-c_40d')).toBe('c@d');
    expect(mapping.toApp('x-bob')).toBeUndefined();
    for (const bad of [long, '', 7]) {
      expect(() => mapping.toVendor(bad as never)).toThrow(expect.objectContaining({ field: 'userId' }));
    }
  });

  test('audit streams those to whom nothing could be sent', async () => {
    const vendor = new InboxVendor({ name: 'north', maxUserId: 20 });
    const chat = mapUsers(vendor.chat, escapedUserIds());
    const many = Array.from({ length: 1_200 }, (_, at) =>
      at % 400 === 7 ? `${'b'.repeat(20)}${at}` : `u${at}`,
    );
    const found = await Array.fromAsync(chat.audit([...many, long, 7 as never], { from: 'ops' }));
    expect(found.map(({ userId }) => userId).toSorted()).toEqual(
      ['', long, ...many.filter((id) => id.length > 20)].toSorted(),
    );
    expect(found.filter(({ problem }) => problem.field !== 'userId')).toEqual([]);
    expect(vendor.posted).toEqual([]);
  });

  test('audit says nothing against the sender, who is in every list of all users', async () => {
    const vendor = new InboxVendor({ name: 'north', maxUserId: 20 });
    const check: Chat['check'] = (message) =>
      'to' in message && message.to.includes('ops')
        ? [invalidField(`to[${message.to.indexOf('ops')}]`, 'must not be the sender')]
        : vendor.chat.check(message);
    const strict = mapUsers(changedChat(vendor.chat, { check }), escapedUserIds());
    expect(await Array.fromAsync(strict.audit(['bob', 'ops'], { from: 'ops' }))).toEqual([]);
    expect(await Array.fromAsync(strict.audit(['bob', 'ops'], { from: 'dora' }))).toMatchObject([
      { userId: 'ops' },
    ]);
  });

  test('audit says when no message would go at all', async () => {
    const error = await thrown(Array.fromAsync(start().chat.audit(['bob'])));
    expect(error).toMatchObject({ field: 'from' });
    expect(await thrown(Array.fromAsync(start().chat.audit('bob' as never)))).toMatchObject({
      field: 'recipients',
    });
  });
});

describe('an encoding', () => {
  const encodingWith = (toVendor: (id: string) => string) => ({ toVendor, toApp: (id: string) => id });

  test.each([
    ['that makes one of two', encodingWith(() => 'bob')],
    ['that makes no string', encodingWith(() => 7 as never)],
    [
      'that throws',
      encodingWith(() => {
        throw new Error('broken');
      }),
    ],
  ])('%s fails whom it cannot write', async (_title, encoding) => {
    const { vendor } = start();
    const error = await thrown(
      mapUsers(vendor.chat, encoding).sendDirect({ ...hello, from: undefined, to: 'c@d' }),
    );
    expect(error).toMatchObject({ code: 'invalid_message', field: 'to' });
    expect(vendor.posted).toEqual([]);
  });

  test('that throws on the way back leads nowhere', () => {
    const chat = mapUsers(start().vendor.chat, {
      toVendor: (id) => id,
      toApp: () => {
        throw new Error('broken');
      },
    });
    expect(chat.mapping.toApp('bob')).toBeUndefined();
  });

  test.each([
    [undefined, 'encoding'],
    [{ toVendor: () => '' }, 'encoding'],
    [{ ...escapedUserIds(), maxBytes: 0 }, 'encoding.maxBytes'],
  ])('%j is refused', (encoding, field) => {
    const { vendor } = start();
    expect(() => mapUsers(vendor.chat, encoding as never)).toThrow(
      expect.objectContaining({ code: 'misconfigured', field }),
    );
    expect(() => mapUsers({} as Chat, escapedUserIds())).toThrow(expect.objectContaining({ field: 'chat' }));
  });
});
