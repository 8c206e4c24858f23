/**
 * A process that makes calls as fast as the pacer allows, and tells its parent when each of them left, by a clock that
 * all processes of a machine share. Arguments: the server's port, calls in a window, the window, how long a call takes.
 */
import type { Limit } from '@polychat/core';
import { Redis } from 'ioredis';
import { createRedisPacer, ioredis } from '../index.ts';

const [port = 0, capacity = 1, windowMs = 1_000, lastsMs = 0] = process.argv.slice(2).map(Number);
const limit: Limit = { name: 'calls', capacity, windowMs, kind: 'rate', countedBy: 'app', source: 'test' };
const costs = [{ limit, units: 1, counter: 'calls' }];
const client = new Redis({ port, host: '127.0.0.1', maxRetriesPerRequest: 0 });
client.on('error', () => {});
const pacer = createRedisPacer({ connection: ioredis(client) });
const sendId = String(process.pid);
let isOver = false;

process.once('disconnect', () => process.exit());
process.once('message', async () => {
  isOver = true;
  await pacer.close?.();
  client.disconnect();
  process.exit();
});

async function call(): Promise<void> {
  while (!isOver) {
    const answer = await pacer.acquire({ scope: 'app', costs, sendId, holdMs: 2_000 });
    if (answer === 'aborted' || !('settle' in answer)) return;
    process.send?.(performance.timeOrigin + performance.now());
    await new Promise((resolve) => setTimeout(resolve, lastsMs));
    answer.settle({ how: 'replied' });
  }
}

for (let index = 0; index < capacity; index += 1) void call();
