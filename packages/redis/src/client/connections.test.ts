import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Pacer } from '@polychat/core';
import { createClient, createCluster } from '@redis/client';
import { Cluster, Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasRedis, RedisServer } from '../__fixtures__/redis-server.ts';
import {
  bunRedis,
  createRedisClaimStore,
  createRedisPacer,
  glide,
  ioredis,
  nodeRedis,
  nodeRedisCluster,
  type RedisConnection,
} from '../index.ts';

/** A lease and a claim over a connection, and what the script says when the server does not know it. */
async function use(connection: RedisConnection): Promise<void> {
  const prefix = crypto.randomUUID();
  const pacer: Pacer = createRedisPacer({ connection, prefix });
  const limit = {
    name: 'calls',
    capacity: 2,
    windowMs: 20,
    kind: 'rate',
    countedBy: 'app',
    source: 'test',
  } as const;
  const costs = [
    { limit, units: 1, counter: 'calls\n\n' },
    { limit: { ...limit, name: 'others' }, units: 1, counter: 'others\n\n' },
  ];
  for (let call = 0; call < 4; call += 1) {
    const answer = await pacer.acquire({ scope: 'vendor {app}', costs, sendId: 'send', holdMs: 1_000 });
    if (answer === 'aborted' || !('settle' in answer)) throw new Error('no lease');
    answer.settle({ how: 'replied' });
  }
  await pacer.close?.();
  const store = createRedisClaimStore({ connection, prefix });
  const claim = await store.claim('key {1}', 'värde', 60_000);
  if (claim.status !== 'mine') throw new Error('not mine');
  expect(await store.claim('key {1}', 'other', 60_000)).toEqual({
    status: 'existing',
    value: 'värde',
    isComplete: false,
  });
  expect(await store.complete('key {1}', claim.token, 'done', 60_000)).toBe(true);
}

describe.runIf(hasRedis())('a connection over', () => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await RedisServer.start();
  });
  afterAll(() => server.close());

  test('ioredis carries leases and claims', async () => {
    const client = new Redis(server.url);
    await use(ioredis(client));
    client.disconnect();
  });

  test.each([2, 3] as const)('node-redis with RESP %d carries leases and claims', async (RESP) => {
    const client = await createClient({ url: server.url, RESP }).connect();
    await use(nodeRedis(client));
    client.destroy();
  });

  test('Bun’s client carries leases and claims', async ({ skip }) => {
    const bun = bunProgram();
    if (!bun) {
      process.stderr.write('\nNOTICE: Bun is not installed, so its Redis client is not tested.\n');
      skip();
    }
    const program = `
      import { RedisClient } from 'bun';
      import { createRedisClaimStore, createRedisPacer, bunRedis } from './src/index.ts';
      const connection = bunRedis(new RedisClient('${server.url}'));
      const pacer = createRedisPacer({ connection, prefix: 'bun' });
      const limit = { name: 'calls', capacity: 1, windowMs: 20, kind: 'rate', countedBy: 'app', source: 'test' };
      const costs = [{ limit, units: 1, counter: 'calls' }];
      for (let call = 0; call < 3; call += 1) {
        const lease = await pacer.acquire({ scope: 'app', costs, sendId: 'send', holdMs: 1000 });
        lease.settle({ how: 'replied' });
      }
      await pacer.close();
      const claim = await createRedisClaimStore({ connection, prefix: 'bun' }).claim('key', 'value', 60000);
      console.log(claim.status);
      process.exit();
    `;
    const child = spawn(bun ?? '', ['--conditions=@polychat/source', '--eval', program], {
      cwd: join(import.meta.dirname, '../..'),
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (data) => {
        output += data;
      });
    }
    await once(child, 'exit');
    expect(output.trim()).toBe('mine');
  });

  test('any client gives the command as it is', async () => {
    const sent: unknown[] = [];
    const note = async (...what: readonly unknown[]) => {
      sent.push(what);
    };
    const command = ['EVAL', 'return 1', '1', 'key', 'argument'] as const;
    await glide({ customCommand: note }).send(command);
    await bunRedis({ send: note }).send(command);
    await nodeRedisCluster({ sendCommand: note }).send(command);
    expect(sent).toEqual([
      [[...command]],
      ['EVAL', ['return 1', '1', 'key', 'argument']],
      ['key', false, [...command]],
    ]);
  });
});

describe.runIf(hasRedis())('a connection over a cluster of', () => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await RedisServer.start('--cluster-enabled yes', '--cluster-announce-ip 127.0.0.1');
    const client = new Redis(server.url);
    await client.call('CLUSTER', 'ADDSLOTSRANGE', '0', '16383');
    while (!String(await client.call('CLUSTER', 'INFO')).includes('cluster_state:ok')) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    client.disconnect();
  });
  afterAll(() => server.close());

  test('ioredis carries leases and claims: all keys of a call are on one server', async () => {
    const cluster = new Cluster([{ host: '127.0.0.1', port: server.port }]);
    await use(ioredis(cluster));
    cluster.disconnect();
  });

  test('node-redis carries leases and claims: all keys of a call are on one server', async () => {
    const cluster = await createCluster({ rootNodes: [{ url: server.url }] }).connect();
    await use(nodeRedisCluster(cluster));
    cluster.destroy();
  });
});

function bunProgram(): string | undefined {
  try {
    const require = createRequire(import.meta.url);
    const manifest = require('bun/package.json') as { optionalDependencies?: object };
    return Object.keys(manifest.optionalDependencies ?? {})
      .flatMap((name) => {
        try {
          return dirname(require.resolve(`${name}/package.json`));
        } catch {
          return [];
        }
      })
      .flatMap((folder) => ['bin/bun', 'bin/bun.exe'].map((place) => join(folder, place)))
      .find((path) => existsSync(path));
  } catch {
    return undefined;
  }
}
