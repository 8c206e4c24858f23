import { inspect } from 'node:util';
import { describe, expect, test, vi } from 'vitest';
import { ChatError } from './chat-error.ts';
import { createProblem } from './problem.ts';
import { summarizeReceipt } from './receipt-summary.ts';

const full = createProblem({
  code: 'message_too_large',
  effect: 'rejected',
  transient: false,
  message: 'content.text: must be at most 12 bytes long',
  field: 'content.text',
  limit: { max: 12, unit: 'bytes', actual: 13 },
  retryAfterMs: 1_000,
  vendor: { name: 'plain', code: 90_992, message: 'too long', requestId: 'r-1', httpStatus: 413 },
});
const plain = createProblem({ code: 'network', effect: 'unknown', transient: true, message: 'broke' });
const receipt = {
  accepted: [],
  failed: [{ userId: 'bob', via: 'plain', problem: full }],
  unconfirmed: [],
  warnings: [],
};
const summary = {
  accepted: 0,
  failed: 1,
  unconfirmed: 0,
  warnings: 0,
  firstFailed: receipt.failed,
  firstUnconfirmed: [],
  firstWarnings: [],
};

describe('ChatError', () => {
  test('has the members of its problem, and is an Error', () => {
    const error = new ChatError(full, { receipt });
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({ name: 'ChatError', ...full, receipt });
    expect(error.stack).toContain('ChatError: content.text');
  });

  test('has the whole receipt, which is not enumerable, and its summary, which is', () => {
    const error = new ChatError(plain, { receipt, summary: summarizeReceipt(receipt) });
    expect(error.receipt).toBe(receipt);
    expect(error.summary).toEqual(summary);
    expect(Object.keys(error)).toContain('summary');
    expect(Object.keys(error)).not.toContain('receipt');
  });

  test('has no member that its problem has not', () => {
    expect(Object.keys(new ChatError(plain)).toSorted()).toEqual([
      'code',
      'effect',
      'name',
      'retryable',
      'transient',
    ]);
    expect('cause' in new ChatError(plain)).toBe(false);
    expect(new ChatError(plain, { cause: undefined })).toHaveProperty('cause', undefined);
  });

  test.each([
    [full, {}, { ...full }],
    [plain, {}, { ...plain }],
    [plain, { receipt, summary }, { ...plain, summary }],
    [plain, { cause: new Error('secret') }, { ...plain }],
  ])(
    'toJSON is the problem, with the summary of the receipt and without the cause',
    (problem, options, expected) => {
      expect(JSON.parse(JSON.stringify(new ChatError(problem, options)))).toEqual(expected);
    },
  );

  test.each([
    [new ChatError(plain), true],
    [new Error('no'), false],
    [{ ...plain, name: 'ChatError' }, false],
    ['ChatError', false],
    [null, false],
    [undefined, false],
  ])('ChatError.is(%o) is %s', (value, expected) => {
    expect(ChatError.is(value)).toBe(expected);
  });

  test('is recognised across copies of the package', async () => {
    vi.resetModules();
    const copy = await import('./chat-error.ts');
    expect(copy.ChatError).not.toBe(ChatError);
    const foreign = new copy.ChatError(plain);
    expect(foreign instanceof ChatError).toBe(true);
    expect(ChatError.is(foreign)).toBe(true);
    expect(copy.ChatError.is(new ChatError(plain))).toBe(true);
  });

  test('shows its brand to nobody who looks at it', () => {
    expect(inspect(new ChatError(plain))).not.toContain('polychat.ChatError');
  });
});

describe('a problem', () => {
  test('survives JSON and structuredClone', () => {
    expect(JSON.parse(JSON.stringify(full))).toEqual(full);
    expect(structuredClone(full)).toEqual(full);
  });

  test('is frozen, with everything in it', () => {
    expect([full, full.limit, full.vendor].map(Object.isFrozen)).toEqual([true, true, true]);
    expect(() => Object.assign(full, { code: 'network' })).toThrow(TypeError);
  });

  test('has no members that are undefined', () => {
    const sparse = createProblem({
      ...plain,
      field: undefined,
      limit: undefined,
      vendor: { name: 'plain', code: undefined, message: undefined },
    });
    expect(Object.keys(sparse)).toEqual(['code', 'effect', 'transient', 'retryable', 'message', 'vendor']);
    expect(Object.keys(sparse.vendor ?? {})).toEqual(['name']);
  });

  test('does not change the one it was made of', () => {
    const vendor = { name: 'plain' };
    createProblem({ ...plain, vendor });
    expect(Object.isFrozen(vendor)).toBe(false);
  });
});
