import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { createClient } from '@redis/client';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadGlide } from '../__fixtures__/glide.ts';
import { hasRedis, RedisServer } from '../__fixtures__/redis-server.ts';
import { useConnection } from '../__fixtures__/use-connection.ts';
import { bunRedis, glide, ioredis, nodeRedis, nodeRedisCluster } from '../index.ts';

describe.runIf(hasRedis())('a connection over', () => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await RedisServer.start();
  });
  afterAll(() => server.close());

  test('ioredis carries leases and claims', async () => {
    const client = new Redis(server.url);
    await useConnection(ioredis(client));
    client.disconnect();
  });

  test.each([2, 3] as const)('node-redis with RESP %d carries leases and claims', async (RESP) => {
    const client = await createClient({ url: server.url, RESP }).connect();
    await useConnection(nodeRedis(client));
    client.destroy();
  });

  test('Valkey GLIDE carries leases and claims', async ({ skip }) => {
    const library = await loadGlide();
    if (!library) return skip();
    const addresses = [{ host: '127.0.0.1', port: server.port }];
    const client = await library.GlideClient.createClient({ addresses });
    await useConnection(glide(client));
    client.close();
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
