import { setTimeout as pause } from 'node:timers/promises';
import { systemClock } from '@polychat/core';
import { createEmulator } from '@polychat/emulator';
import { createCampaigns } from '../campaigns.ts';
import { openPlaces, type Pair } from './crash-places.ts';
import { WorkerProcesses } from './processes.ts';
import { chatOf, engineFor, setupOf } from './program-setup.ts';
import { openStore } from './store-places.ts';

/** Of the calls of a worker so many are under way at once: what core does by default. */
const inFlight = 32;

/**
 * Kills the worker that has a chunk while another waits for work, and takes the time until the other makes the first
 * call for somebody for whom none was begun, in seconds. With the default lease, and the engine's default times.
 */
export async function secondsToTakeover(pair: Pair): Promise<number> {
  const users = Array.from({ length: 500 }, (_, index) => `user-${index}`);
  const emulator = await createEmulator({ tencentIm: { users: ['sender', ...users] } });
  const places = await openPlaces(pair);
  const setup = setupOf(emulator, {
    store: places.store,
    ...(places.queue && { queue: places.queue, queueTimes: 'default' as const }),
    vendor: 'tencentIm',
    timeoutMs: 10_000,
    leaseMs: 5_000,
    chunkSize: users.length,
  });
  const store = await openStore(places.store);
  const starter = engineFor(setup);
  const processes = new WorkerProcesses(setup, () => 0, 2);
  try {
    const first = await processes.begin();
    const campaigns = createCampaigns({
      store,
      ...starter,
      chats: [chatOf({ ...setup, clockOffsetMs: 0 }, systemClock)],
      chunkSize: setup.chunkSize,
    });
    // All calls that begin are answered late, so that they are under way when their worker dies.
    emulator.fail({ fault: { kind: 'silence', when: 'after' }, times: inFlight });
    const message = { from: 'sender', content: { type: 'text', text: 'Hello' } } as const;
    const campaign = await campaigns.start({ key: 'takeover', message, recipients: users });
    while (emulator.requests.length < inFlight) await pause(5);
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
    await starter.engine?.close();
    await store.close();
    await emulator.close();
    await places.close();
  }
}
