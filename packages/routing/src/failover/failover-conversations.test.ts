import { changedChat } from '@polychat/conformance/chats';
import { describe, expect, test } from 'vitest';
import { conversationKinds, outcomeOf, sendTo } from '../testing/conversations.ts';
import { always, failingVendors } from '../testing/failing-vendors.ts';
import { type CallFate, InboxVendor } from '../testing/inbox-vendor.ts';
import { thrown } from '../testing/thrown.ts';
import { failover } from './failover.ts';
import type { MoveEvent } from './failover-options.ts';

describe.each(conversationKinds)('a message to a %s', (kind) => {
  test.each<[CallFate, CallFate, string, number]>([
    ['answered', 'answered', 'accepted one', 0],
    ['not_sent', 'answered', 'accepted two', 1],
    ['unavailable', 'answered', 'accepted two', 1],
    ['unknown', 'answered', 'unconfirmed network', 0],
    ['forbidden', 'answered', 'failed permission_denied', 0],
    ['not_sent', 'unavailable', 'failed vendor_unavailable', 1],
    ['not_sent', 'unknown', 'unconfirmed network', 1],
    ['not_sent', 'forbidden', 'failed network', 1],
    ['unavailable', 'not_sent', 'failed network', 0],
  ])('%s at the first and %s at the second is %s', async (first, second, outcome, posts) => {
    const { chat, clock, vendors } = failingVendors([always(first), always(second)]);
    expect(await clock.finish(outcomeOf(sendTo(chat, kind, 'g1')))).toBe(outcome);
    expect(vendors[1]?.posted).toHaveLength(posts);
    for (const vendor of vendors) expect(vendor.conversation(kind, 'g1').length).toBeLessThanOrEqual(1);
  });

  test('does not move where there is no such group: the next one may be another', async () => {
    const { chat, vendors } = failingVendors([{ fateOf: () => 'refused' }, {}]);
    expect(await thrown(sendTo(chat, kind, 'g1'))).toMatchObject({ code: 'not_found', field: `${kind}Id` });
    expect(vendors[1]?.posted).toEqual([]);
  });

  test.each([
    [false, 'unconfirmed network'],
    [true, 'accepted two'],
  ])('an unclear one, with failoverUnknown %s, is %s', async (failoverUnknown, outcome) => {
    const { chat, clock } = failingVendors([always('unknown'), {}]);
    expect(await clock.finish(outcomeOf(sendTo(chat, kind, 'g1', {}, { failoverUnknown })))).toBe(outcome);
  });

  test('that breaks a rule throws what the first chat throws, and moves nowhere', async () => {
    const { chat, vendors } = failingVendors([{}, {}]);
    const error = await thrown(sendTo(chat, kind, 'g1', { metadata: '' }));
    expect(error).toMatchObject({ code: 'invalid_message', field: 'metadata' });
    expect(vendors.flatMap(({ posted }) => posted)).toEqual([]);
  });

  test('counts for the breaker, and tells of its moves', async () => {
    const moves: MoveEvent[] = [];
    const { chat, clock, vendors } = failingVendors([always('unavailable'), {}], {
      breaker: { minimumCalls: 2, calls: 2 },
      hooks: { move: (event) => void moves.push(event) },
    });
    for (let sent = 0; sent < 3; sent += 1) {
      expect(
        await clock.finish(outcomeOf(sendTo(chat, kind, 'g1', {}, { correlationId: `request ${sent}` }))),
      ).toBe('accepted two');
    }
    expect(chat.health().map(({ state }) => state)).toEqual(['open', 'closed']);
    expect(vendors[0]?.posted).toHaveLength(2);
    expect(moves).toEqual(
      [0, 1].map((sent) => ({
        chat: 'failover',
        from: 'one',
        to: 'two',
        count: 1,
        correlationId: `request ${sent}`,
      })),
    );
  });

  test('goes to the first chat where all are left out', async () => {
    const fateOf = { now: 'unavailable' as CallFate };
    const vendor = { callFate: () => fateOf.now };
    const { chat, clock } = failingVendors([vendor, vendor], { breaker: { minimumCalls: 1, calls: 1 } });
    expect(await clock.finish(outcomeOf(sendTo(chat, kind, 'g1')))).toBe('failed vendor_unavailable');
    fateOf.now = 'answered';
    expect(await clock.finish(outcomeOf(sendTo(chat, kind, 'g1')))).toBe('accepted one');
  });

  test('that is cancelled moves no more', async () => {
    const cancelled = new AbortController();
    const first = { callFate: (): CallFate => 'unavailable', onRequest: () => cancelled.abort() };
    const { chat, clock, vendors } = failingVendors([first, {}]);
    const sent = outcomeOf(sendTo(chat, kind, 'g1', {}, { signal: cancelled.signal }));
    expect(await clock.finish(sent)).toMatch(/^(unconfirmed aborted|failed vendor_unavailable)$/);
    expect(vendors[1]?.posted).toEqual([]);
  });

  test('a chat that returns no receipt may have sent it', async () => {
    const one = new InboxVendor({ name: 'one' });
    const two = new InboxVendor({ name: 'two' });
    const odd = changedChat(one.chat, {
      sendToGroup: async () => ({}) as never,
      sendToRoom: async () => undefined as never,
    });
    expect(await outcomeOf(sendTo(failover([odd, two.chat]), kind, 'g1'))).toBe('unconfirmed bad_reply');
    expect(two.posted).toEqual([]);
  });

  test('check says what any of the chats would refuse, preview shows the call of the first', async () => {
    const { chat } = failingVendors([{}, { lacks: [kind] }]);
    const message = { from: 'ops', content: { type: 'text', text: 'hello' }, [`${kind}Id`]: 'g1' } as never;
    expect(chat.check(message)).toMatchObject([{ code: 'unsupported', field: `${kind}Id` }]);
    expect(await Array.fromAsync(chat.preview(message))).toMatchObject([{ endpoint: kind }]);
  });
});
