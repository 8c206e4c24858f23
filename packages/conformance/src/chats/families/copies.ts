import type { SimulatedClock } from '@polychat/core/testing';
import { assertOnce } from '../assertions.ts';
import { chatFamily } from '../chat-check.ts';
import { inTurn } from '../chat-trial.ts';
import { inBothWays } from '../in-both-ways.ts';
import type { CallFate } from '../inbox-vendor-options.ts';
import { people } from '../people.ts';
import { troubles } from '../troubles.ts';

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
