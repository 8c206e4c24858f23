import { campaignOf } from '../content/rows.ts';
import type { AppendAnswer, NewChunk } from '../ports/campaign-store.ts';
import type { CampaignControl, NewCampaign, StoredCampaign } from '../ports/stored-campaign.ts';
import type { Row, Transaction } from './database.ts';

/** Each is a part of one transaction. Who locks chunks and a campaign locks the chunks first, in order. */

/** A campaign's row: the counts of its settled chunks, and those of the chunks that are open. */
const selectCampaigns = `
  SELECT pk, id, key, chat, definition, chunk_size, state, control, chunks, recipients, duplicates,
    accepted + so_far.of_accepted AS accepted, failed + so_far.of_failed AS failed,
    unconfirmed + so_far.of_unconfirmed AS unconfirmed, revision, created_at, done_at, pruned
  FROM campaigns CROSS JOIN LATERAL (
    SELECT coalesce(sum(accepted), 0)::integer AS of_accepted, coalesce(sum(failed), 0)::integer AS of_failed,
      coalesce(sum(unconfirmed), 0)::integer AS of_unconfirmed
    FROM chunks WHERE campaign = pk AND state = 'open'
  ) AS so_far`;

export async function createCampaign(
  transaction: Transaction,
  { id, key, chat, definition, chunkSize }: NewCampaign,
): Promise<{ readonly campaign: StoredCampaign; readonly isNew: boolean }> {
  const added = await transaction.run(
    `INSERT INTO campaigns (id, key, chat, definition, chunk_size, created_at)
     VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (key) DO NOTHING`,
    [id, key, chat, definition, chunkSize, transaction.now],
  );
  const campaign = await findCampaign(transaction, { key });
  if (!campaign) throw new Error(`the campaign "${key}" is gone`);
  return { campaign, isNew: added > 0 };
}

export async function findCampaign(
  { all }: Transaction,
  by: { readonly id: string } | { readonly key: string } | { readonly pk: number },
): Promise<StoredCampaign | undefined> {
  const [[column, value] = []] = Object.entries(by);
  const [row] = await all(`${selectCampaigns} WHERE ${column} = $1`, [value]);
  return row && campaignOf(row as Parameters<typeof campaignOf>[0]);
}

/** The campaign's own row, locked where it is to be changed. Rejects where there is none. */
export async function requiredRow({ all }: Transaction, id: string, lock: '' | 'FOR UPDATE'): Promise<Row> {
  const [row] = await all(`SELECT pk, state, control, chunks FROM campaigns WHERE id = $1 ${lock}`, [id]);
  if (!row) throw new Error(`there is no campaign with the id "${id}"`);
  return row;
}

export async function appendChunk(
  transaction: Transaction,
  id: string,
  { number, recipients, count, hash, duplicates }: NewChunk,
): Promise<AppendAnswer> {
  const { all, run } = transaction;
  const row = await requiredRow(transaction, id, 'FOR UPDATE');
  const control = row.control as CampaignControl;
  const chunks = row.chunks as number;
  if (number < chunks) {
    const [known] = await all('SELECT hash FROM chunks WHERE campaign = $1 AND number = $2', [
      row.pk,
      number,
    ]);
    return { status: known?.hash === hash ? 'same' : 'different', control };
  }
  if (row.state !== 'appending') return { status: 'different', control };
  if (number > chunks) throw new Error(`chunk ${number} comes before chunk ${chunks}`);
  await run(
    `WITH chunk AS (INSERT INTO chunks (campaign, number, count, hash) VALUES ($1, $2, $3, $4))
     INSERT INTO contents (campaign, number, recipients) VALUES ($1, $2, $5)`,
    [row.pk, number, count, hash, recipients],
  );
  await run(
    `UPDATE campaigns SET chunks = chunks + 1, open = open + 1, unsettled = unsettled + 1,
       recipients = recipients + $2, duplicates = duplicates + $3 WHERE pk = $1`,
    [row.pk, count, duplicates],
  );
  return { status: 'appended', control };
}

export async function sealCampaign(
  transaction: Transaction,
  id: string,
  chunks: number,
  duplicates: number,
): Promise<AppendAnswer['status']> {
  const row = await requiredRow(transaction, id, 'FOR UPDATE');
  if (row.chunks !== chunks) return 'different';
  if (row.state !== 'appending') return 'same';
  await transaction.run("UPDATE campaigns SET state = 'sealed', duplicates = duplicates + $2 WHERE pk = $1", [
    row.pk,
    duplicates,
  ]);
  await endIfDone(transaction, row.pk as number);
  return 'appended';
}

/** A sealed campaign without open chunks is done. */
export async function endIfDone({ run, now }: Transaction, campaign: number): Promise<void> {
  await run(
    "UPDATE campaigns SET state = 'done', done_at = $2 WHERE pk = $1 AND state = 'sealed' AND open = 0",
    [campaign, now],
  );
}

export async function controlCampaign(
  transaction: Transaction,
  id: string,
  control: CampaignControl,
): Promise<StoredCampaign | undefined> {
  await transaction.run("UPDATE campaigns SET control = $2 WHERE id = $1 AND control <> 'cancelled'", [
    id,
    control,
  ]);
  return findCampaign(transaction, { id });
}
