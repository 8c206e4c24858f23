import { describe, expect, test } from 'vitest';
import type { Vendor } from '../vendor.ts';
import { hasBrowser } from './__fixtures__/browser.ts';
import { sayOnDevice } from './__fixtures__/device-messages.ts';
import { faintTexts } from './__fixtures__/faint-texts.ts';
import { usePage } from './__fixtures__/use-page.ts';

const vendors: readonly Vendor[] = ['zim', 'tencentIm'];

const users = [
  { userId: 'alice', name: 'Alice Moss', presence: 'online' },
  { userId: 'bob', name: 'Bob Reyes', presence: 'online' },
] as const;

/** How each vendor's webhook refuses, and how it drops in silence. */
const refusals = {
  zim: {
    event: 'before_send_msg',
    answer: '{"result":3,"reason":"looks like an advert"}',
    code: 660500010,
  },
  tencentIm: {
    event: 'C2C.CallbackBeforeSendMsg',
    answer: '{"ActionStatus":"OK","ErrorCode":1,"ErrorInfo":"looks like an advert"}',
    code: 20006,
  },
} as const;

describe.skipIf(!hasBrowser())('messages that were recalled, edited or stopped', () => {
  const bench = usePage();
  const { open, column } = bench;
  const say = (vendor: Vendor, text: string, from = 'alice', to = 'bob') =>
    sayOnDevice(bench.emulator, vendor, text, { from, to });

  test.each(vendors)('of %s: who recalled one, when, and behind it what it said', async (vendor) => {
    await say(vendor, 'The wrong address');
    const page = await open('/#/inbox/alice');
    const mine = column(page, vendor).locator('.message', { hasText: 'The wrong address' });
    await mine.hover();
    await mine.locator('.message-menu').click();
    await page.getByRole('menuitem', { name: 'Recall' }).click();
    const note = column(page, vendor).getByText(/Recalled by Alice Moss, at \d\d:\d\d/);
    await note.waitFor();
    expect(await column(page, vendor).locator('.bubble', { hasText: 'wrong address' }).count()).toBe(0);
    await note.click();
    const inspector = page.locator('.inspector');
    await inspector
      .locator('.callout', { hasText: 'Recalled by alice' })
      .getByText('The wrong address')
      .waitFor();
    // Nothing more can be done with it.
    expect(await inspector.getByLabel('What can be done with it').count()).toBe(0);
  });

  test.each(vendors)(
    'of %s: one is edited with the keyboard, and what it said is behind it',
    async (vendor) => {
      await say(vendor, 'Seven o’clock');
      const page = await open('/#/inbox/alice');
      const meta = column(page, vendor).locator('.message-meta');
      await meta.focus();
      await page.keyboard.press('m');
      await page.getByRole('menuitem', { name: 'Edit' }).waitFor();
      await page.keyboard.press('Enter');
      const field = column(page, vendor).locator('.composer[data-editing] .composer-text');
      await expect.poll(() => field.evaluate((element) => element === document.activeElement)).toBe(true);
      expect(await field.inputValue()).toBe('Seven o’clock');
      await field.fill('Eight o’clock');
      await page.keyboard.press('Enter');
      await column(page, vendor).locator('.bubble', { hasText: 'Eight o’clock' }).waitFor();
      await column(page, vendor).locator('.message-meta', { hasText: 'edited' }).click();
      const former = page.getByRole('region', { name: 'What it said before' });
      await former.getByText('Seven o’clock').waitFor();
      expect(bench.emulator.inbox('bob')).toMatchObject([{ former: [{ until: expect.any(Number) }] }]);
      // Writing anew begins with an empty field.
      expect(await column(page, vendor).locator('.composer-text').inputValue()).toBe('');
    },
  );

  test('of media: one is edited as the vendor’s JSON, and may be left as it is', async () => {
    await bench.emulator.clientSend('tencentIm', {
      ...{ from: 'alice', to: 'bob' },
      message: { MsgBody: [{ MsgType: 'TIMFaceElem', MsgContent: { Index: 3, Data: 'smile' } }] },
    });
    const page = await open('/#/inbox/alice');
    const tencent = column(page, 'tencentIm');
    await tencent.locator('.message-meta').focus();
    await page.keyboard.press('m');
    await page.getByRole('menuitem', { name: 'Edit' }).click();
    await expect.poll(() => tencent.locator('.composer-text').inputValue()).toContain('"TIMFaceElem"');
    await tencent.getByRole('button', { name: 'Leave it as it is' }).click();
    await expect.poll(() => tencent.locator('.composer-text').inputValue()).toBe('');
    expect(bench.emulator.messages[0]?.editedAt).toBeUndefined();
  });

  test.each(vendors)('of %s: one is marked as read', async (vendor) => {
    await say(vendor, 'Read me');
    const page = await open('/#/inbox/bob');
    const message = column(page, vendor).locator('.message', { hasText: 'Read me' });
    await message.hover();
    await message.locator('.message-menu').click();
    await page.getByRole('menuitem', { name: 'Mark read up to here' }).click();
    await expect.poll(() => bench.emulator.messages[0]?.readers).toEqual(['bob']);
    await page.locator('.person', { hasText: 'Bob Reyes' }).locator('.unread').waitFor({ state: 'detached' });
  });

  test.each(vendors)('of %s: one that a webhook refused leads to its answer', async (vendor) => {
    const { event, answer, code } = refusals[vendor];
    await bench.restart({
      zim: { users: [...users] },
      tencentIm: { users: [...users] },
      webhooks: { [vendor]: { url: bench.receiver.url, events: [event] } },
    });
    bench.receiver.answers.push({ body: answer });
    await say(vendor, 'Buy now');
    const page = await open('/#/inbox/alice');
    const stopped = column(page, vendor).locator('.message', { hasText: 'Buy now' });
    await stopped.getByText(`Refused with code ${code}`).waitFor();
    expect(await stopped.locator('.bubble').getAttribute('data-state')).toBe('vetoed');
    expect(bench.emulator.inbox('bob')).toEqual([]);
    await stopped.locator('.bubble').click();
    const note = page.locator('.inspector .callout', { hasText: `The webhook ${event} stopped it` });
    await note.locator('.json', { hasText: 'looks like an advert' }).waitFor();
    await stopped.getByRole('link', { name: 'the webhook’s answer' }).click();
    await page.getByRole('heading', { name: event }).waitFor();
    await page.getByLabel('the answer').getByText('looks like an advert', { exact: false }).waitFor();
  });

  test('one that was dropped in silence says that its sender knows nothing of it', async () => {
    await bench.restart({
      zim: { users: [...users] },
      webhooks: { zim: { url: bench.receiver.url, events: ['before_send_msg'] } },
    });
    bench.receiver.answers.push({ body: '{"result":2}' });
    await say('zim', 'A quiet word');
    const page = await open('/#/inbox/alice');
    await column(page, 'zim').getByText('Dropped in silence: Alice Moss was told that it went').waitFor();
  });

  test.each(['light', 'dark'] as const)('are readable when %s', async (colorScheme) => {
    await bench.restart({
      zim: { users: [...users] },
      webhooks: { zim: { url: bench.receiver.url, events: ['before_send_msg'] } },
    });
    const recalled = await say('zim', 'recalled');
    await bench.emulator.clientAct('zim', 'alice', { act: 'recall', message: recalled });
    const edited = await say('zim', 'edited');
    await bench.emulator.clientAct('zim', 'alice', {
      ...{ act: 'edit', message: edited, content: { Message: 'edited anew' } },
    });
    bench.receiver.answers.push({ body: refusals.zim.answer });
    await say('zim', 'refused');
    const page = await open('/#/inbox/alice', { colorScheme });
    const shown = async (text: string) => {
      await column(page, 'zim').locator('.bubble', { hasText: text }).click();
      await page.locator('.inspector .facts').waitFor();
      await page.evaluate(() => Promise.all(document.getAnimations().map(({ finished }) => finished)));
      expect(await faintTexts(page), text).toEqual([]);
    };
    await shown('refused');
    await shown('edited anew');
    await shown('Recalled by');
    await page.locator('.presence').first().click();
    await page.getByRole('menu').waitFor();
    expect(await faintTexts(page), 'the menu').toEqual([]);
  });
});
