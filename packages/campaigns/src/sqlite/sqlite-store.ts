import { resolve } from 'node:path';
import { type Clock, systemClock } from '@polychat/core';
import { parseOptions, schema } from '@polychat/core/adapter';
import type { CampaignStore } from '../ports/campaign-store.ts';
import {
  appendChunk,
  controlCampaign,
  createCampaign,
  findCampaign,
  sealCampaign,
} from './campaign-steps.ts';
import { claimChunk, releaseChunk, renewChunks } from './claim-steps.ts';
import { settleChunk, storeCommit } from './commit-steps.ts';
import { Database } from './database.ts';
import { openChunks, pruneCampaigns, reopenChunk, settledChunks } from './settled-steps.ts';

/** The options of `createSqliteStore`. */
export interface SqliteStoreOptions {
  /** The path of the file, on a local disk. It is made where there is none; its folder must exist. */
  readonly file: string;
  /** How long a step waits while other processes write, in milliseconds; then it rejects. Default 30,000. */
  readonly busyTimeoutMs?: number;
  /** The store's time. For tests that move it: all who share a file need the same. Default: the system's. */
  readonly clock?: Pick<Clock, 'now'>;
}

/** A campaign store in one file. */
export interface SqliteStore extends CampaignStore {
  /** SQLite's settings of this connection, for those who check them. */
  readonly settings: {
    /** Always `wal`. */
    readonly journalMode: string;
    /** Always 2, which is `FULL`: a step is on the disk when it resolves. */
    readonly synchronous: number;
    /** How long SQLite itself waits for a lock, in milliseconds, before the event loop goes on. */
    readonly busyTimeout: number;
  };
}

/**
 * Keeps campaigns in one SQLite file, for all processes of one machine. Needs Node 22.13 or later, which has SQLite
 * built in. The file must be on a local disk: on a network file system it is refused where that is known.
 *
 * @throws ChatError with code `misconfigured` for other options, a file that is something else, an older Node, or a
 *   network file system
 */
export function createSqliteStore(options: SqliteStoreOptions): SqliteStore {
  const { file, busyTimeoutMs } = parseOptions(optionsSchema(), options, 'createSqliteStore');
  const { clock = systemClock } = options;
  const database = Database.open(resolve(file), busyTimeoutMs);
  const now = () => clock.now();
  return {
    settings: {
      journalMode: String(database.setting('journal_mode')),
      synchronous: Number(database.setting('synchronous')),
      busyTimeout: Number(database.setting('busy_timeout')),
    },
    now: () => database.read(now),
    create: (campaign) => database.write(() => createCampaign(database, campaign, now())),
    find: (by) => database.read(() => findCampaign(database, by)),
    append: (campaign, chunk) => database.write(() => appendChunk(database, campaign, chunk)),
    seal: (campaign, chunks, duplicates) =>
      database.write(() => sealCampaign(database, campaign, chunks, duplicates, now())),
    control: (campaign, control) => database.write(() => controlCampaign(database, campaign, control)),
    claim: (request) => database.write(() => claimChunk(database, request, now())),
    renew: (chunks, leaseMs) => database.write(() => renewChunks(database, chunks, leaseMs, now())),
    release: (chunk) => database.write(() => releaseChunk(database, chunk)),
    commit: (commit) => database.write(() => storeCommit(database, commit, now())),
    settle: (chunk, join) => database.write(() => settleChunk(database, chunk, join, now())),
    settledChunks: (campaign, fromRevision, limit) =>
      database.read(() => settledChunks(database, campaign, fromRevision, limit)),
    openChunks: (campaign, fromNumber, limit) =>
      database.read(() => openChunks(database, campaign, fromNumber, limit)),
    reopen: (chunk, todo, count) => database.write(() => reopenChunk(database, chunk, todo, count)),
    async prune(request) {
      const pruned = await database.write(() => pruneCampaigns(database, request));
      if (pruned > 0) database.shrink();
      return pruned;
    },
    async close() {
      database.close();
    },
  };
}

const optionsSchema = () =>
  schema.strictObject({
    file: schema.string().check(schema.minLength(1)),
    busyTimeoutMs: schema.withDefault(schema.number().check(schema.minimum(0)), 30_000),
    clock: schema.optional(
      schema.unknown().check(
        schema.refine((value) => typeof (value as Partial<Clock> | null)?.now === 'function', {
          error: 'must have the method now',
        }),
      ),
    ),
  });
