import type { CampaignControl, CampaignState, StoredCampaign } from '../ports/stored-campaign.ts';

/** A row, as a database in SQL gives it. */
type Row = Readonly<Record<string, unknown>>;

/** The columns of a campaign, which both stores in SQL have. */
export const campaignColumns =
  'pk, id, key, chat, definition, chunk_size, state, control, chunks, recipients, duplicates, accepted, failed, unconfirmed, revision, created_at, done_at, pruned';

export function campaignOf(row: Row): StoredCampaign {
  return {
    id: row.id as string,
    key: row.key as string,
    chat: row.chat as string,
    definition: row.definition as string,
    chunkSize: row.chunk_size as number,
    state: row.state as CampaignState,
    control: row.control as CampaignControl,
    chunks: row.chunks as number,
    recipients: row.recipients as number,
    duplicates: row.duplicates as number,
    accepted: row.accepted as number,
    failed: row.failed as number,
    unconfirmed: row.unconfirmed as number,
    revision: row.revision as number,
    createdAt: row.created_at as number,
    ...(row.done_at === null ? {} : { doneAt: row.done_at as number }),
    isPruned: row.pruned === 1,
  };
}

/** A blob that may be missing. */
export function bytesOf(value: unknown): Uint8Array | undefined {
  return value instanceof Uint8Array ? value : undefined;
}
