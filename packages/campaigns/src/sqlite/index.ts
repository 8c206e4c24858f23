/** The store in one SQLite file. */
export { createSqliteStore, type SqliteStore, type SqliteStoreOptions } from './sqlite-store.ts';
