import { Redis } from 'ioredis';
import { afterEach, describe, expect, test } from 'vitest';
import { hasRedis, RedisServer } from '../__fixtures__/redis-server.ts';
import { SteadyCalls } from '../__fixtures__/steady-calls.ts';
import { createRedisPacer, ioredis, type RedisConnection } from '../index.ts';

const limits = { capacity: 20, windowMs: 500, lastsMs: 20 };

describe.runIf(hasRedis())('a replica that takes over', () => {
  const open: { close(): Promise<unknown> }[] = [];
  afterEach(async () => {
    for (const each of open.splice(0).toReversed()) await each.close();
  });

  /** A server with a replica that has all of its data, and a connection that goes to whichever is the master. */
  async function start() {
    const first = await RedisServer.start('--repl-diskless-sync-delay 0');
    open.push(first);
    const second = await RedisServer.start(`--replicaof 127.0.0.1 ${first.port}`);
    open.push(second);
    const clients = [first, second].map(({ url }) => new Redis(url, { maxRetriesPerRequest: 0 }));
    for (const client of clients) client.on('error', () => {});
    open.push({ close: async () => clients.map((client) => client.disconnect()) });
    const [old, replica] = clients as [Redis, Redis];
    await expect.poll(async () => await replica.info('replication')).toContain('master_link_status:up');
    let master = old;
    const connection: RedisConnection = { send: (command) => ioredis(master).send(command) };
    const promote = async () => {
      await replica.call('REPLICAOF', 'NO', 'ONE');
      master = replica;
    };
    return { first, old, replica, connection, promote };
  }

  test('counts all rates as full for one window, and no window has a call too many', async () => {
    const { first, connection, promote, replica } = await start();
    const calls = new SteadyCalls(createRedisPacer({ connection }), 'app', limits);
    await calls.whenMade(40);
    // It has what the master has: the scope is known there.
    await expect.poll(() => replica.exists('polychat:{app}:state')).toBe(1);
    await first.kill();
    const killedAt = performance.now();
    await promote();
    const promotedAt = performance.now();
    const timeOfServer = Date.now();
    await calls.whenMade(40, promotedAt + 1_000);
    expect(Number(await replica.hget('polychat:{app}:state', 'since'))).toBeGreaterThanOrEqual(timeOfServer);
    // Leases in hand are used: at most 250 ms are handed out ahead, and about as much later they may be used.
    const next = calls.times.find((at) => at > killedAt + 750);
    // One window, and the half second for what was handed out ahead.
    expect(next).toBeGreaterThan(promotedAt + limits.windowMs + 400);
    expect(calls.mostInWindow()).toBeLessThanOrEqual(limits.capacity);
    await calls.end();
  });

  test('that lost the last writes is told of the calls under way', async () => {
    const { first, old, connection, promote, replica } = await start();
    const pacer = createRedisPacer({ connection });
    const calls = new SteadyCalls(pacer, 'app', { ...limits, lastsMs: 1_500 });
    await calls.whenMade(1);
    await expect.poll(() => replica.exists('polychat:{app}:state')).toBe(1);
    // The replica hears nothing from now on, and all that the master answers is lost.
    await replica.call('REPLICAOF', '127.0.0.1', '1');
    await calls.whenMade(20, performance.now());
    expect(await old.exists('polychat:{app}:used:calls')).toBe(1);
    await first.kill();
    await promote();
    const promotedAt = performance.now();
    await calls.whenMade(20, promotedAt + 100);
    expect(calls.mostInWindow()).toBeLessThanOrEqual(limits.capacity);
    // Each holds its unit, also at a server that did not know of it.
    expect(calls.mostUnderWay).toBeLessThanOrEqual(limits.capacity);
    await calls.end();
  });
});
