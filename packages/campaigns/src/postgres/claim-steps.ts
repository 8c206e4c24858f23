import { bytesOf } from '../content/rows.ts';
import type {
  ChunkName,
  ClaimAnswer,
  ClaimedChunk,
  ClaimRequest,
  HeldChunk,
  RenewAnswer,
  StoredIntent,
  StoredSegment,
} from '../ports/campaign-store.ts';
import type { CampaignControl } from '../ports/stored-campaign.ts';
import { findCampaign } from './campaign-steps.ts';
import type { Transaction } from './database.ts';

/** Each is a part of one transaction. */

/** Where a chunk is: its campaign's row, and its number. */
export type ChunkKey = readonly [campaign: number, number: number];

export async function claimChunk(transaction: Transaction, request: ClaimRequest): Promise<ClaimAnswer> {
  const { now } = transaction;
  let retryAt: number | undefined;
  for (const campaign of await campaignsToWorkOn(transaction, request)) {
    const found = await lockFreeChunk(transaction, campaign, request.job);
    if (found !== undefined) {
      return { now, chunk: await take(transaction, [campaign, found], request) };
    }
    const first = await firstLeaseEnd(transaction, campaign, request.job);
    if (first !== undefined) retryAt = Math.min(first, retryAt ?? first);
  }
  return retryAt === undefined ? { now } : { now, retryAt };
}

async function campaignsToWorkOn(
  { all }: Transaction,
  { chats, job }: ClaimRequest,
): Promise<readonly number[]> {
  const rows = await all(
    `SELECT pk FROM campaigns WHERE unsettled > 0 AND control <> 'paused' AND chat = ANY($1)
       AND ($2::text IS NULL OR id = $2) ORDER BY turn, pk`,
    [chats, job?.campaign ?? null],
  );
  return rows.map(({ pk }) => pk as number);
}

const ofCampaign = "campaign = $1 AND state <> 'settled' AND ($2::integer IS NULL OR number = $2)";

/** Passes over those that somebody else is just claiming. */
async function lockFreeChunk(
  { all, now }: Transaction,
  campaign: number,
  job: ChunkName | undefined,
): Promise<number | undefined> {
  const [row] = await all(
    `SELECT number FROM chunks WHERE ${ofCampaign} AND lease_until <= $3 ORDER BY number LIMIT 1
     FOR UPDATE SKIP LOCKED`,
    [campaign, job?.chunk ?? null, now],
  );
  return row?.number as number | undefined;
}

async function firstLeaseEnd(
  { all, now }: Transaction,
  campaign: number,
  job: ChunkName | undefined,
): Promise<number | undefined> {
  const [row] = await all(`SELECT min(lease_until) AS first FROM chunks WHERE ${ofCampaign}`, [
    campaign,
    job?.chunk ?? null,
  ]);
  const first = row?.first as number | null | undefined;
  return first === null || first === undefined ? undefined : Math.max(first, now);
}

async function take(
  transaction: Transaction,
  key: ChunkKey,
  { worker, leaseMs }: ClaimRequest,
): Promise<ClaimedChunk> {
  const { all, run, now } = transaction;
  const [campaign, number] = key;
  const [chunk] = await all(
    `UPDATE chunks SET epoch = epoch + 1, worker = $3, lease_until = $4 WHERE campaign = $1 AND number = $2
     RETURNING epoch, round, count`,
    [...key, worker, now + leaseMs],
  );
  await run("UPDATE campaigns SET turn = nextval('turns') WHERE pk = $1", [campaign]);
  const [content] = await all(
    'SELECT recipients, todo, outcomes FROM contents WHERE campaign = $1 AND number = $2',
    key,
  );
  const of = await findCampaign(transaction, { pk: campaign });
  if (!chunk || !content || !of) throw new Error(`chunk ${number} of a campaign has no content`);
  const todo = bytesOf(content.todo);
  const outcomes = bytesOf(content.outcomes);
  return {
    campaign: of.id,
    chunk: number,
    epoch: chunk.epoch as number,
    of,
    round: chunk.round as number,
    recipients: content.recipients as Uint8Array,
    count: chunk.count as number,
    ...(todo && { todo }),
    ...(outcomes && { outcomes }),
    segments: await segmentsOf(transaction, key),
    intents: await intentsOf(transaction, key),
  };
}

export async function segmentsOf({ all }: Transaction, key: ChunkKey): Promise<readonly StoredSegment[]> {
  const rows = await all(
    'SELECT round, bytes FROM segments WHERE campaign = $1 AND number = $2 ORDER BY place',
    key,
  );
  return rows.map(({ round, bytes }) => ({ round: round as number, bytes: bytes as Uint8Array }));
}

async function intentsOf({ all }: Transaction, key: ChunkKey): Promise<readonly StoredIntent[]> {
  const rows = await all(
    `SELECT call, bytes, first_attempt_at, may_run_until, replaced FROM intents
     WHERE campaign = $1 AND number = $2`,
    key,
  );
  return rows.map((row) => ({
    callId: row.call as string,
    bytes: row.bytes as Uint8Array,
    firstAttemptAt: row.first_attempt_at as number,
    mayRunUntil: row.may_run_until as number,
    isReplaced: row.replaced === true,
  }));
}

export async function renewChunks(
  { all, now }: Transaction,
  chunks: readonly HeldChunk[],
  leaseMs: number,
): Promise<RenewAnswer> {
  const rows = await all(
    `WITH held AS (
       SELECT * FROM unnest($1::text[], $2::integer[], $3::integer[]) WITH ORDINALITY AS held (id, number, epoch, place)
     ), found AS (
       SELECT chunks.campaign, chunks.number, place FROM held JOIN campaigns USING (id)
       JOIN chunks ON chunks.campaign = pk AND chunks.number = held.number
         AND chunks.epoch = held.epoch AND chunks.state <> 'settled'
       ORDER BY chunks.campaign, chunks.number FOR UPDATE OF chunks
     ), renewed AS (
       UPDATE chunks SET lease_until = $4 FROM found
       WHERE chunks.campaign = found.campaign AND chunks.number = found.number RETURNING place
     )
     SELECT coalesce(control, 'cancelled') AS control, renewed.place IS NOT NULL AS is_held
     FROM held LEFT JOIN campaigns USING (id) LEFT JOIN renewed USING (place) ORDER BY place`,
    [
      chunks.map(({ campaign }) => campaign),
      chunks.map(({ chunk }) => chunk),
      chunks.map(({ epoch }) => epoch),
      now + leaseMs,
    ],
  );
  return {
    now,
    chunks: rows.map(({ control, is_held }) => ({
      isHeld: is_held === true,
      control: control as CampaignControl,
    })),
  };
}

export async function releaseChunk(
  { run }: Transaction,
  { campaign, chunk, epoch }: HeldChunk,
): Promise<void> {
  await run(
    `UPDATE chunks SET lease_until = 0
     WHERE campaign = (SELECT pk FROM campaigns WHERE id = $1) AND number = $2 AND epoch = $3`,
    [campaign, chunk, epoch],
  );
}
