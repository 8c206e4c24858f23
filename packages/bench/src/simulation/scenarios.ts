import type { AppKind, FleetApp, FleetCosts, FleetOptions } from './fleet-options.ts';
import { appKinds } from './measured-costs.ts';

/** One row of the table. */
interface Scenario {
  readonly name: string;
  readonly changes: Partial<FleetOptions>;
}

const { tencentIm, zim } = appKinds;
export const kinds: readonly AppKind[] = [tencentIm, zim];
const workers = 64;
const recipients = 100_000_000;
/** Ten seconds of work at the vendor's ceiling, which is what the campaigns' page asks for. */
const chunkSizes = { [tencentIm.name]: 2_000, [zim.name]: 20_000 };

/**
 * Half of the apps are at either vendor, and all have as much to send as fits into the same time; one may have so many
 * recipients more.
 */
function appsOf(count: number, total: number, hot: number): readonly FleetApp[] {
  const names = Array.from({ length: count }, (_, app) => (app % 2 === 0 ? tencentIm : zim));
  const ceiling = names.reduce((sum, kind) => sum + kind.callsPerSecond * kind.recipientsPerCall, 0);
  return names.map(({ name, callsPerSecond, recipientsPerCall }, app) => ({
    kind: name,
    chunkSize: chunkSizes[name] ?? 0,
    recipients:
      Math.round(((total - hot) * callsPerSecond * recipientsPerCall) / ceiling) + (app === 1 ? hot : 0),
  }));
}

/** 64 workers and 200 apps, with everything at its default but the number of chunks at once. */
export function fleetOf(costs: FleetCosts): FleetOptions {
  return {
    kinds,
    apps: appsOf(200, recipients, 0),
    workers,
    concurrency: 4,
    inFlight: 32,
    leaseMs: 5_000,
    renewMs: 1_000,
    pollMs: 500,
    attemptMs: 10_000,
    deathEverySeconds: Number.POSITIVE_INFINITY,
    cores: { worker: 1, redis: 8, store: 16 },
    costs,
    seed: 1,
  };
}

export const scenarios: readonly Scenario[] = [
  { name: '4 chunks at once', changes: {} },
  { name: '2 chunks at once, the default: fewer places than apps', changes: { concurrency: 2 } },
  { name: 'one worker dies every 10 s, and another begins', changes: { deathEverySeconds: 10 } },
  { name: 'one app has 5 million more', changes: { apps: appsOf(200, recipients, 5_000_000) } },
  {
    name: 'one app has 5 million more, and deaths',
    changes: { apps: appsOf(200, recipients, 5_000_000), deathEverySeconds: 10 },
  },
  { name: 'all apps at Tencent IM', changes: { apps: tencentOnly() } },
  {
    name: '16 workers with 16 chunks each',
    changes: { workers: 16, concurrency: 16 },
  },
  { name: 'Redis on one core', changes: { cores: { worker: 1, redis: 1, store: 16 } } },
  { name: 'the store on 4 cores', changes: { cores: { worker: 1, redis: 8, store: 4 } } },
];

function tencentOnly(): readonly FleetApp[] {
  const apps = 200;
  return Array.from({ length: apps }, () => ({
    kind: tencentIm.name,
    chunkSize: chunkSizes[tencentIm.name] ?? 0,
    recipients: recipients / apps,
  }));
}
