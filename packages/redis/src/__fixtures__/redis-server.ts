import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const program = process.env.REDIS_SERVER ?? 'redis-server';

/**
 * Whether this machine has a Redis server. Nothing is installed by the tests; in CI a missing one is an error.
 *
 * @throws Error in CI
 */
export function hasRedis(): boolean {
  if (spawnSync(program, ['--version']).status === 0) return true;
  if (process.env.CI) throw new Error(`No ${program}, and CI must not skip the tests of @polychat/redis`);
  process.stderr.write(
    `\nNOTICE: the tests of @polychat/redis that need a server are skipped, as there is no ${program}.\n` +
      'Install it (Debian: redis-server), or say where it is with the variable REDIS_SERVER.\n\n',
  );
  return false;
}

/** A Redis server of our own, on a free port of loopback, with a temporary directory. */
export class RedisServer {
  readonly port: number;
  readonly #directory: string;
  readonly #settings: readonly string[];
  #process: ChildProcess | undefined;

  private constructor(port: number, directory: string, settings: readonly string[]) {
    this.port = port;
    this.#directory = directory;
    this.#settings = settings;
  }

  /** @param settings such as `--appendonly yes` */
  static async start(...settings: readonly string[]): Promise<RedisServer> {
    const directory = await mkdtemp(join(tmpdir(), 'polychat-redis-'));
    const server = new RedisServer(await freePort(), directory, settings);
    await server.start();
    return server;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  /** Starts it again, with the data that it has written, if any. */
  async start(): Promise<void> {
    const args = ['--port', String(this.port), '--bind', '127.0.0.1', '--dir', this.#directory];
    const quiet = ['--save', '', '--loglevel', 'warning', '--daemonize', 'no'];
    const child = spawn(program, [...args, ...quiet, ...this.#settings.flatMap((each) => each.split(' '))], {
      stdio: 'ignore',
    });
    this.#process = child;
    for (;;) {
      if (child.exitCode !== null) throw new Error(`${program} ended with ${child.exitCode}`);
      if (await answers(this.port)) return;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  /** Ends it at once, as a crash does. */
  async kill(): Promise<void> {
    const child = this.#process;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }

  /** Stops its process, so that it answers nobody, or lets it go on. */
  signal(signal: 'SIGSTOP' | 'SIGCONT'): void {
    this.#process?.kill(signal);
  }

  async close(): Promise<void> {
    await this.kill();
    await rm(this.#directory, { recursive: true, force: true });
  }
}

/** A port that is free, and below those whose cluster port, 10,000 above, would be none. */
async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (!address || typeof address === 'string') throw new Error('no port');
  return address.port <= 55_535 ? address.port : freePort();
}

/** Whether it answers a PING, which it refuses while it loads its data. */
function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('PING\r\n'));
    const end = (is: boolean) => {
      socket.destroy();
      resolve(is);
    };
    socket.once('data', (data) => end(data.toString().startsWith('+PONG')));
    socket.once('error', () => end(false));
    socket.once('end', () => end(false));
  });
}
