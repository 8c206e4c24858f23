import { type ChildProcess, execFile, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, readdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';

const run = promisify(execFile);
/** Where Debian keeps the programs, which it does not put on the path. */
const debianFolder = '/usr/lib/postgresql';
/** What makes a new directory of data. */
const maker = 'initdb';

function findFolder(): string | undefined {
  const versions = existsSync(debianFolder) ? readdirSync(debianFolder).toSorted().reverse() : [];
  const folders = [
    process.env.POSTGRES_BIN,
    ...versions.map((version) => join(debianFolder, version, 'bin')),
  ];
  const found = folders.find((folder) => folder && existsSync(join(folder, maker)));
  if (found) return found;
  return spawnSync(maker, ['--version']).status === 0 ? '' : undefined;
}

/**
 * Whether this machine has a PostgreSQL server. Nothing is installed by the tests; in CI a missing one is an error.
 *
 * @throws Error in CI
 */
export function hasPostgres(): boolean {
  if (findFolder() !== undefined) return true;
  if (process.env.CI) throw new Error('No initdb, and CI must not skip the tests of the PostgreSQL store');
  process.stderr.write(
    '\nNOTICE: the tests of the PostgreSQL store are skipped, as there is no initdb.\n' +
      'Install it (Debian: postgresql), or say in which folder its programs are with the variable POSTGRES_BIN.\n\n',
  );
  return false;
}

/** PostgreSQL refuses to be run by root; then it is run by the user that its package made. */
function userToRunAs(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const [uid, gid] = ['-u', '-g'].map((flag) =>
    Number(spawnSync('id', [flag, 'postgres']).stdout.toString()),
  );
  if (!uid || !gid) throw new Error('root cannot run PostgreSQL, and there is no user postgres');
  return { uid, gid };
}

/** A PostgreSQL server of our own, on a free port of loopback, with a temporary directory. */
export class PostgresServer {
  readonly port: number;
  readonly #directory: string;
  readonly #folder: string;
  readonly #user = userToRunAs();
  readonly #settings: readonly string[];
  #process: ChildProcess | undefined;

  private constructor(port: number, directory: string, settings: readonly string[]) {
    this.port = port;
    this.#directory = directory;
    this.#folder = findFolder() ?? '';
    this.#settings = settings;
  }

  /** @param settings such as `log_statement=all` */
  static async start(...settings: readonly string[]): Promise<PostgresServer> {
    const directory = await mkdtemp(join(tmpdir(), 'polychat-postgres-'));
    const server = new PostgresServer(await freePort(), directory, settings);
    await server.#initialise();
    await server.start();
    return server;
  }

  /** A database of it. */
  url(database = 'postgres'): string {
    return `postgres://postgres@127.0.0.1:${this.port}/${database}`;
  }

  /** Starts it again with its data, and waits until it answers. */
  async start(): Promise<void> {
    const settings = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'max_connections=100'];
    const child = spawn(
      this.#program('postgres'),
      [
        ...['-D', this.#directory, '-p', String(this.port)],
        ...[...settings, ...this.#settings].flatMap((setting) => ['-c', setting]),
      ],
      { stdio: 'ignore', cwd: this.#directory, ...this.#user },
    );
    this.#process = child;
    for (;;) {
      if (child.exitCode !== null) throw new Error(`postgres ended with ${child.exitCode}`);
      if (await this.#answers()) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  async query(sql: string, database?: string): Promise<readonly Record<string, unknown>[]> {
    const client = new Client({ connectionString: this.url(database) });
    await client.connect();
    try {
      return (await client.query(sql)).rows;
    } finally {
      await client.end();
    }
  }

  /** Ends it at once, with all of its processes, as a crash does. */
  async kill(): Promise<void> {
    const child = this.#process;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    // It ends its processes without a last write, and recovers from its log when it starts again.
    child.kill('SIGQUIT');
    await ended;
  }

  async close(): Promise<void> {
    await this.kill();
    await rm(this.#directory, { recursive: true, force: true });
  }

  async #initialise(): Promise<void> {
    if (this.#user) chownSync(this.#directory, this.#user.uid, this.#user.gid);
    await run(
      this.#program(maker),
      ['-D', this.#directory, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--no-locale', '--no-sync'],
      { cwd: this.#directory, ...this.#user },
    );
  }

  #program(name: string): string {
    return join(this.#folder, name);
  }

  async #answers(): Promise<boolean> {
    try {
      await this.query('SELECT 1');
      return true;
    } catch {
      return false;
    }
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (!address || typeof address === 'string') throw new Error('no port');
  return address.port;
}
