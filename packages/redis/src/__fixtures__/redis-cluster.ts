import { Redis } from 'ioredis';
import { RedisServer } from './redis-server.ts';

const slots = 16_384;

interface Node {
  readonly server: RedisServer;
  readonly client: Redis;
  readonly id: string;
}

/** A cluster of several servers on loopback, each with its part of the slots. */
export class RedisCluster {
  readonly #nodes: readonly Node[];

  private constructor(nodes: readonly Node[]) {
    this.#nodes = nodes;
  }

  static async start(size: number): Promise<RedisCluster> {
    const servers = await Promise.all(
      Array.from({ length: size }, () =>
        RedisServer.start('--cluster-enabled yes', '--cluster-announce-ip 127.0.0.1'),
      ),
    );
    const nodes = await Promise.all(
      servers.map(async (server) => {
        const client = new Redis(server.url);
        client.on('error', () => {});
        return { server, client, id: String(await client.call('CLUSTER', 'MYID')) };
      }),
    );
    const cluster = new RedisCluster(nodes);
    for (const [index, { client }] of nodes.entries()) {
      const first = Math.floor((index * slots) / size);
      const last = Math.floor(((index + 1) * slots) / size) - 1;
      await client.call('CLUSTER', 'ADDSLOTSRANGE', String(first), String(last));
      await client.call('CLUSTER', 'SET-CONFIG-EPOCH', String(index + 1));
    }
    for (const { server } of nodes.slice(1)) {
      await nodes[0]?.client.call('CLUSTER', 'MEET', '127.0.0.1', String(server.port));
    }
    await cluster.#whenEveryNode(({ client }) => isWhole(client, size));
    return cluster;
  }

  get ports(): readonly number[] {
    return this.#nodes.map(({ server }) => server.port);
  }

  /** How many keys each server has. */
  async sizes(): Promise<readonly number[]> {
    return Promise.all(this.#nodes.map(({ client }) => client.dbsize()));
  }

  /** The keys with this in their name, by server. */
  async keysWith(part: string): Promise<readonly (readonly string[])[]> {
    const all = await Promise.all(this.#nodes.map(({ client }) => client.keys('*')));
    return all.map((keys) => keys.filter((key) => key.includes(part)));
  }

  /** Moves the slot of a key to the next server, with all keys in it, as `redis-cli --cluster reshard` does. */
  async moveSlotOf(key: string): Promise<void> {
    const slot = String(await this.#nodes[0]?.client.call('CLUSTER', 'KEYSLOT', key));
    const owner = await this.#ownerOf(Number(slot));
    const [from, to] = [this.#nodes[owner], this.#nodes[(owner + 1) % this.#nodes.length]];
    if (!from || !to) throw new Error(`nobody has the slot ${slot}`);
    await to.client.call('CLUSTER', 'SETSLOT', slot, 'IMPORTING', from.id);
    await from.client.call('CLUSTER', 'SETSLOT', slot, 'MIGRATING', to.id);
    for (;;) {
      const keys = (await from.client.call('CLUSTER', 'GETKEYSINSLOT', slot, '1')) as string[];
      if (keys.length === 0) break;
      await from.client.call(
        'MIGRATE',
        '127.0.0.1',
        String(to.server.port),
        '',
        '0',
        '5000',
        'KEYS',
        ...keys,
      );
    }
    for (const node of [to, from, ...this.#nodes]) {
      await node.client.call('CLUSTER', 'SETSLOT', slot, 'NODE', to.id);
    }
  }

  async close(): Promise<void> {
    for (const { client } of this.#nodes) client.disconnect();
    await Promise.all(this.#nodes.map(({ server }) => server.close()));
  }

  /** The number of the server that has a slot. */
  async #ownerOf(slot: number): Promise<number> {
    const ranges = (await this.#nodes[0]?.client.call('CLUSTER', 'SLOTS')) as [
      number,
      number,
      [string, number, string],
    ][];
    const owner = ranges.find(([first, last]) => first <= slot && slot <= last)?.[2][2];
    return this.#nodes.findIndex(({ id }) => id === owner);
  }

  async #whenEveryNode(is: (node: Node) => Promise<boolean>): Promise<void> {
    for (const node of this.#nodes) {
      while (!(await is(node))) await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

async function isWhole(client: Redis, size: number): Promise<boolean> {
  const info = String(await client.call('CLUSTER', 'INFO'));
  return info.includes('cluster_state:ok') && info.includes(`cluster_size:${size}`);
}
