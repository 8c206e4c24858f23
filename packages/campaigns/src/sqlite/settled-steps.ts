import type { ChunkName, PruneRequest, SettledChunk } from '../ports/campaign-store.ts';
import { requiredRow } from './campaign-steps.ts';
import type { Database, Row } from './database.ts';

/** Each is a part of one transaction. */

export function settledChunks(
  database: Database,
  campaign: string,
  fromRevision: number,
  limit: number,
): readonly SettledChunk[] {
  const { pk } = requiredRow(database, campaign);
  return database
    .all(
      `SELECT number, revision, round, count, recipients, outcomes
       FROM chunks JOIN contents USING (campaign, number)
       WHERE campaign = $campaign AND revision > 0 AND revision >= $from AND outcomes IS NOT NULL
       ORDER BY revision LIMIT $limit`,
      { $campaign: pk as number, $from: fromRevision, $limit: limit },
    )
    .map((row) => ({
      number: row.number as number,
      revision: row.revision as number,
      round: row.round as number,
      recipients: row.recipients as Uint8Array,
      count: row.count as number,
      outcomes: row.outcomes as Uint8Array,
    }));
}

export function openChunks(
  database: Database,
  campaign: string,
  fromNumber: number,
  limit: number,
): readonly number[] {
  const { pk } = requiredRow(database, campaign);
  return database
    .all(
      `SELECT number FROM chunks WHERE campaign = $campaign AND state <> 'settled' AND number >= $from
       ORDER BY number LIMIT $limit`,
      { $campaign: pk as number, $from: fromNumber, $limit: limit },
    )
    .map(({ number }) => number as number);
}

export function reopenChunk(
  database: Database,
  { campaign, chunk, revision }: ChunkName & { readonly revision: number },
  todo: Uint8Array,
  count: number,
): boolean {
  const { pk } = requiredRow(database, campaign);
  const key = { $campaign: pk as number, $number: chunk };
  const opened = database.run(
    `UPDATE chunks SET state = 'open', round = round + 1, failed = failed - $count
     WHERE campaign = $campaign AND number = $number AND revision = $revision AND state = 'settled'`,
    { ...key, $revision: revision, $count: count },
  );
  if (opened === 0) return false;
  database.run('UPDATE contents SET todo = $todo WHERE campaign = $campaign AND number = $number', {
    ...key,
    $todo: todo,
  });
  database.run(
    `UPDATE campaigns SET open = open + 1, unsettled = unsettled + 1, failed = failed - $count, done_at = NULL,
       state = CASE state WHEN 'done' THEN 'sealed' ELSE state END
     WHERE pk = $campaign`,
    { $campaign: key.$campaign, $count: count },
  );
  return true;
}

export function pruneCampaigns(database: Database, { doneBefore, maxBytes }: PruneRequest): number {
  let pruned = 0;
  for (const campaign of doneCampaigns(database)) {
    const isOld = doneBefore !== undefined && (campaign.done_at as number) < doneBefore;
    const isTooMuch = maxBytes !== undefined && bytesInUse(database) > maxBytes;
    if (!isOld && !isTooMuch) break;
    for (const table of ['chunks', 'contents', 'segments', 'intents']) {
      database.run(`DELETE FROM ${table} WHERE campaign = $campaign`, { $campaign: campaign.pk as number });
    }
    database.run("UPDATE campaigns SET pruned = 1, unsettled = 0, definition = '' WHERE pk = $campaign", {
      $campaign: campaign.pk as number,
    });
    pruned += 1;
  }
  return pruned;
}

/** The oldest first. */
function doneCampaigns(database: Database): readonly Row[] {
  return database.all(
    "SELECT pk, done_at FROM campaigns WHERE state = 'done' AND pruned = 0 ORDER BY done_at, pk",
    {},
  );
}

/** What the tables take, without pages that are free. */
function bytesInUse(database: Database): number {
  const [pages, free, size] = ['page_count', 'freelist_count', 'page_size'].map((name) =>
    Number(database.setting(name)),
  );
  return ((pages ?? 0) - (free ?? 0)) * (size ?? 0);
}
