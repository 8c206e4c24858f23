import { misconfigured } from '@polychat/core/adapter';
import { packRecipients } from '../content/recipients.ts';
import type { CampaignStore, ChunkName } from '../ports/campaign-store.ts';
import type { StoredCampaign } from '../ports/stored-campaign.ts';
import { SeenIds } from './seen-ids.ts';

interface Destination {
  readonly store: CampaignStore;
  readonly campaign: StoredCampaign;
  /** Says that a chunk can be worked on. */
  readonly onChunk: (chunk: ChunkName) => Promise<void>;
}

/**
 * Reads recipients, cuts them into chunks and stores these; then seals the campaign. Chunks that are there are compared.
 * Rejects with a `ChatError` where they differ, and with what the recipients throw.
 */
export async function appendRecipients(
  recipients: Iterable<string> | AsyncIterable<string>,
  destination: Destination,
): Promise<void> {
  const { store, campaign } = destination;
  const seen = new SeenIds();
  let number = 0;
  let duplicates = 0;
  let chunk: string[] = [];
  let position = 0;
  for await (const userId of chunked(recipients)) {
    checkId(userId, position);
    position += 1;
    if (!seen.add(userId)) {
      duplicates += 1;
      continue;
    }
    chunk.push(userId);
    if (chunk.length < campaign.chunkSize) continue;
    if (!(await appendChunk(chunk, number, duplicates, destination))) return;
    number += 1;
    duplicates = 0;
    chunk = [];
  }
  if (chunk.length > 0) {
    if (!(await appendChunk(chunk, number, duplicates, destination))) return;
    number += 1;
    duplicates = 0;
  }
  if ((await store.seal(campaign.id, number, duplicates)) === 'different') {
    if ((await store.find({ id: campaign.id }))?.control === 'cancelled') return;
    throw differs(campaign, number, 'there were more recipients when it was started before');
  }
}

/** False where the campaign was cancelled: nobody more is to be added. */
async function appendChunk(
  recipients: readonly string[],
  number: number,
  duplicates: number,
  { store, campaign, onChunk }: Destination,
): Promise<boolean> {
  const packed = packRecipients(recipients);
  const { status, control } = await store.append(campaign.id, {
    number,
    ...packed,
    count: recipients.length,
    duplicates,
  });
  if (status === 'appended') await onChunk({ campaign: campaign.id, chunk: number });
  // Who cancels seals, too.
  if (control === 'cancelled') return false;
  if (status === 'different') throw differs(campaign, number, 'it holds other recipients than before');
  return true;
}

function checkId(userId: unknown, position: number): void {
  if (typeof userId === 'string' && userId !== '') return;
  throw misconfigured(
    `start: recipients[${position}]: must be a string, the user id`,
    `recipients[${position}]`,
  );
}

function differs(campaign: StoredCampaign, chunk: number, why: string): Error {
  return misconfigured(
    `start: the campaign "${campaign.key}" was started before with other recipients: chunk ${chunk} (from recipient ${chunk * campaign.chunkSize} on): ${why}`,
    'recipients',
  );
}

/** Lets the event loop in after each few ids of a list, however long it is. */
async function* chunked(recipients: Iterable<string> | AsyncIterable<string>): AsyncGenerator<string> {
  let count = 0;
  for await (const userId of recipients) {
    yield userId;
    count += 1;
    if (count % 1_000 === 0) await new Promise<void>((resolve) => void setImmediate(resolve));
  }
}
