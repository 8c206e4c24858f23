import { createPostgresBackend, type IQueueBackend } from 'bullmq';
import type { Pool } from 'pg';
import { describe, expect, test } from 'vitest';
import { hasPostgres, PostgresServer } from '../__fixtures__/postgres-server.ts';
import { withWatchedConnections } from './watched-backend.ts';

describe.runIf(hasPostgres())('a connection of BullMQ to PostgreSQL that breaks while it is lent out', () => {
  test('rejects its query, and ends no process', async () => {
    const server = await PostgresServer.start();
    const create = withWatchedConnections(createPostgresBackend as never);
    const backend = create('queue', { connection: { connectionString: server.url() } } as never);
    const { pool } = (backend as IQueueBackend & { readonly connection: { readonly pool: Pool } }).connection;
    try {
      const client = await pool.connect();
      const query = client.query('SELECT pg_sleep(600)');
      const broken = new Promise((resolve) => client.once('end', resolve));
      await Promise.all([expect(query).rejects.toThrow(), server.kill()]);
      await broken;
      client.release(true);
    } finally {
      await backend.close();
      await server.close();
    }
  });
});

test('a backend without such a pool stays as it is', () => {
  const backend = { connection: {} } as unknown as IQueueBackend;
  expect(withWatchedConnections(() => backend)('queue', { connection: {} })).toBe(backend);
});
