import {
  type BackendFactory,
  DelayedError,
  type IQueueBackend,
  type Job,
  type PostgresConnectionOptions,
  WaitingError,
  Worker,
  type WorkerOptions,
} from 'bullmq';
import type { ChunkName } from '../ports/campaign-store.ts';
import type { EngineWorker, JobResult, JobRunner } from '../ports/engine.ts';

/** The least and the most time that a job waits for its chunk to be free, in milliseconds. */
const [leastDelayMs, mostDelayMs] = [50, 5_000];

interface Parts {
  readonly name: string;
  readonly createBackend: BackendFactory<IQueueBackend, PostgresConnectionOptions>;
  readonly options: WorkerOptions<PostgresConnectionOptions>;
  readonly lookEveryMs: number;
  readonly onError: (error: unknown) => void;
  readonly onClosed: () => void;
}

/**
 * Gives jobs of the queue to a runner. While it has nothing to do it looks into the store as well: the queue may have
 * lost a job, or be away, and what comes late to a settled chunk is in no queue.
 */
export class BullmqWorker implements EngineWorker {
  readonly #runner: JobRunner;
  readonly #parts: Parts;
  readonly #worker: Worker<ChunkName, void, string, IQueueBackend, number, PostgresConnectionOptions>;
  /** How many jobs are under way. */
  #active = 0;
  #isClosing = false;
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> = Promise.resolve();
  #closed: Promise<void> | undefined;

  constructor(runner: JobRunner, parts: Parts) {
    this.#runner = runner;
    this.#parts = parts;
    this.#worker = new Worker(
      parts.name,
      (job, token) => this.#process(job, token ?? ''),
      parts.options,
      parts.createBackend,
    );
    this.#worker.on('error', parts.onError);
    this.#scheduleLook(parts.lookEveryMs);
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    this.#isClosing = true;
    clearTimeout(this.#timer);
    await Promise.all([this.#looking, this.#worker.close()]);
    this.#parts.onClosed();
  }

  async #process(job: Job<ChunkName, void>, token: string): Promise<void> {
    this.#active += 1;
    try {
      const delayMs = await this.#run(job.data);
      if (delayMs === undefined) return;
      if (this.#isClosing) {
        // Somebody else goes on at once.
        await job.moveToWait(token);
        throw new WaitingError();
      }
      await job.moveToDelayed(Date.now() + delayMs, token);
      throw new DelayedError();
    } finally {
      this.#active -= 1;
    }
  }

  /** Works on a chunk. Resolves to how long its job is to wait, in milliseconds; undefined where it is done. */
  async #run(chunk: ChunkName): Promise<number | undefined> {
    const result = await this.#tryToRun(chunk);
    if (result?.status === 'worked') return undefined;
    if (result && result.retryInMs === undefined && !this.#isClosing) return undefined;
    const waitMs = result?.retryInMs ?? this.#runner.pollMs;
    return Math.min(mostDelayMs, Math.max(leastDelayMs, waitMs));
  }

  async #tryToRun(chunk?: ChunkName): Promise<JobResult | undefined> {
    try {
      return await this.#runner.run(chunk);
    } catch {
      // The runner has told its owner. The store may be back later.
      return undefined;
    }
  }

  #scheduleLook(afterMs: number): void {
    this.#timer = setTimeout(() => {
      this.#looking = this.#look().then((nextMs) => {
        if (!this.#isClosing) this.#scheduleLook(nextMs);
      });
    }, afterMs);
  }

  /** Resolves to when to look again, in milliseconds. */
  async #look(): Promise<number> {
    const { lookEveryMs } = this.#parts;
    while (!this.#isClosing && this.#active < this.#runner.concurrency) {
      const result = await this.#tryToRun();
      if (result?.status === 'worked') continue;
      const waitMs = result?.retryInMs ?? lookEveryMs;
      return Math.min(lookEveryMs, Math.max(leastDelayMs, waitMs));
    }
    return lookEveryMs;
  }
}
