import { setTimeout as pause } from 'node:timers/promises';
import type { CrashPlaces } from './crash-places.ts';
import type { WorkerProcesses } from './processes.ts';
import type { Random } from './random.ts';

/** What was done to processes and servers. */
export interface CrashCounts {
  readonly kills: number;
  /** How many chunks lost a second worker, after another had claimed them. */
  readonly chunksKilledTwice: number;
  /** How often a process was stopped, and woke up again. */
  readonly sleeps: number;
  /** How often a server was killed and started again. */
  readonly restarts: number;
}

interface Plan {
  readonly kills: number;
  /** The most that a process is stopped for, in milliseconds. */
  readonly longestSleepMs: number;
  readonly random: Random;
}

/** How long to wait at most for somebody who claims what a dead worker had, in milliseconds. */
const longestClaimMs = 5_000;

/**
 * Kills so many workers at random moments, and stops others for a while. After every fourth kill whoever has claimed a
 * chunk of the dead one is killed, too. With every tenth kill the servers crash.
 */
export async function crash(
  processes: WorkerProcesses,
  { kills, longestSleepMs, random }: Plan,
  { servers }: CrashPlaces,
): Promise<CrashCounts> {
  let sleeps = 0;
  let restarts = 0;
  let crashes = 0;
  const lost = new Map<number, number>();
  const awake: Promise<void>[] = [];
  const kill = async (worker: (typeof processes.working)[number]) => {
    const chunks = processes.chunksOf(worker);
    for (const chunk of chunks) lost.set(chunk, (lost.get(chunk) ?? 0) + 1);
    await processes.kill(worker);
    await processes.begin();
    return chunks;
  };
  for (let killed = 0; killed < kills; ) {
    await pause(random.between(50, 1_200));
    const busy = processes.working.filter((each) => processes.chunksOf(each).length > 0);
    const worker = random.one(...(busy.length > 0 ? busy : processes.working));
    if (random.often(0.3)) {
      sleeps += 1;
      worker.sleep();
      awake.push(pause(random.between(50, longestSleepMs)).then(() => worker.wake()));
      continue;
    }
    const chunks = await kill(worker);
    killed += 1;
    if (killed % 4 === 1 && killed < kills) {
      const next = await claimerOf(chunks, processes);
      await pause(random.between(0, 300));
      if (next && processes.working.includes(next)) {
        await kill(next);
        killed += 1;
      }
    }
    if (Math.floor((killed + 5) / 10) === crashes) continue;
    crashes += 1;
    for (const server of servers) {
      restarts += 1;
      await server.kill();
      await pause(random.between(0, 500));
      await server.start();
    }
  }
  await Promise.all(awake);
  const chunksKilledTwice = [...lost.values()].filter((times) => times > 1).length;
  return { kills, chunksKilledTwice, sleeps, restarts };
}

/** The worker that claims one of these chunks; undefined where nobody does in time. */
async function claimerOf(chunks: readonly number[], processes: WorkerProcesses) {
  for (let waitedMs = 0; waitedMs < longestClaimMs; waitedMs += 20) {
    const found = processes.working.find((worker) =>
      processes.chunksOf(worker).some((chunk) => chunks.includes(chunk)),
    );
    if (found) return found;
    await pause(20);
  }
  return undefined;
}
