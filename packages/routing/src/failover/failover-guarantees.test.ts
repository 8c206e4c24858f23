import {
  type Chat,
  ChatError,
  type DirectReceipt,
  type RecipientOutcome,
  type SendOptions,
} from '@polychat/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { crowd } from '../testing/crowd.ts';
import { type FailingVendors, failingVendors, readAll } from '../testing/failing-vendors.ts';
import { inTurn } from '../testing/in-turn.ts';
import { type CallFate, type Fate, hello } from '../testing/inbox-vendor.ts';

/** What goes wrong at one vendor, call by call and recipient by recipient. */
interface Trouble {
  readonly fates: readonly Fate[];
  readonly callFates: readonly CallFate[];
  readonly maxItems: number;
}

interface Run {
  readonly troubles: readonly Trouble[];
  readonly count: number;
  readonly isStream: boolean;
  readonly failoverUnknown: boolean;
}

const trouble: fc.Arbitrary<Trouble> = fc.record({
  fates: fc.array(fc.constantFrom<Fate>('accepted', 'accepted', 'refused', 'lost'), {
    minLength: 1,
    maxLength: 5,
  }),
  callFates: fc.array(
    fc.constantFrom<CallFate>('answered', 'answered', 'not_sent', 'unknown', 'unavailable', 'forbidden'),
    { minLength: 1, maxLength: 6 },
  ),
  maxItems: fc.constantFrom(1, 2, 10),
});

const run: fc.Arbitrary<Run> = fc.record({
  troubles: fc.array(trouble, { minLength: 1, maxLength: 4 }),
  count: fc.integer({ min: 1, max: 40 }),
  isStream: fc.boolean(),
  failoverUnknown: fc.boolean(),
});

function vendorsOf({ troubles }: Run, wrap?: (chat: Chat) => Chat): FailingVendors {
  return failingVendors(
    troubles.map(({ fates, callFates, maxItems }) => ({
      maxItems,
      fateOf: inTurn(fates),
      callFate: inTurn(callFates),
    })),
    { breaker: { calls: 4, minimumCalls: 2, pauseMs: 100 } },
    wrap,
  );
}

type Send = (
  failing: FailingVendors,
  to: readonly string[],
  options: SendOptions,
) => Promise<readonly RecipientOutcome[]>;

const asStream: Send = ({ chat, clock }, to, options) =>
  clock.finish(readAll(chat.deliver(hello, to, options)));

const asList: Send = async ({ chat, clock }, to, options) => {
  const receipt = await clock.finish(chat.sendDirect({ ...hello, to }, options)).catch((error: unknown) => {
    if (!ChatError.is(error) || !error.receipt) throw error;
    return error.receipt as DirectReceipt;
  });
  const indexed = <Entry extends { readonly userId: string }>(entry: Entry) => ({
    ...entry,
    index: to.indexOf(entry.userId),
  });
  return [
    ...receipt.accepted.map((entry) => ({ ...indexed(entry), status: 'accepted' as const })),
    ...receipt.failed.map((entry) => ({ ...indexed(entry), status: 'failed' as const })),
    ...receipt.unconfirmed.map((entry) => ({ ...indexed(entry), status: 'unconfirmed' as const })),
  ];
};

/** What is not as promised, each fault by its name. */
function faultsIn(
  { vendors }: FailingVendors,
  to: readonly string[],
  outcomes: readonly RecipientOutcome[],
  failoverUnknown: boolean,
): readonly string[] {
  const faults = new Set<string>();
  if (outcomes.length !== to.length || new Set(outcomes.map(({ userId }) => userId)).size !== to.length) {
    faults.add('not everybody is named once');
  }
  for (const { userId, index, status, via } of outcomes) {
    if (to[index] !== userId) faults.add('an index is wrong');
    const delivered = vendors.map((vendor) => vendor.inbox(userId).length);
    const copies = delivered.reduce((sum, one) => sum + one, 0);
    if (copies > 1 && !failoverUnknown) faults.add('somebody has it twice');
    if (status === 'failed' && copies > 0) faults.add('somebody has it and is said to have failed');
    if (status === 'accepted' && delivered[vendors.findIndex(({ name }) => name === via)] !== 1) {
      faults.add('somebody was accepted where they have nothing');
    }
  }
  return [...faults];
}

async function faultsOf(one: Run, send?: Send, wrap?: (chat: Chat) => Chat): Promise<readonly string[]> {
  const to = crowd(one.count);
  const failing = vendorsOf(one, wrap);
  const { failoverUnknown } = one;
  const given: Send = send ?? (one.isStream ? asStream : asList);
  // Two sends: the second finds breakers open and probes due.
  const first = await given(failing, to, { failoverUnknown });
  const faults = faultsIn(failing, to, first, failoverUnknown);
  await failing.clock.advance(150);
  const later = to.map((userId) => `later-${userId}`);
  const second = await given(failing, later, { failoverUnknown });
  return [...faults, ...faultsIn(failing, later, second, failoverUnknown)];
}

/** More with `FAILOVER_RUNS`. */
const numRuns = Number(process.env.FAILOVER_RUNS ?? '250');

test(`over ${numRuns} random troubles everybody is in one list, nobody has it twice, and places are kept`, async () => {
  await fc.assert(
    fc.asyncProperty(run, async (one) => {
      expect(await faultsOf(one)).toEqual([]);
    }),
    { numRuns },
  );
});

describe('a planted fault is found', () => {
  const unclearFirst: Run = {
    troubles: [
      { fates: ['accepted'], callFates: ['unknown'], maxItems: 10 },
      { fates: ['accepted'], callFates: ['answered'], maxItems: 10 },
    ],
    count: 3,
    isStream: false,
    failoverUnknown: false,
  };
  const slowFirst: Run = {
    ...unclearFirst,
    troubles: unclearFirst.troubles.map((one) => ({ ...one, callFates: ['answered'] })),
  };

  test('without one there is no fault', async () => {
    for (const isStream of [true, false]) {
      expect(await faultsOf({ ...unclearFirst, isStream })).toEqual([]);
      expect(await faultsOf({ ...slowFirst, isStream })).toEqual([]);
    }
  });

  test('a hedge: the second chat is asked before the first has answered', async () => {
    const hedge: Send = async (failing, to, options) => {
      const [outcomes] = await Promise.all([
        asList(failing, to, options),
        failing.vendors[1]?.chat.sendDirect({ ...hello, to }),
      ]);
      return outcomes;
    };
    expect(await faultsOf(slowFirst, hedge)).toContain('somebody has it twice');
  });

  test('failover of an unclear outcome', async () => {
    const careless: Send = (failing, to) => asList(failing, to, { failoverUnknown: true });
    expect(await faultsOf(unclearFirst, careless)).toContain('somebody has it twice');
  });

  test('failover on the last reply: a chat forgets an unclear attempt and tells of the refusal that followed', async () => {
    const forgetful = (chat: Chat): Chat => {
      const { sendDirect } = chat;
      chat.sendDirect = (message, options) =>
        sendDirect.call(chat, message, options).catch((error: unknown) => {
          if (!ChatError.is(error) || error.effect !== 'unknown') throw error;
          const { unconfirmed } = error.receipt as DirectReceipt;
          const refused = {
            ...error.toJSON(),
            effect: 'rejected',
            transient: true,
            retryable: true,
          } as const;
          const failed = unconfirmed.map((entry) => ({ ...entry, problem: refused }));
          throw new ChatError(refused, { receipt: { accepted: [], failed, unconfirmed: [], warnings: [] } });
        });
      return chat;
    };
    expect(await faultsOf(unclearFirst, asList, forgetful)).toContain('somebody has it twice');
  });

  test('a dropped index: left-overs are counted anew', async () => {
    const counting: Send = async (failing, to, options) => {
      const outcomes = await asStream(failing, to, options);
      return outcomes.map((outcome, at) => (at === 0 ? outcome : { ...outcome, index: at - 1 }));
    };
    expect(await faultsOf(slowFirst, counting)).toContain('an index is wrong');
  });

  test('somebody who is named by nobody', async () => {
    const losing: Send = async (failing, to, options) => (await asStream(failing, to, options)).slice(1);
    expect(await faultsOf(slowFirst, losing)).toContain('not everybody is named once');
  });
});
