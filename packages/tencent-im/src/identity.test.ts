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
import { deriveIdentity, newIdentity } from './identity.ts';

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
