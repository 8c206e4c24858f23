import { describe, expect, test } from 'vitest';
import { run } from './run.ts';
import { steps } from './scenario/steps.ts';

/** `SEEDS=2,3` plays other moves. */
const seeds = (process.env.SEEDS ?? '1').split(',').map(Number);

async function play(seed: number) {
  const texts: string[] = [];
  const result = await run(seed, (text) => texts.push(text));
  return { ...result, text: texts.join('\n') };
}

/** A move takes seconds, so each is played once. */
const played = new Map<number, ReturnType<typeof play>>();
function playOnce(seed: number) {
  const move = played.get(seed) ?? play(seed);
  played.set(seed, move);
  return move;
}

/** Repeats wait for a time that chance decides, and columns are as wide as their times. */
function withoutTimes(text: string): string {
  return text.replaceAll(/\d+ ms/g, 'ms').replaceAll(/ +/g, ' ');
}

describe('the move, with troubles at both vendors in each week', () => {
  test.each(seeds)('receipts, report and inboxes agree: seed %i', async (seed) => {
    const { faults, comparison, text } = await playOnce(seed);
    expect(faults).toEqual([]);
    expect(text).toContain('Receipts, report and inboxes agree.');

    // What agrees about nothing proves nothing.
    const { accepted, unconfirmed, failed, copies, reported } = comparison;
    for (const count of [accepted.count, unconfirmed.count, failed.count, copies.count, reported]) {
      expect(count).toBeGreaterThan(40);
    }
    expect(unconfirmed.there).toBeGreaterThan(0);
    expect(unconfirmed.there).toBeLessThan(unconfirmed.count);
    expect(copies.there).toBeLessThan(copies.count);
    const troubles = [...text.matchAll(/things went wrong (\d+) times/g)].map(([, times]) => Number(times));
    expect(troubles).toHaveLength(steps.length);
    for (const times of troubles) expect(times).toBeGreaterThanOrEqual(8);

    // Those of whom the guide warns.
    expect(text).toContain('audit: floor/anna-maria-of-the-terrace');
    expect(text).toMatch(/\d × recipient_blocked at zim, such as kitchen\/ann/);
    expect(text).toMatch(/\d × invalid_message at zim, such as floor\/anna-maria-of-the-terrace/);
  });

  test('the same seed plays the same move', async () => {
    const [seed = 1] = seeds;
    const [first, again] = [await playOnce(seed), await play(seed)];
    expect(withoutTimes(again.text)).toBe(withoutTimes(first.text));
  });
});
