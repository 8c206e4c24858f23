import type { RecipientOutcome } from '@polychat/core';
import { SimulatedClock } from '@polychat/core/testing';
import { describe, expect, test } from 'vitest';
import type { CampaignStore, Commit, CommitAnswer } from '../ports/campaign-store.ts';
import { CommitQueue, type Report } from './commit-queue.ts';
import { StoreClock } from './store-clock.ts';

const chunk = { campaign: 'summer', chunk: 0, epoch: 1 };
const beginOf = (callId: string) => ({
  ...chunk,
  intents: [{ callId, bytes: new Uint8Array(1), firstAttemptAt: 0, runsForMs: 1_000 }],
});
const reportOf = (index: number, changes: Partial<Report> = {}): Report => ({
  chunk,
  round: 1,
  outcomes: [{ userId: `user-${index}`, index, status: 'accepted', via: 'post' } as RecipientOutcome],
  endedCalls: [`call ${index}`],
  isFenced: false,
  ...changes,
});

/** A queue over a store that takes some time, and that can be away. */
function setUp() {
  const clock = new SimulatedClock();
  const commits: Commit[] = [];
  const errors: unknown[] = [];
  const store = { isAway: false, takesMs: 5 };
  const commit = async (given: Commit): Promise<CommitAnswer> => {
    await new Promise<void>((resolve) => void clock.schedule(resolve, store.takesMs));
    if (store.isAway) throw new Error('the store is away');
    commits.push(given);
    return {
      now: clock.now(),
      outcomes: given.outcomes.map(() => true),
      begins: given.begins.map(({ epoch }) => epoch === chunk.epoch),
    };
  };
  const queue = new CommitQueue({
    store: { commit } as CampaignStore,
    chats: new Map(),
    clock,
    storeClock: new StoreClock(clock),
    leaseMs: 5_000,
    onError: (error) => errors.push(error),
  });
  return { clock, commits, errors, store, queue };
}

describe('what is to be stored', () => {
  test('goes together: calls that the pacer lets go together are one commit', async () => {
    const { clock, commits, queue } = setUp();
    const begun = Array.from({ length: 30 }, (_, call) => queue.begin(beginOf(`call ${call}`)));
    expect(await clock.finish(Promise.all(begun))).toEqual(begun.map(() => true));
    expect(commits.map(({ begins }) => begins.length)).toEqual([30]);
  });

  test('that comes while the store is busy is the next commit, with outcomes of one chunk as one entry', async () => {
    const { clock, commits, queue } = setUp();
    const first = queue.begin(beginOf('call 0'));
    await clock.advance(1);
    const rest = [queue.begin(beginOf('call 1')), queue.report(reportOf(0)), queue.report(reportOf(1))];
    expect(await clock.finish(Promise.all([first, ...rest]))).toEqual([true, true, true, true]);
    expect(commits.map(({ begins, outcomes }) => [begins.length, outcomes.length])).toEqual([
      [1, 0],
      [1, 1],
    ]);
    expect(commits[1]?.outcomes[0]).toMatchObject({
      counts: { accepted: 2, failed: 0, unconfirmed: 0 },
      endedCalls: ['call 0', 'call 1'],
    });
  });

  test('with a fence and without one are two entries, and who has lost the chunk hears of it', async () => {
    const { clock, commits, queue } = setUp();
    const lost = queue.begin({ ...beginOf('call 0'), epoch: 0 });
    const reports = [queue.report(reportOf(0)), queue.report(reportOf(1, { isFenced: true }))];
    expect(await clock.finish(Promise.all([lost, ...reports]))).toEqual([false, true, true]);
    expect(commits[0]?.outcomes.map(({ epoch }) => epoch)).toEqual([undefined, 1]);
  });
});

describe('while the store is away', () => {
  test('no call may leave, and outcomes are stored when it is back', async () => {
    const { clock, commits, errors, queue, store } = setUp();
    store.isAway = true;
    const begun = queue.begin(beginOf('call 0'));
    const refused = expect(begun).rejects.toThrow('away');
    let isStored = false;
    const stored = queue.report(reportOf(0)).then((answer) => {
      isStored = answer;
    });
    await clock.advance(3_000);
    await refused;
    expect(isStored).toBe(false);
    expect(errors.length).toBeGreaterThan(3);
    store.isAway = false;
    await clock.finish(stored);
    expect(isStored).toBe(true);
    expect(commits.map(({ begins, outcomes }) => [begins.length, outcomes.length])).toEqual([[0, 1]]);
  });

  test('a worker that waits no longer is told', async () => {
    const { clock, queue, store } = setUp();
    store.isAway = true;
    const stored = queue.report(reportOf(0));
    const refused = expect(stored).rejects.toThrow('away');
    await clock.advance(1_000);
    queue.abandon();
    await clock.advance(1_000);
    await refused;
  });
});
