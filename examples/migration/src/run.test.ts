import { describe, expect, test } from 'vitest';
import { run } from './run.ts';

/** `SEED=n` plays another move. */
const seeds = process.env.SEED === undefined ? [1, 2, 3] : [Number(process.env.SEED)];

async function play(seed: number) {
  const lines: string[] = [];
  const { faults, comparison } = await run(seed, (text) => lines.push(text));
  return { faults, comparison, text: lines.join('\n') };
}

describe('the move, with troubles at both vendors in each week', { timeout: 240_000 }, () => {
  test.each(seeds)('receipts, report and inboxes agree: seed %i', async (seed) => {
    const { faults, comparison, text } = await play(seed);
    expect(faults).toEqual([]);
    // What agrees about nothing proves nothing.
    const { accepted, unconfirmed, failed, copies, reported } = comparison;
    for (const count of [accepted.count, unconfirmed.count, failed.count, copies.count, reported]) {
      expect(count).toBeGreaterThan(40);
    }
    expect(unconfirmed.there).toBeGreaterThan(0);
    expect(unconfirmed.there).toBeLessThan(unconfirmed.count);
    expect(copies.there).toBeLessThan(copies.count);
    const troubles = [...text.matchAll(/things went wrong (\d+) times/g)].map(([, times]) => Number(times));
    expect(troubles).toHaveLength(9);
    for (const times of troubles) expect(times).toBeGreaterThanOrEqual(8);
  });

  test('shows the user whose id does not fit, and the one who has blocked somebody', async () => {
    const { text } = await play(4);
    expect(text).toContain('audit: floor/anna-maria-of-the-terrace');
    expect(text).toMatch(/\d × recipient_blocked at zim, such as kitchen\/ann/);
    expect(text).toMatch(/\d × invalid_message at zim, such as floor\/anna-maria-of-the-terrace/);
    expect(text).toContain('Receipts, report and inboxes agree.');
  });

  test('the same seed plays the same move', async () => {
    // Repeats wait for a time that chance decides.
    const [one, other] = [await play(5), await play(5)].map(({ text }) => text.replaceAll(/\d+ ms/g, 'ms'));
    expect(one?.replaceAll(/ +/g, ' ')).toBe(other?.replaceAll(/ +/g, ' '));
  });
});
