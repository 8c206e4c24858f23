import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hasRedis } from '../../../redis/src/__fixtures__/redis-server.ts';
import { hasPostgres, PostgresServer } from './postgres-server.ts';
import { makeQueueTables, type QueuePlace, type QueueServer, queueServers } from './queue-places.ts';
import type { StorePlace } from './store-places.ts';

type StoreName = 'sqlite' | 'postgres';
type EngineName = 'embedded' | 'BullMQ over Redis' | 'BullMQ over PostgreSQL';

/** Which store and which engine are crashed. */
export interface Pair {
  readonly store: StoreName;
  readonly engine: EngineName;
}

/** Whether this machine has the servers that a pair needs. In CI it is an error where it has not. */
export function canRun({ store, engine }: Pair): boolean {
  const needsPostgres = store === 'postgres' || engine === 'BullMQ over PostgreSQL';
  const needsRedis = engine === 'BullMQ over Redis';
  return (!needsPostgres || hasPostgres()) && (!needsRedis || hasRedis());
}

/** Where a pair keeps what it has, with the servers that can crash, too. */
export interface CrashPlaces {
  readonly store: StorePlace;
  readonly queue?: QueuePlace;
  readonly servers: readonly Pick<QueueServer, 'kill' | 'start'>[];
  close(): Promise<void>;
}

export async function openPlaces({ store, engine }: Pair): Promise<CrashPlaces> {
  const folder = await mkdtemp(join(tmpdir(), 'crashes-'));
  const needsPostgres = store === 'postgres' || engine === 'BullMQ over PostgreSQL';
  const postgres = needsPostgres ? await PostgresServer.start() : undefined;
  const redis = engine === 'BullMQ over Redis' ? await queueServers[0]?.start() : undefined;
  if (postgres && engine === 'BullMQ over PostgreSQL') await makeQueueTables(postgres);
  const servers = [postgres, redis].filter((server) => server !== undefined);
  const postgresUrl = postgres?.url() ?? '';
  const queues: Record<EngineName, QueuePlace | undefined> = {
    embedded: undefined,
    'BullMQ over Redis': redis?.place,
    'BullMQ over PostgreSQL': { postgresUrl },
  };
  const queue = queues[engine];
  return {
    store: store === 'sqlite' ? { file: join(folder, 'campaigns.sqlite') } : { postgresUrl },
    ...(queue && { queue }),
    servers,
    async close() {
      await Promise.all(servers.map((server) => server.close()));
      await rm(folder, { recursive: true });
    },
  };
}
