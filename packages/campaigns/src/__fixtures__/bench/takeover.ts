import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { systemClock } from '@polychat/core';
import { createEmulator } from '@polychat/emulator';
import { createCampaigns } from '../../campaigns.ts';
import { createSqliteStore } from '../../sqlite/sqlite-store.ts';
import { WorkerProcesses } from '../processes.ts';
import { chatOf, setupOf } from '../program-setup.ts';

/**
 * Kills the worker that has a chunk while another waits for work, and takes the time until the other makes the first
 * call for somebody for whom none was begun. With the default lease.
 */
export async function secondsToTakeover(): Promise<number> {
  const users = Array.from({ length: 500 }, (_, index) => `user-${index}`);
  const emulator = await createEmulator({ tencentIm: { users: ['sender', ...users] } });
  const folder = await mkdtemp(join(tmpdir(), 'takeover-'));
  const file = join(folder, 'campaigns.sqlite');
  const store = createSqliteStore({ file });
  const setup = setupOf(emulator, {
    store: { file },
    vendor: 'tencentIm',
    timeoutMs: 10_000,
    leaseMs: 5_000,
    chunkSize: 500,
  });
  const processes = new WorkerProcesses(setup, () => 0, 2);
  try {
    const first = await processes.begin();
    const campaigns = createCampaigns({
      store,
      chats: [chatOf({ ...setup, clockOffsetMs: 0 }, systemClock)],
      chunkSize: 500,
    });
    // All calls that begin are answered late, so that they are under way when their worker dies.
    emulator.fail({ fault: { kind: 'silence', when: 'after' }, times: 32 });
    const message = { from: 'sender', content: { type: 'text', text: 'Hello' } } as const;
    const campaign = await campaigns.start({ key: 'takeover', message, recipients: users });
    while (emulator.requests.length < 32) await pause(5);
    await processes.begin();
    await pause(1_500);
    const before = emulator.requests.length;
    const killedAt = performance.now();
    await processes.kill(first);
    while (emulator.requests.length === before) await pause(5);
    const seconds = (performance.now() - killedAt) / 1_000;
    await campaign.cancel();
    return seconds;
  } finally {
    await processes.end();
    await store.close();
    await emulator.close();
    await rm(folder, { recursive: true });
  }
}
