import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Chat,
  ChatError,
  createChat,
  createRetryBudget,
  type DirectReceipt,
  type RecipientOutcome,
} from '@polychat/core';
import type { ChatAdapter } from '@polychat/core/adapter';
import type { Emulator, Vendor } from '@polychat/emulator';
import { tencentIm } from '@polychat/tencent-im';
import { createUndiciTransport } from '@polychat/undici';
import { zim } from '@polychat/zim';
import { createCampaigns } from '../../campaigns.ts';
import { createSqliteStore } from '../../sqlite/sqlite-store.ts';
import { outcomesOf } from '../compare.ts';

type Outcome = Pick<RecipientOutcome, 'userId' | 'status'>;

/** One way of sending. */
export interface Sender {
  readonly name: string;
  readonly vendor: Vendor;
  /** Sends one message, and resolves to what became of everybody. */
  send(recipients: readonly string[], text: string): Promise<readonly Outcome[]>;
}

/** Short, since what goes wrong mostly costs as much. */
const times = { timeoutMs: 1_200, deadlineMs: 6_000 };

/** Every way of sending at both vendors: lists, streams and campaigns, single calls and batches, two transports. */
export async function openSenders(
  emulator: Emulator,
): Promise<{ readonly all: readonly Sender[]; close(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'chaos-'));
  const undici = createUndiciTransport();
  const store = createSqliteStore({ file: join(folder, 'campaigns.sqlite') });
  const chats = adaptersOf(emulator).flatMap(({ name, vendor, adapter }) =>
    (['ky', 'undici'] as const).map((transport) => ({
      vendor,
      chat: createChat(adapter, {
        name: `${name} over ${transport}`,
        ...times,
        ...(transport === 'undici' ? { transport: undici } : {}),
        retry: { baseDelayMs: 10, maxDelayMs: 50, budget: createRetryBudget({ repeats: 1_000_000 }) },
      }),
    })),
  );
  const campaigns = createCampaigns({
    store,
    chats: chats.map(({ chat }) => chat),
    chunkSize: 25,
    concurrency: 8,
    pollMs: 20,
  });
  const worker = campaigns.work();
  const startCampaign = async (chat: Chat, recipients: readonly string[], text: string) => {
    const campaign = await campaigns.start({
      key: text,
      chat: chat.name,
      message: messageOf(text),
      recipients,
    });
    await campaign.finished();
    return outcomesOf(campaign);
  };
  return {
    all: chats.flatMap(({ vendor, chat }): Sender[] => [
      { name: `${chat.name}, list`, vendor, send: (recipients, text) => sendList(chat, recipients, text) },
      {
        name: `${chat.name}, list with a key`,
        vendor,
        send: (recipients, text) => sendList(chat, recipients, text, `key of ${text}`),
      },
      { name: `${chat.name}, bulk`, vendor, send: (recipients, text) => sendBulk(chat, recipients, text) },
      {
        name: `${chat.name}, campaign`,
        vendor,
        send: (recipients, text) => startCampaign(chat, recipients, text),
      },
    ]),
    async close() {
      await worker.close();
      await store.close();
      await Promise.all(chats.map(({ chat }) => chat.close()));
      await undici.close?.();
      await rm(folder, { recursive: true });
    },
  };
}

function adaptersOf({ zim: z, tencentIm: t }: Emulator): readonly {
  readonly name: string;
  readonly vendor: Vendor;
  readonly adapter: ChatAdapter;
}[] {
  const unlimited = 1_000_000;
  const tencent = {
    ...{ sdkAppId: t.sdkAppId, secretKey: t.secretKey, baseUrl: t.baseUrl, adminUserId: 'administrator' },
    ...{
      singleCallsPerSecond: unlimited,
      batchCallsPerSecond: unlimited,
      batchRecipientsPerMinute: unlimited,
    },
  };
  const zego = { appId: z.appId, serverSecret: z.serverSecret, baseUrl: z.baseUrl };
  return [
    { name: 'ZIM', vendor: 'zim', adapter: zim({ ...zego, directCallsPerSecond: unlimited }) },
    { name: 'Tencent IM', vendor: 'tencentIm', adapter: tencentIm(tencent) },
    {
      name: 'Tencent IM, singles',
      vendor: 'tencentIm',
      adapter: tencentIm({ ...tencent, command: 'single' }),
    },
    {
      name: 'Tencent IM, batches',
      vendor: 'tencentIm',
      adapter: tencentIm({ ...tencent, command: 'batch' }),
    },
  ];
}

function messageOf(text: string) {
  return { from: 'sender', content: { type: 'text', text } } as const;
}

async function sendList(
  chat: Chat,
  to: readonly string[],
  text: string,
  idempotencyKey?: string,
): Promise<readonly Outcome[]> {
  const message = { ...messageOf(text), to, ...(idempotencyKey === undefined ? {} : { idempotencyKey }) };
  try {
    return outcomesIn(await chat.sendDirect(message));
  } catch (error) {
    // Where nobody was accepted, the receipt is in the error.
    if (!ChatError.is(error) || !error.receipt) throw error;
    return outcomesIn(error.receipt as DirectReceipt);
  }
}

function outcomesIn(receipt: DirectReceipt): readonly Outcome[] {
  return (['accepted', 'failed', 'unconfirmed'] as const).flatMap((status) =>
    receipt[status].map(({ userId }) => ({ userId, status })),
  );
}

async function sendBulk(
  chat: Chat,
  recipients: readonly string[],
  text: string,
): Promise<readonly Outcome[]> {
  const all: Outcome[] = [];
  for await (const outcomes of chat.sendBulk(messageOf(text), recipients)) all.push(...outcomes);
  return all;
}
