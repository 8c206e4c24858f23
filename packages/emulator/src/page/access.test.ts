import { describe, expect, test } from 'vitest';
import { callZim } from '../zim/__fixtures__/zim-client.ts';
import { hasBrowser } from './__fixtures__/browser.ts';
import { faintTexts } from './__fixtures__/faint-texts.ts';
import { usePage } from './__fixtures__/use-page.ts';

describe.skipIf(!hasBrowser())('the page for everyone', () => {
  const bench = usePage();
  const { open, say, column } = bench;

  test('works with the keyboard alone', async () => {
    await say('zim', 'first');
    await say('zim', 'second');
    const page = await open();
    const keys = async (...names: string[]) => {
      for (const name of names) {
        await page.keyboard.press(name);
        // What follows from a key is there with the next frame, such as where the focus is then.
        await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve))));
      }
    };
    const focused = () =>
      page.evaluate(() => {
        const element = document.activeElement;
        return element?.getAttribute('aria-label') ?? element?.textContent ?? '';
      });
    await page.locator('.person').nth(2).waitFor();
    // The first stop leads past the bar.
    await keys('Tab');
    await expect.poll(focused).toContain('To the content');
    // Search, and open what was found.
    await keys('/');
    await page.keyboard.type('Reyes');
    await page.getByRole('option', { name: 'Bob Reyes' }).waitFor();
    await keys('Enter');
    await expect.poll(() => page.url()).toContain('#/inbox/bob');
    // People, by arrows.
    await keys('p', 'Home', 'ArrowDown');
    await expect.poll(focused).toContain('Alice Moss');
    await keys('k');
    await expect.poll(focused).toContain('Bob Reyes');
    await keys('Enter');
    // A message, and behind it.
    const second = page.getByRole('button', { name: /second.*Look behind it/ });
    await second.waitFor();
    for (let step = 0; step < 30 && !(await focused()).includes('Look behind it'); step += 1)
      await keys('Tab');
    await expect.poll(focused).toContain('first');
    await keys('ArrowDown');
    await expect.poll(focused).toContain('second');
    await keys('Enter');
    await page.locator('.inspector').waitFor();
    for (let step = 0; step < 10 && (await focused()) !== 'Message'; step += 1) await keys('Tab');
    await keys('ArrowRight', 'ArrowRight', 'ArrowRight');
    await page.getByText('The signature is valid').waitFor();
    await keys('Escape');
    await page.locator('.inspector').waitFor({ state: 'detached' });
    await expect.poll(focused).toContain('second');
    // Writing as the device.
    await keys('c');
    await page.keyboard.type('Written by hand');
    await keys('Enter');
    await column(page, 'zim')
      .locator('.message[data-direction="sent"]', { hasText: 'Written by hand' })
      .waitFor();
    await keys('Escape');
    // A fault, by the space bar.
    await page.locator('#main').focus();
    await keys('3');
    const toggle = page.getByRole('switch', { name: '502 from a proxy' });
    await toggle.waitFor();
    for (let step = 0; step < 40 && (await focused()) !== '502 from a proxy'; step += 1) await keys('Tab');
    await keys('Space');
    await expect.poll(() => bench.emulator.faults.length).toBe(1);
    // What has the focus shows it.
    expect(await toggle.evaluate((element) => getComputedStyle(element).outlineStyle)).toBe('solid');
    await keys('?');
    await page.getByRole('dialog', { name: 'Keys' }).waitFor();
    await keys('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    await expect.poll(() => toggle.getAttribute('aria-checked')).toBe('true');
  });

  test('takes the keys for lists from the first view on', async () => {
    await say('zim', 'hello');
    const page = await open();
    await page.getByRole('heading', { name: 'Bob Reyes' }).waitFor();
    await page.locator('.person[tabindex="0"]').waitFor();
    const focused = () => page.evaluate(() => document.activeElement?.textContent ?? '');
    await page.keyboard.press('j');
    await expect.poll(focused).toContain('Bob Reyes');
    await page.keyboard.press('j');
    await expect.poll(focused).not.toContain('Bob Reyes');
    await page.keyboard.press('ArrowUp');
    await expect.poll(focused).toContain('Bob Reyes');
    // Enter goes on to the conversations, though the person was chosen already.
    await page.keyboard.press('Enter');
    await expect
      .poll(() => page.evaluate(() => document.activeElement?.classList.contains('conversation')))
      .toBe(true);
    await page.keyboard.press('p');
    await expect.poll(focused).toContain('Bob Reyes');
    // From another view, too.
    await page.keyboard.press('2');
    await page.getByRole('heading', { name: 'Requests', level: 1 }).waitFor();
    await page.keyboard.press('p');
    await expect.poll(focused).toContain('Bob Reyes');
  });

  test.each([700, 761, 820, 1000, 1100])('names its views in words at %i pixels', async (width) => {
    const page = await open('/#/inbox/bob', { viewport: { width, height: 800 } });
    for (const name of ['Inbox', 'Requests', 'Faults', 'Webhooks', 'Setup']) {
      expect(await page.locator('.view-link').getByText(name, { exact: true }).isVisible(), name).toBe(true);
    }
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
  });

  test('opens long JSON of a message in its place', async () => {
    const list = Array.from({ length: 40 }, (_, index) => ({ index }));
    const content = { type: 'custom', data: JSON.stringify({ list }) } as const;
    await bench.chats.tencentIm.sendDirect({ from: 'alice', to: 'bob', content });
    const page = await open('/#/inbox/bob');
    const bubble = column(page, 'tencentIm').locator('.bubble');
    await bubble.getByText('"index": 1', { exact: false }).first().waitFor();
    expect(await bubble.getByText('"index": 39', { exact: false }).count()).toBe(0);
    await bubble.getByRole('button', { name: /Show all \d+ characters/ }).click();
    await bubble.getByText('"index": 39', { exact: false }).first().waitFor();
    // The click opened the text, and nothing behind the message.
    expect(await page.locator('.inspector').count()).toBe(0);
  });

  test('fits a phone: nothing scrolls sideways, and one thing leads to the next', async () => {
    const long = 'https://example.com/'.padEnd(400, 'averylongwordwithoutanybreak');
    await say('zim', long);
    await say('tencentIm', 'Short');
    await bench.chats.zim.sendDirect({
      from: 'alice',
      to: 'bob',
      content: { type: 'image', url: long.slice(0, 300), width: 4000, height: 300 },
    });
    const page = await open('/#/inbox', {
      viewport: { width: 390, height: 844 },
      hasTouch: true,
      isMobile: true,
    });
    const fits = async (where: string) => {
      const width = await page.evaluate(() => {
        const scrolling = [...document.querySelectorAll('*')].filter((element) => {
          const { overflowX } = getComputedStyle(element);
          const scrolls = overflowX === 'auto' || overflowX === 'scroll';
          return (
            scrolls && element.scrollWidth > element.clientWidth + 1 && !element.matches('pre, .tabs-list')
          );
        });
        return {
          page: document.documentElement.scrollWidth,
          scrolling: scrolling.map((element) => element.className),
        };
      });
      expect(width, where).toEqual({ page: 390, scrolling: [] });
    };
    await page.locator('.person').first().waitFor();
    await fits('people');
    await page.locator('.person', { hasText: 'Bob Reyes' }).tap();
    const conversation = column(page, 'zim').locator('.conversation');
    await conversation.waitFor();
    await fits('conversations');
    expect(await column(page, 'tencentIm').isVisible()).toBe(false);
    await conversation.tap();
    await column(page, 'zim').locator('.bubble .text').waitFor();
    await fits('thread');
    await column(page, 'zim').locator('.message-meta').first().tap();
    for (const tab of ['Message', 'Request', 'Reply', 'Signature', 'Push']) {
      await page.getByRole('tab', { name: tab }).tap();
      await fits(tab);
    }
    await page.getByLabel('Close', { exact: true }).first().tap();
    await page.getByLabel('Back to conversations').first().tap();
    await page.getByRole('button', { name: 'Tencent IM', exact: false }).first().tap();
    await column(page, 'tencentIm').locator('.conversation', { hasText: 'Short' }).waitFor();
    for (const view of ['Requests', 'Faults', 'Webhooks', 'Setup']) {
      await page.getByRole('link', { name: view }).tap();
      await page.getByRole('heading', { name: view, level: 1 }).waitFor();
      await fits(view);
    }
    await page.goto(`${bench.emulator.url}/#/requests`);
    await page.locator('.row').first().tap();
    await page.getByRole('heading', { name: 'Reply' }).waitFor();
    await fits('one request');
  });

  test.each(['light', 'dark'] as const)('is readable when %s, and can be switched', async (scheme) => {
    await say('zim', 'Legible');
    await callZim(bench.emulator, 'NoSuchAction', {});
    await bench.emulator.clientSend('zim', {
      from: 'bob',
      to: 'alice',
      message: { MessageType: 1, MessageBody: { Message: 'Mine' } },
    });
    bench.emulator.fail({ fault: { kind: 'silence' } });
    const page = await open('/#/inbox/bob', { colorScheme: scheme });
    await column(page, 'zim').locator('.bubble').first().click();
    await page.getByRole('tab', { name: 'Request' }).click();
    await page.locator('.inspector .json').waitFor();
    const isDark = () =>
      page.evaluate(() => {
        const [red = 0] = getComputedStyle(document.documentElement).backgroundColor.match(/\d+/g) ?? [];
        return Number(red) < 60;
      });
    expect(await isDark()).toBe(scheme === 'dark');
    const views = [
      ['inbox/bob', column(page, 'zim').locator('.bubble').first()],
      ['requests/1', page.getByRole('heading', { name: 'Reply' })],
      ['faults', page.getByRole('heading', { name: 'Faults', level: 1 })],
      ['webhooks', page.getByRole('heading', { name: 'Webhooks', level: 1 })],
      ['setup', page.getByRole('heading', { name: 'Setup', level: 1 })],
    ] as const;
    for (const [path, shown] of views) {
      await page.goto(`${bench.emulator.url}/#/${path}`);
      await shown.waitFor();
      await page.evaluate(() => Promise.all(document.getAnimations().map(({ finished }) => finished)));
      expect(await faintTexts(page), path).toEqual([]);
    }
    await page.getByLabel('Dark or light').click();
    await expect.poll(isDark).toBe(scheme !== 'dark');
    await page.reload();
    await page.locator('.live[data-connected]').waitFor({ state: 'attached' });
    await expect.poll(isDark).toBe(scheme !== 'dark');
  });
});
