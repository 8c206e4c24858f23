import { ioredis, type RedisConnection } from '@polychat/redis';
import { Redis } from 'ioredis';
import { startRedis } from '../redis/redis-server.ts';
import { EventClock } from './event-clock.ts';

/**
 * A real Redis server that runs the real scripts, on a simulated clock: the pacing script is given the simulated time,
 * and a command takes as long on its way as it is told. So any number of processes fit into one, and a minute takes as
 * long as the server is busy in it.
 */
export class SimulatedRedis {
  readonly clock: EventClock;
  readonly port: number;
  readonly #redis: Redis;
  readonly #raw: RedisConnection;
  readonly #stop: () => Promise<void>;
  #underWay = 0;
  #onQuiet = () => {};

  private constructor(port: number, stop: () => Promise<void>) {
    this.clock = new EventClock(() => this.#whenQuiet());
    this.port = port;
    this.#redis = new Redis({ host: '127.0.0.1', port });
    this.#raw = ioredis(this.#redis);
    this.#stop = stop;
  }

  static async start(): Promise<SimulatedRedis> {
    const { port, stop } = await startRedis();
    return new SimulatedRedis(port, stop);
  }

  /** A connection as one process has it. `wayMs` says how long a command takes in one direction, each time anew. */
  connect(wayMs: () => number): RedisConnection {
    return {
      send: async (command) => {
        await this.#pass(wayMs());
        const reply = await this.#ask(command);
        await this.#pass(wayMs());
        return reply;
      },
    };
  }

  async close(): Promise<void> {
    this.#redis.disconnect();
    await this.#stop();
  }

  async #ask([name, script = '', keys = '0', ...rest]: readonly [string, ...string[]]): Promise<unknown> {
    this.#underWay += 1;
    const args = [...rest];
    // The first argument of the pacing script is the time; empty it would take its server's.
    args[Number(keys)] = String(this.clock.now());
    try {
      return await this.#raw.send([name, script, keys, ...args]);
    } finally {
      this.#underWay -= 1;
      if (this.#underWay === 0) this.#onQuiet();
    }
  }

  #pass(milliseconds: number): Promise<void> {
    return new Promise((resolve) => void this.clock.schedule(resolve, milliseconds));
  }

  async #whenQuiet(): Promise<void> {
    while (this.#underWay > 0) {
      await new Promise<void>((resolve) => {
        this.#onQuiet = resolve;
      });
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
  }
}
