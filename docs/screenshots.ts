/**
 * Takes the pictures of the emulator's page that stand in docs/, with a browser of the machine: `npm run screenshots`.
 */
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { type Chat, type Clock, createChat, systemClock } from '@polychat/core';
import { createEmulator, type Emulator, type Vendor } from '@polychat/emulator';
import { tencentIm } from '@polychat/tencent-im';
import { zim } from '@polychat/zim';
import { type Browser, chromium, type Page } from 'playwright-core';
import { groups, tell, tellChanges, tellGroup, users } from './screenshot-story.ts';

const folder = fileURLToPath(new URL('./screenshots/', import.meta.url));

async function mishaps(emulator: Emulator, chats: Record<Vendor, Chat>): Promise<void> {
  const quiet = { deadlineMs: 300 };
  const attempt = async (via: Vendor, to: string) => {
    await chats[via]
      .sendDirect({ from: 'support', to, content: { type: 'text', text: 'Still there?' } }, quiet)
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

/** An app's webhook that refuses adverts, and is down when it is told of vouchers. */
const webhook = createServer((incoming, outgoing) => {
  const chunks: Buffer[] = [];
  incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
  incoming.on('end', () => {
    const body = Buffer.concat(chunks).toString('utf8');
    const asks = body.includes('before_send_msg');
    const answer = { result: body.includes('free dinner') ? 3 : 1, reason: 'looks like an advert' };
    const isDown = !asks && body.includes('vouchers');
    outgoing.writeHead(isDown ? 503 : 200, { connection: 'close' });
    outgoing.end(asks ? JSON.stringify(answer) : isDown ? 'down for maintenance' : '');
  });
}).listen(0, '127.0.0.1');
await once(webhook, 'listening');
const { port } = webhook.address() as AddressInfo;

const emulator = await createEmulator({
  zim: { users: [...users] },
  tencentIm: { users: [...users], groups: [...groups] },
  webhooks: { zim: { url: `http://127.0.0.1:${port}/zim`, events: ['before_send_msg', 'send_msg'] } },
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

await tellGroup(emulator);
await light.goto(`${emulator.url}/#/inbox/tencentIm/group/friday-table`);
await light.locator('.member', { hasText: 'Bob' }).waitFor();
await shoot(light, 'emulator-group');

await tellChanges(emulator);
await dark.goto(`${emulator.url}/#/inbox/bob`);
await dark.locator('.column[data-vendor="zim"] .conversation', { hasText: 'Alice' }).click();
await inspected(dark, 'free dinner', 'Message');
await dark.locator('.callout .json').waitFor();
await shoot(dark, 'emulator-vetoed');
await light.goto(`${emulator.url}/#/webhooks`);
await light.locator('.row', { hasText: '3 attempts' }).first().click();
await shoot(light, 'emulator-webhooks');

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
webhook.close();
