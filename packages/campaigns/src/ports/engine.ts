import type { ChunkName } from './campaign-store.ts';

/**
 * What came of a job: `worked` = a chunk was worked on, look for the next at once; `idle` = there was nothing to do, or
 * not now. `retryInMs` says when there may be, where that is known.
 */
export type JobResult =
  | { readonly status: 'worked' }
  | { readonly status: 'idle'; readonly retryInMs?: number };

/** What an engine gives its jobs to. */
export interface JobRunner {
  /** The most jobs at once. */
  readonly concurrency: number;
  /** How often to look for work where nobody calls, in milliseconds. */
  readonly pollMs: number;
  /**
   * Works on one chunk: on this one, or on any. Resolves when the chunk is settled, or is given back because its
   * campaign was paused, this worker is closing, or the store went away. Rejects when the store cannot be reached.
   */
  run(job?: ChunkName): Promise<JobResult>;
}

/** A worker of an engine. */
export interface EngineWorker {
  /** Takes no more jobs, and resolves when those under way have ended. */
  close(): Promise<void>;
}

/**
 * Wakes workers. The store is the truth: a job may come twice, late, or after its chunk is settled, and the store's
 * epoch decides who works on a chunk, whatever a queue believes. No job may be lost for good: an engine whose queue can
 * lose one looks through the store's open chunks from time to time, or polls by `run()`.
 */
export interface Engine {
  /** Says that these chunks can be worked on. */
  enqueue(jobs: readonly ChunkName[]): Promise<void>;
  /** Begins to give jobs to a runner. */
  work(runner: JobRunner): EngineWorker;
  /** Gives back what it holds, such as a connection. */
  close(): Promise<void>;
}
