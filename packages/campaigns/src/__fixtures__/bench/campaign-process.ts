/** Sends one campaign through a store in a file, and tells its parent what it took. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { createChat } from '@polychat/core';
import type { ChatAdapter } from '@polychat/core/adapter';
import { tencentIm } from '@polychat/tencent-im';
import { createUndiciTransport } from '@polychat/undici';
import { zim } from '@polychat/zim';
import { createCampaigns } from '../../campaigns.ts';
import type { CampaignStore } from '../../ports/campaign-store.ts';
import { createSqliteStore } from '../../sqlite/sqlite-store.ts';
import type { CaseOrder, CaseResult } from './addresses.ts';

/** About a second's work at the goal's rate. */
const chunkSizes = { singles: 2_000, batch: 5_000, zim: 5_000 };

function adapterOf({ name, zim: z, tencentIm: t }: CaseOrder): ChatAdapter {
  if (name === 'zim') return zim({ ...z, directCallsPerSecond: 1_000_000 });
  return tencentIm({
    ...t,
    adminUserId: 'administrator',
    singleCallsPerSecond: 1_000_000,
    batchCallsPerSecond: 1_000_000,
    batchRecipientsPerMinute: 1_000_000_000,
  });
}

function* userIds(count: number): Generator<string> {
  for (let index = 0; index < count; index += 1) yield `user-${index}`;
}

/** Objects and buffers, those that nothing refers to any more included until they are collected. */
function bytesInUse(): number {
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

async function measure(order: CaseOrder): Promise<CaseResult> {
  const file = join(order.folder, `${order.name}.sqlite`);
  const store = createSqliteStore({ file });
  let commits = 0;
  const counted: CampaignStore = {
    ...store,
    commit(commit) {
      commits += 1;
      return store.commit(commit);
    },
  };
  const campaigns = createCampaigns({
    store: counted,
    chats: [
      createChat(adapterOf(order), { name: 'chat', transport: createUndiciTransport(), maxInFlight: 64 }),
    ],
    chunkSize: chunkSizes[order.name],
  });
  const worker = campaigns.work();
  const startWith = async (key: string, recipients: Iterable<string>) =>
    campaigns.start({
      key,
      recipients,
      message: { from: 'sender', content: { type: 'text', text: 'Summer sale: everything must go' } },
      delivery: order.name === 'batch' ? 'batch' : 'single',
    });
  // What is loaded and compiled once does not count.
  await (await startWith('warm-up', userIds(2_000))).finished();
  globalThis.gc?.();
  const start = process.memoryUsage();
  let rss = start.rss;
  let inUse = bytesInUse();
  const inUseAtStart = inUse;
  const timer = setInterval(() => {
    rss = Math.max(rss, process.memoryUsage().rss);
    inUse = Math.max(inUse, bytesInUse());
  }, 200);
  const cpu = process.cpuUsage();
  const startedAt = performance.now();
  commits = 0;
  const campaign = await startWith('campaign', userIds(order.recipients));
  const { accepted } = await campaign.finished();
  const seconds = (performance.now() - startedAt) / 1_000;
  const { user, system } = process.cpuUsage(cpu);
  clearInterval(timer);
  globalThis.gc?.();
  const inUseAtEnd = bytesInUse();
  await worker.close();
  await store.close();
  return {
    seconds,
    accepted,
    commits,
    cpuMicrosecondsPerRecipient: (user + system) / order.recipients,
    rssGrowth: rss - start.rss,
    inUseGrowth: inUse - inUseAtStart,
    growthAtEnd: inUseAtEnd - inUseAtStart,
    fileBytes: statSync(file).size,
  };
}

process.once('message', async (order: CaseOrder) => {
  process.send?.(await measure(order));
  process.disconnect();
});
