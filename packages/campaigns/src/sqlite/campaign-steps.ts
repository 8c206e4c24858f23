import { campaignColumns, campaignOf } from '../content/rows.ts';
import type { AppendAnswer, NewChunk } from '../ports/campaign-store.ts';
import type { CampaignControl, NewCampaign, StoredCampaign } from '../ports/stored-campaign.ts';
import type { Database, Row } from './database.ts';

/** Each is a part of one transaction. */

export function createCampaign(
  database: Database,
  { id, key, chat, definition, chunkSize }: NewCampaign,
  now: number,
): { readonly campaign: StoredCampaign; readonly isNew: boolean } {
  const added = database.run(
    `INSERT INTO campaigns (id, key, chat, definition, chunk_size, created_at)
     VALUES ($id, $key, $chat, $definition, $chunkSize, $now) ON CONFLICT (key) DO NOTHING`,
    { $id: id, $key: key, $chat: chat, $definition: definition, $chunkSize: chunkSize, $now: now },
  );
  const campaign = findCampaign(database, { key });
  if (!campaign) throw new Error(`the campaign "${key}" is gone`);
  return { campaign, isNew: added > 0 };
}

export function findCampaign(
  database: Database,
  by: { readonly id: string } | { readonly key: string },
): StoredCampaign | undefined {
  const row =
    'id' in by
      ? rowOf(database, by.id)
      : database.get(`SELECT ${campaignColumns} FROM campaigns WHERE key = $key`, { $key: by.key });
  return row && campaignOf(row);
}

function rowOf(database: Database, id: string): Row | undefined {
  return database.get(`SELECT ${campaignColumns} FROM campaigns WHERE id = $id`, { $id: id });
}

/** The campaign's row. Throws where there is none. */
export function requiredRow(database: Database, id: string): Row {
  const row = rowOf(database, id);
  if (!row) throw new Error(`there is no campaign with the id "${id}"`);
  return row;
}

export function appendChunk(database: Database, id: string, chunk: NewChunk): AppendAnswer {
  const row = requiredRow(database, id);
  const { number, recipients, count, hash, duplicates } = chunk;
  const control = row.control as CampaignControl;
  const $campaign = row.pk as number;
  const chunks = row.chunks as number;
  if (number < chunks) {
    const known = database.get('SELECT hash FROM chunks WHERE campaign = $campaign AND number = $number', {
      $campaign,
      $number: number,
    });
    return { status: known?.hash === hash ? 'same' : 'different', control };
  }
  if (row.state !== 'appending') return { status: 'different', control };
  if (number > chunks) throw new Error(`chunk ${number} comes before chunk ${chunks}`);
  database.run(
    'INSERT INTO chunks (campaign, number, count, hash) VALUES ($campaign, $number, $count, $hash)',
    {
      $campaign,
      $number: number,
      $count: count,
      $hash: hash,
    },
  );
  database.run(
    'INSERT INTO contents (campaign, number, recipients) VALUES ($campaign, $number, $recipients)',
    {
      $campaign,
      $number: number,
      $recipients: recipients,
    },
  );
  database.run(
    `UPDATE campaigns SET chunks = chunks + 1, open = open + 1, unsettled = unsettled + 1,
       recipients = recipients + $count, duplicates = duplicates + $duplicates WHERE pk = $campaign`,
    { $campaign, $count: count, $duplicates: duplicates },
  );
  return { status: 'appended', control };
}

export function sealCampaign(
  database: Database,
  id: string,
  chunks: number,
  duplicates: number,
  now: number,
): AppendAnswer['status'] {
  const row = requiredRow(database, id);
  if (row.chunks !== chunks) return 'different';
  if (row.state !== 'appending') return 'same';
  database.run(
    "UPDATE campaigns SET state = 'sealed', duplicates = duplicates + $duplicates WHERE pk = $campaign",
    { $campaign: row.pk as number, $duplicates: duplicates },
  );
  endIfDone(database, row.pk as number, now);
  return 'appended';
}

/** A sealed campaign without open chunks is done. */
export function endIfDone(database: Database, $campaign: number, now: number): void {
  database.run(
    "UPDATE campaigns SET state = 'done', done_at = $now WHERE pk = $campaign AND state = 'sealed' AND open = 0",
    { $campaign, $now: now },
  );
}

export function controlCampaign(
  database: Database,
  id: string,
  control: CampaignControl,
): StoredCampaign | undefined {
  database.run("UPDATE campaigns SET control = $control WHERE id = $id AND control <> 'cancelled'", {
    $id: id,
    $control: control,
  });
  return findCampaign(database, { id });
}
