import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { systemClock } from '@polychat/core';
import { createEmulator, type Emulator, type Fault, type Vendor } from '@polychat/emulator';
import { createCampaigns } from '../campaigns.ts';
import { createSqliteStore } from '../sqlite/sqlite-store.ts';
import { type Comparison, compare } from './compare.ts';
import { WorkerProcesses } from './processes.ts';
import { chatOf, setupOf } from './program-setup.ts';
import { type Random, randomOf } from './random.ts';

/** How a run with crashes goes. */
export interface CrashSchedule {
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
}: CrashSchedule): Promise<CrashReport> {
  const random = randomOf(seed);
  const users = [sender, ...userIds];
  const emulator = await createEmulator({
    zim: { users, rates: { calls: Number.POSITIVE_INFINITY } },
    tencentIm: { users, limits: { callsPerSecond: Number.POSITIVE_INFINITY } },
    maxMessages: 200_000,
  });
  const folder = await mkdtemp(join(tmpdir(), 'crashes-'));
  const file = join(folder, 'campaigns.sqlite');
  const setup = setupOf(emulator, {
    file,
    vendor,
    ...(window === 'short' ? { dedupWindowMs } : {}),
    timeoutMs: window === 'short' ? 1_500 : 4_000,
    leaseMs: 600,
    chunkSize: vendor === 'zim' ? 130 : 40,
  });
  const store = createSqliteStore({ file });
  // ZIM signs with the time, and believes what is minutes old; a UserSig is good for a day.
  const minutes = vendor === 'zim' ? 3 : 30;
  const offsetOf = () => random.between(-minutes * 60_000, minutes * 60_000);
  const processes = new WorkerProcesses(setup, offsetOf, 3);
  const stopTime = window === 'short' ? hurry(emulator) : () => {};
  const stopFaults = keepFailing(emulator, random);
  try {
    const campaigns = createCampaigns({
      store,
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
      for (const userId of userIds) {
        if (sent.length % setup.chunkSize === 0) {
          while (!isOver && (await pending()) > mostPending) await pause(20);
          if (isOver) return;
        }
        sent.push(userId);
        yield userId;
      }
    };
    const message = { from: sender, content: { type: 'text', text: `Run ${seed}` } } as const;
    const campaign = await campaigns.start({ key, message, recipients: feed() });
    for (let count = 0; count < 3; count += 1) await processes.begin();
    const sleeps = await crash(processes, random, kills, longestSleepMs);
    isOver = true;
    stopFaults();
    await campaign.appended;
    await campaign.finished({ signal: AbortSignal.timeout(120_000) });
    // Who was asleep may still have something to say.
    await pause(1_000);
    return {
      kills,
      sleeps,
      requests: emulator.requests.length,
      ...(await compare(campaign, sent, emulator)),
    };
  } finally {
    stopFaults();
    stopTime();
    await processes.end();
    await store.close();
    await emulator.close();
    await rm(folder, { recursive: true });
  }
}

/** Kills so many workers, and stops others for a while. Resolves to how many were stopped. */
async function crash(
  processes: WorkerProcesses,
  random: Random,
  kills: number,
  longestSleepMs: number,
): Promise<number> {
  let sleeps = 0;
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
  }
  await Promise.all(awake);
  return sleeps;
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
