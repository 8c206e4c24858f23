import { bytesOf, campaignColumns, campaignOf } from '../content/rows.ts';
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
import type { Database, Row } from './database.ts';

/** Each is a part of one transaction. */

interface Candidate {
  readonly campaign: Row;
  readonly number: number;
}

export function claimChunk(database: Database, request: ClaimRequest, now: number): ClaimAnswer {
  const campaigns = campaignsToWorkOn(database, request);
  let retryAt: number | undefined;
  for (const campaign of campaigns) {
    const found = chunkToWorkOn(database, campaign, request.job, now);
    if (typeof found === 'object')
      return { now, chunk: take(database, { campaign, ...found }, request, now) };
    if (found !== undefined) retryAt = Math.min(found, retryAt ?? found);
  }
  return retryAt === undefined ? { now } : { now, retryAt };
}

function campaignsToWorkOn(database: Database, { chats, job }: ClaimRequest): readonly Row[] {
  return database.all(
    `SELECT ${campaignColumns} FROM campaigns
     WHERE unsettled > 0 AND control <> 'paused' AND chat IN (SELECT value FROM json_each($chats))
       AND ($id IS NULL OR id = $id)
     ORDER BY claims, pk`,
    { $chats: JSON.stringify(chats), $id: job?.campaign ?? null },
  );
}

/** A chunk that is free; else when the first lease ends. */
function chunkToWorkOn(
  database: Database,
  { pk }: Row,
  job: ChunkName | undefined,
  now: number,
): { readonly number: number } | number | undefined {
  const values = { $campaign: pk as number, $number: job?.chunk ?? null };
  const unsettled = `campaign = $campaign AND state <> 'settled' AND ($number IS NULL OR number = $number)`;
  const free = database.get(
    `SELECT number FROM chunks WHERE ${unsettled} AND lease_until <= $now ORDER BY number LIMIT 1`,
    { ...values, $now: now },
  );
  if (free) return { number: free.number as number };
  const first = database.get(`SELECT min(lease_until) AS first FROM chunks WHERE ${unsettled}`, values);
  return (first?.first as number | null) ?? undefined;
}

function take(
  database: Database,
  { campaign, number }: Candidate,
  { worker, leaseMs }: ClaimRequest,
  now: number,
): ClaimedChunk {
  const values = { $campaign: campaign.pk as number, $number: number };
  database.run(
    `UPDATE chunks SET epoch = epoch + 1, worker = $worker, lease_until = $leaseUntil
     WHERE campaign = $campaign AND number = $number`,
    { ...values, $worker: worker, $leaseUntil: now + leaseMs },
  );
  database.run(
    'UPDATE campaigns SET claims = (SELECT max(claims) + 1 FROM campaigns WHERE unsettled > 0) WHERE pk = $campaign',
    { $campaign: values.$campaign },
  );
  const row = database.get(
    `SELECT epoch, round, count, recipients, todo, outcomes FROM chunks JOIN contents USING (campaign, number)
     WHERE campaign = $campaign AND number = $number`,
    values,
  );
  if (!row) throw new Error(`chunk ${number} of the campaign "${campaign.key}" has no content`);
  const todo = bytesOf(row.todo);
  const outcomes = bytesOf(row.outcomes);
  return {
    campaign: campaign.id as string,
    chunk: number,
    epoch: row.epoch as number,
    of: campaignOf(campaign),
    round: row.round as number,
    recipients: row.recipients as Uint8Array,
    count: row.count as number,
    ...(todo && { todo }),
    ...(outcomes && { outcomes }),
    segments: segmentsOf(database, values),
    intents: intentsOf(database, values),
  };
}

/** Where a chunk is, as the statements name it. */
export interface ChunkKey {
  readonly $campaign: number;
  readonly $number: number;
}

export function segmentsOf(database: Database, key: ChunkKey): readonly StoredSegment[] {
  return database
    .all('SELECT round, bytes FROM segments WHERE campaign = $campaign AND number = $number ORDER BY place', {
      ...key,
    })
    .map(({ round, bytes }) => ({ round: round as number, bytes: bytes as Uint8Array }));
}

function intentsOf(database: Database, key: ChunkKey): readonly StoredIntent[] {
  return database
    .all(
      'SELECT call, bytes, first_attempt_at, may_run_until, replaced FROM intents WHERE campaign = $campaign AND number = $number',
      { ...key },
    )
    .map((row) => ({
      callId: row.call as string,
      bytes: row.bytes as Uint8Array,
      firstAttemptAt: row.first_attempt_at as number,
      mayRunUntil: row.may_run_until as number,
      isReplaced: row.replaced === 1,
    }));
}

export function renewChunks(
  database: Database,
  chunks: readonly HeldChunk[],
  leaseMs: number,
  now: number,
): RenewAnswer {
  return {
    now,
    chunks: chunks.map(({ campaign: $id, chunk: $number, epoch: $epoch }) => {
      const row = database.get('SELECT pk, control FROM campaigns WHERE id = $id', { $id });
      if (!row) return { isHeld: false, control: 'cancelled' as const };
      const renewed = database.run(
        `UPDATE chunks SET lease_until = $leaseUntil
         WHERE campaign = $campaign AND number = $number AND epoch = $epoch AND state <> 'settled'`,
        { $campaign: row.pk as number, $number, $epoch, $leaseUntil: now + leaseMs },
      );
      return { isHeld: renewed > 0, control: row.control as CampaignControl };
    }),
  };
}

export function releaseChunk(database: Database, { campaign, chunk, epoch }: HeldChunk): void {
  database.run(
    `UPDATE chunks SET lease_until = 0
     WHERE campaign = (SELECT pk FROM campaigns WHERE id = $id) AND number = $number AND epoch = $epoch`,
    { $id: campaign, $number: chunk, $epoch: epoch },
  );
}
