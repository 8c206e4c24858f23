import type { AppKind, PacingRow } from './fleet-options.ts';
import { runPacing } from './pacing-run.ts';
import type { SimulatedRedis } from './simulated-redis.ts';

/** What has an influence on how workers pace one app. */
interface PacingSettings {
  /** Calls of one chunk that wait or are under way. */
  readonly inFlight: number;
  /** How long Redis is away, there and back, in milliseconds. */
  readonly redisMs: number;
  readonly seconds: number;
}

/** Lets so many workers send for one app, each with one chunk, and looks at what Redis does. */
export async function measurePacing(
  redis: SimulatedRedis,
  { callsPerSecond, vendorMs, workerMicroseconds }: AppKind,
  workers: readonly number[],
  settings: PacingSettings,
): Promise<readonly PacingRow[]> {
  const rows: PacingRow[] = [];
  for (const processes of workers) {
    const figures = await runPacing(redis, {
      processes,
      sends: 1,
      perSecond: callsPerSecond,
      vendorMs,
      callMs: workerMicroseconds / 1_000,
      ...settings,
    });
    const { reached, roundTripsPerSecond, redisMicroseconds, mostToFewest, mostInWindow } = figures;
    if (mostInWindow > callsPerSecond)
      throw new Error(`${mostInWindow} calls in a window of ${callsPerSecond}`);
    rows.push({ workers: processes, reached, roundTripsPerSecond, redisMicroseconds, mostToFewest });
  }
  return rows;
}

/**
 * How many calls of an app could not be made if all its workers died with their leases: twice what one of two costs, as the
 * mean of deaths at several moments of a window.
 */
export async function measureLoss(
  redis: SimulatedRedis,
  { callsPerSecond, vendorMs, workerMicroseconds }: AppKind,
  { inFlight, redisMs }: PacingSettings,
  moments: number,
): Promise<number> {
  let lost = 0;
  for (let seed = 1; seed <= moments; seed += 1) {
    const run = async (deaths: number) => {
      // Longer than what a dead worker has leased counts.
      const options = {
        processes: 2,
        sends: 1,
        perSecond: callsPerSecond,
        vendorMs,
        callMs: workerMicroseconds / 1_000,
        inFlight,
        redisMs,
        seconds: 15,
      };
      return (await runPacing(redis, { ...options, deaths, seed })).arrivals.flat().length;
    };
    lost += (await run(0)) - (await run(1));
  }
  return Math.max(0, (2 * lost) / moments);
}
