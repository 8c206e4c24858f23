import assert from 'node:assert/strict';
import { assertTrue, factOf } from '../assertions.ts';
import { chatFamily } from '../chat-check.ts';
import { inTurn, toMessages } from '../chat-trial.ts';
import { inBothWays } from '../in-both-ways.ts';
import type { CallFate } from '../inbox-vendor-options.ts';

export const unclearOutcomes = chatFamily('unclear outcomes', {
  'of whom nobody knows is unconfirmed, and is not sent to again': async (trial) => {
    for (const fate of ['unknown', 'silent'] as const) {
      await inBothWays(
        trial,
        () => ({ callFate: toMessages(inTurn<CallFate>(fate, fate, fate, fate, 'answered')) }),
        (started, facts) => {
          assertTrue(started, facts);
          for (const { userId } of facts) {
            for (const [name, count] of started.requestsFor(userId)) {
              assert.ok(count <= 1, `${name} was asked ${count} times for ${userId}, of whom nobody knew`);
            }
          }
          assert.ok(
            facts.some(({ status }) => status === 'unconfirmed'),
            'nobody is unconfirmed, although nobody knows',
          );
        },
      );
    }
  },

  'a refusal that follows an unclear attempt makes nothing certain': async (trial) => {
    await inBothWays(trial, () => ({ callFate: inTurn<CallFate>('unknown', 'unavailable', 'answered') }));
    await inBothWays(trial, () => ({ callFate: inTurn<CallFate>('unknown', 'forbidden', 'answered') }));
  },

  'whom a reply leaves out is unconfirmed': async (trial) => {
    await inBothWays(
      trial,
      () => ({ fateOf: (userId) => (userId === 'eve' ? 'lost' : 'accepted') }),
      (started, facts) => {
        assertTrue(started, facts);
        assert.equal(factOf(facts, 'eve').status, 'unconfirmed');
      },
    );
  },
});
