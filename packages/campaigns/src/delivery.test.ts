import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@polychat/core';
import { createEmulator, type Vendor } from '@polychat/emulator';
import { expect, test } from 'vitest';
import { compare, noFaults } from './__fixtures__/compare.ts';
import { chatOf, setupOf } from './__fixtures__/program-setup.ts';
import { people } from './__fixtures__/simulation.ts';
import { createCampaigns } from './campaigns.ts';
import type { StartOptions } from './options.ts';
import { createSqliteStore } from './sqlite/sqlite-store.ts';

const count = 230;

/** Sends a campaign over sockets. Resolves to which commands were called how often. */
async function send(vendor: Vendor, changes: Pick<StartOptions, 'delivery'>) {
  const folder = await mkdtemp(join(tmpdir(), 'campaigns-'));
  const users = ['sender', ...people(count)];
  const emulator = await createEmulator({
    zim: { users, rates: { calls: Number.POSITIVE_INFINITY } },
    tencentIm: { users, limits: { callsPerSecond: Number.POSITIVE_INFINITY } },
  });
  const file = join(folder, 'campaigns.sqlite');
  const store = createSqliteStore({ file });
  const setup = setupOf(emulator, {
    store: { file },
    vendor,
    timeoutMs: 60_000,
    leaseMs: 60_000,
    chunkSize: 115,
  });
  const campaigns = createCampaigns({
    store,
    chats: [chatOf({ ...setup, clockOffsetMs: 0 }, systemClock)],
    chunkSize: setup.chunkSize,
    leaseMs: setup.leaseMs,
    pollMs: 20,
  });
  const worker = campaigns.work();
  try {
    const message = { from: 'sender', content: { type: 'text', text: 'Hello' } } as const;
    const campaign = await campaigns.start({ key: 'summer', message, recipients: people(count), ...changes });
    await campaign.finished();
    expect((await compare(campaign, people(count), emulator)).faults).toEqual(noFaults);
    const commands = Map.groupBy(emulator.requests, ({ endpoint }) => endpoint.split('/').at(-1));
    return Object.fromEntries([...commands].map(([command, requests]) => [command, requests.length]));
  } finally {
    await worker.close();
    await store.close();
    await emulator.close();
    await rm(folder, { recursive: true });
  }
}

test('at Tencent IM campaigns send singles, whose copies are discarded and which raise webhooks', async () => {
  expect(await send('tencentIm', {})).toEqual({ sendmsg: count });
});

test('at Tencent IM batches are sent where that is asked for', async () => {
  expect(await send('tencentIm', { delivery: 'batch' })).toEqual({ batchsendmsg: 2 });
});

test.each(['single', 'batch'] as const)(
  'at ZIM, which has one kind of call, `%s` makes no difference',
  async (delivery) => {
    expect(await send('zim', { delivery })).toEqual({ SendPeerMessage: 4 });
  },
);
