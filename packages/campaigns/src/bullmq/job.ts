import type { BulkJobOptions } from 'bullmq';
import type { ChunkName } from '../ports/campaign-store.ts';

/** A job of the queue: which chunk, and nothing of what it holds. */
export function jobOf({ campaign, chunk }: ChunkName): {
  readonly name: string;
  readonly data: ChunkName;
  readonly opts: BulkJobOptions;
} {
  return {
    name: 'chunk',
    data: { campaign, chunk },
    // A chunk that is in the queue is not put there again. BullMQ takes no id with a colon.
    opts: {
      jobId: `${campaign.replaceAll(':', '_')}.chunk-${chunk}`,
      removeOnComplete: true,
      removeOnFail: true,
    },
  };
}
