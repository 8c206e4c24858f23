import { Redis } from 'ioredis';
import { createRedisPacer, ioredis } from '../index.ts';
import { brief } from './known-scopes.ts';
import type { RedisServer } from './redis-server.ts';

/** Lets the script run once: its digest is made in another thread, for which no simulated clock waits. */
export async function warmUp(server: RedisServer): Promise<void> {
  const client = new Redis(server.url);
  const pacer = createRedisPacer({ connection: ioredis(client) });
  await pacer.acquire({ scope: 'warm-up', costs: [brief], sendId: 'first', holdMs: 1 });
  await pacer.close?.();
  client.disconnect();
}
