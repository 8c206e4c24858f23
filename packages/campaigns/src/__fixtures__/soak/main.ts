/**
 * Sends campaign after campaign at full rate, with the limits raised, and looks each minute whether something grows. With
 * BullMQ over Redis where this machine has it.
 *
 *   npm run soak [-- minutes]
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Chat, createChat } from '@polychat/core';
import { tencentIm } from '@polychat/tencent-im';
import { createUndiciTransport } from '@polychat/undici';
import { zim } from '@polychat/zim';
import { Redis } from 'ioredis';
import { hasRedis, RedisServer } from '../../../../redis/src/__fixtures__/redis-server.ts';
import { createCampaigns } from '../../campaigns.ts';
import { createSqliteStore } from '../../sqlite/sqlite-store.ts';
import type { Addresses } from '../bench/addresses.ts';
import { engineOf } from '../queue-places.ts';
import { growthOf, takeUsage, type Usage } from './usage.ts';

const minutes = Number(process.argv[2] ?? 10);
const recipients = Array.from({ length: 4_000 }, (_, index) => `user-${index}`);
const raised = 1_000_000;

const folder = mkdtempSync(join(tmpdir(), 'soak-'));
const file = join(folder, 'campaigns.sqlite');
const emulator = fork(join(import.meta.dirname, '../bench/emulator-process.ts'), [String(recipients.length)]);
const [addresses] = (await once(emulator, 'message')) as [Addresses];
const server = hasRedis() ? await RedisServer.start() : undefined;
const redis = server && new Redis(server.port, '127.0.0.1');
const engine = server && engineOf({ redisPort: server.port });
const transport = createUndiciTransport();
const store = createSqliteStore({ file });
const chats: readonly Chat[] = [
  createChat(zim({ ...addresses.zim, directCallsPerSecond: raised }), { name: 'zim', transport }),
  createChat(
    tencentIm({
      ...addresses.tencentIm,
      adminUserId: 'administrator',
      singleCallsPerSecond: raised,
      batchCallsPerSecond: raised,
      batchRecipientsPerMinute: raised * 1_000,
    }),
    { name: 'tencentIm', transport },
  ),
];
const campaigns = createCampaigns({ store, chats, pollMs: 50, ...(engine && { engine }) });
const worker = campaigns.work();
let sent = 0;

/** One campaign, from the start to its outcomes; then its rows go. */
async function sendOne(number: number): Promise<void> {
  const chat = chats[number % chats.length]?.name ?? '';
  const campaign = await campaigns.start({
    key: `campaign ${number}`,
    chat,
    recipients,
    message: { from: 'sender', content: { type: 'text', text: `Number ${number}` } },
    delivery: number % 4 === 1 ? 'batch' : 'single',
  });
  const { accepted } = await campaign.finished();
  if (accepted !== recipients.length) throw new Error(`campaign ${number}: ${accepted} were accepted`);
  for await (const { outcomes } of campaign.outcomes()) sent += outcomes.length;
  await store.prune({ doneBefore: (await store.now()) + 1 });
}

async function look(minute: number): Promise<Usage> {
  const usage = takeUsage(file, (await redis?.dbsize()) ?? 0);
  const { memory, sockets, timers, keys, rows } = usage;
  console.log(
    `minute ${minute}: ${sent} recipients, ${(memory / 1_048_576).toFixed(1)} MB, ${sockets} sockets, ${timers} timers, ${keys} keys, ${rows} rows`,
  );
  return usage;
}

try {
  const startedAt = performance.now();
  let first: Usage | undefined;
  let last: Usage | undefined;
  for (let number = 0, minute = 0; minute < minutes; number += 1) {
    await sendOne(number);
    if (performance.now() - startedAt < (minute + 1) * 60_000) continue;
    minute += 1;
    last = await look(minute);
    first ??= last;
  }
  const grown = first && last ? growthOf(first, last) : [];
  const perSecond = Math.round((sent / (performance.now() - startedAt)) * 1_000);
  console.log(`${perSecond} recipients/s. ${grown.length === 0 ? 'Nothing has grown' : grown.join('; ')}`);
  process.exitCode = grown.length === 0 ? 0 : 1;
} finally {
  await worker.close();
  await engine?.close();
  redis?.disconnect();
  await server?.close();
  await Promise.all(chats.map((chat) => chat.close()));
  await transport.close?.();
  await store.close();
  emulator.kill();
  rmSync(folder, { recursive: true });
}
