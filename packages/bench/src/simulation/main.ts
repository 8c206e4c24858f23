/**
 * What a hundred million recipients take with 64 workers and 200 apps. Redis runs the real script of the pacer on a
 * simulated clock; how that adds up for the whole fleet, and what the store and the workers do, is a model with costs
 * that were measured: `measured-costs.ts` says how.
 *
 *   npm run simulate [-- seconds]
 */
import { availableParallelism, loadavg } from 'node:os';
import { hasRedis } from '../redis/redis-server.ts';
import { alignTable } from '../table.ts';
import { runFleet } from './fleet.ts';
import type { FleetCosts, FleetFigures, PacingRow } from './fleet-options.ts';
import { measureLoss, measurePacing } from './measure-pacing.ts';
import { postgresCosts } from './measured-costs.ts';
import { fleetOf, kinds, scenarios } from './scenarios.ts';
import { SimulatedRedis } from './simulated-redis.ts';

const workerCounts = [1, 2, 4, 8, 16, 32, 64];
const seconds = Number(process.argv[2] ?? 20);
if (!(seconds >= 5))
  throw new Error(`${seconds} must be 5 seconds or more: the rate is taken over several windows`);
const settings = { inFlight: 32, redisMs: 1, seconds };

/** What the real script did, by kind of app. */
async function measure(): Promise<Pick<FleetCosts, 'pacing' | 'callsLostByDeath'>> {
  const redis = await SimulatedRedis.start();
  try {
    const pacing: Record<string, readonly PacingRow[]> = {};
    const callsLostByDeath: Record<string, number> = {};
    for (const kind of kinds) {
      pacing[kind.name] = await measurePacing(redis, kind, workerCounts, settings);
      callsLostByDeath[kind.name] = await measureLoss(redis, kind, settings, 6);
    }
    return { pacing, callsLostByDeath };
  } finally {
    await redis.close();
  }
}

const megabytes = (bytes: number) => (bytes / 1_000_000).toFixed(0);
const count = (value: number) => Math.round(value).toLocaleString('en');

function rowOf(name: string, figures: FleetFigures): readonly string[] {
  const { finishSeconds, ceilingSeconds, longestAppSeconds, roundTrips, store, takeovers } = figures;
  return [
    name,
    count(finishSeconds),
    `${count(ceilingSeconds)}, ${count(longestAppSeconds)}`,
    `${count(roundTrips.mean)}, ${count(roundTrips.most)}`,
    roundTrips.cores.toFixed(1),
    `${count(store.commitsPerSecond)}, ${store.cores.toFixed(1)}`,
    store.longestWaitMs.toFixed(0),
    figures.busiestWorker.toFixed(2),
    `${megabytes(store.mostBytes)}, ${megabytes(store.bytesAtEnd)}`,
    figures.appsMostToLeast.toFixed(2),
    `${takeovers.deaths}, ${takeovers.chunks}`,
    takeovers.chunks === 0
      ? ''
      : `${takeovers.medianSeconds.toFixed(1)}, ${takeovers.mostSeconds.toFixed(1)}`,
    takeovers.chunks === 0
      ? ''
      : [takeovers.callsMadeAgain, takeovers.recipientsUnconfirmed, takeovers.callsLost]
          .map(count)
          .join(', '),
    figures.bottleneck ? `${figures.bottleneck.name} (${figures.bottleneck.wanted.toFixed(2)})` : '',
  ];
}

if (!hasRedis())
  throw new Error('there is no redis-server here: install it, or say where it is with REDIS_SERVER');
console.log(
  `Node ${process.version}, ${availableParallelism()} cores, load ${loadavg()[0]?.toFixed(1)} at the start\n`,
);
const measured = await measure();
console.log('One app, by the workers that send for it: the real script, in simulated time\n');
console.log(
  alignTable([
    [
      'app',
      'workers',
      'reached',
      'round trips/s',
      'µs of Redis each',
      'most/fewest calls of a worker',
      'apps that one core of Redis bears',
    ],
    ...Object.entries(measured.pacing).flatMap(([name, rows]) =>
      rows.map(({ workers, reached, roundTripsPerSecond, redisMicroseconds, mostToFewest }) => [
        name,
        String(workers),
        reached.toFixed(3),
        roundTripsPerSecond.toFixed(0),
        redisMicroseconds.toFixed(0),
        mostToFewest.toFixed(2),
        count(1_000_000 / (roundTripsPerSecond * redisMicroseconds)),
      ]),
    ),
  ]),
);
for (const [name, calls] of Object.entries(measured.callsLostByDeath)) {
  console.log(
    `\n${name}: a worker that dies costs its app ${calls.toFixed(0)} calls, divided by the number of its workers`,
  );
}
console.log('\n64 workers, 200 apps, 100,000,000 recipients\n');
const fleet = fleetOf({ ...measured, ...postgresCosts });
console.log(
  alignTable([
    [
      '',
      'finished, s',
      'all ceilings, longest app, s',
      'round trips/s: mean, most',
      'cores of Redis',
      'commits/s, cores of the store',
      'longest wait for a commit, ms',
      'busiest worker, cores',
      'MB in the store: most, at the end',
      'most/least sent of like apps',
      'deaths, chunks taken over',
      's until then: median, most',
      'calls made again, recipients unconfirmed, calls lost',
      'scarcest (wanted/there)',
    ],
    ...scenarios.map(({ name, changes }) => rowOf(name, runFleet({ ...fleet, ...changes }))),
  ]),
);
