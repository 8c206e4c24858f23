import type { SimulatedChunk } from './chunk-store.ts';
import type { AppKind, FleetOptions, PacingRow } from './fleet-options.ts';

/** One place of a worker in which it works on a chunk. */
export interface Slot {
  readonly worker: number;
  chunk: SimulatedChunk | undefined;
  /** Recipients a second. */
  rate: number;
  /** When it looks for the next chunk, in seconds. */
  readyAt: number;
  /** Until when it uses up what came free while nobody sent for the app, in seconds. */
  burstUntil: number;
}

/** What all of them do together at a moment. */
export interface Flow {
  readonly roundTripsPerSecond: number;
  readonly redisCores: number;
  readonly commitsPerSecond: number;
  /** From when a call may leave to when its intent is stored, in milliseconds. */
  readonly commitWaitMs: number;
  readonly storeCores: number;
  readonly callsPerSecond: number;
  /** Calls under way. */
  readonly callsUnderWay: number;
  /** CPU time of the busiest worker, in parts of a core. */
  readonly busiestWorker: number;
  /** How much more was wanted of what is scarcest than there is: 1 and less is enough. */
  readonly wanted: Readonly<Record<'worker' | 'redis' | 'store', number>>;
}

/** How fast everybody sends, given who works on what. */
export class FlowRates {
  readonly #options: FleetOptions;
  readonly #kinds: readonly AppKind[];
  /** By app, until when leases of a dead worker are missing, and how many calls a second that costs. */
  readonly #missing: { readonly app: number; readonly until: number; readonly callsPerSecond: number }[] = [];
  /** How long calls waited for a commit a moment ago. */
  #commitWaitMs = 0;
  /** What was measured, by kind and number of workers. */
  readonly #pacing = new Map<string, PacingRow[]>();
  /** Calls that could not be made because of them. */
  callsLost = 0;

  constructor(options: FleetOptions) {
    this.#options = options;
    const byName = new Map(options.kinds.map((kind) => [kind.name, kind]));
    this.#kinds = options.apps.map(({ kind }) => {
      const found = byName.get(kind);
      if (!found) throw new Error(`no kind ${kind}`);
      return found;
    });
  }

  kindOf(app: number): AppKind {
    return this.#kinds[app] as AppKind;
  }

  /** One of so many workers of an app died: its leases count for as long as a call may take and a window. */
  loseLeases(app: number, workers: number, now: number): void {
    const { attemptMs, costs } = this.#options;
    const calls = (costs.callsLostByDeath[this.kindOf(app).name] ?? 0) / workers;
    const seconds = attemptMs / 1_000 + 1;
    this.callsLost += calls;
    this.#missing.push({ app, until: now + seconds, callsPerSecond: calls / seconds });
  }

  /** Sets the rate of each slot. */
  at(now: number, slots: readonly Slot[]): Flow {
    while (this.#missing[0] && this.#missing[0].until <= now) this.#missing.shift();
    const sending = groupByApp(slots, now);
    // Calls wait for the commit of their intent, and how long that takes depends on how many there are.
    for (let round = 0; ; round += 1) {
      const demand = this.#demand(sending, this.#commitWaitMs);
      const commits = commitOf(this.#options, demand.cpu.size, demand.callsPerSecond);
      const isSettled = Math.abs(commits.waitMs - this.#commitWaitMs) <= 0.02 * commits.waitMs;
      this.#commitWaitMs = commits.waitMs;
      if (isSettled || round === 4) return this.#share(slots, demand, commits);
    }
  }

  /** What everybody would send if nothing but the vendors and commits held them back. */
  #demand(sending: ReadonlyMap<number, AppSlots>, commitWaitMs: number): Demand {
    const { inFlight } = this.#options;
    const demand: Demand = {
      cpu: new Map(),
      callsPerSecond: 0,
      callsUnderWay: 0,
      roundTripsPerSecond: 0,
      redisCores: 0,
    };
    for (const [app, { slots, workers }] of sending) {
      const kind = this.kindOf(app);
      const roundTripMs = kind.vendorMs + commitWaitMs;
      const pacing = this.#pacingOf(kind, workers.size);
      const lost = this.#lostBy(app);
      const ceiling = Math.max(0, ceilingOf({ ...kind, vendorMs: roundTripMs }) * pacing.reached - lost);
      // No send has more under way than its chat allows.
      const calls = Math.min(ceiling / slots.length, inFlight / (roundTripMs / 1_000));
      for (const slot of slots) {
        slot.rate = calls * kind.recipientsPerCall;
        const micros = calls * kind.workerMicroseconds;
        demand.cpu.set(slot.worker, (demand.cpu.get(slot.worker) ?? 0) + micros / 1_000_000);
      }
      demand.callsPerSecond += calls * slots.length;
      demand.callsUnderWay += (calls * slots.length * roundTripMs) / 1_000;
      demand.roundTripsPerSecond += pacing.roundTripsPerSecond;
      demand.redisCores += (pacing.roundTripsPerSecond * pacing.redisMicroseconds) / 1_000_000;
    }
    return demand;
  }

  #pacingOf({ name }: AppKind, workers: number): PacingRow {
    let rows = this.#pacing.get(name);
    if (!rows) {
      rows = [];
      this.#pacing.set(name, rows);
    }
    rows[workers] ??= pacingFor(this.#options.costs.pacing[name] ?? [], workers);
    return rows[workers];
  }

  /** Calls a second that an app cannot have because of leases of dead workers. */
  #lostBy(app: number): number {
    return this.#missing.reduce((sum, each) => sum + (each.app === app ? each.callsPerSecond : 0), 0);
  }

  /** Where something has not enough CPU time, everybody gets less of it by the same part. */
  #share(slots: readonly Slot[], demand: Demand, commits: Commits): Flow {
    const { cores } = this.#options;
    const busiestWorker = Math.max(0, ...demand.cpu.values());
    const wanted = {
      worker: busiestWorker / cores.worker,
      redis: demand.redisCores / cores.redis,
      store: commits.coresWanted / cores.store,
    };
    const shared = Math.max(1, wanted.redis, commits.coresForCalls / cores.store);
    for (const slot of slots) {
      if (slot.rate > 0) slot.rate /= Math.max(shared, (demand.cpu.get(slot.worker) ?? 0) / cores.worker);
    }
    return {
      roundTripsPerSecond: demand.roundTripsPerSecond / shared,
      redisCores: demand.redisCores / shared,
      commitsPerSecond: commits.perSecond,
      commitWaitMs: commits.waitMs,
      storeCores: Math.min(cores.store, commits.coresWanted),
      callsPerSecond: demand.callsPerSecond / shared,
      callsUnderWay: demand.callsUnderWay / shared,
      busiestWorker,
      wanted,
    };
  }
}

/** The places that work on chunks of one app, and whose they are. */
interface AppSlots {
  readonly slots: Slot[];
  readonly workers: Set<number>;
}

interface Demand {
  /** By worker, in parts of a core. */
  readonly cpu: Map<number, number>;
  callsPerSecond: number;
  callsUnderWay: number;
  roundTripsPerSecond: number;
  redisCores: number;
}

function groupByApp(slots: readonly Slot[], now: number): ReadonlyMap<number, AppSlots> {
  const byApp = new Map<number, AppSlots>();
  for (const slot of slots) {
    slot.rate = 0;
    if (!slot.chunk || slot.chunk.left < 0.5 || slot.burstUntil > now) continue;
    const known = byApp.get(slot.chunk.app) ?? { slots: [], workers: new Set() };
    known.slots.push(slot);
    known.workers.add(slot.worker);
    byApp.set(slot.chunk.app, known);
  }
  return byApp;
}

interface Commits {
  readonly perSecond: number;
  /** From when a call may leave to when its intent is stored, in milliseconds. */
  readonly waitMs: number;
  /** Of the store's server: for as many commits as workers would make; and for what is in them alone. */
  readonly coresWanted: number;
  readonly coresForCalls: number;
}

/** A worker gathers for as long as a commit takes, and for this long at most: see the commit queue of campaigns. */
const longestGatherMs = 10;

/** Workers make one commit after another; a store that has no more CPU time makes fewer, and they become larger. */
function commitOf({ costs, cores }: FleetOptions, workers: number, callsPerSecond: number): Commits {
  const { commitMs, commitMicroseconds, callMicroseconds } = costs.store;
  const quickestMs = commitMs + Math.min(longestGatherMs, commitMs);
  // Of a call two things are stored: that it begins, and what became of it.
  const most = Math.min(
    2 * callsPerSecond,
    quickestMs > 0 ? (workers * 1_000) / quickestMs : Number.POSITIVE_INFINITY,
  );
  const coresForCalls = (callsPerSecond * callMicroseconds) / 1_000_000;
  const left = Math.max(0.05 * cores.store, cores.store - coresForCalls);
  const perSecond = Math.min(most, commitMicroseconds > 0 ? (left * 1_000_000) / commitMicroseconds : most);
  const cycleMs = Math.max(quickestMs, perSecond > 0 && perSecond < most ? (workers * 1_000) / perSecond : 0);
  const takesMs = Math.max(cycleMs / 2, cycleMs - longestGatherMs);
  return {
    perSecond,
    waitMs: takesMs + (cycleMs - takesMs) / 2 + (perSecond < most ? takesMs / 2 : 0),
    coresWanted: coresForCalls + (most * commitMicroseconds) / 1_000_000,
    coresForCalls,
  };
}

/** Calls a second that an app of this kind can have: a unit is used again one window after its reply. */
export function ceilingOf({ callsPerSecond, vendorMs }: AppKind): number {
  return (callsPerSecond * 1_000) / (1_000 + vendorMs);
}

/** Between two rows that were measured it is in proportion. */
export function pacingFor(rows: readonly PacingRow[], workers: number): PacingRow {
  const above = rows.find((row) => row.workers >= workers) ?? rows.at(-1);
  const below = rows.findLast((row) => row.workers <= workers) ?? rows[0];
  if (!above || !below) throw new Error('no pacing was measured');
  const part = above === below ? 0 : (workers - below.workers) / (above.workers - below.workers);
  const between = (one: number, other: number) => one + (other - one) * part;
  return {
    workers,
    reached: between(below.reached, above.reached),
    roundTripsPerSecond: between(below.roundTripsPerSecond, above.roundTripsPerSecond),
    redisMicroseconds: between(below.redisMicroseconds, above.redisMicroseconds),
    mostToFewest: between(below.mostToFewest, above.mostToFewest),
  };
}
