import { describe, expect, test } from 'vitest';
import { createProblem } from './problem.ts';
import { summarizeReceipt } from './receipt-summary.ts';
import { shortId } from './short-id.ts';

const problem = createProblem({ code: 'network', effect: 'unknown', transient: true, message: 'broke' });
const outcome = (userId: string) => ({ userId, via: 'plain', problem });
const warning = (code: `plain.${string}`) => ({ code, message: 'weak', via: 'plain' });

describe('the summary of a receipt', () => {
  test('counts each list and has the first three of what went wrong, in their order', () => {
    const ids = ['a', 'b', 'c', 'd', 'e'];
    const receipt = {
      accepted: [{ userId: 'z', via: 'plain' }],
      failed: ids.map(outcome),
      unconfirmed: ids.slice(1).map(outcome),
      warnings: ids.map((id) => warning(`plain.${id}`)),
    };
    expect(summarizeReceipt(receipt)).toEqual({
      accepted: 1,
      failed: 5,
      unconfirmed: 4,
      warnings: 5,
      firstFailed: ['a', 'b', 'c'].map(outcome),
      firstUnconfirmed: ['b', 'c', 'd'].map(outcome),
      firstWarnings: [warning('plain.a'), warning('plain.b'), warning('plain.c')],
    });
  });

  test('of a broadcast counts the vendors that took it', () => {
    expect(summarizeReceipt({ results: [{ via: 'plain' }], warnings: [] })).toEqual({
      accepted: 1,
      failed: 0,
      unconfirmed: 0,
      warnings: 0,
      firstFailed: [],
      firstUnconfirmed: [],
      firstWarnings: [],
    });
  });

  test('of a broadcast through several chats names the chats that did not take it', () => {
    const notTaken = { via: 'north', problem };
    const receipt = {
      results: [{ via: 'south' }],
      failed: [notTaken],
      unconfirmed: [{ via: 'west', problem }],
      warnings: [],
    };
    expect(summarizeReceipt(receipt)).toEqual({
      accepted: 1,
      failed: 1,
      unconfirmed: 1,
      warnings: 0,
      firstFailed: [notTaken],
      firstUnconfirmed: [{ via: 'west', problem }],
      firstWarnings: [],
    });
  });
});

test.each([
  ['a plain one', 'bob', 'bob'],
  ['an empty one', '', ''],
  ['64 characters', 'x'.repeat(64), 'x'.repeat(64)],
  ['65 characters', 'x'.repeat(65), `${'x'.repeat(64)}…`],
  ['a million characters', 'x'.repeat(1_000_000), `${'x'.repeat(64)}…`],
  ['other scripts', '用户-1', '用户-1'],
  ['line breaks and control characters', 'a\nb\u0000c\u2028d', 'a?b?c?d'],
  ['half of a surrogate pair', 'a\uD800', 'a?'],
])('an id in an error message has at most 64 characters and no line break: %s', (_title, id, expected) => {
  expect(shortId(id)).toBe(expected);
});
