import { describe, expect, test } from 'vitest';
import { outcomesOf } from './__fixtures__/compare.ts';
import { people, type Simulation } from './__fixtures__/simulation.ts';
import { useSimulation } from './__fixtures__/use-simulation.ts';

const simulate = useSimulation();

const statuses = async (run: Simulation, campaign: Parameters<typeof outcomesOf>[0]) =>
  Object.fromEntries(
    (await run.finish(outcomesOf(campaign))).map(({ userId, status }) => [userId, status] as const),
  );

describe('a worker that dies with a call under way', () => {
  test('where copies are discarded: the stored bytes go once more, after the attempt has ended', async () => {
    let isSilent = true;
    const run = await simulate({ dedupWindowMs: 60_000, fateOf: () => (isSilent ? 'silent' : 'answered') });
    const first = run.process({ chunkSize: 3, concurrency: 1, timeoutMs: 20_000 });
    const campaign = await run.start(first, people(3));
    await run.clock.advance(700);
    const diedAt = run.clock.monotonic();
    first.kill();
    isSilent = false;
    const before = run.office.arrivals.map(({ body }) => body);
    expect(before).toHaveLength(3);
    // Its clock is another one, and that does not matter.
    run.process({ clockAheadMs: 240_000 });
    expect(await run.finish(campaign.finished())).toMatchObject({ accepted: 3 });
    const copies = run.office.arrivals.slice(3);
    expect(copies.map(({ body }) => body).toSorted()).toEqual(before.toSorted());
    for (const { at } of copies) expect(at - diedAt).toBeGreaterThan(10_000);
    for (const userId of people(3)) expect(run.office.inbox(userId), userId).toHaveLength(1);
  });

  test.each([0, -500_000, 500_000])(
    'where the window has passed meanwhile: unconfirmed, and nothing goes (clock ahead by %i ms)',
    async (clockAheadMs) => {
      const run = await simulate({ dedupWindowMs: 60_000, fateOf: () => 'silent' });
      const first = run.process({ chunkSize: 3, concurrency: 1 });
      const campaign = await run.start(first, people(3));
      await run.clock.advance(700);
      first.kill();
      await run.clock.advance(50_000);
      run.process({ clockAheadMs });
      expect(await run.finish(campaign.finished())).toMatchObject({ unconfirmed: 3 });
      expect(run.office.arrivals).toHaveLength(3);
    },
  );

  test('where no copy is discarded: unconfirmed, and nobody gets it twice', async () => {
    const run = await simulate({ maxItems: 5, fateOf: () => 'silent' });
    const first = run.process({ chunkSize: 5, concurrency: 1 });
    const campaign = await run.start(first, people(5));
    await run.clock.advance(700);
    first.kill();
    run.process();
    expect(await run.finish(campaign.finished())).toMatchObject({ unconfirmed: 5 });
    for (const userId of people(5)) expect(run.office.inbox(userId), userId).toHaveLength(1);
  });

  test('the calls that were not begun start at once, and do not wait for those that were', async () => {
    let isSilent = true;
    const run = await simulate({
      dedupWindowMs: 600_000,
      fateOf: () => (isSilent ? 'silent' : 'answered'),
    });
    const first = run.process({ chunkSize: 40, concurrency: 1, timeoutMs: 25_000, leaseMs: 5_000 });
    const campaign = await run.start(first, people(40));
    await run.clock.advance(600);
    expect(run.office.arrivals).toHaveLength(32);
    const diedAt = run.clock.monotonic();
    first.kill();
    isSilent = false;
    run.process();
    await run.finish(campaign.finished());
    const rest = run.office.arrivals.slice(32, 40);
    expect(new Set(rest.map(({ to }) => to[0]))).toEqual(new Set(people(40).slice(32)));
    for (const { at } of rest) expect(at - diedAt).toBeLessThanOrEqual(6_000);
    for (const { at } of run.office.arrivals.slice(40)) expect(at - diedAt).toBeGreaterThan(6_000);
    for (const userId of people(40)) expect(run.office.inbox(userId), userId).toHaveLength(1);
  });

  test('a second worker dies on the same chunk: the third ends it', async () => {
    let isSilent = true;
    const run = await simulate({ dedupWindowMs: 120_000, fateOf: () => (isSilent ? 'silent' : 'answered') });
    const first = run.process({ chunkSize: 3, concurrency: 1 });
    const campaign = await run.start(first, people(3));
    await run.clock.advance(600);
    first.kill();
    const second = run.process();
    await run.clock.advance(9_000);
    expect(run.office.arrivals.length).toBeGreaterThan(5);
    second.kill();
    isSilent = false;
    run.process();
    expect(await run.finish(campaign.finished())).toMatchObject({ accepted: 3 });
    expect(new Set(run.office.arrivals.map(({ body }) => body)).size).toBe(3);
    for (const userId of people(3)) expect(run.office.inbox(userId), userId).toHaveLength(1);
  });

  test('what it had stored is kept: nobody is sent to again', async () => {
    const run = await simulate({ delayMs: () => 100 });
    const first = run.process({ chunkSize: 100, concurrency: 1 });
    const campaign = await run.start(first, people(100));
    await run.clock.advance(750);
    first.kill();
    run.process();
    const { accepted, unconfirmed } = await run.finish(campaign.finished());
    expect(accepted + unconfirmed).toBe(100);
    expect(unconfirmed).toBeLessThanOrEqual(32);
    for (const userId of people(100)) expect(run.office.inbox(userId), userId).toHaveLength(1);
  });

  test('after a part of a batch was refused and begun again: nobody knows of the others', async () => {
    // The first call names half of its people; the others stay unclear and, where copies do harm, are not tried again.
    const run = await simulate({ maxItems: 4, fateOf: ({ to }) => (to.length === 4 ? 'half' : 'silent') });
    const first = run.process({ chunkSize: 4, concurrency: 1 });
    const campaign = await run.start(first, people(4));
    await run.finish(campaign.finished());
    expect(await statuses(run, campaign)).toEqual({
      'user-0': 'accepted',
      'user-1': 'accepted',
      'user-2': 'unconfirmed',
      'user-3': 'unconfirmed',
    });
  });
});

describe('a worker that was only asleep', () => {
  test('improves the truth when it wakes up, and the chunk comes again', async () => {
    const run = await simulate({ maxItems: 3, delayMs: () => 400 });
    const first = run.process({ chunkSize: 3, concurrency: 1, timeoutMs: 3_000 });
    const campaign = await run.start(first, people(3));
    await run.clock.advance(200);
    expect(run.office.arrivals).toHaveLength(1);
    first.sleep();
    run.process();
    expect(await run.finish(campaign.finished())).toMatchObject({ unconfirmed: 3 });
    const revisions: number[] = [];
    for await (const { cursor } of campaign.outcomes()) revisions.push(cursor.revision);
    first.wake();
    await run.clock.advance(10_000);
    expect(await run.finish(campaign.progress())).toMatchObject({
      state: 'done',
      accepted: 3,
      unconfirmed: 0,
    });
    for await (const { cursor } of campaign.outcomes({ follow: false })) revisions.push(cursor.revision);
    expect(revisions).toEqual([1, 2]);
    expect(run.office.arrivals).toHaveLength(1);
  });

  test('says nothing of a call of which it knows nothing: whoever has the chunk by then makes it once more', async () => {
    let isSilent = true;
    const run = await simulate({ dedupWindowMs: 60_000, fateOf: () => (isSilent ? 'silent' : 'answered') });
    const first = run.process({ chunkSize: 3, concurrency: 1, timeoutMs: 20_000 });
    const campaign = await run.start(first, people(3));
    await run.clock.advance(700);
    expect(run.office.arrivals).toHaveLength(3);
    first.sleep();
    const second = run.process();
    await run.clock.advance(6_500);
    first.wake();
    // Its attempts end, and it may begin no others. The second dies before it is time for it.
    await run.clock.advance(8_100);
    second.kill();
    isSilent = false;
    run.process();
    expect(await run.finish(campaign.finished())).toMatchObject({ accepted: 3, unconfirmed: 0 });
    expect(run.office.arrivals).toHaveLength(6);
    for (const userId of people(3)) expect(run.office.inbox(userId), userId).toHaveLength(1);
  });

  test('fails nobody whom whoever has the chunk by then can send to', async () => {
    let isOpen = false;
    const run = await simulate({
      dedupWindowMs: 60_000,
      delayMs: () => 500,
      fateOf: () => (isOpen ? 'answered' : 'unavailable'),
    });
    const first = run.process({ chunkSize: 3, concurrency: 1, timeoutMs: 20_000 });
    const campaign = await run.start(first, people(3));
    await run.clock.advance(200);
    expect(run.office.arrivals).toHaveLength(3);
    first.sleep();
    await run.clock.advance(6_000);
    // Somebody has the chunk for a moment, and dies.
    await run.store.claim({ worker: 'another', leaseMs: 1, chats: ['post'] });
    first.wake();
    await run.clock.advance(2_000);
    first.kill();
    isOpen = true;
    run.process();
    expect(await run.finish(campaign.finished())).toMatchObject({ accepted: 3, failed: 0, unconfirmed: 0 });
    for (const userId of people(3)) expect(run.office.inbox(userId).length, userId).toBeGreaterThan(0);
  });

  test('begins no call when it wakes up, and does no harm with what it says', async () => {
    const run = await simulate({ delayMs: () => 400 });
    const first = run.process({ chunkSize: 60, concurrency: 1 });
    const campaign = await run.start(first, people(60));
    await run.clock.advance(600);
    first.sleep();
    run.process();
    await run.clock.advance(7_000);
    first.wake();
    await run.finish(campaign.finished());
    await run.clock.advance(10_000);
    const { accepted, failed, unconfirmed } = await run.finish(campaign.progress());
    expect([accepted + unconfirmed, failed]).toEqual([60, 0]);
    for (const userId of people(60)) expect(run.office.inbox(userId), userId).toHaveLength(1);
  });
});

describe('a store that is away', () => {
  test('stops what leaves, and nobody has failed by it: the chunk goes on when it is back', async () => {
    const run = await simulate({ delayMs: () => 200 });
    const process = run.process({ chunkSize: 100, concurrency: 1 });
    const campaign = await run.start(process, people(100));
    await run.clock.advance(300);
    process.isStoreAway = true;
    await run.clock.advance(1_000);
    const { length } = run.office.arrivals;
    await run.clock.advance(20_000);
    expect(run.office.arrivals).toHaveLength(length);
    expect(length).toBeLessThan(100);
    process.isStoreAway = false;
    expect(await run.finish(campaign.finished())).toMatchObject({ accepted: 100, failed: 0, unconfirmed: 0 });
    for (const userId of people(100)) expect(run.office.inbox(userId), userId).toHaveLength(1);
    expect(process.errors.length).toBeGreaterThan(0);
  });

  test.each([1, 5])(
    'that takes too long to answer fails nobody: they are sent to when it is well again (calls of %i)',
    async (maxItems) => {
      const run = await simulate({ maxItems, delayMs: () => 50 });
      const process = run.process({ chunkSize: 100, concurrency: 1, timeoutMs: 2_000, leaseMs: 60_000 });
      process.storeDelayMs = 3_000;
      const campaign = await run.start(process, people(100));
      await run.clock.advance(40_000);
      expect(run.office.arrivals).toHaveLength(0);
      expect(await run.finish(campaign.progress())).toMatchObject({ failed: 0, pending: 100 });
      process.storeDelayMs = 0;
      expect(await run.finish(campaign.finished())).toMatchObject({
        accepted: 100,
        failed: 0,
        unconfirmed: 0,
      });
      for (const userId of people(100)) expect(run.office.inbox(userId), userId).toHaveLength(1);
    },
  );
});
