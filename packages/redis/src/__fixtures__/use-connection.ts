import type { Pacer } from '@polychat/core';
import { expect } from 'vitest';
import { createRedisClaimStore, createRedisPacer, type RedisConnection } from '../index.ts';

/** A lease and a claim over a connection, and what the script says when the server does not know it. */
export async function useConnection(connection: RedisConnection, scope = 'vendor {app}'): Promise<void> {
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
    const answer = await pacer.acquire({ scope, costs, sendId: 'send', holdMs: 1_000 });
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
