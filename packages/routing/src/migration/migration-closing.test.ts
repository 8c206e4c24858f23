import { describe, expect, test } from 'vitest';
import { crowd } from '../testing/crowd.ts';
import { hello } from '../testing/inbox-vendor.ts';
import {
  copiesAt,
  heldReplies,
  migratingVendors,
  missingOf,
  shownReceipt,
} from '../testing/migrating-vendors.ts';

describe('closing a migration', () => {
  test('waits for the copies', async () => {
    const { release, vendor } = heldReplies();
    const vendors = migratingVendors({ options: { stage: 'shadow' }, young: vendor });
    const { chat, clock } = vendors;
    await chat.sendDirect({ ...hello, to: crowd(50) });
    let isClosed = false;
    const closing = chat.close().then(() => {
      isClosed = true;
    });
    await clock.advance(5_000);
    expect(isClosed).toBe(false);
    await expect(chat.sendDirect({ ...hello, to: 'late' })).rejects.toThrow('closed');
    release();
    await clock.finish(closing);
    expect(copiesAt(vendors, crowd(50))).toBe(50);
    expect(await missingOf(chat)).toEqual([]);
  });

  test('with drainMs reports those whose copy is not written by then', async () => {
    const { vendor } = heldReplies();
    const { chat, clock } = migratingVendors({
      options: { stage: 'shadow', otherDeadlineMs: 100_000 },
      young: { ...vendor, maxItems: 1, chat: { retry: { maxAttempts: 1 }, maxInFlight: 1 } },
    });
    for (const userId of crowd(40)) await chat.sendDirect({ ...hello, to: userId });
    const startedAt = clock.monotonic();
    await clock.finish(chat.close({ drainMs: 2_000 }));
    expect(clock.monotonic() - startedAt).toBeLessThanOrEqual(4_000);
    const missing = await missingOf(chat);
    expect(missing).toHaveLength(40);
    // 32 lists were under way, and nobody knows of those; the others had not begun.
    expect(missing.filter((line) => line.endsWith('unconfirmed aborted'))).toHaveLength(32);
    expect(missing.filter((line) => line.endsWith('not_written closed'))).toHaveLength(8);
    expect(chat.report()).toMatchObject({ waiting: 0 });
  });

  test('with drainMs bounds streams that nobody reads, and what follows them', async () => {
    const { chat, clock } = migratingVendors({ options: { stage: 'shadow' } });
    const stream = chat.deliver(hello, crowd(100_000))[Symbol.asyncIterator]();
    await clock.finish(stream.next());
    const startedAt = clock.monotonic();
    await clock.finish(chat.close({ drainMs: 1_000 }));
    expect(clock.monotonic() - startedAt).toBeLessThanOrEqual(4_000);
  });

  test('refuses drainMs that is none, and closes nothing', async () => {
    const { chat } = migratingVendors();
    await expect(chat.close({ drainMs: -1 })).rejects.toMatchObject({
      code: 'misconfigured',
      field: 'drainMs',
    });
    await expect(chat.close({ drainMs: Number.NaN })).rejects.toMatchObject({ code: 'misconfigured' });
    expect(shownReceipt(await chat.sendDirect({ ...hello, to: 'bob' }))).toEqual(['bob accepted old']);
  });

  test('twice does no harm', async () => {
    const { chat, clock } = migratingVendors();
    await clock.finish(Promise.all([chat.close(), chat.close()]));
  });
});
