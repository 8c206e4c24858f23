import type { AppKind, FleetCosts } from './fleet-options.ts';

/**
 * What was measured on two shared virtual cores with Node 24.21, Redis 7.0 and PostgreSQL 15, and with which command.
 * What pacing costs is not here: the simulation measures it each time, with the real script.
 */

/** `npm run bench:campaigns -- 50000`: CPU time of a recipient, in one process, with intents and outcomes. */
const workerMicroseconds = { single: 470, batchOfHundred: 4_100 };

/** How long both vendors are taken to answer, in milliseconds. */
const vendorMs = 50;

export const appKinds = {
  /** Singles at Tencent IM: 200 a second. */
  tencentIm: {
    name: 'Tencent IM, singles',
    callsPerSecond: 200,
    recipientsPerCall: 1,
    vendorMs,
    workerMicroseconds: workerMicroseconds.single,
    discardsCopies: true,
  },
  /** ZIM: 20 calls a second, of 100 recipients each. */
  zim: {
    name: 'ZIM',
    callsPerSecond: 20,
    recipientsPerCall: 100,
    vendorMs,
    workerMicroseconds: workerMicroseconds.batchOfHundred,
    discardsCopies: false,
  },
} as const satisfies Record<string, AppKind>;

/**
 * `npm run bench:postgres -- 10`: the server's CPU time, and by how much the database grew. Packed, an id that is a UUID
 * takes 21 bytes; an outcome with the vendor's ids takes 6, or 45 before its chunk is settled. PostgreSQL looks once in a
 * minute for rows to be removed.
 */
export const postgresCosts: Pick<FleetCosts, 'store' | 'bytes' | 'cleansUpEverySeconds'> = {
  store: { commitMicroseconds: 2_560, callMicroseconds: 31, commitMs: 5.1 },
  bytes: { waiting: 21, settled: 27, segment: 45, intent: 600, endedCall: 600 },
  cleansUpEverySeconds: 60,
};
