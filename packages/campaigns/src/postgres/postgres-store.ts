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
import { storeCommit } from './commit-steps.ts';
import { Database } from './database.ts';
import type { PostgresPool } from './pool.ts';
import { openChunks, pruneCampaigns, reopenChunk, settleChunk, settledChunks } from './settle-steps.ts';

/** The options of `createPostgresStore`. */
export interface PostgresStoreOptions {
  /** A `Pool` of the package `pg`. It is yours: end it after the store. A process needs about four connections. */
  readonly pool: PostgresPool;
  /** The schema that holds the tables, which are made where there are none. Default `polychat_campaigns`. */
  readonly schema?: string;
  /** How long a step may take, in milliseconds; then it rejects and its connection is closed. Default 30,000. */
  readonly timeoutMs?: number;
  /**
   * By how much the store's time is ahead of the server's, in milliseconds. For tests that move time: all who share a
   * schema need the same. Default 0.
   */
  readonly clockOffset?: () => number;
}

/** A campaign store in PostgreSQL. */
export interface PostgresStore extends CampaignStore {
  /** The server's settings in the last transaction, for those who check them. */
  readonly settings: {
    /** The setting `synchronous_commit`: never `off`. */
    readonly synchronousCommit: string;
    /** The setting `fsync`: never `off`. */
    readonly fsync: string;
  };
}

/**
 * Keeps campaigns in PostgreSQL 13 or later, for processes of many machines. Its time is the server's. Every transaction
 * asks for the settings `synchronous_commit` and `fsync`, and is refused where one is off. Where the server has standbys,
 * a failover to one that lags behind loses steps: let `synchronous_standby_names` name those that may take over.
 *
 * @throws ChatError with code `misconfigured` for other options, a server that does not sync, or tables of another
 *   version; and what the pool throws
 */
export async function createPostgresStore(options: PostgresStoreOptions): Promise<PostgresStore> {
  const { schema: name, timeoutMs } = parseOptions(optionsSchema(), options, 'createPostgresStore');
  const { pool, clockOffset = () => 0 } = options;
  const database = await Database.open({ pool, schema: name, timeoutMs, clockOffset });
  return {
    get settings() {
      return database.settings;
    },
    now: () => database.run(async ({ now }) => now),
    create: (campaign) => database.run((transaction) => createCampaign(transaction, campaign)),
    find: (by) => database.run((transaction) => findCampaign(transaction, by)),
    append: (campaign, chunk) => database.run((transaction) => appendChunk(transaction, campaign, chunk)),
    seal: (campaign, chunks, duplicates) =>
      database.run((transaction) => sealCampaign(transaction, campaign, chunks, duplicates)),
    control: (campaign, control) =>
      database.run((transaction) => controlCampaign(transaction, campaign, control)),
    claim: (request) => database.run((transaction) => claimChunk(transaction, request)),
    renew: (chunks, leaseMs) => database.run((transaction) => renewChunks(transaction, chunks, leaseMs)),
    release: (chunk) => database.run((transaction) => releaseChunk(transaction, chunk)),
    commit: (commit) => database.run((transaction) => storeCommit(transaction, commit)),
    settle: (chunk, join) => database.run((transaction) => settleChunk(transaction, chunk, join)),
    settledChunks: (campaign, fromRevision, limit) =>
      database.run((transaction) => settledChunks(transaction, campaign, fromRevision, limit)),
    openChunks: (campaign, fromNumber, limit) =>
      database.run((transaction) => openChunks(transaction, campaign, fromNumber, limit)),
    reopen: (chunk, todo, count) =>
      database.run((transaction) => reopenChunk(transaction, chunk, todo, count)),
    prune: (request) => database.run((transaction) => pruneCampaigns(transaction, request)),
    async close() {
      database.close();
    },
  };
}

const optionsSchema = () =>
  schema.strictObject({
    pool: schema.unknown().check(
      schema.refine((value) => typeof (value as Partial<PostgresPool> | null)?.connect === 'function', {
        error: 'must be a Pool of the package pg',
      }),
    ),
    // Stands in statements as it is.
    schema: schema.withDefault(
      schema.string().check(
        schema.refine((value) => /^[a-z_][a-z0-9_]{0,62}$/.test(value), {
          error: 'must be a name of up to 63 small letters, digits and underscores',
        }),
      ),
      'polychat_campaigns',
    ),
    timeoutMs: schema.withDefault(schema.number().check(schema.minimum(1)), 30_000),
    clockOffset: schema.optional(
      schema
        .unknown()
        .check(schema.refine((value) => typeof value === 'function', { error: 'must be a function' })),
    ),
  });
