import type { BeginEntry, ChunkName, Commit, CommitAnswer, OutcomeEntry } from '../ports/campaign-store.ts';
import type { ChunkKey } from './claim-steps.ts';
import type { Transaction } from './database.ts';

/** Each is a part of one transaction. */

/** A chunk that is locked, with what the commit changes of it. */
interface LockedChunk {
  readonly key: ChunkKey;
  readonly epoch: number;
  state: 'open' | 'settled' | 'late';
  readonly wasSettled: boolean;
  accepted: number;
  failed: number;
  unconfirmed: number;
}

export async function storeCommit(
  transaction: Transaction,
  { outcomes, begins }: Commit,
): Promise<CommitAnswer> {
  const chunks = await lockChunks(transaction, [...outcomes, ...begins]);
  const stored = outcomes.map((entry) => mayStore(chunks.get(nameOf(entry)), entry));
  await storeOutcomes(
    transaction,
    outcomes.filter((_, place) => stored[place]),
    chunks,
  );
  const begun = begins.map((entry) => mayBegin(chunks.get(nameOf(entry)), entry));
  await storeIntents(
    transaction,
    begins.filter((_, place) => begun[place]),
    chunks,
  );
  return { now: transaction.now, outcomes: stored, begins: begun };
}

function nameOf({ campaign, chunk }: ChunkName): string {
  return `${chunk} ${campaign}`;
}

/** In order, so that nobody waits for somebody who waits for them. */
async function lockChunks(
  { all }: Transaction,
  names: readonly ChunkName[],
): Promise<ReadonlyMap<string, LockedChunk>> {
  const unique = [...new Map(names.map((name) => [nameOf(name), name])).values()];
  const rows = await all(
    `SELECT id, chunks.campaign, chunks.number, chunks.state, chunks.epoch
     FROM unnest($1::text[], $2::integer[]) AS wanted (id, number) JOIN campaigns USING (id)
     JOIN chunks ON chunks.campaign = pk AND chunks.number = wanted.number
     ORDER BY chunks.campaign, chunks.number FOR UPDATE OF chunks`,
    [unique.map(({ campaign }) => campaign), unique.map(({ chunk }) => chunk)],
  );
  return new Map(
    rows.map((row) => [
      nameOf({ campaign: row.id as string, chunk: row.number as number }),
      {
        key: [row.campaign as number, row.number as number] as const,
        epoch: row.epoch as number,
        state: row.state as LockedChunk['state'],
        wasSettled: row.state === 'settled',
        accepted: 0,
        failed: 0,
        unconfirmed: 0,
      },
    ]),
  );
}

/** Whether an entry may be stored; counts it where it may. */
function mayStore(chunk: LockedChunk | undefined, { epoch, counts }: OutcomeEntry): chunk is LockedChunk {
  if (!chunk || (epoch !== undefined && epoch !== chunk.epoch)) return false;
  if (!hasOutcomes({ counts })) return true;
  if (chunk.state === 'settled') chunk.state = 'late';
  if (chunk.state === 'open') {
    chunk.accepted += counts.accepted;
    chunk.failed += counts.failed;
    chunk.unconfirmed += counts.unconfirmed;
  }
  return true;
}

function hasOutcomes({ counts: { accepted, failed, unconfirmed } }: Pick<OutcomeEntry, 'counts'>): boolean {
  return accepted + failed + unconfirmed > 0;
}

function mayBegin(chunk: LockedChunk | undefined, { epoch }: BeginEntry): boolean {
  return chunk !== undefined && chunk.epoch === epoch && chunk.state !== 'settled';
}

async function storeOutcomes(
  transaction: Transaction,
  entries: readonly OutcomeEntry[],
  chunks: ReadonlyMap<string, LockedChunk>,
): Promise<void> {
  const { run } = transaction;
  const ended = entries.flatMap((entry) => entry.endedCalls.map((call) => ({ entry, call })));
  if (ended.length > 0) {
    await run(
      `DELETE FROM intents USING unnest($1::integer[], $2::integer[], $3::text[]) AS ended (campaign, number, call)
       WHERE intents.campaign = ended.campaign AND intents.number = ended.number AND intents.call = ended.call`,
      [
        ...keysOf(
          ended.map(({ entry }) => entry),
          chunks,
        ),
        ended.map(({ call }) => call),
      ],
    );
  }
  const segments = entries.filter(hasOutcomes);
  if (segments.length > 0) {
    await run(
      `INSERT INTO segments (campaign, number, round, bytes)
       SELECT campaign, number, round, bytes
       FROM unnest($1::integer[], $2::integer[], $3::integer[], $4::bytea[])
         WITH ORDINALITY AS entry (campaign, number, round, bytes, place) ORDER BY place`,
      [...keysOf(segments, chunks), segments.map(({ round }) => round), segments.map(({ bytes }) => bytes)],
    );
  }
  await addCounts(transaction, [...chunks.values()]);
  await openForLateOutcomes(
    transaction,
    [...chunks.values()].filter(({ state, wasSettled }) => wasSettled && state === 'late'),
  );
}

/** The columns `campaign` and `number` of entries. */
function keysOf(
  entries: readonly ChunkName[],
  chunks: ReadonlyMap<string, LockedChunk>,
): readonly [readonly number[], readonly number[]] {
  const keys = entries.map((entry) => chunks.get(nameOf(entry))?.key ?? [-1, -1]);
  return [keys.map(([campaign]) => campaign), keys.map(([, number]) => number)];
}

async function addCounts({ run }: Transaction, chunks: readonly LockedChunk[]): Promise<void> {
  const counted = chunks.filter((chunk) => hasOutcomes({ counts: chunk }));
  if (counted.length === 0) return;
  await run(
    `UPDATE chunks SET accepted = chunks.accepted + more.accepted, failed = chunks.failed + more.failed,
       unconfirmed = chunks.unconfirmed + more.unconfirmed
     FROM unnest($1::integer[], $2::integer[], $3::integer[], $4::integer[], $5::integer[])
       AS more (campaign, number, accepted, failed, unconfirmed)
     WHERE chunks.campaign = more.campaign AND chunks.number = more.number`,
    [
      counted.map(({ key }) => key[0]),
      counted.map(({ key }) => key[1]),
      counted.map(({ accepted }) => accepted),
      counted.map(({ failed }) => failed),
      counted.map(({ unconfirmed }) => unconfirmed),
    ],
  );
}

/** The outcomes of a settled chunk are to be joined by whoever claims it. */
async function openForLateOutcomes({ run }: Transaction, chunks: readonly LockedChunk[]): Promise<void> {
  for (const { key } of chunks) {
    await run("UPDATE chunks SET state = 'late', lease_until = 0 WHERE campaign = $1 AND number = $2", key);
    await run('UPDATE campaigns SET unsettled = unsettled + 1 WHERE pk = $1', [key[0]]);
  }
}

async function storeIntents(
  { run, now }: Transaction,
  entries: readonly BeginEntry[],
  chunks: ReadonlyMap<string, LockedChunk>,
): Promise<void> {
  for (const entry of entries) {
    const key = chunks.get(nameOf(entry))?.key;
    if (!key || entry.intents.length === 0) continue;
    // Of a call that is there twice the last counts: one statement cannot change a row twice.
    const intents = [...new Map(entry.intents.map((intent) => [intent.callId, intent])).values()];
    await run(
      `INSERT INTO intents (campaign, number, call, bytes, first_attempt_at, may_run_until)
       SELECT $1, $2, * FROM unnest($3::text[], $4::bytea[], $5::double precision[], $6::double precision[])
       ON CONFLICT (campaign, number, call) DO UPDATE SET bytes = excluded.bytes,
         first_attempt_at = least(intents.first_attempt_at, excluded.first_attempt_at),
         may_run_until = greatest(intents.may_run_until, excluded.may_run_until)`,
      [
        ...key,
        intents.map(({ callId }) => callId),
        intents.map(({ bytes }) => bytes),
        intents.map(({ firstAttemptAt }) => firstAttemptAt),
        intents.map(({ runsForMs }) => now + runsForMs),
      ],
    );
    const replaced = intents.flatMap(({ replaces }) => (replaces === undefined ? [] : [replaces]));
    if (replaced.length === 0) continue;
    await run(
      'UPDATE intents SET replaced = true WHERE campaign = $1 AND number = $2 AND call = ANY($3::text[])',
      [...key, replaced],
    );
  }
}
