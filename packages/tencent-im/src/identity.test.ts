import type { VendorCall } from '@polychat/core/adapter';
import { describe, expect, test } from 'vitest';
import {
  bodyOf,
  createAdapter,
  directCalls,
  directMessage,
  type Fields,
  planContext,
  planDirect,
  present,
  requestOf,
  startMs,
  startSequence,
} from './__fixtures__/support.ts';
import { deriveIdentity, newIdentity, placeAt, randomOf } from './identity.ts';

describe('newIdentity', () => {
  test.each([
    ['what fits into 32 bits', 1_000, 1_000],
    ['the last that does', 2 ** 32 - 1, 2 ** 32 - 1],
    ['the lowest 32 bits of a clock in milliseconds', startMs, startSequence],
    ['the lowest 32 bits, long after', 400 * 2 ** 32 + 5, 5],
    // 0 might count as absent.
    ['1 for the counter where they begin again', 400 * 2 ** 32, 1],
    ['1 for a counter of 0', 0, 1],
  ])('takes %s', (_what, counter, sequence) => {
    expect(newIdentity({ counter: () => counter, random: () => 7 })).toEqual({ sequence, random: 7 });
  });
});

describe('deriveIdentity', () => {
  test('gives two 32-bit numbers, the same for the same parts, in any process', () => {
    // printf '["direct","key"]' | sha256sum begins with e7cabf03 6901139a.
    expect(deriveIdentity('direct', 'key')).toEqual({ sequence: 0xe7cabf03, random: 0x6901139a });
    for (let part = 0; part < 100; part += 1) {
      for (const number of Object.values(deriveIdentity(String(part)))) {
        expect(Number.isInteger(number)).toBe(true);
        expect(number).toBeGreaterThanOrEqual(0);
        expect(number).toBeLessThan(2 ** 32);
      }
    }
  });

  test.each([
    [
      ['a', 'bc'],
      ['ab', 'c'],
    ],
    [
      ['a', 'b'],
      ['b', 'a'],
    ],
    [['a'], ['a', '']],
    [['a","b'], ['a', 'b']],
  ])('%j and %j differ', (one, other) => {
    expect(deriveIdentity(...one)).not.toEqual(deriveIdentity(...other));
  });
});

describe('randomOf', () => {
  const context = { random: () => 7 };
  const parts = ['direct', 'key'];

  test('takes a number by chance where there is no key', () => {
    expect([randomOf(context, undefined), randomOf(context, undefined, 1)]).toEqual([7, 7]);
  });

  test('takes one that follows from the key, and another for each renewal', () => {
    expect(randomOf(context, parts)).toBe(deriveIdentity(...parts).random);
    expect(randomOf(context, parts, 1)).toBe(deriveIdentity(...parts, '1').random);
    expect(new Set([0, 1, 2, 3].map((renewals) => randomOf(context, parts, renewals))).size).toBe(4);
  });
});

describe('placeAt', () => {
  const identity = { sequence: 0xe7cabf03, random: 0x6901139a };

  test.each([
    ['the first', 0, 0x00000f03],
    ['the second', 1, 0x00001f03],
    ['the last that there is', 2 ** 20 - 1, 0xffffff03],
    ['the first again', 2 ** 20, 0x00000f03],
    ['the lowest 20 bits of the largest integer', Number.MAX_SAFE_INTEGER, 0xffffff03],
  ])('%s', (_what, position, sequence) => {
    expect(placeAt(identity, position)).toEqual({ sequence, random: identity.random });
  });

  test('never gives 0, which might count as absent', () => {
    expect(placeAt({ sequence: 2 ** 12, random: 7 }, 0)).toEqual({ sequence: 1, random: 7 });
  });
});

const content = { type: 'text', text: 'Hello' } as const;
const users = (count: number) => Array.from({ length: count }, (_, index) => `user${index}`);

describe('the identity of a direct message', () => {
  const identityOf = (call: VendorCall<unknown> | undefined) => {
    const { MsgSeq, MsgRandom } = requestOf(present(call));
    return [MsgSeq, MsgRandom];
  };

  test("without a key: MsgSeq is the chat's counter, MsgRandom is random", () => {
    const calls = directCalls({ content }, users(3), { command: 'single' });
    expect(calls.map(identityOf)).toEqual([
      [startSequence, 1],
      [startSequence + 1, 2],
      [startSequence + 2, 3],
    ]);
  });

  test('without a key: MsgSeq rises across the sends of a chat, whose counter it is', () => {
    const context = planContext();
    const plans = [createAdapter(), createAdapter()].map((adapter) =>
      present(adapter.plan.direct?.(directMessage({ content }), context)),
    );
    expect(plans.map((plan) => identityOf(plan.next(['alice']).call))).toEqual([
      [startSequence, 1],
      [startSequence + 1, 2],
    ]);
  });

  test('without a key: an adapter counts nothing itself, so the same context makes the same calls', () => {
    const adapter = createAdapter();
    const callOf = () =>
      present(adapter.plan.direct?.(directMessage({ content }), planContext())).next(['alice']).call;
    expect(bodyOf(present(callOf()))).toBe(bodyOf(present(callOf())));
  });

  const keyed: Fields = { content, idempotencyKey: 'order-17' };
  const identitiesOf = (message: Fields, to: string[], options = {}) =>
    directCalls(message, to, options).map(identityOf);

  test('with a key: the same in another adapter, at another time', () => {
    const later = { now: () => startMs + 5_000, counter: () => startMs + 5_000, items: 1 };
    const { call } = planDirect(keyed, {}, later).next(['alice']);
    expect([identityOf(call)]).toEqual(identitiesOf(keyed, ['alice']));
    // printf '["direct","order-17","1400000000","administrator","alice"]' | sha256sum
    expect(identitiesOf(keyed, ['alice'])).toEqual([[1027277929, 57703078]]);
  });

  test('with a key: the administrator is the sender where none is named', () => {
    expect(identitiesOf({ ...keyed, from: 'administrator' }, ['alice'])).toEqual(
      identitiesOf(keyed, ['alice']),
    );
  });

  test.each<[name: string, Fields, string[], object]>([
    ['key', { ...keyed, idempotencyKey: 'order-18' }, ['alice'], {}],
    ['sender', { ...keyed, from: 'ops' }, ['alice'], {}],
    ['recipient', keyed, ['bob'], {}],
    ['app', keyed, ['alice'], { sdkAppId: 1_400_000_001 }],
  ])('with a key: another for another %s', (_name, message, to, options) => {
    expect(identitiesOf(message, to, options)).not.toEqual(identitiesOf(keyed, ['alice']));
  });

  test('with a key: one for each recipient of single calls, one for the recipients of a batch', () => {
    const singles = identitiesOf(keyed, ['alice', 'bob'], { command: 'single' });
    expect(new Set(singles.map(String)).size).toBe(2);
    const [together] = identitiesOf(keyed, ['alice', 'bob'], { command: 'batch' });
    expect(singles).not.toContainEqual(together);
    expect(identitiesOf(keyed, ['bob', 'alice'], { command: 'batch' })).toEqual([together]);
    expect(identitiesOf(keyed, ['alice', 'carol'], { command: 'batch' })).not.toEqual([together]);
  });
});

describe('the order of messages of one second, by MsgSeq', () => {
  const pairs = Array.from({ length: 100 }, (_, pair) => pair);
  // A worker of its own for each message: nothing is shared but what the message says.
  const identityOf = (message: Fields, to = 'alice', context = {}) => {
    const { call } = planDirect(message, {}, { items: 1, ...context }).next([to]);
    const { MsgSeq, MsgRandom } = requestOf(present(call));
    return { sequence: Number(MsgSeq), random: Number(MsgRandom) };
  };
  const messageOf = (key: string | undefined, position?: number): Fields => ({
    content,
    idempotencyKey: key,
    vendor: { tencentIm: { position } },
  });
  const swapped = (before: (pair: number) => Fields, after: (pair: number) => Fields) =>
    pairs.filter((pair) => identityOf(before(pair)).sequence > identityOf(after(pair)).sequence).length;

  // The first number of each pair: small ones, ids of rows, milliseconds since 1970.
  test.each([0, 1, 17, 90_000_000, startMs])(
    'no pair with keys and positions from %i changes places',
    (from) => {
      expect(
        swapped(
          (pair) => messageOf(`job-${pair}-a`, from + 2 * pair),
          (pair) => messageOf(`job-${pair}-b`, from + 2 * pair + 1),
        ),
      ).toBe(0);
    },
  );

  test('no pair with positions and without keys changes places, also when the later one is sent first', () => {
    const clock = (at: number) => ({ counter: () => at, now: () => at });
    for (const position of pairs) {
      const later = identityOf(messageOf(undefined, position + 1), 'alice', clock(startMs));
      const earlier = identityOf(messageOf(undefined, position), 'alice', clock(startMs + 500));
      expect(earlier.sequence).toBeLessThan(later.sequence);
    }
  });

  test('about half of the pairs with keys alone change places', () => {
    const keysAlone = swapped(
      (pair) => messageOf(`job-${pair}-a`),
      (pair) => messageOf(`job-${pair}-b`),
    );
    expect(keysAlone).toBeGreaterThan(35);
    expect(keysAlone).toBeLessThan(65);
  });

  test('positions begin again after 1,048,576: the one pair on both sides of it changes places', () => {
    const crossing = [2 ** 20 - 2, 2 ** 20 - 1, 2 ** 20, 2 ** 20 + 1].map(
      (position) => identityOf(messageOf(`job-${position}`, position)).sequence,
    );
    expect(crossing.toSorted((one, other) => one - other)).toEqual([2, 3, 0, 1].map((at) => crossing[at]));
  });

  test('the same key and position are the same message in any process, at any time', () => {
    const later = { now: () => startMs + 90_000, counter: () => startMs + 90_000, random: () => 99 };
    for (const position of pairs) {
      const message = messageOf('order-17', position);
      expect(identityOf(message, 'alice', later)).toEqual(identityOf(message));
    }
  });

  test('another position is another message, and so is another key, sender or recipient at the same position', () => {
    const message = messageOf('order-17', 3);
    const others = [
      identityOf(messageOf('order-17', 4)),
      identityOf(messageOf('order-18', 3)),
      identityOf({ ...message, from: 'ops' }),
      identityOf(message, 'bob'),
    ];
    for (const other of others) expect(other).not.toEqual(identityOf(message));
  });

  test('ten thousand recipients of one message with a key and a position have ten thousand identities', () => {
    const identities = new Set(
      directCalls(messageOf('order-17', 3), users(10_000)).map((call) => {
        const { MsgSeq, MsgRandom } = requestOf(call);
        return `${MsgSeq} ${MsgRandom}`;
      }),
    );
    expect(identities.size).toBe(10_000);
  });

  test('a batch has its position, too', () => {
    const [first, second] = [1, 2].map((position) =>
      requestOf(present(directCalls({ ...messageOf(undefined, position) }, ['alice', 'bob'])[0])),
    );
    expect(first).toMatchObject({ To_Account: ['alice', 'bob'] });
    expect(Number(first?.MsgSeq)).toBeLessThan(Number(second?.MsgSeq));
  });
});
