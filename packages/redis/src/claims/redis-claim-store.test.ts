import { describeClaimStore } from '@polychat/conformance/vitest';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasRedis, RedisServer } from '../__fixtures__/redis-server.ts';
import { createRedisClaimStore, ioredis, type RedisConnection } from '../index.ts';

describe.runIf(hasRedis())('claims at a server', () => {
  let server: RedisServer;
  const clients: Redis[] = [];
  beforeAll(async () => {
    server = await RedisServer.start();
  });
  afterAll(async () => {
    for (const client of clients) client.disconnect();
    await server.close();
  });
  const connect = (): Redis => {
    const client = new Redis(server.url, { retryStrategy: null });
    client.on('error', () => {});
    clients.push(client);
    return client;
  };

  /** Takes so much off the time that keys have left. */
  async function takeOff(prefix: string, milliseconds: number): Promise<void> {
    const client = connect();
    for (const key of await client.keys(`${prefix}*`)) {
      const left = await client.pttl(key);
      if (left > milliseconds) await client.pexpire(key, Math.ceil(left - milliseconds));
      else if (left >= 0) await client.del(key);
    }
    client.disconnect();
  }

  describeClaimStore({
    name: 'the store over Redis',
    create() {
      const prefix = crypto.randomUUID();
      const [first, second] = [connect(), connect()];
      return {
        store: createRedisClaimStore({ connection: ioredis(first), prefix }),
        other: createRedisClaimStore({ connection: ioredis(second), prefix }),
        // Redis ends keys by its own clock: as if so much of their time had passed.
        advance: (milliseconds) => takeOff(prefix, milliseconds),
        disconnect: () => {
          for (const client of [first, second]) client.disconnect();
        },
      };
    },
  });

  test('the server itself ends a claim after its time', async () => {
    const store = createRedisClaimStore({ connection: ioredis(connect()), prefix: crypto.randomUUID() });
    await store.claim('key', 'value', 50);
    await expect.poll(async () => (await store.claim('key', 'next', 60_000)).status).toBe('mine');
  });

  test('a command that a client sends twice gives the same answer', async () => {
    const raw = ioredis(connect());
    const twice: RedisConnection = {
      async send(command) {
        await raw.send(command).catch(() => {});
        return raw.send(command);
      },
    };
    const store = createRedisClaimStore({ connection: twice, prefix: crypto.randomUUID() });
    const claim = await store.claim('key', 'value', 60_000);
    if (claim.status !== 'mine') throw new Error('not mine');
    expect(await store.complete('key', claim.token, 'done', 60_000)).toBe(true);
    expect(await store.complete('key', claim.token, 'done', 60_000)).toBe(false);
  });

  test('a claim that comes after its time is given back', async () => {
    const raw = ioredis(connect());
    const slow: RedisConnection = {
      async send(command) {
        await new Promise((resolve) => setTimeout(resolve, 60));
        return raw.send(command);
      },
    };
    const prefix = crypto.randomUUID();
    const store = createRedisClaimStore({ connection: slow, prefix, answerWithinMs: 20 });
    await expect(store.claim('key', 'late', 60_000)).rejects.toThrow('no answer within 20 ms');
    const other = createRedisClaimStore({ connection: raw, prefix });
    await expect.poll(async () => (await other.claim('key', 'next', 60_000)).status).toBe('mine');
  });

  test('nothing is left of claims that have ended', async () => {
    const client = connect();
    const prefix = crypto.randomUUID();
    const store = createRedisClaimStore({ connection: ioredis(client), prefix });
    for (let index = 0; index < 20; index += 1) await store.claim(`key ${index}`, 'value', 5);
    await expect.poll(() => client.keys(`${prefix}*`)).toEqual([]);
  });
});

describe('options', () => {
  const connection: RedisConnection = { send: async () => [] };
  test.each([
    [{}, 'connection'],
    [{ connection: {} }, 'connection'],
    [{ connection, prefix: 'a{b}' }, 'prefix'],
    [{ connection, answerWithinMs: 0 }, 'answerWithinMs'],
    [{ connection, ttl: 1 }, 'ttl'],
  ])('%j are refused for %s', (options, field) => {
    expect(() => createRedisClaimStore(options as never)).toThrow(
      expect.objectContaining({ code: 'misconfigured', field }),
    );
  });
});
