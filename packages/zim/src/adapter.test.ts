import { inspect } from 'node:util';
import type {
  CallResult,
  HttpReply,
  ListReply,
  Problem,
  ResultIds,
  VendorCall,
} from '@polychat/core/adapter';
import fc from 'fast-check';
import { afterEach, describe, expect, test, vi } from 'vitest';
import {
  attemptInfo,
  audienceCall,
  audienceMessage,
  createAdapter,
  directCall,
  directMessage,
  planAudience,
  planContext,
  planDirect,
  planUsers,
  serverSecret,
  usersCall,
} from './__fixtures__/support.ts';
import { catalogue, problemOfCall } from './errors.ts';

test('says who it is and what it can do', () => {
  const adapter = createAdapter({ region: 'frankfurt' });
  expect(adapter).toMatchObject({
    specificationVersion: 2,
    vendor: 'zim',
    title: 'ZIM',
    app: '2000000001',
    host: 'zim-api-fra.zego.im',
  });
  expect(Object.keys(adapter.plan)).toEqual(['direct', 'audience', 'users']);
  expect(adapter.session).toBeUndefined();
});

/** Replies as a vendor, or something that stands in its way, might send them. */
const code = fc.oneof(
  fc.constantFrom<unknown>(0, 0, 0, 1, '0', 660500009, 660500003, 660700002, 100000004, null, false, [], 0.5),
  fc.constantFrom(...[...catalogue.entries()].map(([vendorCode]) => vendorCode)),
);
const userId = fc.constantFrom<unknown>('ana', 'bo', 'cy', 'stranger', '', null, 7, {});
const entry = fc.oneof(
  fc.record(
    {
      UserId: userId,
      UserID: userId,
      SubCode: code,
      SubMessage: fc.anything(),
      MsgId: fc.anything(),
      MsgSeq: fc.anything(),
    },
    { requiredKeys: [], noNullPrototype: true },
  ),
  fc.record({
    UserId: fc.constantFrom('ana', 'bo'),
    SubCode: code,
    SubMessage: fc.string(),
    MsgId: fc.bigInt().map(String),
  }),
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
  status: fc.constantFrom(200, 200, 200, 204, 302, 404, 429, 502),
  headers: fc.constantFrom<HttpReply['headers']>({}, { 'retry-after': '3' }, { 'content-type': 'text/html' }),
  text,
});
const earlier = fc.constantFrom<readonly Problem[]>(
  [],
  [problemOfCall('SendMessageToAllUsers', { code: 660500003 })],
);

type AnyResult = CallResult<ListReply<unknown> | ResultIds>;
const calls: readonly (readonly [string, () => VendorCall<ListReply<unknown> | ResultIds>])[] = [
  ['SendPeerMessage', () => directCall()],
  ['SendMessageToAllUsers', () => audienceCall()],
  ['UserRegister', () => usersCall()],
];

function listOf({ value }: AnyResult): ListReply<unknown> | undefined {
  return value && 'accepted' in value ? value : undefined;
}

function problemsIn(result: AnyResult): readonly Problem[] {
  const failed = (listOf(result)?.failed ?? []).map((item) => item.problem);
  return result.problem ? [result.problem, ...failed] : failed;
}

/** The ids of a result: those of its accepted users, or its own. */
function idsIn(result: AnyResult): readonly unknown[] {
  const { value } = result;
  const values = value && 'accepted' in value ? value.accepted.map((each) => each.value) : [value];
  return values.flatMap((each) => Object.values(each ?? {}));
}

describe.each(calls)('any reply to %s', (_endpoint, makeCall) => {
  test('is read without a throw, into problems that are whole and frozen', () => {
    fc.assert(
      fc.property(reply, earlier, (input, before) => {
        const result = makeCall().read(input, attemptInfo({ earlier: before }));
        for (const problem of problemsIn(result)) {
          expect(['rejected', 'unknown']).toContain(problem.effect);
          expect(Object.isFrozen(problem)).toBe(true);
          expect(structuredClone(problem)).toEqual(JSON.parse(JSON.stringify(problem)));
          expect(problem.vendor?.name).toBe('zim');
        }
        for (const { id } of listOf(result)?.accepted ?? []) expect(id).not.toBe('');
        for (const id of idsIn(result))
          expect(id === undefined || /^[\x21-\x7e]{1,128}$/.test(String(id))).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });

  test('is never good news unless it says so', () => {
    fc.assert(
      fc.property(reply, (input) => {
        const { problem, value } = makeCall().read(input, attemptInfo());
        const isOurs = input.status === 200 && /"Code":"?-?\d/.test(input.text);
        if (!isOurs) expect(problem).toMatchObject({ code: 'bad_reply', effect: 'unknown' });
        if (!isOurs) expect(value).toBeUndefined();
      }),
      { numRuns: 1_000 },
    );
  });

  test('is read alike twice, by the same call and by another', () => {
    fc.assert(
      fc.property(reply, earlier, (input, before) => {
        const attempt = attemptInfo({ earlier: before });
        const call = makeCall();
        const first = call.read(input, attempt);
        expect(call.read(input, attempt)).toEqual(first);
        expect(makeCall().read(input, attempt)).toEqual(first);
      }),
    );
  });

  test('leaves words and ids that were redacted, and no others', () => {
    const redact = { words: () => 'redacted words', id: () => 'redacted-id' };
    fc.assert(
      fc.property(reply, (input) => {
        const result = makeCall().read(input, attemptInfo({ redact }));
        for (const { vendor } of problemsIn(result)) {
          expect([undefined, 'redacted words']).toContain(vendor?.message);
          expect([undefined, 'redacted-id']).toContain(vendor?.requestId);
        }
        for (const id of idsIn(result)) expect([undefined, 'redacted-id']).toContain(id);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('without a clock, chance, timers and a network', () => {
  afterEach(() => vi.unstubAllGlobals());

  test('plans, signs, reads and resumes', async () => {
    const forbidden = () => {
      throw new Error('touches the world');
    };
    for (const name of [
      'Date',
      'setTimeout',
      'setInterval',
      'queueMicrotask',
      'fetch',
      'performance',
      'crypto',
    ]) {
      vi.stubGlobal(name, forbidden);
    }
    vi.spyOn(Math, 'random').mockImplementation(forbidden);
    try {
      for (const [, makeCall] of calls) {
        const call = makeCall();
        call.body();
        call.describe();
        const target = await call.target({ now: 0, random: () => 7, renewSignature: false });
        expect(target.url).toContain('Timestamp=0&');
        call.read({ status: 200, headers: {}, text: '{"Code":660500003}' }, attemptInfo());
      }
    } finally {
      vi.mocked(Math.random).mockRestore();
    }
  });

  test('the same context makes the same plan, and all that is random is asked of it', async () => {
    const [first, second] = [directCall(), directCall()];
    expect(first.body()).toEqual(second.body());
    const context = () => ({ now: 5, random: () => 7, renewSignature: false });
    expect(await first.target(context())).toEqual(await second.target(context()));
  });
});

describe('nobody who looks sees', () => {
  const secretText = 'the cake is a secret';
  const message = { content: { type: 'text', text: secretText } as const, metadata: 'hidden metadata' };
  const adapter = createAdapter({ serverSecret });
  const direct = planDirect(directMessage(message));
  const audience = planAudience(audienceMessage(message));

  test.each([
    ['the adapter', () => adapter],
    ['a plan', () => direct],
    ['a call', () => direct.next(['ana']).call],
    [
      'a call whose body was made',
      () => {
        const { call } = direct.next(['ana']);
        call?.body();
        return call;
      },
    ],
    ['what a call shows', () => direct.next(['ana']).call?.describe()],
    ['a broadcast', () => [audience, audience.call(), audience.call().describe()]],
    ['the plan of users', () => planUsers()],
    [
      'the problems of a refusal',
      () =>
        adapter.plan.direct?.(
          directMessage({ ...message, from: '', metadata: secretText.repeat(99) }),
          planContext,
        ),
    ],
  ])('the secret or the text in %s', (_name, make) => {
    const shown =
      inspect(make(), { depth: Number.POSITIVE_INFINITY, showHidden: true, getters: true }) +
      JSON.stringify(make());
    for (const hidden of [serverSecret, secretText, 'hidden metadata']) expect(shown).not.toContain(hidden);
  });
});
