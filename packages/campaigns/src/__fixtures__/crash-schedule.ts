import { setTimeout as pause } from 'node:timers/promises';
import { systemClock } from '@polychat/core';
import { createEmulator, type Emulator, type Fault, type Vendor } from '@polychat/emulator';
import { createCampaigns } from '../campaigns.ts';
import type { Campaign } from '../handle/campaign.ts';
import { type Comparison, compare } from './compare.ts';
import { type CrashPlaces, openPlaces, type Pair } from './crash-places.ts';
import { WorkerProcesses } from './processes.ts';
import { chatOf, engineFor, setupOf } from './program-setup.ts';
import { type Random, randomOf } from './random.ts';
import { openStore } from './store-places.ts';

/** How a run with crashes goes. */
export interface CrashSchedule extends Pair {
  readonly vendor: Vendor;
  readonly seed: number;
  readonly kills: number;
  /** Whether the vendor's window passes while the campaign goes on, or is as long as in earnest. */
  readonly window: 'short' | 'full';
  /** The most that a process is stopped for, in milliseconds. */
  readonly longestSleepMs: number;
}

export interface CrashReport extends Comparison {
  readonly kills: number;
  /** How often a server was killed and started again. */
  readonly restarts: number;
  readonly sleeps: number;
  readonly requests: number;
}

const sender = 'alice';
const userIds = Array.from({ length: 20_000 }, (_, index) => `user-${index}`);
/** How much faster time goes at the emulated vendor, so that its 120 seconds are 6. */
const speed = 20;
const dedupWindowMs = 5_000;
/** So many recipients wait at most: the campaign goes on as long as the crashes do. */
const mostPending = 240;

/** Kills and stops workers at random moments while a campaign goes on, and compares what it says with the inboxes. */
export async function runCrashes({
  vendor,
  seed,
  kills,
  window,
  longestSleepMs,
  store: storeName,
  engine,
}: CrashSchedule): Promise<CrashReport> {
  const random = randomOf(seed);
  const users = [sender, ...userIds];
  const emulator = await createEmulator({
    zim: { users, rates: { calls: Number.POSITIVE_INFINITY } },
    tencentIm: { users, limits: { callsPerSecond: Number.POSITIVE_INFINITY } },
    maxMessages: 200_000,
  });
  const places = await openPlaces({ store: storeName, engine });
  const setup = setupOf(emulator, {
    store: places.store,
    ...(places.queue && { queue: places.queue }),
    vendor,
    ...(window === 'short' ? { dedupWindowMs } : {}),
    timeoutMs: window === 'short' ? 1_500 : 4_000,
    leaseMs: 600,
    chunkSize: vendor === 'zim' ? 130 : 40,
  });
  const store = await openStore(places.store);
  const starter = engineFor(setup);
  // ZIM signs with the time, and believes what is minutes old; a UserSig is good for a day.
  const minutes = vendor === 'zim' ? 3 : 30;
  const offsetOf = () => random.between(-minutes * 60_000, minutes * 60_000);
  const processes = new WorkerProcesses(setup, offsetOf, 3);
  const stopTime = window === 'short' ? hurry(emulator) : () => {};
  const stopFaults = keepFailing(emulator, random);
  try {
    const campaigns = createCampaigns({
      store,
      ...starter,
      chats: [chatOf({ ...setup, clockOffsetMs: 0 }, systemClock)],
      chunkSize: setup.chunkSize,
      leaseMs: setup.leaseMs,
      pollMs: 50,
    });
    const sent: string[] = [];
    let isOver = false;
    const key = `run ${seed}`;
    const pending = async () => {
      const { recipients = 0, accepted = 0, failed = 0, unconfirmed = 0 } = (await store.find({ key })) ?? {};
      return recipients - accepted - failed - unconfirmed;
    };
    const feed = async function* () {
      for (const [index, userId] of userIds.entries()) {
        if (index === sent.length) {
          if (index % setup.chunkSize === 0) {
            while (!isOver && (await pending()) > mostPending) await pause(20);
            if (isOver) return;
          }
          sent.push(userId);
        }
        yield userId;
      }
    };
    const message = { from: sender, content: { type: 'text', text: `Run ${seed}` } } as const;
    const begin = () => campaigns.start({ key, message, recipients: feed() });
    const started = appendThroughCrashes(begin, places);
    // Whoever waits for it hears of it.
    started.catch(() => {});
    for (let count = 0; count < 3; count += 1) await processes.begin();
    const crashes = await crash(processes, random, kills, longestSleepMs, places);
    isOver = true;
    stopFaults();
    const campaign = await started;
    await campaign.finished({ signal: AbortSignal.timeout(120_000) });
    // Who was asleep may still have something to say.
    await pause(1_000);
    return {
      kills,
      ...crashes,
      requests: emulator.requests.length,
      ...(await compare(campaign, sent, emulator)),
    };
  } finally {
    stopFaults();
    stopTime();
    await processes.end();
    await starter.engine?.close();
    await store.close();
    await emulator.close();
    await places.close();
  }
}

/** Starts a campaign, and again with the same key when its store was away, until it is sealed. */
async function appendThroughCrashes(
  start: () => Promise<Campaign>,
  { servers }: CrashPlaces,
): Promise<Campaign> {
  for (;;) {
    try {
      const campaign = await start();
      await campaign.appended;
      return campaign;
    } catch (error) {
      if (servers.length === 0 || (error instanceof Error && error.name === 'ChatError')) throw error;
      await pause(100);
    }
  }
}

/** Kills so many workers, stops others for a while, and has servers crash with every tenth kill. */
async function crash(
  processes: WorkerProcesses,
  random: Random,
  kills: number,
  longestSleepMs: number,
  { servers }: CrashPlaces,
): Promise<{ readonly sleeps: number; readonly restarts: number }> {
  let sleeps = 0;
  let restarts = 0;
  const awake: Promise<void>[] = [];
  for (let killed = 0; killed < kills; ) {
    await pause(random.between(50, 1_200));
    const worker = random.one(...processes.working);
    if (random.often(0.3)) {
      sleeps += 1;
      worker.sleep();
      awake.push(pause(random.between(50, longestSleepMs)).then(() => worker.wake()));
      continue;
    }
    killed += 1;
    await processes.kill(worker);
    await processes.begin();
    if (killed % 10 !== 5) continue;
    for (const server of servers) {
      restarts += 1;
      await server.kill();
      await pause(random.between(0, 500));
      await server.start();
    }
  }
  await Promise.all(awake);
  return { sleeps, restarts };
}

/** Lets the vendor's time pass faster. */
function hurry(emulator: Emulator): () => void {
  let last = performance.now();
  const timer = setInterval(() => {
    const now = performance.now();
    emulator.advance(Math.round((now - last) * (speed - 1)));
    last = now;
  }, 20);
  return () => clearInterval(timer);
}

/** Has calls go wrong again and again, in every way in which one can be unclear. */
function keepFailing(emulator: Emulator, random: Random): () => void {
  const faults: readonly Fault[] = [
    { kind: 'delay', milliseconds: 200, when: 'before' },
    { kind: 'delay', milliseconds: 400, when: 'after' },
    { kind: 'silence', when: 'before' },
    { kind: 'silence', when: 'after' },
    { kind: 'reset', when: 'before' },
    { kind: 'reset', when: 'after' },
    { kind: 'truncated' },
    { kind: 'html', status: 502 },
  ];
  const timer = setInterval(() => {
    if (emulator.faults.length < 3)
      emulator.fail({ fault: random.one(...faults), times: random.between(1, 4) });
  }, 50);
  return () => clearInterval(timer);
}
