import { describe, expect, test } from 'vitest';
import { hasBrowser } from './__fixtures__/browser.ts';
import { usePage } from './__fixtures__/use-page.ts';

/** How many the emulator has already: more with `PAGE_MESSAGES`. */
const kept = Number(process.env.PAGE_MESSAGES ?? '10000');

describe.skipIf(!hasBrowser())('the page under load', () => {
  const bench = usePage();
  const { open, column } = bench;

  test(`stays quick with ${kept} messages, and while thousands a second arrive`, async () => {
    await bench.restart({ zim: { users: ['alice', 'bob'] }, maxMessages: 2 * kept + 20_000 });
    const device = (text: string) =>
      bench.emulator.clientSend('zim', {
        from: 'alice',
        to: 'bob',
        message: { MessageType: 1, MessageBody: { Message: text } },
      });
    for (let index = 0; index < kept; index += 1) await device(`Message ${index}`);
    expect(bench.emulator.messages.length).toBe(kept);
    const page = await open('/#/inbox/bob');
    const zimColumn = column(page, 'zim');
    await zimColumn.locator('.bubble', { hasText: `Message ${kept - 1}` }).waitFor();
    expect(await page.locator('.bubble').count()).toBeLessThanOrEqual(300);
    await page.evaluate(() => {
      const watch = window as unknown as { frames: number[] };
      watch.frames = [];
      let last = performance.now();
      const frame = (now: number) => {
        watch.frames.push(now - last);
        last = now;
        requestAnimationFrame(frame);
      };
      requestAnimationFrame(frame);
    });
    const sent = 3000;
    for (let count = 0; count < sent; count += 1) {
      await device(`Flood ${count}`);
      // Some thousands a second where nothing else runs, with room for the page in between.
      if (count % 100 === 99) await new Promise((resolve) => setTimeout(resolve, 20));
    }
    await zimColumn.locator('.bubble', { hasText: `Flood ${sent - 1}` }).waitFor();
    const frames = await page.evaluate(() => (window as unknown as { frames: number[] }).frames);
    const sorted = frames.toSorted((one, other) => one - other);
    // On a busy machine all frames take long.
    const bound = Math.max(5_000, 50 * (sorted[Math.floor(sorted.length / 2)] ?? 0));
    expect(sorted.at(-1), 'the longest time without a frame, in milliseconds').toBeLessThan(bound);
    expect(await page.locator('.bubble').count()).toBeLessThanOrEqual(300);
    // Earlier messages come on demand, and the list stays bounded.
    const earliest = zimColumn.locator('.bubble').first();
    for (let step = 0; step < 7; step += 1) {
      const before = await earliest.textContent();
      await zimColumn.getByRole('button', { name: 'Earlier messages' }).click();
      await expect.poll(() => earliest.textContent()).not.toBe(before);
    }
    expect(await page.locator('.bubble').count()).toBeLessThanOrEqual(300);
    await zimColumn.getByRole('button', { name: 'To the newest' }).click();
    await zimColumn.locator('.bubble', { hasText: `Flood ${sent - 1}` }).waitFor();
  });
});
