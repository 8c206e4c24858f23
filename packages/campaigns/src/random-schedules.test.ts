import { describe, expect, test } from 'vitest';
import { outcomesOf } from './__fixtures__/compare.ts';
import type { Fate } from './__fixtures__/post-office.ts';
import { randomOf } from './__fixtures__/random.ts';
import { people, type SimulatedProcess, Simulation } from './__fixtures__/simulation.ts';

/** `SCHEDULES=2000 FIRST_SEED=1` looks at more of them, or at others. */
const { SCHEDULES = '25', FIRST_SEED = '1' } = process.env;

const windowMs = 120_000;
/** No process is asleep for longer than the vendor remembers what another process sent meanwhile. */
const longestSleepMs = 30_000;

/** One campaign, and all that goes wrong meanwhile. */
function scheduleOf(seed: number) {
  const random = randomOf(seed);
  const { one, often } = random;
  return {
    random,
    count: one(1, 7, 20, 45, 90),
    chunkSize: one(1, 4, 9, 30),
    maxItems: one(1, 1, 4, 30),
    dedupWindowMs: one(0, windowMs, windowMs),
    delivery: 'single' as const,
    timeoutMs: one(1_000, 4_000),
    faults: one(0, 0.1, 0.4),
    delayMs: one(20, 200, 1_500),
    maxInFlight: one(1, 2, 5, 32),
    /** Within how long all of it happens. */
    spanMs: one(1_000, 4_000, 20_000),
    processes: one(1, 2, 3),
    kills: one(0, 1, 3, 8),
    sleeps: one(0, 0, 1, 4),
    storeFaults: one(0, 0, 2),
    ending: one('none', 'none', 'none', 'pause', 'cancel', 'retry'),
    startsAgain: often(0.4),
    unknown: often(0.3),
  };
}

async function run(seed: number): Promise<void> {
  const schedule = scheduleOf(seed);
  const { random, count, dedupWindowMs, ending } = schedule;
  const fates: readonly Fate[] = ['not_sent', 'unavailable', 'reset', 'silent', 'half'];
  const simulation = await Simulation.make({
    maxItems: schedule.maxItems,
    dedupWindowMs,
    delayMs: () => random.between(1, schedule.delayMs),
    fateOf: () => (random.often(schedule.faults) ? random.one(...fates) : 'answered'),
    unknown: new Set(schedule.unknown ? ['user-0', 'user-5'] : []),
  });
  const { clock } = simulation;
  const begin = () =>
    simulation.process({
      clockAheadMs: random.between(-600_000, 600_000),
      chunkSize: schedule.chunkSize,
      concurrency: random.one(1, 2, 3),
      timeoutMs: schedule.timeoutMs,
      maxInFlight: schedule.maxInFlight,
    });
  const working: SimulatedProcess[] = Array.from({ length: schedule.processes }, begin);
  const anyOf = () => random.one(...working);
  const later = (act: () => void) => void clock.schedule(act, random.between(0, schedule.spanMs));
  const ids = people(count);
  try {
    const campaign = await simulation.start(anyOf(), [...ids, ...ids.slice(0, 2)]);
    for (let kill = 0; kill < schedule.kills; kill += 1) {
      later(() => {
        const [dead] = working.splice(random.between(0, working.length), 1);
        dead?.kill();
        working.push(begin());
      });
    }
    for (let sleep = 0; sleep < schedule.sleeps; sleep += 1) {
      later(() => {
        const sleeper = anyOf();
        sleeper.sleep();
        clock.schedule(() => sleeper.wake(), random.between(100, longestSleepMs));
      });
    }
    for (let fault = 0; fault < schedule.storeFaults; fault += 1) {
      later(() => {
        const unlucky = anyOf();
        unlucky.isStoreAway = true;
        clock.schedule(
          () => {
            unlucky.isStoreAway = false;
          },
          random.between(100, 10_000),
        );
      });
    }
    if (schedule.startsAgain) later(() => void simulation.start(begin(), ids).catch(() => {}));
    if (ending === 'cancel') later(() => void campaign.cancel());
    if (ending === 'pause') {
      later(() => {
        void campaign.pause();
        clock.schedule(() => void campaign.resume(), random.between(100, 30_000));
      });
    }
    await clock.advance(21_000);
    await simulation.finish(campaign.finished());
    if (ending === 'retry') {
      await simulation.finish(campaign.retry({ where: () => true }));
      await simulation.finish(campaign.finished());
    }
    // Who was asleep has woken up, and what they had to say is joined.
    await clock.advance(60_000);

    const outcomes = await simulation.finish(outcomesOf(campaign));
    expect(outcomes.map(({ userId }) => userId).toSorted(), 'who is named').toEqual(ids.toSorted());
    const { state, ...counts } = await simulation.finish(campaign.progress());
    expect(state).toBe('done');
    for (const status of ['accepted', 'failed', 'unconfirmed'] as const) {
      const all = outcomes.filter((outcome) => outcome.status === status);
      expect(counts[status], `how many are ${status}`).toBe(all.length);
    }
    for (const { userId, status } of outcomes) {
      const copies = simulation.office.inbox(userId).length;
      expect(copies, `copies of ${userId}`).toBeLessThanOrEqual(1);
      if (status === 'accepted') expect(copies, `${userId} is accepted and has it`).toBe(1);
      if (status === 'failed') expect(copies, `${userId} failed and does not have it`).toBe(0);
    }
  } finally {
    await simulation.end();
  }
}

describe('whatever goes wrong, and whenever', () => {
  test('everybody in a campaign has one outcome, the right one, and nobody gets it twice', async () => {
    const failures: string[] = [];
    const first = Number(FIRST_SEED);
    for (let seed = first; seed < first + Number(SCHEDULES); seed += 1) {
      try {
        await run(seed);
      } catch (error) {
        const { random: _, ...schedule } = scheduleOf(seed);
        const words = error instanceof Error ? error.message.split('\n').slice(0, 6).join(' | ') : error;
        failures.push(`seed ${seed}: ${words} ${JSON.stringify(schedule)}`);
        if (failures.length > 20) break;
      }
    }
    expect(failures).toEqual([]);
  }, 600_000);
});
