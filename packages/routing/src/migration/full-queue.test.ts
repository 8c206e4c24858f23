import { describe, expect, test } from 'vitest';
import { crowd } from '../testing/crowd.ts';
import { readAll } from '../testing/failing-vendors.ts';
import { hello } from '../testing/inbox-vendor.ts';
import {
  copiesAt,
  heldReplies,
  migratingVendors,
  missingOf,
  shownReceipt,
} from '../testing/migrating-vendors.ts';

describe('a full queue of copies', () => {
  test('is reported for those of a single send who find no place', async () => {
    const { release, vendor } = heldReplies();
    const vendors = migratingVendors({ options: { stage: 'shadow', maxWaiting: 5 }, young: vendor });
    const { chat, clock } = vendors;
    await chat.sendDirect({ ...hello, to: crowd(3, 'a') });
    expect(shownReceipt(await chat.sendDirect({ ...hello, to: crowd(4, 'b') }))).toHaveLength(4);
    await chat.sendDirect({ ...hello, to: 'c0' });
    expect(chat.report()).toMatchObject({ waiting: 5, missing: 3 });
    release();
    await clock.finish(chat.drain());
    expect(await missingOf(chat)).toEqual([
      'b2 young not_written queue_full',
      'b3 young not_written queue_full',
      'c0 young not_written queue_full',
    ]);
    expect(copiesAt(vendors, [...crowd(3, 'a'), ...crowd(4, 'b')])).toBe(5);
    expect(chat.report().stages[0]?.other).toMatchObject({ accepted: 5, notWritten: 3 });
  });

  test('holds a stream back, and loses nobody of it', async () => {
    const { release, vendor } = heldReplies();
    const vendors = migratingVendors({
      options: { stage: 'shadow', maxWaiting: 100 },
      old: { maxItems: 500 },
      young: { ...vendor, maxItems: 500 },
    });
    const { chat, clock, old } = vendors;
    let pulled = 0;
    function* ids() {
      for (const userId of crowd(5_000)) {
        pulled += 1;
        yield userId;
      }
    }
    const reading = readAll(chat.deliver(hello, ids()));
    await clock.advance(5_000);
    // Of the batch that was pulled, so many were sent as there is space for copies.
    expect(pulled).toBe(500);
    expect(old.delivered).toBe(100);
    expect(chat.report().waiting).toBe(100);
    release();
    expect(await clock.finish(reading)).toHaveLength(5_000);
    await clock.finish(chat.drain());
    expect(copiesAt(vendors, crowd(5_000))).toBe(5_000);
    expect(chat.report()).toMatchObject({ waiting: 0, missing: 0 });
  });

  test('lets a stream go on that is cancelled, and names everybody', async () => {
    const { vendor } = heldReplies();
    const { chat, clock } = migratingVendors({ options: { stage: 'shadow', maxWaiting: 10 }, young: vendor });
    const stopping = new AbortController();
    const bulk = chat.sendBulk(hello, crowd(2_000), { signal: stopping.signal });
    const reading = readAll(bulk);
    await clock.advance(1_000);
    stopping.abort();
    const outcomes = await clock.finish(reading);
    const { pulled, completed } = await bulk.summary();
    expect(completed).toBe(false);
    expect(outcomes).toHaveLength(pulled);
    expect(outcomes.filter(({ status }) => status === 'accepted')).toHaveLength(10);
  });

  test('holds back no stream that writes no copies', async () => {
    const { vendor } = heldReplies();
    const stage = { now: 'shadow' };
    const { chat, clock } = migratingVendors({
      options: { stage: () => stage.now, maxWaiting: 1 },
      young: { ...vendor, callFate: () => 'answered' },
    });
    await chat.sendDirect({ ...hello, to: 'bob' });
    stage.now = 'off';
    expect(await clock.finish(readAll(chat.deliver(hello, crowd(2_000))))).toHaveLength(2_000);
    expect(chat.report().waiting).toBe(1);
  });
});
