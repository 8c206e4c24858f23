import { type Chat, ChatError, type RecipientOutcome, type SendOptions } from '@polychat/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AccountVendor, hello, type Posted, type RequestFate } from '../testing/account-vendor.ts';
import { readAll } from '../testing/failing-vendors.ts';
import { ensureUsers } from './ensure-users.ts';

const people = ['ops', 'ann', 'bob', 'cid', 'dan', 'eve', 'fay', 'gus'];

interface Run {
  /** Who exists at first, each with a name of their own. */
  readonly users: readonly string[];
  /** Who goes away before which request. */
  readonly leaving: readonly (readonly [number, string])[];
  readonly unregistrable: readonly string[];
  readonly overwrites: boolean;
  readonly isVague: boolean;
  readonly sendFates: readonly RequestFate[];
  readonly registerFates: readonly RequestFate[];
  readonly profiles: 'none' | 'named' | 'half' | 'throw' | 'hang' | 'nonsense';
  readonly ahead: boolean;
  readonly maxItems: number;
  readonly batchSize: number;
  readonly sends: readonly {
    readonly to: readonly string[];
    readonly isStream: boolean;
    readonly abortAt?: number;
    readonly deadlineMs?: number;
  }[];
}

const fates = fc.array(
  fc.constantFrom<RequestFate>('answered', 'answered', 'answered', 'not_sent', 'unknown'),
  {
    minLength: 1,
    maxLength: 4,
  },
);
const some = fc.subarray(people);

const run: fc.Arbitrary<Run> = fc.record({
  users: some,
  leaving: fc.array(fc.tuple(fc.nat({ max: 6 }), fc.constantFrom(...people)), { maxLength: 3 }),
  unregistrable: fc.subarray(people, { maxLength: 2 }),
  overwrites: fc.boolean(),
  isVague: fc.boolean(),
  sendFates: fates,
  registerFates: fates,
  profiles: fc.constantFrom('none', 'named', 'half', 'throw', 'hang', 'nonsense'),
  ahead: fc.boolean(),
  maxItems: fc.constantFrom(1, 3, 10),
  batchSize: fc.constantFrom(1, 2, 100),
  sends: fc.array(
    fc.record({
      to: fc.subarray(people.slice(1), { minLength: 1 }),
      isStream: fc.boolean(),
      abortAt: fc.option(fc.nat({ max: 3_000 }), { nil: undefined }),
      deadlineMs: fc.option(fc.constantFrom(100, 1_000, 20_000), { nil: undefined }),
    }),
    { minLength: 1, maxLength: 3 },
  ),
});

function inTurn<T>(from: readonly T[]): () => T {
  let next = 0;
  return () => from[next++ % from.length] as T;
}

function vendorOf(one: Run): AccountVendor {
  const sendFate = inTurn(one.sendFates);
  const registerFate = inTurn(one.registerFates);
  let requests = 0;
  const vendor: AccountVendor = new AccountVendor({
    users: one.users.map((userId) => ({ userId, name: `${userId} herself` })),
    maxItems: one.maxItems,
    overwrites: one.overwrites,
    codeOf: one.isVague ? { sender: 'not_found', recipient: 'not_found' } : {},
    refusesToRegister: (userId) => one.unregistrable.includes(userId),
    fateOf: (command: Posted['command']) => (command === 'register' ? registerFate() : sendFate()),
    beforeReply() {
      for (const [at, userId] of one.leaving) if (at === requests) vendor.accounts.delete(userId);
      requests += 1;
    },
  });
  return vendor;
}

function profileOf({ profiles }: Run) {
  if (profiles === 'none') return undefined;
  return async (userIds: readonly string[]) => {
    if (profiles === 'throw') throw new Error('down');
    if (profiles === 'hang') await new Promise(() => {});
    return userIds.map((userId, at) => {
      if (profiles === 'nonsense') return at % 2 === 0 ? ({ name: 7 } as never) : ('x' as never);
      return profiles === 'half' && at % 2 === 0 ? undefined : { name: `new ${userId}` };
    });
  };
}

async function outcomesOf(
  chat: Chat,
  to: readonly string[],
  isStream: boolean,
  options: SendOptions,
): Promise<readonly RecipientOutcome[]> {
  if (isStream) return readAll(chat.deliver(hello, to, options));
  const receipt = await chat.sendDirect({ ...hello, to }, options).catch((error: unknown) => {
    if (ChatError.is(error) && error.receipt && 'accepted' in error.receipt) return error.receipt;
    throw error;
  });
  const { accepted, failed, unconfirmed } = receipt as Awaited<ReturnType<Chat['sendDirect']>>;
  const at = <Entry extends { readonly userId: string }>(entry: Entry) => ({
    ...entry,
    index: to.indexOf(entry.userId),
  });
  return [
    ...accepted.map((entry) => ({ ...at(entry), status: 'accepted' as const })),
    ...failed.map((entry) => ({ ...at(entry), status: 'failed' as const })),
    ...unconfirmed.map((entry) => ({ ...at(entry), status: 'unconfirmed' as const })),
  ];
}

/** What is not as promised, each fault by its name. */
async function faultsOf(one: Run, wrap = (chat: Chat): Chat => chat): Promise<readonly string[]> {
  const vendor = vendorOf(one);
  const { clock } = vendor;
  const { ahead, batchSize } = one;
  const chat = wrap(ensureUsers(vendor.chat, { ahead, batchSize, profileOf: profileOf(one), clock }));
  const faults = new Set<string>();
  for (const { to, isStream, abortAt, deadlineMs } of one.sends) {
    vendor.delivered.length = 0;
    const posted = vendor.posted.length;
    const cancelled = new AbortController();
    if (abortAt !== undefined) clock.schedule(() => cancelled.abort(), abortAt);
    const outcomes = await clock.finish(
      outcomesOf(chat, to, isStream, { signal: cancelled.signal, deadlineMs }),
    );
    const named = new Set(outcomes.map(({ userId }) => userId));
    if (named.size !== outcomes.length) faults.add('somebody is named twice');
    if (abortAt === undefined && named.size !== to.length) faults.add('somebody is not named');
    for (const { userId, index, status } of outcomes) {
      if (to[index] !== userId) faults.add('an index is wrong');
      const copies = vendor.delivered.filter((one) => one === userId).length;
      if (copies > 1) faults.add('somebody has it twice');
      if (status === 'failed' && copies > 0) faults.add('somebody has it and is said to have failed');
      if (status === 'accepted' && copies === 0) faults.add('somebody has nothing and is said to have it');
    }
    const sent = vendor.posted.slice(posted).filter(({ command }) => command === 'send');
    for (const userId of to) {
      if (sent.filter((request) => request.to.includes(userId)).length > 3) faults.add('repeated too often');
    }
  }
  const left = new Set(one.leaving.map(([, userId]) => userId));
  for (const [userId, name] of vendor.accounts) {
    if (!one.users.includes(userId) || left.has(userId) || name === `${userId} herself`) continue;
    if (!(ahead && one.overwrites)) faults.add('somebody who exists has lost their name');
  }
  return [...faults];
}

/** More with `ENSURE_RUNS`. */
const numRuns = Number(process.env.ENSURE_RUNS ?? '250');

test(`over ${numRuns} random troubles everybody is in one list, nobody has it twice, and names stay`, async () => {
  await fc.assert(
    fc.asyncProperty(run, async (one) => {
      expect(await faultsOf(one)).toEqual([]);
    }),
    { numRuns },
  );
});

describe('a planted fault is found', () => {
  const plain: Run = {
    users: ['ops', 'ann'],
    leaving: [],
    unregistrable: [],
    overwrites: true,
    isVague: false,
    sendFates: ['answered'],
    registerFates: ['answered'],
    profiles: 'named',
    ahead: false,
    maxItems: 10,
    batchSize: 100,
    sends: [{ to: ['ann', 'bob'], isStream: false }],
  };

  test('without one there is none', async () => {
    expect(await faultsOf(plain)).toEqual([]);
  });

  test('a repeat of the whole list, and not of those alone who were refused', async () => {
    const careless = (chat: Chat): Chat => {
      const { sendDirect } = chat;
      chat.sendDirect = async (message, options) => {
        await sendDirect.call(chat, message, options);
        return sendDirect.call(chat, message, options);
      };
      return chat;
    };
    expect(await faultsOf(plain, careless)).toContain('somebody has it twice');
  });

  test('a registration of somebody who exists', async () => {
    const eager = (chat: Chat): Chat => {
      const { sendDirect } = chat;
      chat.sendDirect = async (message, options) => {
        await chat.registerUsers([{ userId: 'ann', name: 'new ann' }]);
        return sendDirect.call(chat, message, options);
      };
      return chat;
    };
    expect(await faultsOf(plain, eager)).toContain('somebody who exists has lost their name');
  });

  test('an index that is counted anew in a repeat', async () => {
    const counting = (chat: Chat): Chat => {
      const { deliver } = chat;
      chat.deliver = async function* (...given) {
        for await (const outcomes of deliver.apply(chat, given)) {
          yield outcomes.map((outcome, index) => ({ ...outcome, index }));
        }
      };
      return chat;
    };
    const asStream = { ...plain, sends: [{ to: ['ann', 'bob'], isStream: true }] };
    expect(await faultsOf(asStream)).toEqual([]);
    expect(await faultsOf(asStream, counting)).toContain('an index is wrong');
  });
});
