import { statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import { misconfigured } from '@polychat/core/adapter';
import { schema, schemaVersion } from './schema.ts';

/** What a column of a row is. */
export type Value = null | number | bigint | string | Uint8Array;
export type Row = Readonly<Record<string, Value>>;

/** How long SQLite itself waits for another process, in milliseconds: the event loop stands still meanwhile. */
const busyWaitMs = 10;
/** The longest pause between two tries, in milliseconds. */
const longestPauseMs = 100;
/** The name of this kind of file: "poly" in ASCII. */
const applicationId = 0x706f6c79;

/** File systems over a network, on which several machines would not see each other's locks (Linux, `statfs`). */
const networkFileSystems: ReadonlyMap<number, string> = new Map([
  [0x6969, 'NFS'],
  [0x517b, 'SMB'],
  [0xff534d42, 'CIFS'],
  [0xfe534d42, 'SMB 2'],
  [0x5346414f, 'AFS'],
  [0x00c36400, 'Ceph'],
]);

/** One connection to the file. */
export class Database {
  readonly #database: DatabaseSync;
  readonly #giveUpMs: number;
  readonly #statements = new Map<string, StatementSync>();
  #isOpen = true;

  private constructor(database: DatabaseSync, giveUpMs: number) {
    this.#database = database;
    this.#giveUpMs = giveUpMs;
  }

  /** Opens the file, and makes the tables where there are none. Throws a `ChatError` with code `misconfigured`. */
  static open(file: string, giveUpMs: number): Database {
    const sqlite = process.getBuiltinModule?.('node:sqlite');
    if (!sqlite)
      throw misconfigured(`createSqliteStore: needs Node 22.13 or later, this is ${process.version}`);
    refuseNetworkFileSystem(file);
    const database = new sqlite.DatabaseSync(file);
    try {
      // Before anything else: the next statements wait for another process that opens the file, too.
      database.exec('PRAGMA busy_timeout = 5000');
      prepareFile(database, file);
      database.exec(`PRAGMA busy_timeout = ${busyWaitMs}`);
    } catch (error) {
      database.close();
      throw error;
    }
    return new Database(database, giveUpMs);
  }

  /** Runs one transaction that may write. While another process writes, it tries again and leaves the event loop free. */
  async write<T>(run: () => T): Promise<T> {
    const startedAt = performance.now();
    for (let pauseMs = 2; ; pauseMs = Math.min(longestPauseMs, 2 * pauseMs)) {
      this.#refuseIfClosed();
      const tried = this.#tryToWrite(run);
      if (tried) return tried.value;
      if (performance.now() - startedAt > this.#giveUpMs) {
        throw new Error(`another process has kept the campaign store locked for ${this.#giveUpMs} ms`);
      }
      // With chance, so that two who wait for each other do not meet again.
      await new Promise((resolve) => setTimeout(resolve, pauseMs * (0.5 + Math.random())));
    }
  }

  /** Reads at one moment: nothing is written between its statements. Readers wait for nobody. */
  async read<T>(run: () => T): Promise<T> {
    this.#refuseIfClosed();
    this.#database.exec('BEGIN');
    try {
      return run();
    } finally {
      this.#database.exec('COMMIT');
    }
  }

  get(sql: string, values: Readonly<Record<string, SQLInputValue>>): Row | undefined {
    return this.#statement(sql).get(values);
  }

  all(sql: string, values: Readonly<Record<string, SQLInputValue>>): readonly Row[] {
    return this.#statement(sql).all(values);
  }

  /** Returns how many rows were changed. */
  run(sql: string, values: Readonly<Record<string, SQLInputValue>>): number {
    return Number(this.#statement(sql).run(values).changes);
  }

  /** One of SQLite's settings. */
  setting(name: string): Value | undefined {
    return Object.values(this.#database.prepare(`PRAGMA ${name}`).get() ?? {})[0];
  }

  /** Gives pages that are free back to the file system. */
  shrink(): void {
    this.#database.exec('PRAGMA incremental_vacuum');
  }

  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#statements.clear();
    this.#database.close();
  }

  #tryToWrite<T>(run: () => T): { readonly value: T } | undefined {
    try {
      this.#database.exec('BEGIN IMMEDIATE');
    } catch (error) {
      if (isBusy(error)) return undefined;
      throw error;
    }
    try {
      const value = run();
      this.#database.exec('COMMIT');
      return { value };
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      if (isBusy(error)) return undefined;
      throw error;
    }
  }

  #statement(sql: string): StatementSync {
    const known = this.#statements.get(sql);
    if (known) return known;
    const statement = this.#database.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }

  #refuseIfClosed(): void {
    if (!this.#isOpen) throw new Error('the campaign store is closed');
  }
}

/** SQLITE_BUSY, whatever the reason. */
function isBusy(error: unknown): boolean {
  const { errcode } = error as { readonly errcode?: unknown };
  return typeof errcode === 'number' && (errcode & 0xff) === 5;
}

function prepareFile(database: DatabaseSync, file: string): void {
  const settingOf = (name: string) => Object.values(database.prepare(`PRAGMA ${name}`).get() ?? {})[0];
  // Has an effect only while the file is empty: free pages can be given back.
  database.exec('PRAGMA auto_vacuum = INCREMENTAL');
  const mode = settingOf('journal_mode = WAL');
  if (mode !== 'wal') {
    throw misconfigured(
      `createSqliteStore: "${file}" cannot use a write-ahead log, which needs a local file`,
      'file',
    );
  }
  database.exec('PRAGMA synchronous = FULL');
  database.exec('BEGIN IMMEDIATE');
  try {
    const version = settingOf('user_version');
    const id = settingOf('application_id');
    const isEmpty = database.prepare('SELECT count(*) AS count FROM sqlite_schema').get()?.count === 0;
    if (isEmpty) {
      database.exec(
        `${schema} PRAGMA user_version = ${schemaVersion}; PRAGMA application_id = ${applicationId};`,
      );
    } else if (id !== applicationId) {
      throw misconfigured(`createSqliteStore: "${file}" is another program's database`, 'file');
    } else if (version !== schemaVersion) {
      throw misconfigured(
        `createSqliteStore: "${file}" has tables of version ${version}, this package has version ${schemaVersion}`,
        'file',
      );
    }
    database.exec('COMMIT');
  } catch (error) {
    database.exec('ROLLBACK');
    throw error;
  }
}

function refuseNetworkFileSystem(file: string): void {
  const folder = dirname(file);
  let type: number;
  try {
    ({ type } = statfsSync(folder));
  } catch {
    throw misconfigured(`createSqliteStore: the folder "${folder}" cannot be read`, 'file');
  }
  const name = networkFileSystems.get(type);
  if (name === undefined) return;
  throw misconfigured(
    `createSqliteStore: "${folder}" is on ${name}; a write-ahead log needs a local disk. For several machines there is another store`,
    'file',
  );
}
