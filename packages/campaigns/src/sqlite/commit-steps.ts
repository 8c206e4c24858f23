import { bytesOf } from '../content/rows.ts';
import type {
  BeginEntry,
  ChunkName,
  Commit,
  CommitAnswer,
  HeldChunk,
  OutcomeEntry,
  SettleAnswer,
  SettledOutcomes,
  UnsettledChunk,
} from '../ports/campaign-store.ts';
import { endIfDone } from './campaign-steps.ts';
import { type ChunkKey, segmentsOf } from './claim-steps.ts';
import type { Database, Row } from './database.ts';

/** Each is a part of one transaction. */

export function storeCommit(database: Database, { outcomes, begins }: Commit, now: number): CommitAnswer {
  return {
    now,
    outcomes: outcomes.map((entry) => storeOutcomes(database, entry)),
    begins: begins.map((entry) => storeIntents(database, entry, now)),
  };
}

interface Found {
  readonly key: ChunkKey;
  readonly row: Row;
}

function chunkOf(database: Database, { campaign, chunk }: ChunkName): Found | undefined {
  const row = database.get(
    `SELECT chunks.campaign, chunks.state, epoch, round FROM chunks JOIN campaigns ON pk = campaign
     WHERE id = $id AND number = $number`,
    { $id: campaign, $number: chunk },
  );
  return row && { key: { $campaign: row.campaign as number, $number: chunk }, row };
}

function storeOutcomes(database: Database, entry: OutcomeEntry): boolean {
  const found = chunkOf(database, entry);
  if (!found || (entry.epoch !== undefined && entry.epoch !== found.row.epoch)) return false;
  const { key, row } = found;
  const { accepted, failed, unconfirmed } = entry.counts;
  for (const $call of entry.endedCalls) {
    database.run('DELETE FROM intents WHERE campaign = $campaign AND number = $number AND call = $call', {
      ...key,
      $call,
    });
  }
  if (accepted + failed + unconfirmed === 0) return true;
  database.run(
    'INSERT INTO segments (campaign, number, round, bytes) VALUES ($campaign, $number, $round, $bytes)',
    { ...key, $round: entry.round, $bytes: entry.bytes },
  );
  if (row.state === 'open') addCounts(database, key, entry.counts);
  if (row.state === 'settled') openForLateOutcomes(database, key);
  return true;
}

/** The outcomes of a settled chunk are to be joined by whoever claims it. */
function openForLateOutcomes(database: Database, key: ChunkKey): void {
  database.run(
    "UPDATE chunks SET state = 'late', lease_until = 0 WHERE campaign = $campaign AND number = $number",
    { ...key },
  );
  database.run('UPDATE campaigns SET unsettled = unsettled + 1 WHERE pk = $campaign', {
    $campaign: key.$campaign,
  });
}

/** Adds to the counts of the chunk and of its campaign. */
function addCounts(
  database: Database,
  key: ChunkKey,
  { accepted: $accepted, failed: $failed, unconfirmed: $unconfirmed }: SettledOutcomes['counts'],
): void {
  const set =
    'accepted = accepted + $accepted, failed = failed + $failed, unconfirmed = unconfirmed + $unconfirmed';
  const counts = { $accepted, $failed, $unconfirmed };
  database.run(`UPDATE chunks SET ${set} WHERE campaign = $campaign AND number = $number`, {
    ...key,
    ...counts,
  });
  database.run(`UPDATE campaigns SET ${set} WHERE pk = $campaign`, {
    $campaign: key.$campaign,
    ...counts,
  });
}

function storeIntents(database: Database, entry: BeginEntry, now: number): boolean {
  const found = chunkOf(database, entry);
  if (!found || found.row.epoch !== entry.epoch || found.row.state === 'settled') return false;
  for (const { callId, replaces, bytes, firstAttemptAt, runsForMs } of entry.intents) {
    if (replaces !== undefined) {
      database.run(
        'UPDATE intents SET replaced = 1 WHERE campaign = $campaign AND number = $number AND call = $call',
        { ...found.key, $call: replaces },
      );
    }
    database.run(
      `INSERT INTO intents (campaign, number, call, bytes, first_attempt_at, may_run_until)
       VALUES ($campaign, $number, $call, $bytes, $first, $until)
       ON CONFLICT (campaign, number, call) DO UPDATE
       SET bytes = $bytes, first_attempt_at = min(first_attempt_at, $first), may_run_until = max(may_run_until, $until)`,
      { ...found.key, $call: callId, $bytes: bytes, $first: firstAttemptAt, $until: now + runsForMs },
    );
  }
  return true;
}

export function settleChunk(
  database: Database,
  held: HeldChunk,
  join: (known: UnsettledChunk) => SettledOutcomes | undefined,
  now: number,
): SettleAnswer {
  const found = chunkOf(database, held);
  if (!found || found.row.epoch !== held.epoch || found.row.state === 'settled') return 'lost';
  const { key, row } = found;
  const content = database.get(
    'SELECT todo, outcomes FROM contents WHERE campaign = $campaign AND number = $number',
    { ...key },
  );
  const todo = bytesOf(content?.todo);
  const outcomes = bytesOf(content?.outcomes);
  const segments = segmentsOf(database, key);
  const settled = join({
    ...(todo && { todo }),
    ...(outcomes && { outcomes }),
    segments,
    round: row.round as number,
  });
  if (!settled) return 'incomplete';
  for (const table of ['segments', 'intents']) {
    database.run(`DELETE FROM ${table} WHERE campaign = $campaign AND number = $number`, { ...key });
  }
  storeSettled(database, key, settled, row.state === 'open', now);
  return 'settled';
}

function storeSettled(
  database: Database,
  key: ChunkKey,
  { bytes, counts, isChanged }: SettledOutcomes,
  wasOpen: boolean,
  now: number,
): void {
  const { $campaign } = key;
  const before = database.get(
    'SELECT accepted, failed, unconfirmed FROM chunks WHERE campaign = $campaign AND number = $number',
    { ...key },
  );
  addCounts(database, key, {
    accepted: counts.accepted - (before?.accepted as number),
    failed: counts.failed - (before?.failed as number),
    unconfirmed: counts.unconfirmed - (before?.unconfirmed as number),
  });
  database.run(
    `UPDATE campaigns SET open = open - $open, unsettled = unsettled - 1, revision = revision + $changed
     WHERE pk = $campaign`,
    { $campaign, $open: wasOpen ? 1 : 0, $changed: isChanged ? 1 : 0 },
  );
  database.run(
    `UPDATE chunks SET state = 'settled', worker = NULL, lease_until = 0,
       revision = CASE WHEN $changed THEN (SELECT revision FROM campaigns WHERE pk = $campaign) ELSE revision END
     WHERE campaign = $campaign AND number = $number`,
    { ...key, $changed: isChanged ? 1 : 0 },
  );
  database.run(
    'UPDATE contents SET outcomes = $bytes, todo = NULL WHERE campaign = $campaign AND number = $number',
    { ...key, $bytes: bytes },
  );
  endIfDone(database, $campaign, now);
}
