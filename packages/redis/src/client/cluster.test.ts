import { createCluster } from '@redis/client';
import { Cluster } from 'ioredis';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { loadGlide } from '../__fixtures__/glide.ts';
import { RedisCluster } from '../__fixtures__/redis-cluster.ts';
import { hasRedis } from '../__fixtures__/redis-server.ts';
import { SteadyCalls } from '../__fixtures__/steady-calls.ts';
import { useConnection } from '../__fixtures__/use-connection.ts';
import { createRedisPacer, glide, ioredis, nodeRedisCluster, type RedisConnection } from '../index.ts';

/** So many that all servers have some. */
const scopes = Array.from({ length: 12 }, (_, app) => `vendor {app ${app}}`);

describe.runIf(hasRedis())('a cluster of three servers', () => {
  let cluster: RedisCluster;
  beforeAll(async () => {
    cluster = await RedisCluster.start(3);
  });
  afterAll(() => cluster?.close());
  const clients: Cluster[] = [];
  afterEach(() => {
    for (const client of clients.splice(0)) client.disconnect();
  });
  /** A client of ioredis that ends with the test, also where it failed. */
  function connect(): RedisConnection {
    const client = new Cluster(roots());
    client.on('error', () => {});
    clients.push(client);
    return ioredis(client);
  }
  const roots = () => cluster.ports.map((port) => ({ host: '127.0.0.1', port }));

  /** A command with keys of two servers would be refused: CROSSSLOT. */
  async function useAll(connection: RedisConnection): Promise<void> {
    await Promise.all(scopes.map((scope) => useConnection(connection, scope)));
    expect((await cluster.sizes()).every((size) => size > 0)).toBe(true);
  }

  test('carries leases and claims over ioredis: each call has its keys on one server', async () => {
    await useAll(connect());
  });

  test('carries leases and claims over node-redis: each call has its keys on one server', async () => {
    const rootNodes = cluster.ports.map((port) => ({ url: `redis://127.0.0.1:${port}` }));
    const client = await createCluster({ rootNodes }).connect();
    await useAll(nodeRedisCluster(client));
    client.destroy();
  });

  test('carries leases and claims over Valkey GLIDE: each call has its keys on one server', async ({
    skip,
  }) => {
    const library = await loadGlide();
    if (!library) return skip();
    const client = await library.GlideClusterClient.createClient({ addresses: roots() });
    await useAll(glide(client));
    client.close();
  });

  test('has all keys of a scope on one server, and scopes on all of them', async () => {
    const connection = connect();
    await Promise.all(
      scopes.map(async (scope) => {
        const pacer = createRedisPacer({ connection, prefix: 'shards' });
        const calls = new SteadyCalls(pacer, scope, { capacity: 2, windowMs: 50, lastsMs: 5 });
        await calls.whenMade(2);
        await calls.end();
      }),
    );
    const servers = await Promise.all(
      scopes.map(async (scope) => {
        const byServer = await cluster.keysWith(`shards:{${encodeURIComponent(scope)}}`);
        return byServer.flatMap((keys, server) => (keys.length > 0 ? [server] : []));
      }),
    );
    expect(servers.every((of) => of.length === 1)).toBe(true);
    expect(new Set(servers.flat())).toEqual(new Set([0, 1, 2]));
  });

  test('may move a scope to another server while calls are made, and none is too many', async () => {
    const limits = { capacity: 20, windowMs: 500, lastsMs: 20 };
    const calls = new SteadyCalls(
      createRedisPacer({ connection: connect(), prefix: 'moved' }),
      'app',
      limits,
    );
    await calls.whenMade(40);
    const serverOf = async () =>
      (await cluster.keysWith('moved:{app}')).findIndex(({ length }) => length > 0);
    const before = await serverOf();
    for (let move = 0; move < 3; move += 1) {
      await cluster.moveSlotOf('moved:{app}:state');
      await calls.whenMade(40, performance.now());
    }
    // Three moves are a round.
    expect(await serverOf()).toBe(before);
    expect(calls.mostInWindow()).toBeLessThanOrEqual(limits.capacity);
    await calls.end();
  });
});
