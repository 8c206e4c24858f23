import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { ChunkName } from '../ports/campaign-store.ts';
import type { JobResult, JobRunner } from '../ports/engine.ts';
import { ChunkRun } from './chunk-run.ts';
import { CommitQueue } from './commit-queue.ts';
import { LeaseKeeper } from './lease-keeper.ts';
import type { WorkerContext } from './worker-context.ts';

/** How long to leave a chunk alone that could not be worked on, in milliseconds. */
const afterTroubleMs = 1_000;

interface WorkerTimes {
  readonly concurrency: number;
  readonly pollMs: number;
  readonly renewMs: number;
}

/** Works on chunks of campaigns, as an engine gives them to it. */
export class CampaignWorker implements JobRunner {
  readonly concurrency: number;
  readonly pollMs: number;
  readonly #context: WorkerContext;
  readonly #commits: CommitQueue;
  readonly #leases: LeaseKeeper;
  readonly #name = `${hostname()} ${process.pid} ${randomUUID()}`;
  #isClosing = false;

  constructor(context: WorkerContext, { concurrency, pollMs, renewMs }: WorkerTimes) {
    this.concurrency = concurrency;
    this.pollMs = pollMs;
    this.#context = context;
    this.#commits = new CommitQueue(context);
    this.#leases = new LeaseKeeper(context, renewMs);
  }

  async run(job?: ChunkName): Promise<JobResult> {
    if (this.#isClosing) return { status: 'idle' };
    const { store, storeClock, chats, leaseMs } = this.#context;
    const { chunk, retryAt } = await storeClock.ask(() =>
      store.claim({
        worker: this.#name,
        leaseMs,
        chats: [...chats.keys()],
        ...(job && { job }),
      }),
    );
    if (!chunk) {
      if (retryAt === undefined) return { status: 'idle' };
      return { status: 'idle', retryInMs: Math.max(0, retryAt - storeClock.earliest) };
    }
    const chat = chats.get(chunk.of.chat);
    if (!chat)
      throw new Error(
        `the store gave a chunk of the chat "${chunk.of.chat}", which this worker does not have`,
      );
    const run = new ChunkRun(chunk, chat, this.#commits, this.#context);
    if (this.#isClosing) run.stop('closing');
    const end = await this.#leases.keep(run, () => run.run());
    return end === 'given back' ? { status: 'idle', retryInMs: afterTroubleMs } : { status: 'worked' };
  }

  /** Lets calls in flight end, and gives chunks back. */
  stop(): void {
    this.#isClosing = true;
    this.#leases.stopAll();
  }

  /** Waits no longer for a store that is away. */
  abandon(): void {
    this.#commits.abandon();
  }
}
