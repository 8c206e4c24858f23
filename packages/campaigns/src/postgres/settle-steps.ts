import { bytesOf } from '../content/rows.ts';
import type {
  ChunkName,
  HeldChunk,
  PruneRequest,
  SettleAnswer,
  SettledChunk,
  SettledOutcomes,
  UnsettledChunk,
} from '../ports/campaign-store.ts';
import { endIfDone, requiredRow } from './campaign-steps.ts';
import { type ChunkKey, segmentsOf } from './claim-steps.ts';
import type { Row, Transaction } from './database.ts';

/** Each is a part of one transaction. */

export async function settleChunk(
  transaction: Transaction,
  { campaign, chunk, epoch }: HeldChunk,
  join: (known: UnsettledChunk) => SettledOutcomes | undefined,
): Promise<SettleAnswer> {
  const { all, run } = transaction;
  const [row] = await all(
    `SELECT chunks.* FROM chunks JOIN campaigns ON pk = campaign
     WHERE id = $1 AND number = $2 AND epoch = $3 AND chunks.state <> 'settled' FOR UPDATE OF chunks`,
    [campaign, chunk, epoch],
  );
  if (!row) return 'lost';
  const key = [row.campaign as number, chunk] as const;
  const settled = join(await knownOf(transaction, key, row.round as number));
  if (!settled) return 'incomplete';
  for (const table of ['segments', 'intents']) {
    await run(`DELETE FROM ${table} WHERE campaign = $1 AND number = $2`, key);
  }
  await storeSettled(transaction, key, row, settled);
  return 'settled';
}

async function knownOf(transaction: Transaction, key: ChunkKey, round: number): Promise<UnsettledChunk> {
  const [content] = await transaction.all(
    'SELECT todo, outcomes FROM contents WHERE campaign = $1 AND number = $2',
    key,
  );
  const todo = bytesOf(content?.todo);
  const outcomes = bytesOf(content?.outcomes);
  const segments = await segmentsOf(transaction, key);
  return { ...(todo && { todo }), ...(outcomes && { outcomes }), segments, round };
}

async function storeSettled(
  transaction: Transaction,
  key: ChunkKey,
  before: Row,
  { bytes, counts, isChanged }: SettledOutcomes,
): Promise<void> {
  const { all, run } = transaction;
  const wasOpen = before.state === 'open';
  // The campaign has the counts of what was settled before; those of an open chunk come now.
  const countedOf = (count: keyof typeof counts) => (wasOpen ? 0 : (before[count] as number));
  const [campaign] = await all(
    `UPDATE campaigns SET open = open - $2, unsettled = unsettled - 1, revision = revision + $3,
       accepted = accepted + $4, failed = failed + $5, unconfirmed = unconfirmed + $6
     WHERE pk = $1 RETURNING revision`,
    [
      key[0],
      wasOpen ? 1 : 0,
      isChanged ? 1 : 0,
      counts.accepted - countedOf('accepted'),
      counts.failed - countedOf('failed'),
      counts.unconfirmed - countedOf('unconfirmed'),
    ],
  );
  await run(
    `UPDATE chunks SET state = 'settled', worker = NULL, lease_until = 0, revision = $3, accepted = $4, failed = $5,
       unconfirmed = $6 WHERE campaign = $1 AND number = $2`,
    [
      ...key,
      isChanged ? campaign?.revision : before.revision,
      counts.accepted,
      counts.failed,
      counts.unconfirmed,
    ],
  );
  await run('UPDATE contents SET outcomes = $3, todo = NULL WHERE campaign = $1 AND number = $2', [
    ...key,
    bytes,
  ]);
  await endIfDone(transaction, key[0]);
}

export async function settledChunks(
  transaction: Transaction,
  campaign: string,
  fromRevision: number,
  limit: number,
): Promise<readonly SettledChunk[]> {
  const { pk } = await requiredRow(transaction, campaign, '');
  const rows = await transaction.all(
    `SELECT number, revision, round, count, recipients, outcomes
     FROM chunks JOIN contents USING (campaign, number)
     WHERE campaign = $1 AND revision > 0 AND revision >= $2 AND outcomes IS NOT NULL
     ORDER BY revision LIMIT $3`,
    [pk, fromRevision, limit],
  );
  return rows.map((row) => ({
    number: row.number as number,
    revision: row.revision as number,
    round: row.round as number,
    recipients: row.recipients as Uint8Array,
    count: row.count as number,
    outcomes: row.outcomes as Uint8Array,
  }));
}

export async function openChunks(
  transaction: Transaction,
  campaign: string,
  fromNumber: number,
  limit: number,
): Promise<readonly number[]> {
  const { pk } = await requiredRow(transaction, campaign, '');
  const rows = await transaction.all(
    `SELECT number FROM chunks WHERE campaign = $1 AND state <> 'settled' AND number >= $2
     ORDER BY number LIMIT $3`,
    [pk, fromNumber, limit],
  );
  return rows.map(({ number }) => number as number);
}

export async function reopenChunk(
  transaction: Transaction,
  { campaign, chunk, revision }: ChunkName & { readonly revision: number },
  todo: Uint8Array,
  count: number,
): Promise<boolean> {
  const { all, run } = transaction;
  const { pk } = await requiredRow(transaction, campaign, '');
  const [opened] = await all(
    `UPDATE chunks SET state = 'open', round = round + 1, failed = failed - $4
     WHERE campaign = $1 AND number = $2 AND revision = $3 AND state = 'settled'
     RETURNING accepted, failed, unconfirmed`,
    [pk, chunk, revision, count],
  );
  if (!opened) return false;
  await run('UPDATE contents SET todo = $3 WHERE campaign = $1 AND number = $2', [pk, chunk, todo]);
  // An open chunk keeps its counts to itself.
  await run(
    `UPDATE campaigns SET open = open + 1, unsettled = unsettled + 1, done_at = NULL,
       accepted = accepted - $2, failed = failed - $3, unconfirmed = unconfirmed - $4,
       state = CASE state WHEN 'done' THEN 'sealed' ELSE state END
     WHERE pk = $1`,
    [pk, opened.accepted, (opened.failed as number) + count, opened.unconfirmed],
  );
  return true;
}

export async function pruneCampaigns(
  transaction: Transaction,
  { doneBefore, maxBytes }: PruneRequest,
): Promise<number> {
  const { all, run } = transaction;
  const campaigns = await all(
    "SELECT pk, done_at FROM campaigns WHERE state = 'done' AND pruned = 0 ORDER BY done_at, pk FOR UPDATE",
  );
  let pruned = 0;
  for (const { pk, done_at } of campaigns) {
    const isOld = doneBefore !== undefined && (done_at as number) < doneBefore;
    const isTooMuch = maxBytes !== undefined && (await bytesInUse(transaction)) > maxBytes;
    if (!isOld && !isTooMuch) break;
    for (const table of ['chunks', 'contents', 'segments', 'intents']) {
      await run(`DELETE FROM ${table} WHERE campaign = $1`, [pk]);
    }
    await run("UPDATE campaigns SET pruned = 1, unsettled = 0, definition = '' WHERE pk = $1", [pk]);
    pruned += 1;
  }
  return pruned;
}

/** What a row costs beside its large columns, in bytes: the rows of a chunk and of its content with their indexes. */
const bytesOfRow = 400;

/** What the rows take. The files are larger: PostgreSQL gives their pages to other rows after a vacuum. */
async function bytesInUse({ all }: Transaction): Promise<number> {
  const sizes = ['contents', 'segments', 'intents'].map((table) => {
    const columns = table === 'contents' ? ['recipients', 'todo', 'outcomes'] : ['bytes'];
    const sum = columns.map((column) => `coalesce(pg_column_size(${column}), 0)`).join(' + ');
    return `(SELECT coalesce(sum(${sum} + ${bytesOfRow}), 0) FROM ${table})`;
  });
  const [row] = await all(`SELECT (${sizes.join(' + ')})::double precision AS bytes`);
  return row?.bytes as number;
}
