import { describe, expect, test } from 'vitest';
import { failingVendors } from './testing/failing-vendors.ts';
import { hello } from './testing/inbox-vendor.ts';
import { thrown } from './testing/thrown.ts';
import { twoVendors } from './testing/two-vendors.ts';

describe('closing a chat that is made of chats', () => {
  test('a list that goes from one chat to the next is not cut off between them', async () => {
    const { chat, vendors, clock } = failingVendors([{ callFate: () => 'not_sent' }, {}]);
    const sending = chat.sendDirect({ ...hello, to: 'bob' });
    const closing = chat.close();
    const { accepted } = await clock.finish(sending);
    await clock.finish(closing);
    expect(accepted).toMatchObject([{ userId: 'bob', via: 'two' }]);
    await expect(vendors[1]?.chat.sendDirect({ ...hello, to: 'bob' })).rejects.toThrow('the chat is closed');
  });

  test('recipients who are being placed still get their message, and a list that comes later does not', async () => {
    const { promise, resolve } = Promise.withResolvers<string>();
    const { chat, north, clock } = twoVendors({ pick: () => promise });
    const sending = chat.sendDirect({ ...hello, to: 'nora' });
    const closing = chat.close();
    await expect(chat.sendDirect({ ...hello, to: 'ned' })).rejects.toThrow('the chat is closed');
    resolve('north');
    await clock.finish(Promise.all([sending, closing]));
    expect([north.inbox('nora'), north.inbox('ned')]).toEqual([['hello'], []]);
  });

  test('after drainMs the chats are closed all the same, and everybody is named', async () => {
    const { chat, south, clock } = twoVendors({
      north: { beforeReply: () => new Promise(() => {}) },
      options: { pickTimeoutMs: 10_000 },
    });
    const sending = thrown(chat.sendDirect({ ...hello, to: ['nora', 'ned'] }));
    const before = clock.monotonic();
    await clock.finish(chat.close({ drainMs: 300 }));
    expect(clock.monotonic() - before).toBeLessThanOrEqual(1_300);
    expect((await clock.finish(sending)).receipt).toMatchObject({
      unconfirmed: [{ userId: 'nora' }, { userId: 'ned' }],
    });
    await expect(south.chat.sendDirect({ ...hello, to: 'sam' })).rejects.toThrow('the chat is closed');
  });

  test('times that are none are refused by the chats', async () => {
    const { chat } = twoVendors();
    await expect(chat.close({ drainMs: 'soon' as never })).rejects.toMatchObject({ code: 'misconfigured' });
  });
});
