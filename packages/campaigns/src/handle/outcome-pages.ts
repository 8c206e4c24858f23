import type { Clock } from '@polychat/core';
import { sleep } from '@polychat/core/combine';
import { unpackOutcomes } from '../content/outcomes.ts';
import { unpackRecipients } from '../content/recipients.ts';
import type { CampaignStore, SettledChunk } from '../ports/campaign-store.ts';
import type { OutcomeCursor, OutcomePage, OutcomesOptions } from './campaign.ts';

interface Source {
  readonly store: CampaignStore;
  readonly id: string;
  readonly chunkSize: number;
  readonly clock: Clock;
  readonly pollMs: number;
}

const start: OutcomeCursor = Object.freeze({ chunk: 0, index: 0, revision: 0 });

/** Reads the outcomes of a campaign, one settled chunk after the other. */
export async function* outcomePages(
  { store, id, chunkSize, clock, pollMs }: Source,
  { after = start, follow = true, pageSize = 1_000, signal }: OutcomesOptions = {},
): AsyncGenerator<OutcomePage> {
  let cursor = after;
  while (!signal?.aborted) {
    // Asked before the chunks: what is settled by then is among them.
    const campaign = await store.find({ id });
    let hasRead = false;
    // The chunk of the cursor may not have been read to its end.
    for (const chunk of await store.settledChunks(id, cursor.revision, 2)) {
      for (const page of pagesOf(chunk, cursor, chunkSize, pageSize)) {
        if (signal?.aborted) return;
        hasRead = true;
        cursor = page.cursor;
        yield page;
      }
    }
    if (hasRead) continue;
    if (!follow || !campaign || campaign.state === 'done') return;
    await sleep(clock, pollMs, signal);
  }
}

/** What of a chunk comes after the cursor. */
function* pagesOf(
  chunk: SettledChunk,
  cursor: OutcomeCursor,
  chunkSize: number,
  pageSize: number,
): Generator<OutcomePage> {
  const { number, revision, count } = chunk;
  let index = revision === cursor.revision ? cursor.index : 0;
  if (index >= count) return;
  const all = unpackOutcomes(chunk.outcomes, unpackRecipients(chunk.recipients));
  const first = number * chunkSize;
  for (; index < count; index += pageSize) {
    const outcomes = all
      .slice(index, index + pageSize)
      .map((outcome) => ({ ...outcome, index: first + outcome.index }));
    yield { outcomes, cursor: { chunk: number, index: index + outcomes.length, revision } };
  }
}
