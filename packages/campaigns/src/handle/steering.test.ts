import { describe, expect, test } from 'vitest';
import { outcomesOf } from '../__fixtures__/compare.ts';
import { people } from '../__fixtures__/simulation.ts';
import { thrown, useSimulation } from '../__fixtures__/use-simulation.ts';

const simulate = useSimulation();

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

  test('goes on within two seconds after a pause', async () => {
    const run = await simulate({ delayMs: () => 100 });
    const campaign = await run.start(run.process({ chunkSize: 400, concurrency: 1 }), people(400));
    await run.clock.advance(600);
    await run.finish(campaign.pause());
    await run.clock.advance(30_000);
    const before = run.office.arrivals.length;
    expect(before).toBeLessThan(400);
    await run.finish(campaign.resume());
    await run.clock.advance(2_000);
    expect(run.office.arrivals.length).toBeGreaterThan(before);
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
