import assert from 'node:assert/strict';
import type { SimulatedClock } from '@polychat/core/testing';
import {
  assertEverybodyListed,
  assertEverybodyStreamed,
  assertOnce,
  assertTrue,
  type Fact,
  factOf,
} from '../assertions.ts';
import { chatFamily } from '../chat-check.ts';
import { type ChatTrial, inTurn, type VendorBehaviours } from '../chat-trial.ts';
import type { CallFate } from '../inbox-vendor-options.ts';
import { people } from '../people.ts';
import type { StartedChat } from '../started-chat.ts';

/** What meets the calls one after the other, whichever vendor gets them. */
const troubles: readonly (readonly [CallFate, ...CallFate[]])[] = [
  ['answered'],
  ['not_sent', 'answered'],
  ['unavailable', 'answered'],
  ['unavailable', 'unavailable', 'unavailable', 'answered'],
  ['unknown', 'answered'],
  ['not_sent', 'unknown', 'answered'],
  ['unavailable', 'unknown', 'answered'],
  ['unknown', 'unavailable', 'answered'],
  ['silent', 'answered'],
  ['forbidden', 'answered'],
  ['unknown', 'forbidden', 'not_sent', 'unavailable', 'answered'],
];

/** Sends as a list and as a stream, and looks at the inboxes each time. */
async function inBothWays(
  trial: ChatTrial,
  behaviours: () => VendorBehaviours,
  look: (started: StartedChat, facts: readonly Fact[]) => void = assertTrue,
): Promise<void> {
  const list = await trial.start(behaviours());
  const { receipt } = await list.send(people);
  await list.clock.advance(60_000);
  look(list, assertEverybodyListed(receipt, people));
  const stream = await trial.start(behaviours());
  const outcomes = await stream.deliver(people);
  await stream.clock.advance(60_000);
  look(stream, assertEverybodyStreamed(outcomes, people));
}

export const copies = chatFamily('copies', {
  'nobody gets a message twice, and what is said of everybody is true, whatever meets the calls': async (
    trial,
  ) => {
    for (const [first, ...others] of troubles) {
      await inBothWays(trial, () => {
        const callFate = inTurn(first, ...others);
        return { callFate, maxItems: 4 };
      });
    }
  },

  'nobody gets a message twice while a vendor is slow': async (trial) => {
    for (const slow of [0, 1]) {
      await inBothWays(trial, () => (at, clock) => (at === slow ? { beforeReply: () => pause(clock) } : {}));
    }
  },

  'who was served is not sent to again for the sake of others': async (trial) => {
    await inBothWays(
      trial,
      () => ({ maxItems: 3, callFate: inTurn<CallFate>('answered', 'unavailable', 'answered') }),
      (started) => {
        for (const userId of people) assertOnce(started, userId);
      },
    );
  },
});

/** Lets five seconds pass, and many turns of the event loop, in which somebody impatient may ask another vendor. */
async function pause(clock: SimulatedClock): Promise<void> {
  for (let time = 0; time < 50; time += 1) {
    await new Promise<void>((resolve) => void clock.schedule(resolve, 100));
  }
}

export const unclearOutcomes = chatFamily('unclear outcomes', {
  'of whom nobody knows is unconfirmed, and is not sent to again': async (trial) => {
    for (const fate of ['unknown', 'silent'] as const) {
      await inBothWays(
        trial,
        () => ({ callFate: inTurn<CallFate>(fate, fate, fate, fate, 'answered') }),
        (started, facts) => {
          assertTrue(started, facts);
          for (const { userId } of facts) {
            const names = started.vendorIdOf(userId);
            for (const { posted, name } of started.vendors) {
              const count = posted.filter(({ to }) => to.includes(names)).length;
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

export const ways = chatFamily('ways', {
  'via names the chat that carried the message': async (trial) => {
    const started = await trial.start({ fateOf: (userId) => (userId === 'bob' ? 'refused' : 'accepted') });
    const { receipt } = await started.send(people);
    const known = new Set([started.chat.name, ...started.vendors.map(({ name }) => name)]);
    for (const { via } of [...receipt.failed, ...receipt.unconfirmed]) {
      assert.ok(known.has(via), `via is ${JSON.stringify(via)}, which is the name of no chat`);
    }
    for (const { userId, via } of receipt.accepted) {
      const { length } = started.vendorNamed(via).inbox(started.vendorIdOf(userId));
      assert.equal(length, 1, `${userId} came by another way than ${via}`);
    }
  },

  'a recipient goes the same way again while nothing goes wrong': async (trial) => {
    const started = await trial.start({}, 'one_way');
    const viasOf = async () => {
      const { receipt } = await started.send(people);
      return receipt.accepted.map(({ userId, via }) => `${userId} through ${via}`);
    };
    const first = await viasOf();
    for (let time = 0; time < 8; time += 1) {
      assert.deepEqual(await viasOf(), first, 'somebody goes another way than before');
    }
    const alone = await Promise.all(
      people.map(async (userId) => {
        const { receipt } = await started.send([userId]);
        return `${userId} through ${receipt.accepted[0]?.via}`;
      }),
    );
    assert.deepEqual(alone, first, 'somebody goes another way alone than among others');
  },
});
