import { inspect } from 'node:util';
import { ChatError, type Clock, createChat, type HttpReply, type Transport } from '@polychat/core';
import type { CallResult, VendorCall } from '@polychat/core/adapter';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  adapterWith,
  broadcast,
  broadcastCall,
  context,
  direct,
  directCall,
  readFixture,
  serverSecret,
  usersCall,
} from './__fixtures__/support.ts';
import { catalogue } from './errors.ts';

test('says who it is', () => {
  expect(adapterWith({ region: 'frankfurt' })).toMatchObject({
    specificationVersion: 1,
    vendor: 'zim',
    vendorKey: 'zim',
    app: '2000000001',
    host: 'zim-api-fra.zego.im',
  });
});

test('says what is left of a content', () => {
  expect(adapterWith().canonicalize({ type: 'custom', data: 'x', description: 'd' })).toEqual({
    type: 'custom',
    data: 'x',
    subType: 0,
  });
});

/** Replies as a vendor, or something that stands in its way, might send them. */
const code = fc.oneof(
  fc.constantFrom<unknown>(0, 0, 0, 1, '0', 660500009, 660500003, 660700002, 100000004, null, false, [], 0.5),
  fc.constantFrom(...[...catalogue.entries()].map(([vendorCode]) => vendorCode)),
);
const userId = fc.constantFrom<unknown>('ana', 'bo', 'cy', 'stranger', '', null, 7, {});
const entry = fc.oneof(
  fc.record(
    { UserId: userId, UserID: userId, SubCode: code, MsgId: fc.anything(), MsgSeq: fc.anything() },
    { requiredKeys: [], noNullPrototype: true },
  ),
  fc.record({ UserId: fc.constantFrom('ana', 'bo'), SubCode: code, MsgId: fc.bigInt().map(String) }),
);
const list = fc.oneof(
  fc.array(entry, { maxLength: 4 }),
  fc.constantFrom<unknown>(null, undefined, {}, 'x', 0),
);
const envelope = fc.record(
  {
    Code: code,
    Message: fc.anything(),
    RequestId: fc.anything(),
    ErrorList: list,
    SuccList: list,
    SuccessList: list,
    AuditInfos: fc.oneof(list, fc.array(fc.record({ Index: fc.anything(), Reason: fc.anything() }))),
  },
  { requiredKeys: ['Code'], noNullPrototype: true },
);
const toText = (value: unknown) =>
  JSON.stringify(value, (_key, member) => (typeof member === 'bigint' ? Number(member) : member)) ?? '';
const text = fc.oneof(
  envelope.map(toText),
  envelope.map(toText),
  envelope.map((value) => toText(value).slice(0, -3)),
  fc.json(),
  fc.string({ unit: 'binary' }),
  fc.uint8Array().map((bytes) => new TextDecoder().decode(bytes)),
);
const reply: fc.Arbitrary<HttpReply> = fc.record({
  status: fc.constantFrom(200, 200, 200, 204, 302, 404, 502),
  text,
});

const calls: readonly (readonly [string, () => VendorCall])[] = [
  ['SendPeerMessage', () => directCall()],
  ['SendMessageToAllUsers', () => broadcastCall()],
  ['UserRegister', () => usersCall()],
];

function problemsIn({ problem, failed }: CallResult) {
  return [...(problem ? [problem] : []), ...failed.map((item) => item.problem)];
}

describe.each(calls)('any reply to %s', (_endpoint, makeCall) => {
  test('is read without a throw, into problems that are whole and frozen', () => {
    fc.assert(
      fc.property(reply, (input) => {
        const reading = makeCall().read(input);
        for (const problem of problemsIn(reading)) {
          expect(['rejected', 'unknown']).toContain(problem.effect);
          expect(Object.isFrozen(problem)).toBe(true);
          expect(structuredClone(problem)).toEqual(JSON.parse(JSON.stringify(problem)));
          expect(problem.vendor?.name).toBe('zim');
        }
        for (const { userId: named, messageId, sequence } of reading.accepted) {
          expect(named).not.toBe('');
          for (const id of [messageId, sequence]) expect(id === undefined || id.length > 0).toBe(true);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  test('is never good news unless it says so', () => {
    fc.assert(
      fc.property(reply, (input) => {
        const { problem, accepted } = makeCall().read(input);
        const isOurs = input.status === 200 && /"Code":"?-?\d/.test(input.text);
        if (!isOurs) expect(problem).toMatchObject({ code: 'bad_reply', effect: 'unknown' });
        if (!isOurs) expect(accepted).toEqual([]);
      }),
      { numRuns: 1_000 },
    );
  });
});

test('any reply leaves every recipient in exactly one list of the receipt', async () => {
  await fc.assert(
    fc.asyncProperty(reply, async (input) => {
      const transport: Transport = { send: async () => input };
      const chat = createChat(adapterWith(), { transport, retry: { maxAttempts: 1 }, pacer: freePacer });
      const to = ['ana', 'bo', 'a*b'];
      const receipt = await chat
        .sendDirect({ from: 'ann', to, content: { type: 'text', text: 'hello' } })
        .catch((error: unknown) => {
          if (!ChatError.is(error) || !error.receipt || !('accepted' in error.receipt)) throw error;
          return error.receipt;
        });
      const named = [
        ...receipt.accepted,
        ...receipt.failed,
        ...('unconfirmed' in receipt ? receipt.unconfirmed : []),
      ];
      expect(named.map(({ userId: id }) => id).toSorted()).toEqual(to.toSorted());
    }),
    { numRuns: 300 },
  );
});

const freePacer = { acquire: async () => ({ settle() {} }) };

/** Twenty times as fast as the wall's. */
const fastClock: Clock = {
  now: () => 1_750_000_000_000 + performance.now() * 20,
  schedule(callback, delayMs) {
    const timer = setTimeout(callback, delayMs / 20);
    return () => clearTimeout(timer);
  },
};

test("a broadcast above the day's limit is tried twice, a second apart", async () => {
  const sentAt: number[] = [];
  const transport: Transport = {
    async send() {
      sentAt.push(fastClock.now());
      return { status: 200, text: readFixture('send-message-to-all-users-limit.reply') };
    },
  };
  const chat = createChat(adapterWith(), {
    transport,
    clock: fastClock,
    pacer: freePacer,
    retry: { maxAttempts: 5 },
  });
  const error = await chat
    .broadcast({ from: 'ops', audience: 'online', content: { type: 'text', text: 'hello' } })
    .catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({
    name: 'ChatError',
    code: 'quota_exhausted',
    effect: 'rejected',
    retryable: false,
  });
  expect(sentAt).toHaveLength(2);
  expect((sentAt[1] ?? 0) - (sentAt[0] ?? 0)).toBeGreaterThan(1_000);
});

describe('nobody who looks sees', () => {
  const secretText = 'the cake is a secret';
  const message = { content: { type: 'text', text: secretText } as const, metadata: 'hidden metadata' };
  const adapter = adapterWith({ serverSecret });
  const directPlan = adapter.planDirect(direct(message), context);
  const broadcastPlan = adapter.planBroadcast(broadcast(message), context);

  test.each([
    ['the adapter', () => adapter],
    ['a plan', () => directPlan],
    ['a call', () => directPlan.next(['ana']).call],
    [
      'a call whose body was made',
      () => {
        const { call } = directPlan.next(['ana']);
        call?.body();
        return call;
      },
    ],
    ['a broadcast', () => [broadcastPlan, broadcastPlan.call()]],
    ['the plan of users', () => adapter.planUsers(context)],
    [
      'the problems of a refusal',
      () => adapter.planDirect(direct({ ...message, from: '', metadata: secretText.repeat(99) }), context),
    ],
  ])('the secret or the text in %s', (_name, make) => {
    const shown =
      inspect(make(), { depth: Number.POSITIVE_INFINITY, showHidden: true, getters: true }) +
      JSON.stringify(make());
    for (const hidden of [serverSecret, secretText, 'hidden metadata']) expect(shown).not.toContain(hidden);
  });
});
