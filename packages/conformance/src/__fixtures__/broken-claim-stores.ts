import type { Claim, ClaimStore } from '@polychat/core';
import type { ClaimStoreSubject } from '../claim-store/claim-store-check.ts';
import { ClaimServer, connectClaimStore } from './served-claim-store.ts';

/** A claim store that is wrong in one way, and the checks that must find it. */
export interface BrokenClaimStore {
  readonly name: string;
  readonly create: () => ClaimStoreSubject;
  readonly caughtBy: readonly string[];
}

type Change = (store: ClaimStore, server: ClaimServer) => Partial<ClaimStore>;

/** Two connections to one server, each changed in the same way. */
export function serve(change: Change = () => ({})): ClaimStoreSubject {
  const server = new ClaimServer();
  const connect = (): ClaimStore => {
    const store = connectClaimStore(server);
    return { ...store, ...change(store, server) };
  };
  return {
    store: connect(),
    other: connect(),
    advance(milliseconds) {
      server.now += milliseconds;
    },
    disconnect() {
      server.isReachable = false;
    },
  };
}

const broken = (name: string, change: Change, ...caughtBy: readonly string[]): BrokenClaimStore => ({
  name,
  create: () => serve(change),
  caughtBy,
});

const atOnce = 'of many claims at once exactly one is mine, and the others find it';
const stale = 'the token of a claim that has ended does nothing to the next one';

export const brokenClaimStores: readonly BrokenClaimStore[] = [
  broken(
    'looks first and writes then',
    (store, server) => ({
      async claim(key, value, ttlMs): Promise<Claim> {
        const found = await server.ask(() => server.entryOf(key));
        if (found) return { status: 'existing', value: found.value, isComplete: found.isComplete };
        await server.ask(() => server.entries.delete(key));
        return store
          .claim(key, value, ttlMs)
          .then((claim) => (claim.status === 'mine' ? claim : { status: 'mine', token: `${Math.random()}` }));
      },
    }),
    atOnce,
    'of many claims at once of a key that has ended exactly one is mine',
  ),
  broken(
    'keeps claims in each process by itself',
    () => connectClaimStore(new ClaimServer()),
    atOnce,
    'a key that nobody has is claimed, and then it is taken',
    'a token works through any connection',
  ),
  broken(
    'never lets go',
    (store) => ({ claim: (key, value) => store.claim(key, value, Number.POSITIVE_INFINITY) }),
    'a claim ends after its time, and not before',
    stale,
  ),
  broken(
    'lets go too soon',
    (store) => ({ claim: (key, value, ttlMs) => store.claim(key, value, ttlMs / 10) }),
    'a claim ends after its time, and not before',
  ),
  broken(
    'makes a claim last longer whenever somebody asks',
    (store, server) => ({
      async claim(key, value, ttlMs) {
        const claim = await store.claim(key, value, ttlMs);
        const entry = server.entryOf(key);
        if (entry) server.entries.set(key, { ...entry, endsAt: server.now + ttlMs });
        return claim;
      },
    }),
    'asking for a key does not make its claim last longer',
  ),
  broken(
    'gives every claim the same token',
    (store, server) => ({
      async claim(key, value, ttlMs) {
        const claim = await store.claim(key, value, ttlMs);
        if (claim.status !== 'mine') return claim;
        const entry = server.entryOf(key);
        if (entry) server.entries.set(key, { ...entry, token: 'token' });
        return { status: 'mine', token: 'token' };
      },
    }),
    stale,
  ),
  broken(
    'lets anybody give back and complete',
    (_store, server) => ({
      release: (key) => server.ask(() => server.entries.delete(key)),
      complete: (key, token, value, ttlMs) =>
        server.ask(() => {
          server.entries.set(key, { token, value, isComplete: true, endsAt: server.now + ttlMs });
          return true;
        }),
    }),
    stale,
    'a claim that is complete cannot be given back, nor completed again',
    'a claim that has ended cannot be completed or given back',
    'a token opens its own key alone',
    'of many who give back or complete one claim exactly one does',
  ),
  broken(
    'forgets what it was completed with',
    (store) => ({ complete: (key, token, _value, ttlMs) => store.complete(key, token, '', ttlMs) }),
    'a claim that is complete keeps what it was completed with',
    'values come back as they were, whatever is in them',
  ),
  broken(
    'keeps the time that the claim had',
    (store) => ({ complete: (key, token, value) => store.complete(key, token, value, 30_000) }),
    'a claim that is complete ends after the time that completing gave it',
  ),
  broken(
    'does not tell capitals from small letters',
    (store) => ({ claim: (key, value, ttlMs) => store.claim(key.toLowerCase(), value, ttlMs) }),
    'keys are told apart, whatever is in them',
  ),
  broken(
    'takes a server that is gone for a key that is free',
    (store) => ({
      claim: (key, value, ttlMs) =>
        store.claim(key, value, ttlMs).catch((): Claim => ({ status: 'mine', token: 'nobody' })),
    }),
    'a store that is out of reach rejects, and says of no key that it is free',
  ),
];
