import type { PacedCost, Pacer } from '@polychat/core';
import type { SimulatedSite } from './simulated-site.ts';

/** What costs of a limit with a window so short that it is known at once. */
export const brief: PacedCost = {
  limit: { name: 'brief', capacity: 1_000, windowMs: 1, kind: 'rate', countedBy: 'app', source: 'test' },
  units: 1,
  counter: 'brief',
};

/**
 * Lets each pacer ask for a lease in each scope, and so long pass that the server knows these scopes: what it does not
 * know counts as full for one window.
 */
export async function knownScopes(site: SimulatedSite, ...pacers: readonly Pacer[]): Promise<void> {
  for (const scope of ['app', 'another app']) {
    for (const pacer of pacers) {
      void Promise.resolve(pacer.acquire({ scope, costs: [brief], sendId: 'first', holdMs: 1 })).then(
        (answer) => {
          if (answer !== 'aborted' && 'settle' in answer) answer.settle({ how: 'replied' });
        },
      );
    }
  }
  await site.advance(62_000);
}
