import type { Claim, ClaimStore } from '@polychat/core';

interface Entry {
  readonly token: string;
  readonly value: string;
  readonly isComplete: boolean;
  readonly endsAt: number;
}

/** Where a store keeps its claims: a server with a clock of its own, that can be taken out of reach. */
export class ClaimServer {
  readonly entries = new Map<string, Entry>();
  now = 0;
  isReachable = true;

  /** One trip to the server and back. What is done there is done at once. */
  async ask<T>(act: () => T): Promise<T> {
    await Promise.resolve();
    if (!this.isReachable) throw new Error('no route to the server');
    return act();
  }

  entryOf(key: string): Entry | undefined {
    const entry = this.entries.get(key);
    return entry && entry.endsAt > this.now ? entry : undefined;
  }
}

/** A claim store of one connection to a server. */
export function connectClaimStore(server: ClaimServer): ClaimStore {
  const openClaim = (key: string, token: string) => {
    const entry = server.entryOf(key);
    return entry?.token === token && !entry.isComplete ? entry : undefined;
  };
  return {
    claim: (key, value, ttlMs) =>
      server.ask((): Claim => {
        const entry = server.entryOf(key);
        if (entry) return { status: 'existing', value: entry.value, isComplete: entry.isComplete };
        const token = crypto.randomUUID();
        server.entries.set(key, { token, value, isComplete: false, endsAt: server.now + ttlMs });
        return { status: 'mine', token };
      }),
    complete: (key, token, value, ttlMs) =>
      server.ask(() => {
        if (!openClaim(key, token)) return false;
        server.entries.set(key, { token, value, isComplete: true, endsAt: server.now + ttlMs });
        return true;
      }),
    release: (key, token) => server.ask(() => Boolean(openClaim(key, token)) && server.entries.delete(key)),
  };
}
