import { describe, expect, test } from 'vitest';
import { hasBrowser } from './__fixtures__/browser.ts';
import { usePage } from './__fixtures__/use-page.ts';

describe.skipIf(!hasBrowser())('the page under load', { timeout: 180_000 }, () => {
  const bench = usePage();
  const { open, column } = bench;

  test('stays quick with 50,000 messages, and while thousands a second arrive', async () => {
    await bench.restart({ zim: { users: ['alice', 'bob'] }, maxMessages: 110_000 });
    const device = (text: string) =>
      bench.emulator.clientSend('zim', {
        from: 'alice',
        to: 'bob',
        message: { MessageType: 1, MessageBody: { Message: text } },
      });
    for (let index = 0; index < 50_000; index += 1) await device(`Message ${index}`);
    expect(bench.emulator.messages.length).toBe(50_000);
    const page = await open('/#/inbox/bob');
    const zimColumn = column(page, 'zim');
    await zimColumn.locator('.bubble', { hasText: 'Message 49999' }).waitFor();
    expect(await page.locator('.bubble').count()).toBeLessThanOrEqual(300);
    await page.evaluate(() => {
      const watch = window as unknown as { longest: number };
      watch.longest = 0;
      let last = performance.now();
      const frame = (now: number) => {
        watch.longest = Math.max(watch.longest, now - last);
        last = now;
        requestAnimationFrame(frame);
      };
      requestAnimationFrame(frame);
    });
    const sent = 6000;
    for (let count = 0; count < sent; count += 1) {
      await device(`Flood ${count}`);
      // Some thousands a second where nothing else runs, with room for the page in between.
      if (count % 100 === 99) await new Promise((resolve) => setTimeout(resolve, 20));
    }
    await zimColumn.locator('.bubble', { hasText: `Flood ${sent - 1}` }).waitFor();
    const longest = await page.evaluate(() => (window as unknown as { longest: number }).longest);
    expect(longest, 'the longest time without a frame, in milliseconds').toBeLessThan(5_000);
    expect(await page.locator('.bubble').count()).toBeLessThanOrEqual(300);
    // Earlier messages come on demand, and the list stays bounded.
    for (let step = 0; step < 7; step += 1) {
      await zimColumn.getByRole('button', { name: 'Earlier messages' }).click();
      await page.waitForTimeout(300);
    }
    expect(await page.locator('.bubble').count()).toBeLessThanOrEqual(300);
    await zimColumn.getByRole('button', { name: 'To the newest' }).click();
    await zimColumn.locator('.bubble', { hasText: `Flood ${sent - 1}` }).waitFor();
  });
});
