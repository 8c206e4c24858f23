import type { NotAcceptedOutcome } from '@polychat/core';
import { describe, expect, test } from 'vitest';
import { people } from '../__fixtures__/simulation.ts';
import { useSimulation } from '../__fixtures__/use-simulation.ts';
import type { OutcomeCursor } from './campaign.ts';

const simulate = useSimulation();

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

  test('goes to those alone who are asked for', async () => {
    let isOpen = false;
    const run = await simulate({ fateOf: () => (isOpen ? 'answered' : 'unavailable') });
    const campaign = await run.start(run.process(), people(8));
    expect(await run.finish(campaign.finished())).toMatchObject({ failed: 8 });
    isOpen = true;
    const wanted = new Set(['user-2', 'user-6']);
    const where = ({ userId, problem }: NotAcceptedOutcome) =>
      wanted.has(userId) && problem.code === 'vendor_unavailable';
    expect(await run.finish(campaign.retry({ where }))).toBe(2);
    expect(await run.finish(campaign.finished())).toMatchObject({ accepted: 2, failed: 6 });
    for (const userId of people(8)) {
      expect(run.office.inbox(userId), userId).toHaveLength(wanted.has(userId) ? 1 : 0);
    }
  });
});
