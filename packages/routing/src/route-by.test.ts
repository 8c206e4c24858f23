import { type CallRecord, type Chat, ChatError, type SendOptions, type UsersReceipt } from '@polychat/core';
import { describe, expect, test } from 'vitest';
import { routeBy } from './route-by.ts';
import type { RouteByOptions, RouteOptions } from './route-options.ts';
import { type CallFate, hello, InboxVendor } from './testing/inbox-vendor.ts';
import { thrown } from './testing/thrown.ts';
import { byLetter, twoVendors } from './testing/two-vendors.ts';

const ids = (entries: readonly { readonly userId: string; readonly via: string }[]) =>
  entries.map(({ userId, via }) => `${userId} ${via}`);

describe('a list', () => {
  test('goes to each recipient’s own chat, which the outcome names, in the order of the input', async () => {
    const { chat, north, south } = twoVendors();
    const { accepted, failed } = await chat.sendDirect({ ...hello, to: ['s1', 'n1', 's2', 'n1', 'n2'] });
    expect(ids(accepted)).toEqual(['s1 south', 'n1 north', 's2 south', 'n2 north']);
    expect(failed).toEqual([]);
    expect([north.posted.map(({ to }) => to), south.posted.map(({ to }) => to)]).toEqual([
      [['n1', 'n2']],
      [['s1', 's2']],
    ]);
  });

  test('one id alone goes, too, and a problem names the field without a number', async () => {
    const { chat, north } = twoVendors({ north: { maxUserId: 3 } });
    expect(ids((await chat.sendDirect({ ...hello, to: 'n1' })).accepted)).toEqual(['n1 north']);
    expect(await thrown(chat.sendDirect({ ...hello, to: 'n123' }))).toMatchObject({ field: 'to' });
    expect(north.delivered).toBe(1);
  });

  test('a recipient whom a chat refuses fails alone, and their place is the one in the whole list', async () => {
    const { chat } = twoVendors({ north: { maxUserId: 3 }, south: { fateOf: () => 'refused' } });
    const { accepted, failed } = await chat.sendDirect({ ...hello, to: ['s1', 'n1', 'n1', 'n123'] });
    expect(ids(accepted)).toEqual(['n1 north']);
    expect(failed).toMatchObject([
      { userId: 's1', via: 'south', problem: { code: 'recipient_not_found' } },
      { userId: 'n123', via: 'north', problem: { code: 'invalid_message', field: 'to[3]' } },
    ]);
  });

  test('one vendor’s whole part failing does not throw while another’s was accepted', async () => {
    const { chat } = twoVendors({ south: { callFate: () => 'unknown' } });
    const { accepted, unconfirmed } = await chat.sendDirect({ ...hello, to: ['s1', 'n1', 's2'] });
    expect(ids(accepted)).toEqual(['n1 north']);
    expect(ids(unconfirmed)).toEqual(['s1 south', 's2 south']);
  });

  test('where nobody was accepted, the error has the whole receipt', async () => {
    const { chat } = twoVendors({ north: { fateOf: () => 'refused' }, south: { callFate: () => 'unknown' } });
    const error = await thrown(chat.sendDirect({ ...hello, to: ['n1', 's1', 'other'] }));
    expect(error).toMatchObject({ code: 'network', effect: 'unknown' });
    expect(error.receipt).toMatchObject({
      accepted: [],
      failed: [{ userId: 'n1' }, { userId: 'other', via: 'routed' }],
      unconfirmed: [{ userId: 's1', via: 'south' }],
    });
  });

  test('a field that one of the chats cannot carry is refused before anything is sent', async () => {
    const { chat, north, south } = twoVendors({ south: { lacks: ['metadata'] } });
    const error = await thrown(chat.sendDirect({ ...hello, metadata: 'x', to: ['n1', 's1'] }));
    expect(error).toMatchObject({ code: 'unsupported', field: 'metadata', effect: 'not_sent' });
    expect(error.message).toMatch(/\(chat "south"\)$/);
    expect([...north.posted, ...south.posted]).toEqual([]);
    // Where nobody is there, it does not matter.
    expect(ids((await chat.sendDirect({ ...hello, metadata: 'x', to: 'n1' })).accepted)).toEqual([
      'n1 north',
    ]);
  });

  test('a chat may leave fields out, by name, by default or for all', async () => {
    const lacking = { lacks: ['metadata'] };
    const send = (options: RouteOptions | undefined, chat = {}) => {
      const vendors = twoVendors({ south: { ...lacking, chat } });
      return vendors.chat.sendDirect({ ...hello, metadata: 'x', to: ['n1', 's1'] }, options);
    };
    const warning = { code: 'unsupported', field: 'metadata', via: 'south' };
    expect((await send({ onUnsupported: { south: 'warn' } })).warnings).toMatchObject([warning]);
    expect((await send({ onUnsupported: 'warn' })).warnings).toMatchObject([warning]);
    expect((await send(undefined, { onUnsupported: 'warn' })).warnings).toMatchObject([warning]);
    expect(await thrown(send({ onUnsupported: { north: 'warn' } }))).toMatchObject({ code: 'unsupported' });
    expect(await thrown(send({ onUnsupported: { south: 'ignore' as never } }))).toMatchObject({
      code: 'misconfigured',
      field: 'onUnsupported',
    });
  });

  test('a batch that is too long for one chat fails there alone', async () => {
    const { chat, south } = twoVendors({ north: { chat: { maxRecipients: 1 } } });
    const { accepted, failed } = await chat.sendDirect({ ...hello, to: ['n1', 's1', 'n2'] });
    expect(ids(accepted)).toEqual(['s1 south']);
    expect(failed).toMatchObject([
      { userId: 'n1', via: 'north', problem: { code: 'too_many_recipients', limit: { max: 1 } } },
      { userId: 'n2', via: 'north', problem: { code: 'too_many_recipients' } },
    ]);
    expect(south.delivered).toBe(1);
  });

  test('only the chats in via are used', async () => {
    const { chat, south } = twoVendors();
    const { accepted, failed } = await chat.sendDirect({ ...hello, to: ['n1', 's1'] }, { via: ['north'] });
    expect(ids(accepted)).toEqual(['n1 north']);
    expect(failed).toMatchObject([{ userId: 's1', via: 'routed', problem: { code: 'misconfigured' } }]);
    expect(south.posted).toEqual([]);
  });

  test('signals, limits, the journal and the caller’s id go down as they are', async () => {
    const seen: (SendOptions | undefined)[] = [];
    const { chat } = twoVendors({
      wrap: (one) => ({
        ...chatOf(one),
        sendDirect: (message, options) => {
          seen.push(options);
          return one.sendDirect(message, options);
        },
      }),
    });
    const options: SendOptions = {
      signal: new AbortController().signal,
      timeoutMs: 1_000,
      deadlineMs: 2_000,
      retryUnknown: true,
      correlationId: 'order-7',
      journal: { begin: () => {} },
    };
    await chat.sendDirect({ ...hello, to: ['n1', 's1'] }, options);
    expect(seen).toEqual([options, options]);
    expect(seen.every((one) => one?.signal === options.signal)).toBe(true);
  });

  test.each([
    ['no message', undefined, 'to'],
    ['nobody', { ...hello, to: [] }, 'to'],
    ['a number among them', { ...hello, to: ['n1', 7] }, 'to[1]'],
    ['no content', { from: 'ops', to: 'n1' }, 'content'],
    ['no content for those who are nowhere', { from: 'ops', to: 'x' }, 'content'],
    ['too many', { ...hello, to: ['n1', 'n2', 'n3', 'n4'] }, 'to'],
  ])('%s is refused before anything is sent', async (_title, message, field) => {
    const { chat, north } = twoVendors({ options: { maxRecipients: 3 } });
    expect(await thrown(chat.sendDirect(message as never))).toMatchObject({ effect: 'not_sent', field });
    expect(north.posted).toEqual([]);
  });

  test('a cancelled send sends nothing and names everybody', async () => {
    const never = new Promise<string>(() => {});
    const cancelled = new AbortController();
    const { chat, north, clock } = twoVendors({ pick: (userId) => (userId === 'n1' ? 'north' : never) });
    const send = chat.sendDirect({ ...hello, to: ['n1', 'n2'] }, { signal: cancelled.signal });
    cancelled.abort(new Error('enough'));
    const error = await clock.finish(thrown(send));
    expect(error).toMatchObject({ code: 'aborted', cause: { message: 'enough' } });
    expect(error.receipt).toMatchObject({ failed: [{ userId: 'n1' }, { userId: 'n2' }] });
    expect(north.posted).toEqual([]);
  });
});

describe('whatever a chat among them does', () => {
  const replies: readonly (readonly [string, (chat: Chat) => Promise<never>, object])[] = [
    ['throws what is no ChatError', () => Promise.reject(new Error('broken')), { effect: 'unknown' }],
    [
      'throws at once',
      () => {
        throw new Error('broken');
      },
      { effect: 'unknown' },
    ],
    [
      'names nobody',
      () => Promise.resolve({ accepted: [], failed: [], unconfirmed: [], warnings: [] } as never),
      { code: 'bad_reply' },
    ],
    [
      'names strangers',
      () =>
        Promise.resolve({
          accepted: [{ userId: 'x', via: 'south' }],
          failed: [],
          unconfirmed: [],
          warnings: [],
        } as never),
      { code: 'bad_reply' },
    ],
  ];

  test.each(replies)(
    'one that %s leaves its recipients unconfirmed and the others alone',
    async (_title, reply, problem) => {
      const { chat } = twoVendors({
        wrap: (one) => (one.name === 'south' ? { ...chatOf(one), sendDirect: () => reply(one) } : one),
      });
      const receipt = await chat.sendDirect({ ...hello, to: ['s1', 'n1'] });
      expect(ids(receipt.accepted)).toEqual(['n1 north']);
      expect(receipt.unconfirmed).toMatchObject([{ userId: 's1', via: 'south', problem }]);
    },
  );

  test('one that names somebody twice does so once', async () => {
    const twice = { userId: 's1', via: 'south' };
    const { chat } = twoVendors({
      wrap: (one) =>
        one.name === 'south'
          ? {
              ...chatOf(one),
              sendDirect: async () => ({
                accepted: [twice, twice],
                failed: [],
                unconfirmed: [],
                warnings: [],
              }),
            }
          : one,
    });
    expect(ids((await chat.sendDirect({ ...hello, to: ['s1', 'n1'] })).accepted)).toEqual([
      's1 south',
      'n1 north',
    ]);
  });
});

describe('a broadcast', () => {
  const audience = { ...hello, audience: 'online' } as const;

  test('goes to all chats, or to those in via', async () => {
    const { chat, north, south } = twoVendors();
    expect(await chat.broadcast(audience)).toEqual({
      results: [
        { via: 'north', taskId: 'task-north' },
        { via: 'south', taskId: 'task-south' },
      ],
      warnings: [],
    });
    expect((await chat.broadcast(audience, { via: ['south'] })).results).toMatchObject([{ via: 'south' }]);
    expect([north.posted.length, south.posted.length]).toEqual([1, 2]);
  });

  test.each([
    ['cannot', { lacks: ['audience'] }, { failed: [{ via: 'south', problem: { code: 'unsupported' } }] }],
    [
      'cannot be reached',
      { callFate: (): CallFate => 'not_sent', chat: { retry: { maxAttempts: 1 } } },
      { failed: [{ via: 'south', problem: { code: 'network' } }] },
    ],
    [
      'does not answer',
      { callFate: (): CallFate => 'unknown' },
      { unconfirmed: [{ via: 'south', problem: { code: 'network' } }] },
    ],
  ])('a chat that %s is in the receipt, and the others take it', async (_title, south, rest) => {
    const { chat } = twoVendors({ south });
    expect(await chat.broadcast(audience)).toEqual({
      results: [{ via: 'north', taskId: 'task-north' }],
      warnings: [],
      ...Object.fromEntries(
        Object.entries(rest).map(([list, entries]) => [
          list,
          entries.map((entry) =>
            expect.objectContaining({ via: entry.via, problem: expect.objectContaining(entry.problem) }),
          ),
        ]),
      ),
    });
  });

  test('that nobody took is thrown, as the unconfirmed one', async () => {
    const { chat } = twoVendors({ north: { lacks: ['audience'] }, south: { callFate: () => 'unknown' } });
    const error = await thrown(chat.broadcast(audience));
    expect(error).toMatchObject({ code: 'network', effect: 'unknown' });
    expect(error.receipt).toMatchObject({
      results: [],
      failed: [{ via: 'north' }],
      unconfirmed: [{ via: 'south' }],
    });
    expect(error.summary).toMatchObject({ accepted: 0, failed: 1, unconfirmed: 1 });
  });

  test('through chats of chats names the chats that speak to a vendor', async () => {
    const { chat } = twoVendors({ north: { lacks: ['audience'] }, south: { callFate: () => 'unknown' } });
    const west = new InboxVendor({ name: 'west' });
    const outer = routeBy(() => 'west', [chat, west.chat], { name: 'outer' });
    expect(await outer.broadcast(audience)).toMatchObject({
      results: [{ via: 'west' }],
      failed: [{ via: 'north' }],
      unconfirmed: [{ via: 'south' }],
    });
    expect((await thrown(outer.broadcast(audience, { via: ['routed'] }))).receipt).toMatchObject({
      failed: [{ via: 'north' }],
      unconfirmed: [{ via: 'south' }],
    });
  });
});

describe('users', () => {
  const users = [{ userId: 'a', name: 'A' }, { userId: 'b' }, { userId: 'c' }];

  test('are registered everywhere, and accepted where every chat accepted them', async () => {
    const { chat, north, south } = twoVendors({
      north: { fateOf: (userId) => (userId === 'b' ? 'refused' : userId === 'c' ? 'lost' : 'accepted') },
      south: { fateOf: (userId) => (userId === 'b' ? 'lost' : 'accepted') },
    });
    const receipt = await chat.registerUsers(users);
    expect(ids(receipt.accepted)).toEqual(['a routed']);
    expect(ids(receipt.failed)).toEqual(['b north']);
    expect(ids(receipt.unconfirmed)).toEqual(['c north']);
    for (const { posted } of [north, south]) expect(posted[0]?.to).toEqual(['a', 'b', 'c']);
  });

  test('are accepted nowhere while one chat has no registration', async () => {
    const { chat } = twoVendors({ south: { lacks: ['users'] } });
    const error = await thrown(chat.registerUsers(users));
    expect(error).toMatchObject({ code: 'unsupported' });
    expect(ids((error.receipt as UsersReceipt).failed)).toEqual(['a south', 'b south', 'c south']);
    expect(ids((await chat.registerUsers(users, { via: ['north'] })).accepted)).toHaveLength(3);
  });

  test('that are none are refused as one chat refuses them', async () => {
    expect(await thrown(twoVendors().chat.registerUsers([]))).toMatchObject({ field: 'users' });
    expect(await thrown(twoVendors().chat.registerUsers(undefined as never))).toMatchObject({
      field: 'users',
    });
  });
});

describe('check and preview', () => {
  test('check asks those chats at which the recipients are, and names the places in the whole list', () => {
    const { chat } = twoVendors({ north: { maxUserId: 3 }, south: { lacks: ['metadata'] } });
    const found = (message: object) =>
      chat.check(message as never).map(({ code, field }) => `${code} ${field}`);
    expect(found({ ...hello, to: ['s123', 'n1', 'n1', 'n123', 'x'] })).toEqual([
      'recipient_not_found to[4]',
      'invalid_message to[3]',
    ]);
    expect(found({ ...hello, metadata: 'x', to: 'n1' })).toEqual([]);
    expect(found({ ...hello, metadata: 'x', to: ['n1', 's1'] })).toEqual(['unsupported metadata']);
    expect(found({ ...hello, metadata: 'x', to: 'x' })).toEqual([
      'recipient_not_found to',
      'unsupported metadata',
    ]);
    expect(found({ ...hello, to: [] })).toEqual(['invalid_message to']);
    expect(found({ from: 'ops', to: 'n1' })).toEqual(['invalid_message content']);
    expect(found({ ...hello, metadata: 'x', audience: 'online' })).toEqual(['unsupported metadata']);
  });

  test('where a look-up takes time, check asks all chats about the message, and nobody about recipients', () => {
    const { chat } = twoVendors({
      pick: async () => 'north',
      north: { maxUserId: 3 },
      south: { lacks: ['metadata'] },
    });
    expect(chat.check({ ...hello, to: 'n12345' })).toEqual([]);
    expect(chat.check({ ...hello, metadata: 'x', to: 'n1' })).toMatchObject([{ field: 'metadata' }]);
  });

  test('a look-up that fails later is no fault of check', async () => {
    const { chat } = twoVendors({ pick: () => Promise.reject(new Error('down')) });
    expect(chat.check({ ...hello, to: 'n1' })).toEqual([]);
  });

  test('preview shows the calls of each chat', async () => {
    const { chat, north } = twoVendors();
    const calls = await Array.fromAsync(chat.preview({ ...hello, to: ['s1', 'n1', 's2', 'x'] }));
    expect(calls.map(({ recipients }) => recipients)).toEqual([['s1', 's2'], ['n1']]);
    const broadcasts = await Array.fromAsync(chat.preview({ ...hello, audience: 'online' }));
    expect(broadcasts).toHaveLength(2);
    expect(north.posted).toEqual([]);
  });
});

describe('records and closing', () => {
  test('a record goes to the chat that made it, also through several floors', async () => {
    const records: CallRecord[] = [];
    const { chat, south } = twoVendors({ south: { dedupWindowMs: 60_000 } });
    const outer = routeBy(() => 'routed', [new InboxVendor({ name: 'west' }).chat, chat], { name: 'outer' });
    const journal = { begin: (begun: readonly CallRecord[]) => void records.push(...begun) };
    await outer.sendDirect({ ...hello, to: 's1' }, { journal });
    const [record] = records as [CallRecord];
    expect(record).toMatchObject({ chat: 'south', vendor: 'south' });
    expect(await outer.resume(record)).toMatchObject([{ userId: 's1', via: 'south', status: 'accepted' }]);
    expect(south.delivered).toBe(1);
    expect(await thrown(outer.resume({ ...record, chat: 'east' }))).toMatchObject({ field: 'record.chat' });
    expect(await thrown(outer.resume({} as never))).toMatchObject({ code: 'misconfigured' });
  });

  test('apps are those of all chats, each once', () => {
    const { chat, north, south } = twoVendors();
    const again = routeBy(() => 'routed', [chat, north.chat], { name: 'outer' });
    expect(again.apps).toEqual([...north.chat.apps, ...south.chat.apps]);
  });

  test('close closes all of them, and nothing starts any more', async () => {
    const { chat, north } = twoVendors();
    const unread = chat.deliver(hello, ['n1']);
    await chat.close();
    const closed = { code: 'misconfigured', message: 'the chat is closed' };
    for (const send of [
      () => chat.sendDirect({ ...hello, to: 'n1' }),
      () => chat.broadcast({ ...hello, audience: 'online' }),
      () => chat.registerUsers([{ userId: 'n1' }]),
      async () => chat.deliver(hello, ['n1']),
      async () => chat.sendBulk(hello, ['n1']),
      () => Array.fromAsync(unread),
      () => north.chat.sendDirect({ ...hello, to: 'n1' }),
    ]) {
      expect(await thrown(send())).toMatchObject(closed);
    }
    expect(north.posted).toEqual([]);
    expect(await thrown(chat.close({ drainMs: -1 }))).toMatchObject({ field: 'drainMs' });
  });
});

describe('what does not fit', () => {
  const { chat: one } = new InboxVendor({ name: 'north' });

  test.each<[string, unknown, unknown, unknown, string]>([
    ['no chats', byLetter, [], {}, 'chats'],
    ['no list', byLetter, one, {}, 'chats'],
    ['what is no chat', byLetter, [one, {}], {}, 'chats[1]'],
    ['two of one name', byLetter, [one, new InboxVendor({ name: 'north' }).chat], {}, 'chats[1]'],
    ['no pick', undefined, [one], {}, 'pick'],
    ['a pick that is none', { pick: byLetter }, [one], {}, 'pick'],
    ['an unknown option', byLetter, [one], { names: 'x' }, 'names'],
    ['an empty name', byLetter, [one], { name: '' }, 'name'],
    ['options that are none', byLetter, [one], 7, 'options'],
    ['no buffer', byLetter, [one], { bufferSize: 0 }, 'bufferSize'],
    ['half a batch', byLetter, [one], { pickBatchSize: 1.5 }, 'pickBatchSize'],
    ['no time', byLetter, [one], { pickTimeoutMs: 0 }, 'pickTimeoutMs'],
    ['endless time', byLetter, [one], { pickTimeoutMs: Infinity }, 'pickTimeoutMs'],
    ['a cache without a bound', byLetter, [one], { cache: { timeToLiveMs: 5 } }, 'cache.maxUserIds'],
    ['a cache for ever', byLetter, [one], { cache: { maxUserIds: 5 } }, 'cache.timeToLiveMs'],
    ['a cache that is none', byLetter, [one], { cache: true }, 'cache'],
    ['a clock that is none', byLetter, [one], { clock: {} }, 'clock'],
  ])('%s is refused when the chat is made', (_title, pick, chats, options, field) => {
    expect(() => routeBy(pick as never, chats as never, options as RouteByOptions)).toThrow(
      expect.objectContaining({ code: 'misconfigured', field }),
    );
  });

  test.each<[string, unknown, string]>([
    ['via that is no list', { via: 'north' }, 'via'],
    ['an empty via', { via: [] }, 'via'],
    ['an unknown chat in via', { via: ['north', 'east'] }, 'via[1]'],
    ['an unknown chat in onUnsupported', { onUnsupported: { east: 'warn' } }, 'onUnsupported.east'],
    ['options that are none', 7, 'options'],
    ['an option that no chat knows', { hurry: true }, 'hurry'],
  ])('%s is refused by each method', async (_title, options, field) => {
    const { chat, north } = twoVendors();
    const given = options as RouteOptions;
    for (const send of [
      () => chat.sendDirect({ ...hello, to: 'n1' }, given),
      async () => chat.deliver(hello, ['n1'], given),
      async () => chat.sendBulk(hello, ['n1'], given),
      () => chat.broadcast({ ...hello, audience: 'online' }, given),
      () => chat.registerUsers([{ userId: 'n1' }], given),
    ]) {
      const error = await thrown(send());
      expect(ChatError.is(error)).toBe(true);
      expect(error).toMatchObject({ code: 'misconfigured', field });
    }
    expect(north.posted).toEqual([]);
  });
});

/** A chat as an object, to replace methods of it. */
function chatOf(chat: Chat): Chat {
  return {
    name: chat.name,
    apps: chat.apps,
    deliver: (...given) => chat.deliver(...given),
    sendDirect: (...given) => chat.sendDirect(...given),
    sendBulk: (...given) => chat.sendBulk(...given),
    broadcast: (...given) => chat.broadcast(...given),
    registerUsers: (...given) => chat.registerUsers(...given),
    check: (...given) => chat.check(...given),
    preview: (...given) => chat.preview(...given),
    resume: (...given) => chat.resume(...given),
    close: (...given) => chat.close(...given),
  };
}
