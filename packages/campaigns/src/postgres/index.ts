/** The store in PostgreSQL. */
export type { PostgresClient, PostgresPool, PostgresResult } from './pool.ts';
export { createPostgresStore, type PostgresStore, type PostgresStoreOptions } from './postgres-store.ts';
