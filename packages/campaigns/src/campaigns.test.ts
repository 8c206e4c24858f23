import { ChatError } from '@polychat/core';
import { describe, expect, test } from 'vitest';
import { outcomesOf } from './__fixtures__/compare.ts';
import { people } from './__fixtures__/simulation.ts';
import { thrown, useSimulation } from './__fixtures__/use-simulation.ts';
import type { CampaignProgress } from './handle/campaign.ts';

const simulate = useSimulation();

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
