import { createPostgresBackend, runMigrations } from 'bullmq';
import { Client } from 'pg';
import { hasRedis, RedisServer } from '../../../redis/src/__fixtures__/redis-server.ts';
import { type BullmqEngineOptions, createBullmqEngine } from '../bullmq/bullmq-engine.ts';
import type { Engine } from '../ports/engine.ts';
import { hasPostgres, PostgresServer } from './postgres-server.ts';

/** Where a queue is, as plain JSON, so that another process can be told. */
export type QueuePlace = { readonly redisPort: number } | { readonly postgresUrl: string };

/** What BullMQ connects to there. */
export function connectionOf(place: QueuePlace): Pick<BullmqEngineOptions, 'connection' | 'createBackend'> {
  return 'redisPort' in place
    ? { connection: { host: '127.0.0.1', port: place.redisPort } }
    : { connection: { connectionString: place.postgresUrl }, createBackend: createPostgresBackend };
}

export function engineOf(place: QueuePlace, options: Omit<BullmqEngineOptions, 'connection'> = {}): Engine {
  return createBullmqEngine({ ...connectionOf(place), ...options });
}

/** A server that holds queues. */
export interface QueueServer {
  readonly place: QueuePlace;
  kill(): Promise<void>;
  start(): Promise<void>;
  close(): Promise<void>;
}

/** The servers that can hold queues, where this machine has them. */
export const queueServers: readonly {
  readonly name: string;
  isHere(): boolean;
  start(): Promise<QueueServer>;
}[] = [
  {
    name: 'Redis',
    isHere: hasRedis,
    async start() {
      const server = await RedisServer.start('--appendonly yes');
      return Object.assign(server, { place: { redisPort: server.port } });
    },
  },
  {
    name: 'PostgreSQL',
    isHere: hasPostgres,
    async start() {
      const server = await PostgresServer.start();
      await makeQueueTables(server);
      return Object.assign(server, { place: { postgresUrl: server.url() } });
    },
  },
];

/** BullMQ makes its tables only when it is told to. */
export async function makeQueueTables(server: PostgresServer): Promise<void> {
  const client = new Client({ connectionString: server.url() });
  await client.connect();
  await runMigrations(client);
  await client.end();
}
