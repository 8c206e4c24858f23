import type { Claim, ClaimStore } from '../../ports/claim-store.ts';
import type { Clock } from '../../ports/clock.ts';
import { Deadline, tooLate } from './deadline.ts';

/** So long a store may take, in milliseconds: about as long as vendors wait for an answer. */
const storeTimeoutMs = 5_000;

/**
 * The same store, with calls that reject when they take longer than five seconds: one that hangs would hold every
 * request that asks it, and `close` with them. A claim that comes later is given back.
 */
export function storeInTime(store: ClaimStore, clock: Clock): ClaimStore {
  const inTime = async <Value>(answering: Promise<Value>): Promise<Value> => {
    const deadline = new Deadline(clock, storeTimeoutMs);
    try {
      const answer = await deadline.race(answering);
      if (answer === tooLate) throw new Error(`the store did not answer within ${storeTimeoutMs} ms`);
      return answer;
    } finally {
      deadline.cancel();
    }
  };
  return {
    async claim(key, value, ttlMs) {
      const claiming = store.claim(key, value, ttlMs);
      try {
        return await inTime(claiming);
      } catch (error) {
        void giveBack(store, key, claiming);
        throw error;
      }
    },
    complete: (key, token, value, ttlMs) => inTime(store.complete(key, token, value, ttlMs)),
    release: (key, token) => inTime(store.release(key, token)),
  };
}

async function giveBack(store: ClaimStore, key: string, claiming: Promise<Claim>): Promise<void> {
  try {
    const claim = await claiming;
    if (claim.status === 'mine') await store.release(key, claim.token);
  } catch {
    // It ends by itself, after its time.
  }
}
