import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { crowd } from '../testing/crowd.ts';
import { Rollout, type RolloutUnit, stageForEverybody, stageReached } from './rollout.ts';
import { type MigrationStage, migrationStages, stageBefore, wayOf } from './stage.ts';

describe('the stage that holds', () => {
  test.each<[MigrationStage, MigrationStage, MigrationStage]>([
    ['off', 'off', 'off'],
    ['dualwrite', 'off', 'dualwrite'],
    ['shadow', 'dualwrite', 'dualwrite'],
    ['live', 'shadow', 'shadow'],
    ['rampdown', 'live', 'live'],
    ['complete', 'rampdown', 'rampdown'],
  ])(
    'in %s: %s for those whom the rollout has not reached, %s where it reached one of two',
    (stage, none, some) => {
      expect(stageReached(stage, 'all')).toBe(stage);
      expect(stageReached(stage, 'none')).toBe(none);
      expect(stageReached(stage, 'some')).toBe(some);
    },
  );

  test.each(['shadow', 'rampdown'] as const)('in %s every rollout sends alike', (stage) => {
    const ways = (['all', 'some', 'none'] as const).map((reached) => wayOf(stageReached(stage, reached)));
    expect(new Set(ways.map((way) => JSON.stringify(way))).size).toBe(1);
  });

  test('a broadcast goes to everybody, so that part of a rollout holds as where it reached one of two', () => {
    for (const stage of migrationStages) {
      const holds = (rollout: number) => stageForEverybody({ stage, rollout, unit: 'conversation' });
      expect(holds(1)).toBe(stage);
      expect(holds(0)).toBe(stageBefore(stage));
      expect(holds(0.3)).toBe(stageReached(stage, 'some'));
    }
  });
});

const units = fc.constantFrom<RolloutUnit>('conversation', 'user');
const stages = fc.constantFrom(...migrationStages);
const part = fc.double({ min: 0, max: 1, noNaN: true });

describe('a rollout', () => {
  test('never moves anybody back when it grows, or when the next stage begins', () => {
    const rollout = new Rollout('salt');
    fc.assert(
      fc.property(
        units,
        stages,
        part,
        part,
        fc.string(),
        fc.string(),
        (unit, stage, one, other, sender, to) => {
          const small = rollout.stageFor({ stage, rollout: Math.min(one, other), unit }, sender, to);
          const large = rollout.stageFor({ stage, rollout: Math.max(one, other), unit }, sender, to);
          const next = migrationStages[migrationStages.indexOf(stage) + 1] ?? 'complete';
          const after = rollout.stageFor({ stage: next, rollout: one, unit }, sender, to);
          const order = (name: MigrationStage) => migrationStages.indexOf(name);
          expect(order(small)).toBeLessThanOrEqual(order(large));
          if (stage !== 'complete') expect(order(large)).toBeLessThanOrEqual(order(after));
        },
      ),
      { numRuns: 2_000 },
    );
  });

  test('a conversation goes one way, whoever of the two writes', () => {
    const rollout = new Rollout('salt');
    fc.assert(
      fc.property(units, stages, part, fc.string(), fc.string(), (unit, stage, share, ann, bob) => {
        const decision = { stage, rollout: share, unit };
        expect(rollout.stageFor(decision, ann, bob)).toBe(rollout.stageFor(decision, bob, ann));
      }),
      { numRuns: 2_000 },
    );
  });

  test.each<[RolloutUnit, number, number]>([
    ['conversation', 0.25, 0.25],
    // Both of two.
    ['user', 0.5, 0.25],
  ])('by %s, %d of the units are %d of the conversations', (unit, share, expected) => {
    const rollout = new Rollout('salt');
    const decision = { stage: 'live', rollout: share, unit } as const;
    let moved = 0;
    for (let at = 0; at < 10_000; at += 1) {
      if (rollout.stageFor(decision, `a${at}`, `b${at}`) === 'live') moved += 1;
    }
    expect(moved / 10_000).toBeGreaterThan(expected - 0.02);
    expect(moved / 10_000).toBeLessThan(expected + 0.02);
  });

  test('by user, a conversation is written twice while one of the two has moved', () => {
    const rollout = new Rollout('salt');
    const users = crowd(50);
    const reached = (userId: string, stage: MigrationStage) =>
      rollout.stageFor({ stage, rollout: 0.5, unit: 'user' }, userId, userId) === stage;
    for (const stage of ['dualwrite', 'live', 'complete'] as const) {
      for (const ann of users) {
        for (const bob of users) {
          const isOne = reached(ann, stage) !== reached(bob, stage);
          const holds = rollout.stageFor({ stage, rollout: 0.5, unit: 'user' }, ann, bob);
          if (isOne) expect(wayOf(holds).other).toBeDefined();
        }
      }
    }
  });

  test('another salt reaches others first, and the same one the same', () => {
    const decision = { stage: 'live', rollout: 0.5, unit: 'conversation' } as const;
    const wayOfAll = (salt: string) => {
      const rollout = new Rollout(salt);
      return Array.from({ length: 100 }, (_, at) => rollout.stageFor(decision, 'ops', `u${at}`)).join();
    };
    expect(wayOfAll('one')).toBe(wayOfAll('one'));
    expect(wayOfAll('one')).not.toBe(wayOfAll('two'));
  });

  test('no two lists of ids are one string to the hash', () => {
    const decision = { stage: 'live', rollout: 0.5, unit: 'conversation' } as const;
    const rollout = new Rollout('salt');
    const stagesOf = (pairs: readonly (readonly [string, string])[]) =>
      pairs.map(([ann, bob]) => rollout.stageFor(decision, ann, bob)).join();
    const ids = Array.from({ length: 64 }, (_, at) => at);
    expect(stagesOf(ids.map((at) => [`a","b${at}`, 'c']))).not.toBe(
      stagesOf(ids.map((at) => ['a', `b${at}","c`])),
    );
  });
});
