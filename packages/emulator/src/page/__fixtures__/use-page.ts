import { type Chat, createChat, type DirectReceipt } from '@polychat/core';
import { tencentIm } from '@polychat/tencent-im';
import { zim } from '@polychat/zim';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { createEmulator } from '../../create-emulator.ts';
import type { Emulator } from '../../emulator.ts';
import type { EmulatorOptions } from '../../options.ts';
import type { Vendor } from '../../vendor.ts';
import { receiveWebhooks, type WebhookReceiver } from '../../webhooks/__fixtures__/webhook-receiver.ts';
import { launchBrowser, openPage, type WatchedPage } from './browser.ts';

/** What every test of the page has: an emulator with three users, the library at both vendors, and a browser. */
export interface PageBench {
  readonly emulator: Emulator;
  readonly chats: Readonly<Record<Vendor, Chat>>;
  readonly receiver: WebhookReceiver;
  /** Opens the page; once a test. */
  open(path?: string, options?: Parameters<typeof openPage>[3]): Promise<Page>;
  /** Sends a text from alice over the library, with a push. */
  say(vendor: Vendor, text: string, to?: string): Promise<DirectReceipt>;
  column(page: Page, vendor: Vendor): Locator;
  /** Puts another emulator in the place of this one. */
  restart(options: EmulatorOptions): Promise<void>;
  /** For a test that makes the browser complain on purpose. */
  forgiveProblems(): void;
}

const users = [
  { userId: 'alice', name: 'Alice Moss', presence: 'online' },
  { userId: 'bob', name: 'Bob Reyes', presence: 'offline' },
  { userId: 'carol', presence: 'never' },
] as const;

/** Lays the hooks. After each test, an error on the page or a request that left it fails that test. */
export function usePage(): PageBench {
  let browser: Browser;
  let emulator: Emulator;
  let receiver: WebhookReceiver;
  let chats: Record<Vendor, Chat>;
  let watched: WatchedPage | undefined;

  beforeAll(async () => {
    browser = await launchBrowser();
    receiver = await receiveWebhooks();
  });
  afterAll(async () => {
    await browser.close();
    await receiver.close();
  });
  beforeEach(async () => {
    emulator = await createEmulator({
      zim: {
        users: [...users],
        groups: [{ groupId: 'crew', owner: 'alice', name: 'The crew', members: ['bob'] }],
        rates: { calls: 1_000_000 },
      },
      tencentIm: { users: [...users] },
    });
    chats = connect(emulator);
  });
  afterEach(async () => {
    const problems = watched?.problems ?? [];
    await watched?.close();
    watched = undefined;
    for (const chat of Object.values(chats)) await chat.close();
    await emulator.close();
    expect(problems, 'errors on the page, or requests that left it').toEqual([]);
  });

  return {
    get emulator() {
      return emulator;
    },
    get chats() {
      return chats;
    },
    get receiver() {
      return receiver;
    },
    open: async (path = '/', options = {}) => {
      watched = await openPage(browser, emulator, path, options);
      return watched.page;
    },
    say: (vendor, text, to = 'bob') =>
      chats[vendor].sendDirect({
        from: 'alice',
        to,
        content: { type: 'text', text },
        push: { title: 'Alice', body: text },
      }),
    column: (page, vendor) => page.locator(`.column[data-vendor="${vendor}"]`),
    restart: async (options) => {
      await emulator.close();
      emulator = await createEmulator(options);
    },
    forgiveProblems: () => {
      watched?.problems.splice(0);
    },
  };
}

function connect({ zim: zimApp, tencentIm: tencentApp }: Emulator): Record<Vendor, Chat> {
  const { appId, serverSecret, baseUrl } = zimApp;
  return {
    zim: createChat(zim({ appId, serverSecret, baseUrl })),
    tencentIm: createChat(
      tencentIm({
        sdkAppId: tencentApp.sdkAppId,
        secretKey: tencentApp.secretKey,
        adminUserId: 'administrator',
        baseUrl: tencentApp.baseUrl,
      }),
    ),
  };
}
