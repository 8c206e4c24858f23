import { parseOptions, schema } from '@polychat/core/adapter';
import {
  type BackendFactory,
  type ConnectionOptions,
  createRedisBackend,
  type IQueueBackend,
  type PostgresConnectionOptions,
  Queue,
} from 'bullmq';
import type { ChunkName } from '../ports/campaign-store.ts';
import type { Engine } from '../ports/engine.ts';
import { BullmqWorker } from './bullmq-worker.ts';
import { jobOf } from './job.ts';
import { withWatchedConnections } from './watched-backend.ts';

/** The options of `createBullmqEngine`. */
export interface BullmqEngineOptions {
  /** What BullMQ connects to, as its own `connection`: for Redis, or for PostgreSQL with `createBackend`. */
  readonly connection: ConnectionOptions | PostgresConnectionOptions;
  /** BullMQ's `createPostgresBackend`, where the queue is in PostgreSQL. Default: Redis. */
  readonly createBackend?: BackendFactory<IQueueBackend, PostgresConnectionOptions>;
  /** The queue's name. Processes with other chats need a queue of their own. Default `polychat-campaigns`. */
  readonly queue?: string;
  /** BullMQ's prefix of all keys in Redis. Default `bull`. */
  readonly prefix?: string;
  /** For how long a job stays a worker's that is not heard of, in milliseconds. Default 15,000. */
  readonly lockMs?: number;
  /** How often jobs are looked for whose worker is not heard of, in milliseconds. Default 5,000. */
  readonly stalledCheckMs?: number;
  /**
   * How often a worker with nothing to do looks into the store, in milliseconds: a queue may lose a job. Default 5,000.
   */
  readonly lookEveryMs?: number;
  /**
   * Hears of faults of the queue, such as a server that is away for a while. Default: a process warning with the code
   * `POLYCHAT_CAMPAIGNS`.
   */
  readonly onError?: (error: unknown) => void;
}

/** How long whoever adds recipients waits for the queue, in milliseconds. The store has the chunk at any rate. */
const enqueueWaitMs = 1_000;

/**
 * An engine over a queue of BullMQ 6, in Redis or PostgreSQL: a job is a campaign's id and a chunk's number, and goes
 * when it is done. The store decides who works on a chunk, whatever a lock of BullMQ says. BullMQ's rate limiter is not
 * used: chats keep their vendor's limits. While the queue is away, workers look into the store.
 *
 * @throws ChatError with code `misconfigured` for options that do not fit
 */
export function createBullmqEngine(options: BullmqEngineOptions): Engine {
  const complete = parseOptions(optionsSchema(), options, 'createBullmqEngine');
  const { queue: name, prefix, lockMs, stalledCheckMs, lookEveryMs } = complete;
  const { onError = warn } = options;
  // Either both are for Redis, or both for PostgreSQL.
  const connection = options.connection as PostgresConnectionOptions;
  const createBackend = withWatchedConnections(
    (options.createBackend ?? createRedisBackend) as BackendFactory<IQueueBackend, PostgresConnectionOptions>,
  );
  const shared = { connection, ...(prefix === undefined ? {} : { prefix }) };
  const workers = new Set<BullmqWorker>();
  let queue:
    | Queue<ChunkName, void, string, ChunkName, void, string, IQueueBackend, PostgresConnectionOptions>
    | undefined;

  /** Made when there is something to add, so that a process which only works has one connection less. */
  function openQueue() {
    if (queue) return queue;
    queue = new Queue(name, shared, createBackend);
    queue.on('error', onError);
    return queue;
  }

  return {
    async enqueue(chunks) {
      if (chunks.length === 0) return;
      const added = openQueue()
        .addBulk(chunks.map(jobOf))
        .then(() => {}, onError);
      await atMost(enqueueWaitMs, added);
    },
    work(runner) {
      const worker = new BullmqWorker(runner, {
        name,
        createBackend,
        onError,
        lookEveryMs,
        onClosed: () => workers.delete(worker),
        options: {
          ...shared,
          concurrency: runner.concurrency,
          lockDuration: lockMs,
          stalledInterval: stalledCheckMs,
          // A chunk is never given up because its workers died.
          maxStalledCount: 1_000_000_000,
          removeOnComplete: { count: 0 },
          removeOnFail: { count: 0 },
        },
      });
      workers.add(worker);
      return worker;
    },
    async close() {
      await Promise.all([...workers].map((worker) => worker.close()));
      await queue?.close();
    },
  };
}

/** Resolves with the promise, or after so many milliseconds. */
async function atMost(milliseconds: number, promise: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const time = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, milliseconds);
  });
  await Promise.race([promise, time]);
  clearTimeout(timer);
}

function warn(error: unknown): void {
  process.emitWarning(error instanceof Error ? error.message : String(error), {
    type: 'CampaignsWarning',
    code: 'POLYCHAT_CAMPAIGNS',
  });
}

const positive = () => schema.number().check(schema.minimum(1));
const isFunction = () =>
  schema
    .unknown()
    .check(schema.refine((value) => typeof value === 'function', { error: 'must be a function' }));

const optionsSchema = () =>
  schema.strictObject({
    connection: schema.unknown().check(
      schema.refine((value) => typeof value === 'string' || (typeof value === 'object' && value !== null), {
        error: 'must be what BullMQ takes as a connection',
      }),
    ),
    createBackend: schema.optional(isFunction()),
    queue: schema.withDefault(
      schema.string().check(
        schema.refine((value) => value !== '' && !value.includes(':'), {
          error: 'must be a name without a colon',
        }),
      ),
      'polychat-campaigns',
    ),
    prefix: schema.optional(schema.string()),
    lockMs: schema.withDefault(positive(), 15_000),
    stalledCheckMs: schema.withDefault(positive(), 5_000),
    lookEveryMs: schema.withDefault(positive(), 5_000),
    onError: schema.optional(isFunction()),
  });
