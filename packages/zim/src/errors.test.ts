import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { catalogue, problemOfCall, problemsOfRecipients, unclearReply } from './errors.ts';

interface ReferenceRow {
  readonly code: number;
  readonly meaning: string;
  readonly cause: string;
  readonly retryable: boolean;
}

const reference: readonly ReferenceRow[] = JSON.parse(
  readFileSync(new URL('../reference/errors.json', import.meta.url), 'utf8'),
);
const call = { endpoint: 'SendPeerMessage', position: 'call' } as const;
const recipient = { endpoint: 'SendPeerMessage', position: 'recipient' } as const;

/** The vendor was too busy or was asked too often: it did nothing. */
const plainRefusals = new Set([1, 7, 660300005]);

describe('the catalogue and the reference', () => {
  test('the reference is whole', () => {
    expect(reference).toHaveLength(142);
  });

  test('hold the same codes', () => {
    const known = [...catalogue.entries()].map(([code]) => code).toSorted((a, b) => a - b);
    expect(known).toEqual(reference.map(({ code }) => code).toSorted((a, b) => a - b));
  });

  test('no code that may hide a timeout or a fault of the vendor is called rejected', () => {
    const mayHideAFault = reference.filter(
      ({ cause, meaning }) =>
        ['internal', 'unavailable'].includes(cause) ||
        /time(d|s)?[ -]?out|in time|internal|try again|temporary/i.test(meaning),
    );
    expect(mayHideAFault.length).toBeGreaterThan(25);
    const calledRejected = mayHideAFault
      .map(({ code }) => code)
      .filter((code) => !plainRefusals.has(code) && catalogue.row(code, call).effect === 'rejected');
    expect(calledRejected).toEqual([]);
  });

  test('a code is retryable where the reference says so, but for a stale signature, which is made anew once', () => {
    const judged = reference.map(({ code }) => [code, catalogue.row(code, call).retryable]);
    expect(judged).toEqual(reference.map(({ code, retryable }) => [code, retryable && code !== 100000004]));
  });

  const neutralCodes: Readonly<Record<string, readonly string[]>> = {
    rate_limited: ['rate_limited'],
    quota: ['quota_exhausted'],
    moderated: ['content_rejected'],
    blocked: ['recipient_blocked'],
    conflict: ['conflict'],
    permission: ['permission_denied', 'misconfigured'],
    auth: ['unauthenticated', 'misconfigured'],
    unavailable: ['vendor_unavailable'],
    internal: ['vendor_unavailable', 'vendor_error'],
    unsupported: ['unsupported'],
    not_found: ['sender_not_found', 'recipient_not_found', 'not_found'],
    too_large: ['message_too_large', 'too_many_recipients', 'invalid_message'],
    invalid_request: ['invalid_message', 'misconfigured', 'recipient_not_found'],
  };

  test.each(reference)('$code has the neutral code of its cause, $cause', ({ code, cause }) => {
    expect(neutralCodes[cause]).toContain(catalogue.row(code, call).code);
  });
});

describe('outcomes by name', () => {
  test.each([660000001, 660000003, 105001, 100000015, 660500004, 660500006])('%i may have gone', (code) => {
    expect(catalogue.row(code, call).effect).toBe('unknown');
    expect(catalogue.row(code, recipient).effect).toBe('unknown');
  });

  test.each([1, 7, 660300005])('%i is a plain refusal', (code) => {
    expect(catalogue.row(code, call)).toMatchObject({ effect: 'rejected', retryable: true });
  });

  test.each([0, -1, 660000013, 660000015, 6607000015, 111101, 6000001])(
    '%i, which nobody documented, is unknown',
    (code) => {
      expect(catalogue.row(code, call)).toEqual({
        code: 'vendor_error',
        effect: 'unknown',
        retryable: false,
      });
    },
  );
});

describe('meanings that depend on the place', () => {
  test.each([
    [660700015, call, 'sender_not_found'],
    [660700015, recipient, 'recipient_not_found'],
    [660500002, call, 'sender_not_found'],
    [660500002, recipient, 'sender_not_found'],
    [660800045, recipient, 'recipient_blocked'],
    [660500009, call, 'content_rejected'],
    [660500009, recipient, 'content_rejected'],
    [660400001, call, 'message_too_large'],
    [660000011, call, 'too_many_recipients'],
    [660000028, call, 'permission_denied'],
    [100000017, call, 'misconfigured'],
    [660700002, recipient, 'conflict'],
    // Placeholders of the vendor's samples.
    [1, recipient, 'vendor_error'],
    [2, recipient, 'vendor_error'],
    [2, call, 'invalid_message'],
  ] as const)('%i at %o is %s', (vendorCode, place, code) => {
    expect(catalogue.row(vendorCode, place)).toMatchObject({ code, effect: 'rejected', retryable: false });
  });
});

describe('problems', () => {
  const reply = { code: 660500002, message: 'no such sender', requestId: '12', audits: [] };

  test('keep the code, the words and the request id of the vendor', () => {
    expect(problemOfCall('SendPeerMessage', reply)).toEqual({
      code: 'sender_not_found',
      effect: 'rejected',
      retryable: false,
      message: 'ZIM refused SendPeerMessage with code 660500002',
      vendor: { name: 'zim', code: 660500002, message: 'no such sender', requestId: '12' },
    });
  });

  test('do not say "refused" of what may have gone', () => {
    expect(problemOfCall('SendPeerMessage', { ...reply, code: 660000001 }).message).toBe(
      'ZIM answered SendPeerMessage with code 660000001',
    );
  });

  test('are frozen, and shared by the users of one code', () => {
    const [ana, bo, cy] = problemsOfRecipients(
      [
        { userId: 'ana', subCode: 660800045 },
        { userId: 'bo', subCode: 660800045 },
        { userId: 'cy', subCode: 660800045, message: 'another' },
      ],
      'SendPeerMessage',
      { ...reply, audits: ['moderation refused item 1: words'] },
    );
    expect(ana?.problem).toBe(bo?.problem);
    expect(Object.isFrozen(ana?.problem)).toBe(true);
    expect(ana?.problem).toMatchObject({
      message: 'ZIM refused a recipient of SendPeerMessage with code 660800045',
      // What the envelope says is not about this user.
      vendor: { code: 660800045, message: 'moderation refused item 1: words', requestId: '12' },
    });
    expect(cy?.problem.vendor?.message).toBe('another; moderation refused item 1: words');
  });

  test('of an unclear reply are never a certain failure', () => {
    expect(unclearReply('no list', { code: 0, audits: [] })).toEqual({
      code: 'bad_reply',
      effect: 'unknown',
      retryable: true,
      message: 'the reply of ZIM is unclear: no list',
      vendor: { name: 'zim', code: 0 },
    });
  });
});
