import { ChatError } from '@polychat/core';
import { misconfigured } from '@polychat/core/adapter';
import type { PostgresClient, PostgresPool, PostgresResult } from './pool.ts';
import { schemaVersion, tables } from './schema.ts';

/** A row, by the names of its columns. */
export type Row = Readonly<Record<string, number | string | boolean | Uint8Array | null>>;

/** How long a process that is put to sleep in the middle of a step may keep its locks, in milliseconds. */
const idleMs = 5_000;
/** How often a step is made again that crossed another one. */
const mostTries = 10;
/** Taken while the tables are made: any number that is always the same. */
const setUpLock = 0x706f_6c79;

const serverTime = '(extract(epoch FROM clock_timestamp()) * 1000)::double precision';

/** One transaction that is under way. */
export interface Transaction {
  /** The server's time when it began, in milliseconds since 1970. */
  readonly now: number;
  all(sql: string, values?: readonly unknown[]): Promise<readonly Row[]>;
  /** Returns how many rows were changed. */
  run(sql: string, values?: readonly unknown[]): Promise<number>;
}

interface DatabaseOptions {
  readonly pool: PostgresPool;
  /** The schema that holds the tables; a plain name. */
  readonly schema: string;
  readonly timeoutMs: number;
  readonly clockOffset: () => number;
}

/** The server's settings on which it depends whether a step is on the disk when it resolves. */
export interface DurabilitySettings {
  readonly synchronousCommit: string;
  readonly fsync: string;
}

/** Runs transactions on connections of a pool. */
export class Database {
  readonly #options: DatabaseOptions;
  readonly #begin: string;
  #isClosed = false;
  #settings: DurabilitySettings = { synchronousCommit: '', fsync: '' };

  private constructor(options: DatabaseOptions) {
    const { schema, timeoutMs } = options;
    this.#options = options;
    // One round trip. Settings are asked for each time: they may differ among connections, and change.
    this.#begin = [
      'BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE',
      `SET LOCAL search_path = "${schema}"`,
      `SET LOCAL idle_in_transaction_session_timeout = ${idleMs}`,
      `SET LOCAL lock_timeout = ${Math.ceil(timeoutMs / 2)}`,
      `SELECT ${serverTime} AS now, current_setting('synchronous_commit') AS synchronous_commit, current_setting('fsync') AS fsync`,
    ].join('; ');
    // Without a listener a connection that breaks while nobody uses it would end the process.
    options.pool.on('error', ignore);
  }

  /** Makes the tables where there are none. Rejects with a `ChatError` with code `misconfigured`. */
  static async open(options: DatabaseOptions): Promise<Database> {
    const database = new Database(options);
    try {
      await database.run((transaction) => setUp(transaction, options.schema));
      return database;
    } catch (error) {
      database.close();
      throw error;
    }
  }

  get settings(): DurabilitySettings {
    return this.#settings;
  }

  /** Runs one transaction; again where it crossed another one and the server ended it. */
  async run<T>(step: (transaction: Transaction) => Promise<T>): Promise<T> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await this.#runOnce(step);
      } catch (error) {
        if (tries === mostTries || !hasCrossed(error)) throw error;
      }
    }
  }

  close(): void {
    this.#isClosed = true;
    this.#options.pool.removeListener('error', ignore);
  }

  async #runOnce<T>(step: (transaction: Transaction) => Promise<T>): Promise<T> {
    if (this.#isClosed) throw new Error('the campaign store is closed');
    const { timeoutMs } = this.#options;
    const late = Promise.withResolvers<never>();
    late.promise.catch(ignore);
    const timer = setTimeout(
      () => late.reject(new Error(`PostgreSQL has not answered for ${timeoutMs} ms`)),
      timeoutMs,
    );
    try {
      const client = await this.#connect(late.promise);
      return await this.#runOn(client, step, late.promise);
    } finally {
      clearTimeout(timer);
    }
  }

  /** A connection; one that comes too late goes back. */
  async #connect(late: Promise<never>): Promise<PostgresClient> {
    const connecting = this.#options.pool.connect();
    try {
      return await Promise.race([connecting, late]);
    } catch (error) {
      connecting.then((client) => client.release(), ignore);
      throw error;
    }
  }

  async #runOn<T>(
    client: PostgresClient,
    step: (transaction: Transaction) => Promise<T>,
    late: Promise<never>,
  ): Promise<T> {
    // A connection that breaks between two queries tells nobody else.
    client.on('error', ignore);
    const query = (text: string, values?: readonly unknown[]) =>
      Promise.race([client.query(text, values && [...values]), late]);
    let broken: Error | undefined;
    try {
      const transaction = await this.#beginOn(query);
      const value = await step(transaction);
      await query('COMMIT');
      return value;
    } catch (error) {
      broken = await query('ROLLBACK').then(() => undefined, asError);
      throw error;
    } finally {
      client.removeListener('error', ignore);
      client.release(broken);
    }
  }

  async #beginOn(query: Query): Promise<Transaction> {
    const [row] = rowsOf(await query(this.#begin));
    this.#settings = {
      synchronousCommit: String(row?.synchronous_commit),
      fsync: String(row?.fsync),
    };
    refuseToLose(this.#settings);
    return {
      now: Number(row?.now) + this.#options.clockOffset(),
      all: async (sql, values) => rowsOf(await query(sql, values)),
      run: async (sql, values) => (await query(sql, values)).rowCount ?? 0,
    };
  }
}

type Query = (text: string, values?: readonly unknown[]) => Promise<PostgresResult>;

function ignore(): void {}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

/** The rows of the last statement. */
function rowsOf(result: PostgresResult | readonly PostgresResult[]): readonly Row[] {
  const last = Array.isArray(result) ? (result.at(-1) as PostgresResult) : (result as PostgresResult);
  return last.rows as readonly Row[];
}

/** A deadlock, or a transaction that could not be put in a row with another. */
function hasCrossed(error: unknown): boolean {
  const { code } = error as { readonly code?: unknown };
  return !(error instanceof ChatError) && (code === '40P01' || code === '40001');
}

function refuseToLose({ synchronousCommit, fsync }: DurabilitySettings): void {
  for (const [name, value] of [
    ['synchronous_commit', synchronousCommit],
    ['fsync', fsync],
  ]) {
    if (value !== 'off') continue;
    throw misconfigured(
      `createPostgresStore: pool: the server's setting ${name} is off: it would lose steps that were said to be stored, and calls would be sent twice`,
      'pool',
    );
  }
}

async function setUp({ all, run }: Transaction, schema: string): Promise<void> {
  // Read from the catalogue: `to_regclass` may remember what was so before the lock.
  const isThere = async () =>
    (await all("SELECT 1 FROM pg_tables WHERE schemaname = $1 AND tablename = 'version'", [schema])).length >
    0;
  if (!(await isThere())) {
    await run('SELECT pg_advisory_xact_lock($1)', [setUpLock]);
    // Somebody else may have made them meanwhile.
    if (!(await isThere())) {
      await run(`CREATE SCHEMA IF NOT EXISTS "${schema}"`);
      await run(tables);
    }
  }
  const [row] = await all('SELECT number FROM version');
  if (row?.number === schemaVersion) return;
  throw misconfigured(
    `createPostgresStore: schema: "${schema}" has tables of version ${row?.number}, this package has version ${schemaVersion}`,
    'schema',
  );
}
