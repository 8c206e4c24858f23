import { setTimeout as pause } from 'node:timers/promises';
import { systemClock } from '@polychat/core';
import { createEmulator, type Vendor } from '@polychat/emulator';
import { createCampaigns } from '../campaigns.ts';
import type { Campaign } from '../handle/campaign.ts';
import { type Comparison, compare, outcomesOf } from './compare.ts';
import { type CrashCounts, crash } from './crash-moments.ts';
import { type CrashPlaces, openPlaces, type Pair } from './crash-places.ts';
import { WorkerProcesses } from './processes.ts';
import { chatOf, engineFor, setupOf } from './program-setup.ts';
import { randomOf } from './random.ts';
import { openStore } from './store-places.ts';
import { splitUnconfirmed, type UnconfirmedSplit } from './unconfirmed-split.ts';
import { hurry, keepFailing } from './vendor-trouble.ts';

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

export interface CrashReport extends Comparison, CrashCounts {
  /** How far the clocks of the processes were apart. */
  readonly clockSpreadMinutes: number;
  readonly requests: number;
  /** Why those who are unconfirmed are so. */
  readonly why: UnconfirmedSplit['counts'];
  /** Who is unconfirmed without a reason: must be empty. */
  readonly ours: UnconfirmedSplit['ours'];
}

const sender = 'alice';
/** More than a campaign uses up between two kills. */
const usersPerKill = 1_000;
const dedupWindowMs = 5_000;
/** What the adapter of Tencent IM goes by. */
const fullWindowMs = 100_000;
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
  const userIds = Array.from({ length: 5_000 + kills * usersPerKill }, (_, index) => `user-${index}`);
  const users = [sender, ...userIds];
  const emulator = await createEmulator({
    zim: { users, rates: { calls: Number.POSITIVE_INFINITY } },
    tencentIm: { users, limits: { callsPerSecond: Number.POSITIVE_INFINITY } },
    maxMessages: 1_000_000,
    maxRequests: 400_000,
    maxRecordedBytes: 1_000_000_000,
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
    const crashes = await crash(processes, { kills, longestSleepMs, random }, places);
    isOver = true;
    stopFaults();
    const campaign = await started;
    await campaign.finished({ signal: AbortSignal.timeout(120_000) });
    // Who was asleep may still have something to say.
    await pause(1_000);
    const { ours, counts } = splitUnconfirmed(await outcomesOf(campaign), {
      trail: processes.trail,
      requests: emulator.requests,
      windowMs: vendor === 'zim' ? 0 : window === 'short' ? dedupWindowMs : fullWindowMs,
      timeoutMs: setup.timeoutMs,
    });
    return {
      ...crashes,
      clockSpreadMinutes: Math.round(processes.clockSpreadMs / 60_000),
      requests: emulator.requests.length,
      ...(await compare(campaign, sent, emulator)),
      why: counts,
      ours,
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
