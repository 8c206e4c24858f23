import { describe, expect, test } from 'vitest';
import { startPigeon } from './__fixtures__/pigeon.ts';
import { family } from './check.ts';
import { conformanceChecks } from './conformance-checks.ts';
import { runCheck, runConformance } from './run-check.ts';
import type { StartSubject } from './subject.ts';

function countingStart() {
  const counts = { started: 0, closed: 0 };
  const start: StartSubject = () => {
    counts.started += 1;
    return {
      ...startPigeon(),
      close() {
        counts.closed += 1;
      },
    };
  };
  return { counts, start };
}

const [good, bad] = family('sample', {
  'is kept': () => {},
  'is broken': () => {
    throw new Error('broken');
  },
});
if (!good || !bad) throw new Error('two rules make two checks');

test('every check has a name of its own', () => {
  const names = conformanceChecks.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  expect(good).toMatchObject({ name: 'sample: is kept', family: 'sample', rule: 'is kept' });
});

describe('a check', () => {
  test.each([
    ['kept', good],
    ['broken', bad],
  ])('has a subject of its own, which is closed when the rule is %s', async (_what, check) => {
    const { counts, start } = countingStart();
    await runCheck(check, start).catch(() => {});
    expect(counts).toEqual({ started: 1, closed: 1 });
  });

  test('fails with what it threw', async () => {
    await expect(runCheck(bad, startPigeon)).rejects.toThrow('broken');
  });

  test('fails where its subject does not start', async () => {
    const start = () => Promise.reject(new Error('no vendor'));
    await expect(runCheck(good, start)).rejects.toThrow('no vendor');
  });
});

test('all checks are run, whichever of them fail', async () => {
  const { counts, start } = countingStart();
  const { results } = await runConformance(start, [bad, good, bad]);
  const broken = { name: 'sample: is broken', outcome: 'broken', error: new Error('broken'), untested: [] };
  expect(results).toEqual([broken, { name: 'sample: is kept', outcome: 'proved', untested: [] }, broken]);
  expect(counts).toEqual({ started: 3, closed: 3 });
});

describe('a report', () => {
  const rules = family('sample', {
    'is kept': () => {},
    'is kept in part': (trial) => {
      trial.untested.push('the other part');
    },
    'is for others': (trial) => {
      trial.needs(undefined, 'no such thing');
    },
    'is for others, too': (trial) => {
      trial.needs(false, 'no such thing');
    },
    'is broken': () => {
      throw new Error('broken\nin a second line');
    },
  });

  test('says what was proved, declared away, not tested and broken', async () => {
    const report = await runConformance(startPigeon, rules);
    expect(report.proved.map(({ name }) => name)).toEqual(['sample: is kept', 'sample: is kept in part']);
    expect(report.declaredAway.map(({ reason }) => reason)).toEqual(['no such thing', 'no such thing']);
    expect(report.broken.map(({ name }) => name)).toEqual(['sample: is broken']);
    expect(report.untested).toEqual(['the other part']);
    expect(String(report)).toBe(
      [
        '2 rules proved, 2 declared away, 1 broken',
        'Declared away: the adapter or its vendor has:',
        '  - no such thing (2 rules)',
        'Not tested:',
        '  - the other part',
        'Broken:',
        '  - sample: is broken: Error: broken',
      ].join('\n'),
    );
  });

  test('a fault that the vendor does not have is declared away', async () => {
    const [rule] = family('sample', { 'needs it': (trial) => trial.fail({ kind: 'too_fast' }) });
    if (!rule) throw new Error('one rule makes one check');
    const start: StartSubject = () => ({ ...startPigeon(), vendorLacks: ['too_fast'] });
    expect(await runCheck(rule, start)).toMatchObject({
      outcome: 'declared_away',
      reason: 'no fault "too_fast"',
    });
  });
});
