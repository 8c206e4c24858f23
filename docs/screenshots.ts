/**
 * Takes the pictures of the emulator's page that stand in docs/, with a browser of the machine: `npm run screenshots`.
 */
import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { type Chat, type Clock, type Content, createChat, systemClock } from '@polychat/core';
import { createEmulator, type Emulator, type Vendor } from '@polychat/emulator';
import { tencentIm } from '@polychat/tencent-im';
import { zim } from '@polychat/zim';
import { type Browser, chromium, type Page } from 'playwright-core';

const folder = fileURLToPath(new URL('./screenshots/', import.meta.url));

const users = [
  { userId: 'alice', name: 'Alice', presence: 'offline' },
  { userId: 'kitchen', name: 'Lantern Kitchen', presence: 'online' },
  { userId: 'courier', name: 'Courier', presence: 'online' },
  { userId: 'support', name: 'Support', presence: 'online' },
  { userId: 'bob', name: 'Bob', presence: 'online' },
  { userId: 'carol', name: 'Carol', presence: 'offline' },
  { userId: 'dave', presence: 'never' },
] as const;

/** A minute in the story; time is moved on between messages. */
const minute = 60_000;

interface Line {
  readonly via: Vendor;
  readonly from: string;
  readonly to: string;
  /** Text comes from the server; what a device says is `device`. */
  readonly content?: Content;
  readonly device?: string;
  readonly push?: string;
  readonly wait?: number;
}

const text = (words: string): Content => ({ type: 'text', text: words });

const story: readonly Line[] = [
  {
    via: 'zim',
    from: 'support',
    to: 'carol',
    content: text('Your refund of € 12.40 is on its way.'),
    push: 'Your refund is on its way',
  },
  { via: 'tencentIm', from: 'support', to: 'bob', content: text('Hi Bob, did the second parcel arrive?') },
  { via: 'tencentIm', from: 'bob', to: 'support', device: 'It did, thank you!' },
  {
    via: 'zim',
    from: 'kitchen',
    to: 'alice',
    content: text('Hi Alice! Your order #4821 is confirmed: two dan dan noodles and a sesame salad.'),
    push: 'Order #4821 is confirmed',
    wait: 4,
  },
  {
    via: 'zim',
    from: 'alice',
    to: 'kitchen',
    device: 'Great! Could you leave out the peanuts, please?',
    wait: 1,
  },
  {
    via: 'zim',
    from: 'kitchen',
    to: 'alice',
    content: text('Of course. No peanuts, extra sesame'),
    push: 'Of course. No peanuts, extra sesame',
    wait: 2,
  },
  {
    via: 'zim',
    from: 'kitchen',
    to: 'alice',
    content: {
      type: 'image',
      url: 'https://media.lantern.example/orders/4821.jpg',
      width: 1280,
      height: 860,
      size: 248_000,
    },
    push: 'Lantern Kitchen sent a picture',
    wait: 11,
  },
  {
    via: 'tencentIm',
    from: 'courier',
    to: 'alice',
    content: text('I have your order and I am on my way.'),
    push: 'The courier is on the way with your order',
    wait: 3,
  },
  {
    via: 'tencentIm',
    from: 'courier',
    to: 'alice',
    content: { type: 'location', latitude: 1.28967, longitude: 103.85007, label: 'Raffles Place, exit B' },
    push: 'The courier shared a location',
    wait: 4,
  },
  {
    via: 'tencentIm',
    from: 'alice',
    to: 'courier',
    device: 'I see you! Third door on the left, the green one.',
    wait: 1,
  },
  {
    via: 'tencentIm',
    from: 'courier',
    to: 'alice',
    content: {
      type: 'audio',
      url: 'https://media.lantern.example/voice/voice-17.m4a',
      durationSeconds: 9,
      size: 74_000,
    },
    push: 'Voice message from the courier',
    wait: 1,
  },
  {
    via: 'zim',
    from: 'support',
    to: 'alice',
    content: {
      type: 'custom',
      data: '{"type":"survey","order":4821,"stars":5}',
      description: 'How was it?',
      subType: 7,
    },
    push: 'How was your order?',
    wait: 24,
  },
  {
    via: 'tencentIm',
    from: 'support',
    to: 'alice',
    content: text('Thanks for the five stars! Here is a free tea for next time.'),
    push: 'A free tea for next time',
    wait: 2,
  },
  {
    via: 'zim',
    from: 'kitchen',
    to: 'alice',
    content: {
      type: 'file',
      url: 'https://media.lantern.example/receipts/4821.pdf',
      fileName: 'Receipt 4821.pdf',
      size: 81_000,
    },
    push: 'Your receipt',
    wait: 1,
  },
  {
    via: 'tencentIm',
    from: 'courier',
    to: 'alice',
    content: text('Delivered at the green door. Enjoy!'),
    push: 'Delivered at the green door. Enjoy!',
    wait: 1,
  },
  {
    via: 'zim',
    from: 'kitchen',
    to: 'alice',
    content: text('Your table for four on Friday at 19:30 is booked. See you then!'),
    push: 'Your table for four on Friday is booked',
    wait: 3,
  },
];

async function tell(emulator: Emulator, chats: Record<Vendor, Chat>): Promise<void> {
  for (const { via, from, to, content, device, push, wait } of story) {
    emulator.advance((wait ?? 0) * minute);
    if (device !== undefined) {
      const message =
        via === 'zim'
          ? { MessageType: 1, MessageBody: { Message: device } }
          : { MsgBody: [{ MsgType: 'TIMTextElem', MsgContent: { Text: device } }] };
      const { code } = await emulator.clientSend(via, { from, to, message });
      if (code !== 0) throw new Error(`${via} refused a device's message with ${code}`);
    } else if (content !== undefined) {
      const title = users.find(({ userId }) => userId === from);
      await chats[via].sendDirect({
        from,
        to,
        content,
        ...(push === undefined
          ? {}
          : { push: { title: (title && 'name' in title ? title.name : from) ?? from, body: push } }),
      });
    }
  }
}

async function mishaps(emulator: Emulator, chats: Record<Vendor, Chat>): Promise<void> {
  const quiet = { deadlineMs: 300 };
  const attempt = async (via: Vendor, to: string) => {
    await chats[via]
      .sendDirect({ from: 'support', to, content: text('Still there?') }, quiet)
      .catch(() => {});
  };
  await attempt('zim', 'ghost');
  emulator.fail({ vendor: 'tencentIm', endpoint: 'sendmsg', fault: { kind: 'html', status: 502 } });
  await attempt('tencentIm', 'bob');
  emulator.fail({ vendor: 'zim', fault: { kind: 'silence', when: 'after' } });
  await attempt('zim', 'bob');
}

async function shoot(page: Page, name: string): Promise<void> {
  // Lets pictures settle: fonts, the last batch, the switch's movement.
  await page.waitForTimeout(600);
  await page.screenshot({ path: `${folder}${name}.png` });
}

async function open(
  browser: Browser,
  url: string,
  size: { width: number; height: number },
  scheme: 'light' | 'dark',
) {
  const context = await browser.newContext({
    viewport: size,
    colorScheme: scheme,
    deviceScaleFactor: size.width < 500 ? 2 : 1.2,
  });
  const page = await context.newPage();
  await page.goto(url);
  await page.waitForSelector('.person', { state: 'attached' });
  return page;
}

const emulator = await createEmulator({
  zim: { users: [...users] },
  tencentIm: { users: users.filter(({ userId }) => userId !== 'carol') },
});
// The story ends now, whenever the pictures are taken.
const { zim: zimApp, tencentIm: tencentApp } = emulator;
const clock: Clock = { ...systemClock, now: () => emulator.now() };
const chats: Record<Vendor, Chat> = {
  zim: createChat(zim({ appId: zimApp.appId, serverSecret: zimApp.serverSecret, baseUrl: zimApp.baseUrl }), {
    clock,
  }),
  tencentIm: createChat(
    tencentIm({
      sdkAppId: tencentApp.sdkAppId,
      secretKey: tencentApp.secretKey,
      adminUserId: 'administrator',
      baseUrl: tencentApp.baseUrl,
    }),
    { clock },
  ),
};
await mkdir(folder, { recursive: true });
await tell(emulator, chats);

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--no-first-run',
  ],
});
const desktop = { width: 1280, height: 780 };
const inspected = async (page: Page, words: string, tab: string) => {
  await page.locator('.bubble', { hasText: words }).first().click();
  await page.getByRole('tab', { name: tab }).click();
};

const light = await open(browser, `${emulator.url}/#/inbox/alice`, desktop, 'light');
await inspected(light, 'Your table for four', 'Push');
await shoot(light, 'emulator-light');

const dark = await open(browser, `${emulator.url}/#/inbox/alice`, desktop, 'dark');
await inspected(dark, 'Delivered at the green door', 'UserSig');
await shoot(dark, 'emulator-dark');

const phone = await open(browser, `${emulator.url}/#/inbox/alice`, { width: 390, height: 844 }, 'light');
await phone.locator('.column[data-vendor="zim"] .conversation').first().click();
await shoot(phone, 'emulator-phone');

await mishaps(emulator, chats);
await dark.goto(`${emulator.url}/#/requests`);
await dark.locator('.row', { hasText: 'SendPeerMessage' }).nth(1).click();
await shoot(dark, 'emulator-requests');

emulator.fail({
  vendor: 'zim',
  endpoint: 'SendPeerMessage',
  recipient: 'alice',
  times: 3,
  fault: { kind: 'code', code: 660800045 },
});
await light.goto(`${emulator.url}/#/faults`);
await light.getByRole('switch', { name: 'Silence, but done' }).click();
await light.getByRole('switch', { name: 'Too fast' }).click();
await light.locator('.page-view').evaluate((view) => view.scrollTo(0, 0));
await shoot(light, 'emulator-faults');

await browser.close();
for (const chat of Object.values(chats)) await chat.close();
await emulator.close();
