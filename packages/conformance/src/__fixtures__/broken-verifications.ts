import { fieldDefaults } from '@polychat/core/adapter';
import { type BrokenAdapter, broken, withResults } from './broken-adapter.ts';
import { withCalls, withPlans } from './with-calls.ts';

const changesNothing = 'verifying: good credentials are taken, and nothing is changed by asking';

/** Pigeons that verify wrongly. */
export const brokenVerifications: readonly BrokenAdapter[] = [
  broken(
    'takes every reply for good credentials',
    withResults((result, _reply, call) =>
      // Nobody asks a broken adapter what its results are.
      call.endpoint === 'account'
        ? { value: true as unknown as NonNullable<(typeof result)['value']> }
        : result,
    ),
    ['verifying: what goes wrong is data, and over with the fault'],
    /ok in spite of the fault/,
  ),
  broken(
    'verifies by sending a letter',
    withPlans(({ direct }) => ({
      verify: (context) => {
        const content = { type: 'text', text: 'Is anybody there?' } as const;
        const call = direct?.(
          { ...fieldDefaults, from: 'ann', content, vendorFields: undefined },
          context,
        ).next(['bob']).call;
        if (!call) throw new Error('no letter');
        const { renewed: _renewed, ...read } = call;
        return { ...read, read: () => ({ value: true }) };
      },
    })),
    [changesNothing],
    /ann got something/,
  ),
  broken(
    'does not repeat a read',
    withCalls((call) => (call.endpoint === 'account' ? { ...call, dedupWindowMs: 0 } : call)),
    ['verifying: it is repeated where the fault passes, since a read does no harm'],
    /a read is not repeated/,
  ),
];
