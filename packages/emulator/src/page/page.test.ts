import { type Chat, ChatError, createChat } from '@polychat/core';
import { tencentIm } from '@polychat/tencent-im';
import { zim } from '@polychat/zim';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createEmulator, type Emulator } from '../create-emulator.ts';
import type { Vendor } from '../vendor.ts';
import { receiveWebhooks, type WebhookReceiver } from '../webhooks/__fixtures__/webhook-receiver.ts';
import { callZim } from '../zim/__fixtures__/zim-client.ts';
import { hasBrowser, launchBrowser, openPage, type WatchedPage } from './__fixtures__/browser.ts';

const vendors: readonly Vendor[] = ['zim', 'tencent-im'];

describe.skipIf(!hasBrowser())('the inbox page', { timeout: 60_000 }, () => {
  let browser: Browser;
  let emulator: Emulator;
  let receiver: WebhookReceiver;
  let chats: Record<Vendor, Chat>;
  let watched: WatchedPage | undefined;

  beforeAll(async () => {
    browser = await launchBrowser();
    receiver = await receiveWebhooks();
  }, 60_000);
  afterAll(async () => {
    await browser.close();
    await receiver.close();
  });

  beforeEach(async () => {
    const users = [
      { userId: 'alice', name: 'Alice Moss', presence: 'online' },
      { userId: 'bob', name: 'Bob Reyes', presence: 'offline' },
      { userId: 'carol', presence: 'never' },
    ] as const;
    emulator = await createEmulator({
      zim: {
        users: [...users],
        groups: [{ groupId: 'crew', owner: 'alice', name: 'The crew', members: ['bob'] }],
        rates: { calls: 1_000_000 },
      },
      tencentIm: { users: [...users] },
    });
    const { zim: zimApp, tencentIm: tencentApp } = emulator;
    chats = {
      zim: createChat(
        zim({ appId: zimApp.appId, serverSecret: zimApp.serverSecret, baseUrl: zimApp.baseUrl }),
      ),
      'tencent-im': createChat(
        tencentIm({
          sdkAppId: tencentApp.sdkAppId,
          secretKey: tencentApp.secretKey,
          adminUserId: 'administrator',
          baseUrl: tencentApp.baseUrl,
        }),
      ),
    };
  });
  afterEach(async () => {
    const problems = watched?.problems ?? [];
    await watched?.close();
    watched = undefined;
    for (const chat of Object.values(chats)) await chat.close();
    await emulator.close();
    expect(problems, 'errors on the page, or requests that left it').toEqual([]);
  });

  async function open(path = '/', options: Parameters<typeof openPage>[3] = {}): Promise<Page> {
    watched = await openPage(browser, emulator, path, options);
    return watched.page;
  }

  const say = (vendor: Vendor, text: string, to = 'bob') =>
    chats[vendor].sendDirect({
      from: 'alice',
      to,
      content: { type: 'text', text },
      push: { title: 'Alice', body: text },
    });
  const column = (page: Page, vendor: Vendor) => page.locator(`.column[data-vendor="${vendor}"]`);

  test.each(vendors)('shows a message that the library sends over %s, without a reload', async (vendor) => {
    const page = await open('/#/inbox/bob');
    await page.evaluate('window.sameDocument = true');
    await say(vendor, 'The table is booked');
    const bubble = column(page, vendor).locator('.bubble', { hasText: 'The table is booked' });
    await bubble.waitFor();
    await say(vendor, 'At eight');
    await column(page, vendor).locator('.bubble', { hasText: 'At eight' }).waitFor();
    expect(await bubble.count()).toBe(1);
    expect(await page.evaluate('window.sameDocument')).toBe(true);
    await page.locator('.person', { hasText: 'Bob Reyes' }).locator('.unread', { hasText: '2' }).waitFor();
  });

  test.each(vendors)('makes the next call to %s fail when a fault is switched on', async (vendor) => {
    const page = await open('/#/faults');
    const toggle = page.getByRole('switch', { name: 'Content refused' });
    await toggle.click();
    await expect.poll(() => toggle.getAttribute('aria-checked')).toBe('true');
    const error = await say(vendor, 'refused').catch((thrown: unknown) => thrown);
    expect(ChatError.is(error) && error.code).toBe('content_rejected');
    // The other vendor's half still waits; switching off takes it back.
    await page.getByText('1 left').waitFor();
    await toggle.click();
    await expect.poll(() => toggle.getAttribute('aria-checked')).toBe('false');
    expect(emulator.faults).toEqual([]);
    await expect(say(vendor, 'accepted')).resolves.toMatchObject({ accepted: [{ userId: 'bob' }] });
  });

  test('keeps a fault to its scope, and switches it off once it struck', async () => {
    const page = await open('/#/faults');
    await page.getByRole('combobox', { name: 'Vendor' }).selectOption('zim');
    await page.getByRole('combobox', { name: 'Endpoint' }).fill('SendPeerMessage');
    await page.getByRole('combobox', { name: 'Recipient' }).fill('carol');
    const toggle = page.getByRole('switch', { name: 'Recipient left out' });
    await toggle.click();
    await page.getByText('1 left').waitFor();
    await say('zim', 'not for carol');
    expect(emulator.faults).toHaveLength(1);
    const receipt = await chats.zim.sendDirect({
      from: 'alice',
      to: ['bob', 'carol'],
      content: { type: 'text', text: 'for both' },
    });
    expect(receipt.unconfirmed.map(({ userId }) => userId)).toEqual(['carol']);
    await expect.poll(() => toggle.getAttribute('aria-checked')).toBe('false');
  });

  test.each([
    { vendor: 'zim', signature: 'Signature', code: '"Code": 0', push: '"Enable": 1' },
    { vendor: 'tencent-im', signature: 'UserSig', code: '"ErrorCode": 0', push: '"PushFlag": 0' },
  ] as const)('looks behind a message of $vendor', async ({ vendor, signature, code, push }) => {
    await say(vendor, 'Look behind me');
    const page = await open('/#/inbox/bob');
    await column(page, vendor).locator('.bubble').click();
    const inspector = page.locator('.inspector');
    const { messageId } = emulator.inbox('bob')[0] ?? {};
    await inspector.getByText(messageId ?? '?', { exact: true }).waitFor();
    await inspector.getByRole('tab', { name: 'Request' }).click();
    await inspector.locator('.json', { hasText: 'Look behind me' }).waitFor();
    await inspector.getByRole('tab', { name: 'Reply' }).click();
    await inspector.locator('.json', { hasText: code }).waitFor();
    await inspector.getByRole('tab', { name: signature }).click();
    await inspector.getByText(`The ${vendor === 'zim' ? 'signature' : 'UserSig'} is valid`).waitFor();
    await inspector.getByRole('tab', { name: 'Push' }).click();
    await inspector.locator('.phone-card', { hasText: 'Alice' }).getByText('Look behind me').waitFor();
    await inspector.getByText('Shown on bob’s phone').waitFor();
    await inspector.locator('.json', { hasText: push }).waitFor();
  });

  test('keeps every digit of ids beyond 2^53', async () => {
    const { text } = await callZim(emulator, 'SendGroupMessage', {
      FromUserId: 'alice',
      GroupId: 'crew',
      MessageType: 1,
      Priority: 1,
      MessageBody: { Message: 'to all' },
    });
    const id = /"MsgId":\s*(\d{17,})/.exec(text)?.[1] ?? 'none';
    const page = await open(`/#/requests/${emulator.requests.at(-1)?.id}`);
    await page.locator('.json', { hasText: id }).waitFor();
  });

  test('shows recalls, edits and reads as they happen', async () => {
    await say('zim', 'A slip');
    await say('zim', 'Seven o’clock');
    const page = await open('/#/inbox/bob');
    await column(page, 'zim').locator('.bubble', { hasText: 'A slip' }).waitFor();
    await callZim(emulator, 'RevokePeerMessage', { FromUserId: 'alice', ToUserId: 'bob', MsgSeq: 1 });
    await column(page, 'zim').getByText('Message recalled').first().waitFor();
    expect(await page.getByText('A slip').count()).toBe(0);
    await callZim(emulator, 'EditC2cMsgBody', {
      FromUserId: 'alice',
      SenderId: 'alice',
      ConvId: 'bob',
      MsgType: 1,
      ConvMsgSeq: 2,
      EditType: 1,
      MessageBody: { Message: 'Eight o’clock' },
    });
    const states = emulator.inbox('bob').map(({ state, editedAt }) => [state, editedAt !== undefined]);
    expect(states).toEqual([
      ['recalled', false],
      ['normal', true],
    ]);
    await column(page, 'zim').locator('.bubble', { hasText: 'Eight o’clock' }).waitFor();
    await column(page, 'zim').getByText('edited').waitFor();
  });

  test('acts as a user’s device', async () => {
    const page = await open('/#/inbox/bob');
    const tencent = column(page, 'tencent-im');
    await tencent.getByLabel('New message at Tencent IM').click();
    await tencent.getByLabel('Recipient').fill('nobody');
    await tencent.getByLabel('Message to somebody at Tencent IM').fill('Hello from a phone');
    await tencent.getByLabel('Send').click();
    await tencent.getByText('refused it with code').waitFor();
    await tencent.getByLabel('Recipient').fill('alice');
    await tencent.getByLabel('Send').click();
    await tencent.locator('.message[data-direction="sent"]', { hasText: 'Hello from a phone' }).waitFor();
    expect(emulator.inbox('alice')).toMatchObject([
      { from: 'bob', endpoint: 'client', vendor: 'tencent-im' },
    ]);
    await tencent.locator('.message-meta').click();
    await page.getByText('the user’s device').waitFor();
  });

  test('takes nothing in a message for markup, and fetches nothing that a message names', async () => {
    const markup = '<img src=x onerror="document.title=\'broken\'"><b>bold</b>';
    await say('zim', markup);
    const picture = { url: 'https://media.example/p.png', width: 400, height: 300 };
    const contents = [
      { type: 'image', ...picture },
      { type: 'audio', url: 'https://media.example/a.mp3', durationSeconds: 4 },
      { type: 'video', url: 'https://media.example/v.mp4', durationSeconds: 4, thumbnail: picture },
      { type: 'file', url: 'https://media.example/f.pdf', fileName: 'f.pdf' },
      { type: 'location', latitude: 1, longitude: 2, label: 'Harbour' },
      { type: 'face', index: 3 },
      { type: 'custom', data: '{"a":1}' },
      {
        type: 'mixed',
        parts: [
          { type: 'text', text: 'A picture:' },
          { type: 'image', ...picture },
        ],
      },
    ] as const;
    for (const content of contents)
      await chats['tencent-im'].sendDirect({ from: 'alice', to: 'bob', content });
    const page = await open('/#/inbox/bob');
    await column(page, 'zim').locator('.bubble .text').waitFor();
    expect(await column(page, 'zim').locator('.bubble .text').textContent()).toBe(markup);
    expect(await page.title()).toBe('Polychat emulator');
    const tencent = column(page, 'tencent-im');
    await expect.poll(() => tencent.locator('.bubble').count()).toBe(contents.length);
    expect(await tencent.locator('.bubble img, .bubble audio, .bubble video').count()).toBe(0);
    for (const text of ['media.example/a.mp3', 'f.pdf', 'Harbour', '#3', '"a": 1', 'A picture:']) {
      await tencent.locator('.bubble', { hasText: text }).first().waitFor();
    }
    expect(await tencent.locator('.bubble a').first().getAttribute('rel')).toBe('noreferrer noopener');
  });

  test('shows a picture that lies in its own address', async () => {
    const dot = 'data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7';
    await emulator.clientSend('zim', {
      from: 'alice',
      to: 'bob',
      message: {
        MessageType: 11,
        MessageBody: {
          Message: JSON.stringify({
            Uid: 'u',
            Origin: { Url: dot, Width: 80, Height: 60 },
            FileName: 'dot.gif',
          }),
        },
      },
    });
    const page = await open('/#/inbox/bob');
    const image = column(page, 'zim').locator('img');
    await image.waitFor();
    await expect.poll(() => image.evaluate((element: HTMLImageElement) => element.naturalWidth)).toBe(1);
  });

  test('is found by words, and opened from there', async () => {
    await say('tencent-im', 'the needle', 'carol');
    await say('zim', 'only hay');
    const page = await open('/#/inbox/bob');
    await page.getByRole('combobox', { name: 'Search' }).fill('needle');
    await page.getByRole('option', { name: 'the needle' }).click();
    await expect.poll(() => page.url()).toContain('#/inbox/carol');
    await column(page, 'tencent-im').locator('.bubble', { hasText: 'the needle' }).waitFor();
    await page.locator('.inspector').getByText('alice', { exact: false }).first().waitFor();
  });

  test('works with the keyboard alone', async () => {
    await say('zim', 'first');
    await say('zim', 'second');
    const page = await open();
    const keys = async (...names: string[]) => {
      for (const name of names) await page.keyboard.press(name);
    };
    const focused = () =>
      page.evaluate(() => {
        const element = document.activeElement;
        return element?.getAttribute('aria-label') ?? element?.textContent ?? '';
      });
    await page.locator('.person').nth(2).waitFor();
    // The first stop leads past the bar.
    await keys('Tab');
    expect(await focused()).toContain('To the content');
    // Search, and open what was found.
    await keys('/');
    await page.keyboard.type('Reyes');
    await page.getByRole('option', { name: 'Bob Reyes' }).waitFor();
    await keys('Enter');
    await expect.poll(() => page.url()).toContain('#/inbox/bob');
    // People, by arrows.
    await keys('p', 'Home', 'ArrowDown');
    expect(await focused()).toContain('Alice Moss');
    await keys('k');
    expect(await focused()).toContain('Bob Reyes');
    await keys('Enter');
    // A message, and behind it.
    const second = page.getByRole('button', { name: /second.*Look behind it/ });
    await second.waitFor();
    for (let step = 0; step < 30 && !(await focused()).includes('Look behind it'); step += 1)
      await keys('Tab');
    expect(await focused()).toContain('first');
    await keys('ArrowDown');
    expect(await focused()).toContain('second');
    await keys('Enter');
    await page.locator('.inspector').waitFor();
    for (let step = 0; step < 10 && (await focused()) !== 'Message'; step += 1) await keys('Tab');
    await keys('ArrowRight', 'ArrowRight', 'ArrowRight');
    await page.getByText('The signature is valid').waitFor();
    await keys('Escape');
    await page.locator('.inspector').waitFor({ state: 'detached' });
    expect(await focused()).toContain('second');
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
    await expect.poll(() => emulator.faults.length).toBe(1);
    // What has the focus shows it.
    expect(await toggle.evaluate((element) => getComputedStyle(element).outlineStyle)).toBe('solid');
    await keys('?');
    await page.getByRole('dialog', { name: 'Keys' }).waitFor();
    await keys('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    expect(await toggle.getAttribute('aria-checked')).toBe('true');
  });

  test('fits a phone: nothing scrolls sideways, and one thing leads to the next', async () => {
    const long = 'https://example.com/'.padEnd(400, 'averylongwordwithoutanybreak');
    await say('zim', long);
    await say('tencent-im', 'Short');
    await chats.zim.sendDirect({
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
    expect(await column(page, 'tencent-im').isVisible()).toBe(false);
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
    await column(page, 'tencent-im').locator('.conversation', { hasText: 'Short' }).waitFor();
    for (const view of ['Requests', 'Faults', 'Webhooks', 'Setup']) {
      await page.getByRole('link', { name: view }).tap();
      await page.getByRole('heading', { name: view, level: 1 }).waitFor();
      await fits(view);
    }
    await page.goto(`${emulator.url}/#/requests`);
    await page.locator('.row').first().tap();
    await page.getByRole('heading', { name: 'Reply' }).waitFor();
    await fits('one request');
  });

  test.each(['light', 'dark'] as const)('is readable when %s, and can be switched', async (scheme) => {
    await say('zim', 'Legible');
    await callZim(emulator, 'NoSuchAction', {});
    await emulator.clientSend('zim', {
      from: 'bob',
      to: 'alice',
      message: { MessageType: 1, MessageBody: { Message: 'Mine' } },
    });
    emulator.fail({ fault: { kind: 'silence' } });
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
    for (const path of ['inbox/bob', 'requests/1', 'faults', 'webhooks', 'setup']) {
      await page.goto(`${emulator.url}/#/${path}`);
      await page.waitForTimeout(300);
      expect(await faintTexts(page), path).toEqual([]);
    }
    await page.getByLabel('Dark or light').click();
    expect(await isDark()).toBe(scheme !== 'dark');
    await page.reload();
    await page.locator('.live[data-connected]').waitFor({ state: 'attached' });
    expect(await isDark()).toBe(scheme !== 'dark');
  });

  test('shows webhooks, and sends one again', async () => {
    await emulator.close();
    emulator = await createEmulator({
      zim: { users: ['alice', 'bob'] },
      webhooks: { zim: { url: receiver.url, events: ['send_msg'] } },
    });
    await emulator.clientSend('zim', {
      from: 'alice',
      to: 'bob',
      message: { MessageType: 1, MessageBody: { Message: 'hooked' } },
    });
    await emulator.webhooksSettled();
    const page = await open('/#/webhooks');
    await page.locator('.row', { hasText: 'send_msg' }).first().click();
    await page.getByRole('button', { name: 'Replay' }).click();
    await page.getByText('replay of 1').waitFor();
    expect(receiver.received).toHaveLength(2);
  });

  test('adds users, moves time and resets', async () => {
    await say('zim', 'to be forgotten');
    const page = await open('/#/setup');
    await page.getByLabel('User id').fill('dora');
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await expect.poll(() => emulator.tencentIm.users.get('dora')?.presence).toBe('offline');
    await page.getByRole('button', { name: '+ 1 hour' }).click();
    await page.locator('.chip', { hasText: '+1 h' }).waitFor();
    expect(emulator.now() - Date.now()).toBeGreaterThan(3_590_000);
    await page.getByRole('button', { name: 'Reset' }).click();
    await page.getByRole('button', { name: 'Really?' }).click();
    await expect.poll(() => emulator.messages.length).toBe(0);
    await page.goto(`${emulator.url}/#/inbox/bob`);
    await column(page, 'zim').getByText('No messages', { exact: true }).waitFor();
  });

  test('says that the emulator is gone, and comes back with it', async () => {
    const page = await open();
    const { port } = emulator;
    await emulator.close();
    await page.getByText('Not connected').waitFor();
    emulator = await createEmulator({ port, zim: { users: ['returned'] } });
    await page.locator('.person', { hasText: 'returned' }).waitFor();
    // The browser itself reports that its stream broke.
    watched?.problems.splice(0);
  });

  test('stays quick with 50,000 messages, and while thousands a second arrive', async () => {
    await emulator.close();
    emulator = await createEmulator({ zim: { users: ['alice', 'bob'] }, maxMessages: 110_000 });
    const device = (text: string) =>
      emulator.clientSend('zim', {
        from: 'alice',
        to: 'bob',
        message: { MessageType: 1, MessageBody: { Message: text } },
      });
    for (let index = 0; index < 50_000; index += 1) await device(`Message ${index}`);
    expect(emulator.messages.length).toBe(50_000);
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
    const end = Date.now() + 3000;
    let sent = 0;
    while (Date.now() < end) {
      for (let index = 0; index < 100; index += 1) await device(`Flood ${sent + index}`);
      sent += 100;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect(sent).toBeGreaterThan(3000);
    await zimColumn.locator('.bubble', { hasText: `Flood ${sent - 1}` }).waitFor();
    const longest = await page.evaluate(() => (window as unknown as { longest: number }).longest);
    expect(longest, 'the longest time without a frame, in milliseconds').toBeLessThan(1000);
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

/** Texts with less than 4.5 : 1 against what is behind them (WCAG 1.4.3), as `words: ratio`. */
function faintTexts(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
    if (canvas === null) return ['no canvas'];
    type Colour = [number, number, number, number];
    const read = (text: string): Colour => {
      canvas.clearRect(0, 0, 1, 1);
      canvas.fillStyle = text;
      canvas.fillRect(0, 0, 1, 1);
      const [red = 0, green = 0, blue = 0, alpha = 0] = canvas.getImageData(0, 0, 1, 1).data;
      return [red, green, blue, alpha / 255];
    };
    const over = (front: Colour, back: Colour): Colour => [
      front[0] * front[3] + back[0] * (1 - front[3]),
      front[1] * front[3] + back[1] * (1 - front[3]),
      front[2] * front[3] + back[2] * (1 - front[3]),
      1,
    ];
    const light = ([red, green, blue]: Colour) => {
      const [r = 0, g = 0, b = 0] = [red, green, blue].map((value) => {
        const part = value / 255;
        return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const found: string[] = [];
    for (const element of document.querySelectorAll<HTMLElement>('body *')) {
      const words = [...element.childNodes]
        .filter((node) => node.nodeType === Node.TEXT_NODE)
        .map((node) => node.textContent?.trim() ?? '')
        .join(' ')
        .trim();
      const box = element.getBoundingClientRect();
      if (words === '' || box.width < 2 || box.height < 2 || !element.checkVisibility()) continue;
      if (element.closest('.phone, .notice, noscript, option') !== null) continue;
      const behind: HTMLElement[] = [];
      for (let at: HTMLElement | null = element; at !== null; at = at.parentElement) behind.unshift(at);
      let ground: Colour = [255, 255, 255, 1];
      let opacity = 1;
      for (const layer of behind) {
        const style = getComputedStyle(layer);
        ground = over(read(style.backgroundColor), ground);
        opacity *= Number(style.opacity);
      }
      const colour = read(getComputedStyle(element).color);
      colour[3] *= opacity;
      const [one, other] = [light(over(colour, ground)), light(ground)];
      const ratio = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
      if (ratio < 4.5) found.push(`${words.slice(0, 40)}: ${ratio.toFixed(2)}`);
    }
    return found;
  });
}
