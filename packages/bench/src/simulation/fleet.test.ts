import { describe, expect, test } from 'vitest';
import { runRealFleet } from './__fixtures__/real-fleet.ts';
import { runFleet } from './fleet.ts';
import type { FleetApp, FleetCosts, FleetOptions, PacingRow } from './fleet-options.ts';
import { pacingFor } from './flow-rates.ts';
import { appKinds, postgresCosts } from './measured-costs.ts';
import { fleetOf } from './scenarios.ts';

const { tencentIm, zim } = appKinds;
const row = (workers: number, roundTripsPerSecond: number): PacingRow => ({
  workers,
  reached: 1,
  roundTripsPerSecond,
  redisMicroseconds: 500,
  mostToFewest: 1,
});
const pacing = { [tencentIm.name]: [row(1, 100), row(4, 60)], [zim.name]: [row(1, 5), row(4, 20)] };
const costs: FleetCosts = {
  ...postgresCosts,
  pacing,
  callsLostByDeath: { [tencentIm.name]: 20, [zim.name]: 5 },
};
const plenty = { worker: 1e9, redis: 1e9, store: 1e9 };
const none: FleetCosts = { ...costs, store: { commitMs: 0, commitMicroseconds: 0, callMicroseconds: 0 } };

/** A fleet whose every place has one app at Tencent IM. */
function small(recipients: readonly number[], changes: Partial<FleetOptions> = {}): FleetOptions {
  const apps = recipients.map(
    (count): FleetApp => ({ kind: tencentIm.name, recipients: count, chunkSize: 400 }),
  );
  return { ...fleetOf(none), cores: plenty, workers: 2, concurrency: 2, apps, ...changes };
}

describe('the model of a fleet', () => {
  // Each is run with the real workers of campaigns, over a real file, in simulated time.
  test.each([
    {
      name: 'as many places as apps',
      recipients: [1_600, 1_600, 1_600, 1_600],
      workers: 2,
      deathAtSeconds: 1e6,
    },
    {
      name: 'fewer places than apps',
      recipients: [1_200, 1_200, 1_200, 1_200],
      workers: 1,
      deathAtSeconds: 1e6,
    },
    {
      name: 'one app that has more',
      recipients: [800, 800, 800, 3_200],
      workers: 2,
      deathAtSeconds: 1e6,
    },
    { name: 'a worker that dies', recipients: [2_400, 2_400, 2_400, 2_400], workers: 2, deathAtSeconds: 8.5 },
  ])(
    'says within a tenth how long the real workers take: $name',
    async ({ recipients, workers, deathAtSeconds }) => {
      const real = await runRealFleet({
        recipients,
        workers,
        concurrency: 2,
        chunkSize: 400,
        vendorMs: 50,
        deathAtSeconds,
      });
      const { finishSeconds, takeovers } = runFleet(
        small(recipients, { workers, deathEverySeconds: deathAtSeconds, deaths: 1 }),
      );
      expect(takeovers.deaths > 0).toBe(deathAtSeconds < real);
      expect(finishSeconds / real).toBeGreaterThan(0.9);
      expect(finishSeconds / real).toBeLessThan(1.1);
    },
  );

  test('sends everything in the time that the ceilings allow where there are places enough', () => {
    const figures = runFleet(small([20_000, 20_000, 20_000, 20_000]));
    expect(figures.ceilingSeconds).toBeCloseTo((20_000 * 1.05) / 200);
    expect(figures.finishSeconds / figures.ceilingSeconds).toBeLessThan(1.05);
    expect(figures.roundTrips.most).toBe(400);
    expect(figures.appsMostToLeast).toBeLessThan(1.05);
  });

  test('sends to a hundred million with 64 workers in the time of the ceilings, if there are places for all apps', () => {
    const options = fleetOf(costs);
    const [enough, few] = [runFleet(options), runFleet({ ...options, concurrency: 2 })];
    expect(enough.finishSeconds / enough.ceilingSeconds).toBeLessThan(1.05);
    // 128 places for 200 apps.
    expect(few.finishSeconds / few.ceilingSeconds).toBeGreaterThan(1.3);
    expect(enough.store.bytesAtEnd).toBe(27 * 100_000_000);
  });

  test.each([
    { scarce: 'redis', cores: { ...plenty, redis: 0.1 } },
    { scarce: 'worker', cores: { ...plenty, worker: 0.05 } },
    { scarce: 'store', cores: { ...plenty, store: 0.01 }, storeMicros: 31 },
  ])('says that $scarce is scarce where it is, and takes longer', ({ scarce, cores, storeMicros = 0 }) => {
    const store = { commitMs: 0, commitMicroseconds: 0, callMicroseconds: storeMicros };
    const options = small([4_000, 4_000, 4_000, 4_000], { costs: { ...none, store } });
    const [enough, short] = [runFleet(options), runFleet({ ...options, cores })];
    expect(short.bottleneck?.name).toBe(scarce);
    expect(short.bottleneck?.wanted).toBeGreaterThan(1);
    expect(short.finishSeconds).toBeGreaterThan(1.2 * enough.finishSeconds);
  });

  test('lets calls wait longer, and makes fewer and larger commits, where the store is short of time', () => {
    const options = small([4_000, 4_000, 4_000, 4_000], { costs, workers: 4, concurrency: 1 });
    const [enough, short] = [runFleet(options), runFleet({ ...options, cores: { ...plenty, store: 0.2 } })];
    expect(short.store.commitsPerSecond).toBeLessThan(0.5 * enough.store.commitsPerSecond);
    expect(short.store.longestWaitMs).toBeGreaterThan(2 * enough.store.longestWaitMs);
    expect(short.finishSeconds).toBeGreaterThan(enough.finishSeconds);
  });

  test('takes over what dead workers had within a lease and the time of a chunk, and loses nobody', () => {
    const figures = runFleet(small([40_000, 40_000], { deathEverySeconds: 20 }));
    expect(figures.takeovers.deaths).toBeGreaterThan(8);
    expect(figures.takeovers.mostSeconds).toBeLessThanOrEqual(5 + 400 / 95 + 0.5);
    expect(figures.takeovers.recipientsUnconfirmed).toBe(0);
    expect(figures.takeovers.callsMadeAgain).toBeGreaterThan(0);
  });

  test('says the same for the same seed', () => {
    const options = small([9_000, 2_000], { deathEverySeconds: 7 });
    expect(runFleet(options)).toEqual(runFleet(options));
  });

  test('has each number of workers between those that were measured', () => {
    expect(pacingFor(pacing[tencentIm.name] ?? [], 2)).toMatchObject({
      workers: 2,
      roundTripsPerSecond: 100 - 40 / 3,
    });
    expect(pacingFor(pacing[tencentIm.name] ?? [], 64).roundTripsPerSecond).toBe(60);
  });
});
