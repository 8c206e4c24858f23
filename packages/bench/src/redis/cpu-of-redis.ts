import { Redis } from 'ioredis';

/** What a Redis server has done since it was started. */
interface Done {
  /** Scripts that it ran. */
  readonly commands: number;
  readonly microseconds: number;
}

/** Counts the scripts of a Redis server, and its CPU time, from one moment to another. */
export class CpuOfRedis {
  readonly #client: Redis;
  readonly #before: Done;

  private constructor(client: Redis, before: Done) {
    this.#client = client;
    this.#before = before;
  }

  static async begin(port: number): Promise<CpuOfRedis> {
    const client = new Redis({ host: '127.0.0.1', port });
    return new CpuOfRedis(client, await doneBy(client));
  }

  async end(): Promise<Done> {
    const { commands, microseconds } = await doneBy(this.#client);
    this.#client.disconnect();
    return {
      commands: commands - this.#before.commands,
      microseconds: microseconds - this.#before.microseconds,
    };
  }
}

async function doneBy(client: Redis): Promise<Done> {
  const [cpu, commands] = [await client.info('cpu'), await client.info('commandstats')];
  const number = (text: string, pattern: RegExp) => Number(text.match(pattern)?.[1] ?? 0);
  const seconds = number(cpu, /used_cpu_user:([\d.]+)/) + number(cpu, /used_cpu_sys:([\d.]+)/);
  return {
    commands: number(commands, /cmdstat_evalsha:calls=(\d+)/) + number(commands, /cmdstat_eval:calls=(\d+)/),
    microseconds: seconds * 1_000_000,
  };
}
