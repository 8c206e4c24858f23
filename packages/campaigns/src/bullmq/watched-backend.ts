import type { BackendFactory, IQueueBackend, PostgresConnectionOptions } from 'bullmq';

type Factory = BackendFactory<IQueueBackend, PostgresConnectionOptions>;

/** What a pool of `pg` and its connections have in common. */
interface Emitter {
  on(event: string, listener: (value: Emitter) => void): unknown;
}

/**
 * The same factory, with a listener for faults on every connection to PostgreSQL. `pg` tells of a connection that breaks
 * while it is lent out by an event besides the query's rejection, and an event that nobody listens to ends the process:
 * BullMQ does not while a worker starts.
 */
export function withWatchedConnections(createBackend: Factory): Factory {
  return (...given) => {
    const backend = createBackend(...given);
    poolOf(backend)?.on('connect', (client) => void client.on('error', ignore));
    return backend;
  };
}

/** BullMQ's pool of connections, if the backend is for PostgreSQL. */
function poolOf(backend: IQueueBackend): Emitter | undefined {
  const { connection } = backend as { readonly connection?: { readonly pool?: Partial<Emitter> } };
  const pool = connection?.pool;
  return typeof pool?.on === 'function' ? (pool as Emitter) : undefined;
}

/** The query that the connection was lent out for rejects as well, and BullMQ tells of that. */
function ignore(): void {}
