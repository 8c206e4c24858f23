/**
 * What the PostgreSQL store costs its server: CPU time of a commit, of each call in it and of a chunk, and bytes of a
 * recipient. The simulation in packages/bench has these as parameters.
 *
 *   npm run bench:postgres [-- chunks]
 */
import { randomBytes, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { RecipientOutcome } from '@polychat/core';
import { Pool } from 'pg';
import { settledOf } from '../../content/join-outcomes.ts';
import { packOutcomes } from '../../content/outcomes.ts';
import { packRecipients } from '../../content/recipients.ts';
import type { HeldChunk, NewIntent } from '../../ports/campaign-store.ts';
import { createPostgresStore, type PostgresStore } from '../../postgres/postgres-store.ts';
import { PostgresServer } from '../postgres-server.ts';

const chunks = Number(process.argv[2] ?? 10);
const chunkSize = 2_000;
/** About what the record of a single at Tencent IM takes. */
const intentBytes = randomBytes(450);
const server = await PostgresServer.start();
const pool = new Pool({ connectionString: server.url(), max: 4 });
const store = await createPostgresStore({ pool });
const empty = await size();

/** CPU time of all processes of the server, in microseconds: those that the kernel counts in hundredths of a second. */
async function cpu(): Promise<number> {
  const processes = await server.query('SELECT pid FROM pg_stat_activity');
  let ticks = 0;
  for (const { pid } of processes) {
    try {
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
      ticks += Number(fields[11]) + Number(fields[12]);
    } catch {
      // It has ended meanwhile.
    }
  }
  return ticks * 10_000;
}

async function size(): Promise<number> {
  const [row] = await server.query('SELECT pg_database_size(current_database()) AS bytes');
  return Number(row?.bytes);
}

async function fill(to: PostgresStore): Promise<readonly (readonly string[])[]> {
  const id = randomUUID();
  await to.create({ id, key: id, chat: 'chat', definition: '{}', chunkSize });
  const all = Array.from({ length: chunks }, (_, number) =>
    Array.from({ length: chunkSize }, (__, index) => `user-${number * chunkSize + index}`),
  );
  for (const [number, recipients] of all.entries()) {
    await to.append(id, { number, ...packRecipients(recipients), count: chunkSize, duplicates: 0 });
  }
  await to.seal(id, chunks, 0);
  return all;
}

const intentOf = (callId: string): NewIntent => ({
  callId,
  bytes: intentBytes,
  firstAttemptAt: Date.now(),
  runsForMs: 10_000,
});

/** Sends chunks through the store, so many calls in each commit. Returns the number of commits. */
async function send(lists: readonly (readonly string[])[], callsPerCommit: number): Promise<number> {
  let commits = 0;
  for (const [number, recipients] of lists.entries()) {
    const { chunk } = await store.claim({ worker: 'worker', leaseMs: 60_000, chats: ['chat'] });
    if (!chunk) throw new Error('no chunk');
    const held: HeldChunk = { campaign: chunk.campaign, chunk: chunk.chunk, epoch: chunk.epoch };
    let begun: readonly number[] = [];
    for (let first = 0; begun.length > 0 || first < recipients.length; first += callsPerCommit) {
      const next = recipients.slice(first, first + callsPerCommit).map((_, place) => first + place);
      const outcomes: readonly RecipientOutcome[] = begun.map((index) => ({
        userId: recipients[index] ?? '',
        index,
        status: 'accepted',
        via: 'chat',
        messageId: `40213_${77_120_034 + 7_919 * index}_1751500001`,
        sequence: String(number * chunkSize + index),
        sentAt: 1_751_500_001_000 + index,
      }));
      await store.commit({
        outcomes:
          outcomes.length === 0
            ? []
            : [
                {
                  campaign: held.campaign,
                  chunk: held.chunk,
                  round: 1,
                  bytes: packOutcomes(outcomes, 'plain'),
                  counts: { accepted: outcomes.length, failed: 0, unconfirmed: 0 },
                  endedCalls: begun.map((index) => `call ${number} ${index}`),
                },
              ],
        begins:
          next.length === 0
            ? []
            : [{ ...held, intents: next.map((index) => intentOf(`call ${number} ${index}`)) }],
      });
      commits += 1;
      begun = next;
    }
    const settled = await store.settle(held, (known) => settledOf(known, recipients));
    if (settled !== 'settled') throw new Error(settled);
  }
  return commits;
}

console.log(`${chunks} chunks of ${chunkSize} recipients for each row`);
try {
  await send(await fill(store), 500);
  const rows: { readonly commits: number; readonly micros: number }[] = [];
  for (const callsPerCommit of [1, 4, 40, 2_000]) {
    const lists = await fill(store);
    const before = { cpu: await cpu(), size: await size(), at: performance.now() };
    const commits = await send(lists, callsPerCommit);
    const micros = (await cpu()) - before.cpu;
    const ms = performance.now() - before.at;
    rows.push({ commits, micros });
    const calls = chunks * chunkSize;
    console.log(
      `${String(callsPerCommit).padStart(4)} calls in a commit: ${(micros / calls).toFixed(0)} µs of CPU a call, ${(ms / commits).toFixed(1)} ms a commit, the database grew by ${((await size()) - before.size) / calls} bytes a recipient`,
    );
  }
  const [each, , , whole] = rows;
  if (each && whole) {
    const perCommit = (each.micros - whole.micros) / (each.commits - whole.commits);
    console.log(
      `so a commit costs ${perCommit.toFixed(0)} µs, and a call ${((whole.micros - perCommit * whole.commits) / (chunks * chunkSize)).toFixed(0)} µs beside it`,
    );
  }
  await pool.query('VACUUM FULL');
  console.log(
    `at rest: ${(((await size()) - empty) / (5 * chunks * chunkSize)).toFixed(1)} bytes a recipient, whose ids are short and alike`,
  );
} finally {
  await store.close();
  await pool.end();
  await server.close();
}
