import type { CampaignStore } from '../ports/campaign-store.ts';

/** A way in which a store can be wrong, and checks that must find it. */
export interface BrokenStore {
  readonly name: string;
  readonly change: (store: CampaignStore) => Partial<CampaignStore>;
  readonly caughtBy: readonly string[];
}

export const brokenStores: readonly BrokenStore[] = [
  {
    name: 'believes whoever says that it was a lost chunk',
    change: (store) => ({
      async commit({ begins, outcomes }) {
        const open = await store.commit({
          begins,
          outcomes: outcomes.map(({ epoch: _, ...entry }) => entry),
        });
        return open;
      },
    }),
    caughtBy: ['a commit stores all of its entries, or those alone that it may'],
  },
  {
    name: 'says that calls of a lost chunk may leave',
    change: (store) => ({
      async commit(commit) {
        const answer = await store.commit(commit);
        return { ...answer, begins: answer.begins.map(() => true) };
      },
    }),
    caughtBy: ['who has lost a chunk begins no call'],
  },
  {
    name: 'refuses late outcomes',
    change: (store) => ({
      async commit({ begins, outcomes }) {
        const answer = await store.commit({ begins, outcomes: [] });
        return { ...answer, outcomes: outcomes.map(() => false) };
      },
    }),
    caughtBy: ['late outcomes are joined by whoever claims the chunk, and give it a new revision'],
  },
  {
    name: 'lends a chunk for ever',
    change: (store) => ({ claim: (request) => store.claim({ ...request, leaseMs: 1e12 }) }),
    caughtBy: ['a lease ends after its time and not before, and the next claim has a higher epoch'],
  },
  {
    name: 'lends a chunk for too short a time',
    change: (store) => ({
      claim: (request) => store.claim({ ...request, leaseMs: request.leaseMs / 10 }),
    }),
    caughtBy: ['a lease ends after its time and not before, and the next claim has a higher epoch'],
  },
  {
    name: 'does not renew',
    change: (store) => ({ renew: (chunks) => store.renew(chunks, 0) }),
    caughtBy: ['who renews keeps a chunk, and hears of what was asked meanwhile'],
  },
  {
    name: 'gives chunks of any chat',
    change: (store) => ({
      claim: (request) => store.claim({ ...request, chats: ['pigeon', 'owl', 'raven'] }),
    }),
    caughtBy: ['a worker gets chunks of the chats that it has'],
  },
  {
    name: 'gives any chunk, whichever was asked for',
    change: (store) => ({ claim: ({ job: _, ...request }) => store.claim(request) }),
    caughtBy: ['a worker gets the chunk that it asks for, and no other'],
  },
  {
    name: 'takes chunks that differ',
    change: (store) => ({
      async append(id, chunk) {
        const answer = await store.append(id, chunk);
        return answer.status === 'different' ? { ...answer, status: 'same' } : answer;
      },
    }),
    caughtBy: ['chunks are added in their order, and compared when they come again'],
  },
  {
    name: 'seals with whatever there is',
    change: (store) => ({
      async seal(id, chunks, duplicates) {
        const answer = await store.seal(id, chunks, duplicates);
        return answer === 'different' ? 'appended' : answer;
      },
    }),
    caughtBy: ['a campaign that is sealed takes no more chunks'],
  },
  {
    name: 'settles what is incomplete',
    change: (store) => ({
      settle: (chunk, join) =>
        store.settle(
          chunk,
          (known) =>
            join(known) ?? {
              bytes: new Uint8Array(),
              counts: { accepted: 0, failed: 0, unconfirmed: 0 },
              isChanged: true,
            },
        ),
    }),
    caughtBy: ['a chunk of which somebody has no outcome stays as it is'],
  },
  {
    name: 'counts a revision up for nothing',
    change: (store) => ({
      settle: (chunk, join) =>
        store.settle(chunk, (known) => {
          const settled = join(known);
          return settled && { ...settled, isChanged: true };
        }),
    }),
    caughtBy: ['late outcomes that say nothing new leave the revision as it is'],
  },
  {
    name: 'opens a chunk for another round whatever its revision is',
    change: (store) => ({
      async reopen(chunk, todo, count) {
        await store.reopen(chunk, todo, count);
        return true;
      },
    }),
    caughtBy: ['a settled chunk is opened for another round', 'a chunk that is open is not opened again'],
  },
  {
    name: 'forgets the round',
    change: (store) => ({
      async claim(request) {
        const { chunk, ...answer } = await store.claim(request);
        return chunk ? { ...answer, chunk: { ...chunk, round: 1 } } : answer;
      },
    }),
    caughtBy: ['a settled chunk is opened for another round'],
  },
  {
    name: 'removes what is not done',
    change: (store) => ({
      async prune(request) {
        await store.prune(request);
        return 1;
      },
    }),
    caughtBy: ['campaigns that are done lose their recipients when they are old, and keep their key'],
  },
];
