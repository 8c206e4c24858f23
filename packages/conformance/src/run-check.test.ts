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
  expect(await runConformance(start, [bad, good, bad])).toEqual([
    { name: 'sample: is broken', error: new Error('broken') },
    { name: 'sample: is kept' },
    { name: 'sample: is broken', error: new Error('broken') },
  ]);
  expect(counts).toEqual({ started: 3, closed: 3 });
});
