import type { NotAcceptedOutcome } from '@polychat/core';
import { misconfigured } from '@polychat/core/adapter';
import { unpackOutcomes } from '../content/outcomes.ts';
import { packPositions, unpackRecipients } from '../content/recipients.ts';
import type { CampaignStore, ChunkName } from '../ports/campaign-store.ts';
import type { RetryOptions } from './campaign.ts';

interface Parts {
  readonly store: CampaignStore;
  readonly id: string;
  readonly onChunk: (chunk: ChunkName) => Promise<void>;
}

/** Opens settled chunks for another round, for those of their recipients that have failed. */
export async function retryFailed(
  { store, id, onChunk }: Parts,
  { where = ({ problem }) => problem.retryable }: RetryOptions = {},
): Promise<number> {
  const campaign = await store.find({ id });
  if (!campaign || campaign.control === 'cancelled') {
    throw misconfigured(`retry: the campaign "${campaign?.key ?? id}" was cancelled`);
  }
  const isWanted = (outcome: NotAcceptedOutcome) => outcome.status === 'failed' && where(outcome);
  const last = campaign.revision;
  let count = 0;
  for (let revision = 1; revision <= last; ) {
    const [chunk] = await store.settledChunks(id, revision, 1);
    if (!chunk || chunk.revision > last) break;
    revision = chunk.revision + 1;
    const positions = unpackOutcomes(chunk.outcomes, unpackRecipients(chunk.recipients)).flatMap((outcome) =>
      outcome.status !== 'accepted' && isWanted(outcome) ? [outcome.index] : [],
    );
    if (positions.length === 0) continue;
    const name = { campaign: id, chunk: chunk.number };
    const todo = packPositions(positions);
    if (!(await store.reopen({ ...name, revision: chunk.revision }, todo, positions.length))) continue;
    count += positions.length;
    await onChunk(name);
  }
  return count;
}
