import { describe, expect, test } from 'vitest';
import { brokenPacers, pace } from '../__fixtures__/broken-pacers.ts';
import { describePacer } from '../vitest/describe-pacer.ts';
import { runPacerCheck } from './pacer-check.ts';
import { pacerChecks } from './pacer-checks.ts';

describePacer({ name: "core's pacer in memory", create: () => pace() });

test('every check of a pacer has a name of its own', () => {
  const names = pacerChecks.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
});

describe('a pacer that was broken on purpose is caught', () => {
  test.each(brokenPacers)('$name', async ({ create, caughtBy }) => {
    const caught: string[] = [];
    for (const check of pacerChecks) await runPacerCheck(check, create).catch(() => caught.push(check.name));
    expect(caught).toEqual(expect.arrayContaining([...caughtBy]));
  });
});

test.each([
  ['kept', true],
  ['broken', false],
])('a pacer is closed when the rule is %s', async (_what, isKept) => {
  let closed = 0;
  const create = () => ({
    ...pace(),
    close() {
      closed += 1;
    },
  });
  const run = async () => {
    if (!isKept) throw new Error('broken');
  };
  await runPacerCheck({ name: 'sample', run }, create).catch(() => {});
  expect(closed).toBe(1);
});
