import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { commands } from './commands.ts';
import { safeRepeats } from './error-codes.ts';
import {
  aboutField,
  catalogue,
  isSignatureRefusal,
  moderationProblem,
  problemOfCall,
  problemOfRecipient,
  problemsOfRecipients,
  tooFastOf,
  unclearReply,
} from './errors.ts';

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
const toGroup = { endpoint: 'SendGroupMessage', position: 'call' } as const;
const toRoom = { endpoint: 'SendRoomMessage', position: 'call' } as const;
const recipient = { endpoint: 'SendPeerMessage', position: 'recipient' } as const;

/**
 * The codes after which a call is repeated, although no copy is discarded. Each has its reason in `safeRepeats`; one
 * more needs a document which says that nothing was done.
 */
const plainRefusals = new Set([7, 660300005, 660500003, 660700001]);
const signatureRefusals = [100000004, 100000005];
/** The gateway does not know the app, and passes nothing on. */
const unknownApp = 100000011;

describe('the catalogue and the reference', () => {
  test('the reference is whole', () => {
    expect(reference).toHaveLength(142);
  });

  test('both hold the same codes', () => {
    const known = [...catalogue.entries()].map(([code]) => Number(code)).toSorted((a, b) => a - b);
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
    expect(calledRejected).toEqual([unknownApp]);
  });

  test('a code is transient where the reference says so, but for a stale signature, which is made anew once', () => {
    const rows = reference.map(({ code }) => [code, catalogue.row(code, call).transient]);
    expect(rows).toEqual(reference.map(({ code, retryable }) => [code, retryable && code !== 100000004]));
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

  const byCause = reference.filter(({ code }) => code !== unknownApp);

  test.each(byCause)('$code has the neutral code of its cause, $cause', ({ code, cause }) => {
    expect(neutralCodes[cause]).toContain(catalogue.row(code, call).code);
  });
});

test('an app that the gateway does not know is misconfigured, whatever the reference calls the cause', () => {
  expect(catalogue.row(unknownApp, call)).toMatchObject({
    code: 'misconfigured',
    effect: 'rejected',
    transient: false,
  });
});

describe('what is repeated although no copy is discarded', () => {
  const places = Object.values(commands).flatMap((endpoint) =>
    (['call', 'recipient'] as const).map((position) => ({ endpoint, position })),
  );
  // And a code that nobody documented.
  const codes = [...reference.map(({ code }) => code), 424_242];
  const isRepeated = (code: number) =>
    places.some((place) => {
      const { effect, transient } = catalogue.row(code, place);
      return effect === 'rejected' && transient;
    });

  test('is what comes after these codes, and after no other', () => {
    expect(codes.filter(isRepeated)).toEqual([...plainRefusals]);
    expect(codes.filter(isSignatureRefusal)).toEqual(signatureRefusals);
  });

  test('has a reason for each code, once', () => {
    expect(safeRepeats.flatMap((reason) => reason.codes)).toEqual([...plainRefusals, ...signatureRefusals]);
  });

  test.each(safeRepeats)('is so after $codes, and a document says why', ({ why }) => {
    expect(why).toMatch(/^[a-z].{30,} \(articles? \d{5}/);
  });
});

describe('what became of a call that failed with', () => {
  test('code 1 at the top is unclear: the busy service may have carried it out', () => {
    expect(catalogue.row(1, call)).toMatchObject({
      code: 'vendor_unavailable',
      effect: 'unknown',
      transient: true,
    });
  });

  test.each([660000001, 660000003, 105001, 100000015, 660500004, 660500006])(
    'code %i is unclear: it may have arrived',
    (code) => {
      expect(catalogue.row(code, call).effect).toBe('unknown');
      expect(catalogue.row(code, recipient).effect).toBe('unknown');
    },
  );

  test.each([7, 660300005, 660500003, 660700001])('code %i is certain: it was refused', (code) => {
    expect(catalogue.row(code, call)).toMatchObject({ effect: 'rejected', transient: true });
  });

  test.each([660300006, 660600004, 660600005, 660600007, 660600010])(
    '%i, a limit of another action, is no certain refusal of ours',
    (code) => {
      expect(catalogue.row(code, call)).toMatchObject({ code: 'rate_limited', effect: 'unknown' });
    },
  );

  test.each([0, -1, 660000013, 660000015, 6607000015, 111101, 6000001])(
    '%i, which nobody documented, is unknown',
    (code) => {
      expect(catalogue.row(code, call)).toEqual({
        code: 'vendor_error',
        effect: 'unknown',
        transient: false,
      });
    },
  );
});

describe('the meaning of a code depends on the place:', () => {
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
    // The one user whom a message to a group or a room speaks of is its sender.
    [660600024, toGroup, 'permission_denied'],
    [660600024, { endpoint: 'EditGroupMsgBody', position: 'call' }, 'permission_denied'],
    [660600024, { endpoint: 'KickoutGroupUser', position: 'call' }, 'not_found'],
    [660300002, toRoom, 'permission_denied'],
    [660300012, toRoom, 'permission_denied'],
    [660300002, { endpoint: 'RevokeRoomMessage', position: 'call' }, 'not_found'],
    [660600001, toGroup, 'not_found'],
    [660300001, toRoom, 'not_found'],
    [660300013, toRoom, 'unsupported'],
  ] as const)('%i at %o is %s', (vendorCode, place, code) => {
    expect(catalogue.row(vendorCode, place)).toMatchObject({ code, effect: 'rejected', transient: false });
  });
});

describe('problems made of codes', () => {
  const reply = { code: 660500002, words: 'no such sender', requestId: '12' };

  test('keep the code, the words and the request id of the vendor', () => {
    expect(problemOfCall('SendPeerMessage', reply)).toEqual({
      code: 'sender_not_found',
      effect: 'rejected',
      transient: false,
      retryable: false,
      message: 'ZIM refused SendPeerMessage with code 660500002: there is no such sender',
      vendor: { name: 'zim', code: 660500002, message: 'no such sender', requestId: '12' },
    });
  });

  test('do not say "refused" of what may have gone', () => {
    expect(problemOfCall('SendPeerMessage', { ...reply, code: 660000001 }).message).toBe(
      'ZIM answered SendPeerMessage with code 660000001: the vendor has a fault of its own at the moment',
    );
  });

  test('are frozen, and shared by the users of one code', () => {
    const [ana, bo, cy] = problemsOfRecipients(
      'SendPeerMessage',
      [
        { userId: 'ana', subCode: 660800045, words: 'no' },
        { userId: 'bo', subCode: 660800045, words: 'no' },
        { userId: 'cy', subCode: 660800045, words: 'another' },
      ],
      reply,
    );
    expect(ana?.problem).toBe(bo?.problem);
    expect(Object.isFrozen(ana?.problem)).toBe(true);
    expect(ana).toMatchObject({
      id: 'ana',
      problem: {
        message: expect.stringMatching(/^ZIM refused a recipient of SendPeerMessage with code 660800045: \w/),
        // What the envelope says is not about this user.
        vendor: { code: 660800045, message: 'no', requestId: '12' },
      },
    });
    expect(cy?.problem.vendor?.message).toBe('another');
  });

  test.each([undefined, 0])('of a user with code %s say only that nobody knows', (subCode) => {
    expect(problemOfRecipient('UserRegister', { subCode }, reply)).toMatchObject({
      code: 'bad_reply',
      effect: 'unknown',
      message: 'ZIM answered UserRegister with a user who failed without a code',
    });
  });

  test('of an unclear reply are never a certain failure', () => {
    expect(unclearReply('SendPeerMessage', 'no list', { code: 0 })).toEqual({
      code: 'bad_reply',
      effect: 'unknown',
      transient: true,
      retryable: false,
      message: 'ZIM answered SendPeerMessage with no list',
      vendor: { name: 'zim', code: 0 },
    });
  });

  test('of moderation are never a certain failure, and never repeated', () => {
    expect(moderationProblem({ code: 0, words: 'moderation refused item 1: ad' })).toMatchObject({
      code: 'content_rejected',
      effect: 'unknown',
      transient: false,
      vendor: { name: 'zim', code: 0, message: 'moderation refused item 1: ad' },
    });
  });
});

test('a problem names a field only where its code speaks of that', () => {
  const problem = problemOfCall('SendGroupMessage', { code: 660600001 });
  expect(aboutField(problem, 'groupId', [660600001])).toEqual({ ...problem, field: 'groupId' });
  expect(aboutField(problem, 'groupId', [660600009])).toBe(problem);
});

describe('which limits a call was too fast for', () => {
  const problems = (codes: readonly number[]) =>
    codes.map((code) => problemOfCall('SendMessageToAllUsers', { code }));
  const calls = ['SendMessageToAllUsers calls'];

  test.each([
    ['no problem', [], undefined],
    ['another problem', [660000001], undefined],
    ['the gateway', [7], { limits: calls, counted: true }],
    ['calls of the app', [660300005], { limits: calls, counted: true }],
    ['registrations', [660700001], { limits: calls, counted: true }],
    ['calls, beside another problem', [660000001, 7], { limits: calls, counted: true }],
    // It may be the second's or the day's.
    ['broadcasts', [660500003], { counted: true }],
    ['calls and broadcasts', [7, 660500003], { counted: true }],
  ])('by %s (codes %j): %j', (_what, codes, expected) => {
    expect(tooFastOf('SendMessageToAllUsers', problems(codes))).toEqual(expected);
  });
});

test.each([
  [100000004, true],
  [100000005, true],
  [3, false],
  [100000009, false],
])('code %i refuses the signature alone: %s', (code, expected) => {
  expect(isSignatureRefusal(code)).toBe(expected);
});
