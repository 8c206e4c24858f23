/** What one kind of app is like: its vendor's ceiling, and what its calls cost. */
export interface AppKind {
  readonly name: string;
  /** Calls that the vendor takes in a second. */
  readonly callsPerSecond: number;
  readonly recipientsPerCall: number;
  /** How long the vendor takes to answer, in milliseconds. */
  readonly vendorMs: number;
  /** CPU time of a worker for one call, in microseconds. */
  readonly workerMicroseconds: number;
  /** Whether the vendor discards copies, so that a call is made again after a crash; else its recipients are unconfirmed. */
  readonly discardsCopies: boolean;
}

/** What Redis does for an app of one kind, by how many workers send for it: measured with the real script. */
export interface PacingRow {
  readonly workers: number;
  /** Parts of limit × window / (window + round trip). */
  readonly reached: number;
  readonly roundTripsPerSecond: number;
  /** CPU time of Redis for one of them, in microseconds. */
  readonly redisMicroseconds: number;
  /** The most and the fewest calls of a worker, as a ratio. */
  readonly mostToFewest: number;
}

/** What things cost on one machine. Each was measured: see `measuredCosts`. */
export interface FleetCosts {
  readonly pacing: Readonly<Record<string, readonly PacingRow[]>>;
  /** CPU time of the store's server, in microseconds: of a commit, and of each call in it. */
  readonly store: {
    readonly commitMicroseconds: number;
    readonly callMicroseconds: number;
    /** How long a commit takes, with its sync and its way, in milliseconds. */
    readonly commitMs: number;
  };
  readonly bytes: {
    /** Of a recipient that waits, and of one whose chunk is settled. */
    readonly waiting: number;
    readonly settled: number;
    /** Of an outcome in a chunk that is not settled yet, and of a call under way. */
    readonly segment: number;
    readonly intent: number;
    /** Of a call that has ended: rows that nobody sees any more, until the store cleans up. */
    readonly endedCall: number;
  };
  /** How often the store cleans up, in seconds. */
  readonly cleansUpEverySeconds: number;
  /** Calls of an app that could not be made if all workers that send for it died with their leases. */
  readonly callsLostByDeath: Readonly<Record<string, number>>;
}

/** One app, with the one campaign that it has. */
export interface FleetApp {
  readonly kind: string;
  readonly recipients: number;
  /** Recipients of a chunk. */
  readonly chunkSize: number;
}

/** Who sends what. */
export interface FleetOptions {
  readonly kinds: readonly AppKind[];
  readonly apps: readonly FleetApp[];
  readonly workers: number;
  /** Chunks that a worker works on at once. */
  readonly concurrency: number;
  /** Calls of one chunk that wait or are under way. */
  readonly inFlight: number;
  /** For how long a chunk stays a worker's that is not heard of, and how often it says that it lives, in milliseconds. */
  readonly leaseMs: number;
  readonly renewMs: number;
  /** How often workers look for work, in milliseconds. */
  readonly pollMs: number;
  /** How long an attempt may take, in milliseconds: begun calls of a dead worker are left alone for so long. */
  readonly attemptMs: number;
  /** How often a worker dies and another begins, in seconds. Infinite: never. */
  readonly deathEverySeconds: number;
  /** How many die at most. Default: no limit. */
  readonly deaths?: number;
  /** How much of one core's CPU time each has: a worker, all shards of Redis together, the store's server. */
  readonly cores: { readonly worker: number; readonly redis: number; readonly store: number };
  readonly costs: FleetCosts;
  readonly seed: number;
}

/** What became of it. */
export interface FleetFigures {
  readonly finishSeconds: number;
  /** All recipients divided by the sum of all ceilings; and the longest that one app needs at its own ceiling. */
  readonly ceilingSeconds: number;
  readonly longestAppSeconds: number;
  /** Round trips a second on Redis, over the whole time and at most; and cores of CPU time at most. */
  readonly roundTrips: { readonly mean: number; readonly most: number; readonly cores: number };
  readonly store: {
    readonly commitsPerSecond: number;
    /** Cores of CPU time at most; and for how long calls wait for their commit then, in milliseconds. */
    readonly cores: number;
    readonly longestWaitMs: number;
    readonly mostBytes: number;
    readonly bytesAtEnd: number;
  };
  /** CPU time of the busiest worker, in parts of one core. */
  readonly busiestWorker: number;
  /** By which part what all wanted was cut at the most, because something had no more CPU time; and what that was. */
  readonly bottleneck: { readonly name: string; readonly wanted: number } | undefined;
  /** When half was sent: of apps of one kind that are not done, the most and the least that was sent, as a ratio. */
  readonly appsMostToLeast: number;
  readonly takeovers: {
    readonly deaths: number;
    readonly chunks: number;
    /** From the death to the claim, in seconds. */
    readonly medianSeconds: number;
    readonly mostSeconds: number;
    readonly callsMadeAgain: number;
    readonly recipientsUnconfirmed: number;
    readonly callsLost: number;
  };
}
