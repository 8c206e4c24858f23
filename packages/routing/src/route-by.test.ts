import { changedChat } from '@polychat/conformance/chats';
import type { Chat, SendOptions } from '@polychat/core';
import { describe, expect, test } from 'vitest';
import type { RouteOptions } from './route-options.ts';
import { hello } from './testing/inbox-vendor.ts';
import { thrown } from './testing/thrown.ts';
import { twoVendors } from './testing/two-vendors.ts';

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
      wrap: (one) =>
        changedChat(one, {
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
        wrap: (one) => (one.name === 'south' ? changedChat(one, { sendDirect: () => reply(one) }) : one),
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
          ? changedChat(one, {
              sendDirect: async () => ({
                accepted: [twice, twice],
                failed: [],
                unconfirmed: [],
                warnings: [],
              }),
            })
          : one,
    });
    expect(ids((await chat.sendDirect({ ...hello, to: ['s1', 'n1'] })).accepted)).toEqual([
      's1 south',
      'n1 north',
    ]);
  });
});
