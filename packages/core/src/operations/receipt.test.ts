import { describe, expect, test } from 'vitest';
import { ChatError } from '../model/chat-error.ts';
import { createProblem, invalidField } from '../model/problem.ts';
import { receiptOrThrow } from './receipt.ts';

const problemOf = (effect: 'not_sent' | 'rejected' | 'unknown') =>
  createProblem({
    code: 'vendor_error',
    effect,
    transient: false,
    message: 'Plain refused send with code 7',
  });
const outcome = (userId: string, problem = problemOf('rejected')) => ({ userId, via: 'plain', problem });

function thrownBy(receipt: Partial<Parameters<typeof receiptOrThrow>[0]>, before?: 'to' | 'user') {
  try {
    receiptOrThrow(
      { accepted: [], failed: [], unconfirmed: [], warnings: [], ...receipt },
      undefined,
      before,
    );
  } catch (error) {
    if (ChatError.is(error)) return error;
  }
  throw new Error('no ChatError was thrown');
}

describe('the message of the error for a receipt in which nobody was accepted', () => {
  test.each([
    ['the first failed user', { failed: [outcome('bob'), outcome('cy')] }, 'to bob: '],
    [
      'an unconfirmed user before a failed one',
      { failed: [outcome('bob')], unconfirmed: [outcome('cy', problemOf('unknown'))] },
      'to cy: ',
    ],
    [
      'at most 64 characters of an id, on one line',
      { failed: [outcome(`a\nb${'x'.repeat(5_000)}`)] },
      `to a?b${'x'.repeat(61)}…: `,
    ],
    ['nobody where nothing left', { failed: [outcome('bob', problemOf('not_sent'))] }, ''],
  ])('names %s', (_title, receipt, start) => {
    expect(thrownBy(receipt).message).toBe(`${start}Plain refused send with code 7`);
  });

  test('names the field alone where there is one: the id there may be anything', () => {
    const failed = [outcome('?', invalidField('to[1]', 'is bad'))];
    expect(thrownBy({ failed })).toMatchObject({ message: 'to[1]: is bad', field: 'to[1]' });
  });

  test('names a user who was to be registered as a user', () => {
    expect(thrownBy({ failed: [outcome('bob')] }, 'user').message).toMatch(/^user bob: /);
  });

  test('is not the message of the problem in the receipt, which many share', () => {
    const { receipt } = thrownBy({ failed: [outcome('bob')] });
    expect(receipt).toMatchObject({ failed: [{ problem: { message: 'Plain refused send with code 7' } }] });
  });
});
