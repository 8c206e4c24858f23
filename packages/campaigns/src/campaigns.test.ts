import { ChatError } from '@polychat/core';
import { afterEach, describe, expect, test } from 'vitest';
import { outcomesOf } from './__fixtures__/compare.ts';
import type { PostOfficeOptions } from './__fixtures__/post-office.ts';
import { people, Simulation } from './__fixtures__/simulation.ts';
import type { CampaignProgress, OutcomeCursor } from './handle/campaign.ts';

let simulation: Simulation | undefined;

async function simulate(office: Omit<PostOfficeOptions, 'clock'> = {}): Promise<Simulation> {
  simulation = await Simulation.make(office);
  return simulation;
}

afterEach(() => simulation?.end());

async function thrown(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => 'nothing was thrown',
    (error: unknown) => error,
  );
}

describe('a campaign that nothing goes wrong with', () => {
  test('reaches everybody once, and says so', async () => {
    const run = await simulate({ unknown: new Set(['user-3']) });
    const process = run.process();
    const campaign = await run.start(process, [...people(11), 'user-0', 'user-10']);
    const progress = await run.finish(campaign.finished());
    expect(progress).toEqual({
      state: 'done',
      control: 'running',
      recipients: 11,
      duplicates: 2,
      pending: 0,
      accepted: 10,
      failed: 1,
      unconfirmed: 0,
    });
    for (const userId of people(11)) {
      expect(run.office.inbox(userId), userId).toEqual(userId === 'user-3' ? [] : ['Hello']);
    }
    expect(process.errors).toEqual([]);
    const outcomes = await run.finish(outcomesOf(campaign));
    expect(outcomes.map(({ userId, index }) => `${userId} ${index}`).toSorted()).toEqual(
      people(11)
        .map((userId, index) => `${userId} ${index}`)
        .toSorted(),
    );
    expect(outcomes.find(({ userId }) => userId === 'user-3')).toMatchObject({
      status: 'failed',
      via: 'post',
      problem: { code: 'recipient_not_found', retryable: false },
    });
    expect(outcomes.find(({ userId }) => userId === 'user-4')).toEqual({
      userId: 'user-4',
      index: 4,
      status: 'accepted',
      via: 'post',
      messageId: 'm-user-4',
      ref: {
        version: 1,
        vendor: 'post',
        app: 'office',
        conversation: 'direct',
        from: 'me',
        to: 'user-4',
        messageId: 'm-user-4',
      },
    });
  });

  test('is found by its key in another process, and watched there', async () => {
    const run = await simulate();
    await run.start(run.process(), people(9));
    const other = await run.finish(run.process().campaigns.find('summer'));
    const seen: CampaignProgress[] = [];
    const watching = (async () => {
      for await (const progress of other?.watch() ?? []) seen.push(progress);
    })();
    await run.finish(watching);
    expect(seen.at(-1)).toMatchObject({ state: 'done', accepted: 9 });
    expect(await run.finish(run.process().campaigns.find('winter'))).toBeUndefined();
  });

  test('without recipients is done at once', async () => {
    const run = await simulate();
    const campaign = await run.start(run.process(), []);
    expect(await run.finish(campaign.finished())).toMatchObject({ state: 'done', recipients: 0 });
  });

  test('is sent while its recipients are still coming, and is not done before the last', async () => {
    const run = await simulate();
    let more = () => {};
    const gate = new Promise<void>((resolve) => {
      more = resolve;
    });
    const feed = async function* () {
      yield* people(6);
      await gate;
      yield 'late';
    };
    const { campaigns } = run.process();
    const message = { content: { type: 'text', text: 'Hello' } } as const;
    const campaign = await run.finish(campaigns.start({ key: 'k', message, recipients: feed() }));
    await run.clock.advance(5_000);
    expect(await run.finish(campaign.progress())).toMatchObject({ state: 'appending', accepted: 4 });
    more();
    await run.finish(campaign.appended);
    expect(await run.finish(campaign.finished())).toMatchObject({ accepted: 7 });
  });
});

describe('a campaign that is started again with its key', () => {
  test('goes on where it was, and reads its recipients again', async () => {
    const run = await simulate();
    const first = run.process();
    const message = { content: { type: 'text', text: 'Hello' } } as const;
    const feed = async function* () {
      yield* people(6);
      throw new Error('the list is gone');
    };
    const broken = await run.finish(first.campaigns.start({ key: 'summer', message, recipients: feed() }));
    await expect(run.finish(broken.appended)).rejects.toThrow('the list is gone');
    await run.clock.advance(20_000);
    expect(await run.finish(broken.progress())).toMatchObject({ state: 'appending', accepted: 4 });
    first.kill();
    const campaign = await run.start(run.process(), people(10));
    await run.finish(campaign.finished());
    for (const userId of people(10)) expect(run.office.inbox(userId), userId).toHaveLength(1);
    // And once more, when it is done.
    await run.start(run.process(), people(10));
    expect(run.office.arrivals).toHaveLength(10);
  });

  test.each([
    ['another recipient', () => ['user-0', 'user-1', 'user-2', 'user-3', 'user-x', 'user-5'], 'chunk 1'],
    ['fewer recipients', () => people(4), 'chunk 1'],
    ['more recipients', () => people(7), 'chunk 1'],
    ['another order', () => people(6).toReversed(), 'chunk 0'],
  ])('and %s is refused, and the chunk is named', async (_what, recipients, words) => {
    const run = await simulate();
    await run.start(run.process(), people(6));
    const error = await thrown(run.start(run.process(), recipients()));
    expect(error).toBeInstanceOf(ChatError);
    expect(error).toMatchObject({ code: 'misconfigured', field: 'recipients' });
    expect((error as Error).message).toContain(words);
  });

  test.each([
    ['message', { message: { content: { type: 'text', text: 'Goodbye' } } }],
    ['delivery', { delivery: 'batch' }],
  ] as const)('and another %s is refused', async (field, changes) => {
    const run = await simulate();
    await run.start(run.process(), people(2));
    expect(await thrown(run.start(run.process(), people(2), changes))).toMatchObject({
      code: 'misconfigured',
      field,
    });
  });

  test('and the same message in another order of its members is the same', async () => {
    const run = await simulate();
    await run.start(run.process(), people(2), {
      message: { content: { type: 'text', text: 'a' }, metadata: undefined, from: 'me' },
    });
    await run.start(run.process(), people(2), {
      message: { from: 'me', content: { text: 'a', type: 'text' } },
    });
  });
});

describe('what cannot be started', () => {
  test.each([
    ['a message that breaks a rule', { message: { content: { type: 'text' } } }, 'content.text'],
    [
      'a key of its own',
      { message: { content: { type: 'text', text: 'a' }, idempotencyKey: 'k' } },
      'message.idempotencyKey',
    ],
    ['no key', { key: '' }, 'key'],
    ['recipients that are none', { recipients: 'alice' }, 'recipients'],
    ['a chat that is not there', { chat: 'pigeon' }, 'chat'],
    ['an option that is none', { deliver: 'batch' }, 'deliver'],
  ])('%s', async (_what, changes, field) => {
    const run = await simulate();
    const error = await thrown(run.start(run.process(), people(2), changes as never));
    expect(error).toMatchObject({ field });
    expect(ChatError.is(error)).toBe(true);
    expect(await run.store.find({ key: 'summer' })).toBeUndefined();
  });

  test('somebody who is no user id ends the reading, and the place is named', async () => {
    const run = await simulate();
    const error = await thrown(run.start(run.process(), ['a', 'b', 7 as never]));
    expect(error).toMatchObject({ code: 'misconfigured', field: 'recipients[2]' });
  });
});

describe('a campaign that is steered', () => {
  test('pauses within two seconds, lets calls in flight end, and goes on with the rest', async () => {
    const run = await simulate({ delayMs: () => 900 });
    const process = run.process({ chunkSize: 100, concurrency: 1 });
    const campaign = await run.start(process, people(100));
    await run.clock.advance(1_500);
    await run.finish(campaign.pause());
    const pausedAt = run.clock.monotonic();
    await run.clock.advance(60_000);
    const { length } = run.office.arrivals;
    expect(length).toBeLessThan(100);
    expect(Math.max(...run.office.arrivals.map(({ at }) => at))).toBeLessThanOrEqual(pausedAt + 2_000);
    expect(await run.finish(campaign.progress())).toMatchObject({
      control: 'paused',
      accepted: length,
      failed: 0,
      unconfirmed: 0,
    });
    await run.finish(campaign.resume());
    expect(await run.finish(campaign.finished())).toMatchObject({ accepted: 100 });
    for (const userId of people(100)) expect(run.office.inbox(userId), userId).toHaveLength(1);
  });

  test('is cancelled within two seconds, and the rest has failed with the code aborted', async () => {
    const run = await simulate({ delayMs: () => 900 });
    const process = run.process({ chunkSize: 60, concurrency: 1 });
    const campaign = await run.start(process, people(200));
    await run.clock.advance(1_000);
    const cancelledAt = run.clock.monotonic();
    await run.finish(campaign.cancel());
    const { accepted, failed, unconfirmed } = await run.finish(campaign.finished());
    expect(Math.max(...run.office.arrivals.map(({ at }) => at))).toBeLessThanOrEqual(cancelledAt + 2_000);
    expect([accepted, unconfirmed]).toEqual([run.office.arrivals.length, 0]);
    expect(failed).toBe(200 - accepted);
    for (const outcome of await run.finish(outcomesOf(campaign))) {
      expect(run.office.inbox(outcome.userId)).toHaveLength(outcome.status === 'accepted' ? 1 : 0);
      if (outcome.status === 'failed') {
        expect(outcome.problem).toMatchObject({ code: 'aborted', effect: 'not_sent' });
      }
    }
    expect(await thrown(run.finish(campaign.resume()))).toMatchObject({ code: 'misconfigured' });
    expect(await thrown(run.finish(campaign.retry()))).toMatchObject({ code: 'misconfigured' });
  });

  test('that is cancelled reads no more recipients', async () => {
    const run = await simulate();
    let read = 0;
    const feed = async function* () {
      for (;;) {
        read += 1;
        if (read % 10 === 0) await new Promise<void>((resolve) => void run.clock.schedule(resolve, 100));
        yield `user-${read}`;
      }
    };
    const { campaigns } = run.process();
    const message = { content: { type: 'text', text: 'Hello' } } as const;
    const campaign = await run.finish(campaigns.start({ key: 'k', message, recipients: feed() }));
    await run.clock.advance(1_000);
    await run.finish(campaign.cancel());
    await run.finish(campaign.appended);
    const { recipients } = await run.finish(campaign.finished());
    expect(recipients).toBeLessThanOrEqual(read);
  });

  test('by a worker that closes, which gives its chunk back: another goes on at once', async () => {
    const run = await simulate({ delayMs: () => 500 });
    const first = run.process({ chunkSize: 100, concurrency: 1 });
    const campaign = await run.start(first, people(100));
    await run.clock.advance(700);
    await run.finish(first.worker.close());
    const before = run.office.arrivals.length;
    expect(before).toBeLessThan(100);
    run.process({ concurrency: 1 });
    await run.clock.advance(600);
    expect(run.office.arrivals.length).toBeGreaterThan(before);
    expect(await run.finish(campaign.finished())).toMatchObject({ accepted: 100, unconfirmed: 0 });
  });
});

describe('the outcomes of a campaign', () => {
  test('are read in pages, and gone on with from any cursor', async () => {
    const run = await simulate();
    const campaign = await run.start(run.process({ chunkSize: 5 }), people(12));
    await run.finish(campaign.finished());
    const read = async (after?: OutcomeCursor) => {
      const seen: { userId: string; cursor: OutcomeCursor }[] = [];
      for await (const { outcomes, cursor } of campaign.outcomes({ pageSize: 2, ...(after && { after }) })) {
        expect(outcomes.length).toBeLessThanOrEqual(2);
        for (const { userId } of outcomes) seen.push({ userId, cursor });
      }
      return seen;
    };
    const all = await run.finish(read());
    expect(all.map(({ userId }) => userId).toSorted()).toEqual(people(12).toSorted());
    for (const [place, { cursor }] of all.entries()) {
      if (all[place + 1]?.cursor === cursor) continue;
      const rest = await run.finish(read(JSON.parse(JSON.stringify(cursor))));
      expect(rest).toEqual(all.slice(place + 1));
    }
  });

  test('come while the campaign goes on', async () => {
    const run = await simulate({ delayMs: () => 1_000 });
    const campaign = await run.start(run.process({ concurrency: 1 }), people(12));
    const times: number[] = [];
    const reading = (async () => {
      for await (const _ of campaign.outcomes()) times.push(run.clock.monotonic());
    })();
    await run.finish(reading);
    expect(times).toHaveLength(3);
    expect(new Set(times).size).toBeGreaterThan(1);
  });
});

describe('another round', () => {
  test('goes to those who have failed, with new identities, and the chunk comes again', async () => {
    let isOpen = false;
    const run = await simulate({
      dedupWindowMs: 600_000,
      unknown: new Set(['user-1']),
      fateOf: ({ to }) => {
        if (to[0] === 'user-2') return 'reset';
        return isOpen || to[0] !== 'user-5' ? 'answered' : 'unavailable';
      },
    });
    const campaign = await run.start(run.process(), people(8));
    const first = await run.finish(campaign.finished());
    expect(first).toMatchObject({ accepted: 5, failed: 2, unconfirmed: 1 });
    const cursors: OutcomeCursor[] = [];
    for await (const { cursor } of campaign.outcomes({ follow: false })) cursors.push(cursor);
    isOpen = true;
    expect(await run.finish(campaign.retry())).toBe(1);
    expect(await run.finish(campaign.finished())).toMatchObject({ accepted: 6, failed: 1, unconfirmed: 1 });
    const ids = run.office.arrivals.flatMap(({ to, id }) => (to[0] === 'user-5' ? [id] : []));
    expect(new Set(ids).size).toBe(2);
    const again = [];
    for await (const page of campaign.outcomes({ after: cursors.at(-1) as OutcomeCursor })) again.push(page);
    expect(again.map(({ outcomes }) => outcomes.map(({ userId }) => userId))).toEqual([people(8).slice(4)]);
    // Those of whom nobody knows are not among them, whatever is asked for.
    expect(await run.finish(campaign.retry({ where: () => true }))).toBe(1);
    await run.finish(campaign.finished());
    expect(run.office.arrivals.filter(({ to }) => to[0] === 'user-1')).toHaveLength(2);
    expect(new Set(run.office.arrivals.flatMap(({ to, id }) => (to[0] === 'user-2' ? [id] : []))).size).toBe(
      1,
    );
    for (const userId of people(8)) expect(run.office.inbox(userId).length, userId).toBeLessThanOrEqual(1);
  });
});
