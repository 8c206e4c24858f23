import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { commands } from './commands.ts';
import { safeRepeats } from './error-codes.ts';
import {
  aboutField,
  catalogue,
  isSignatureRefusal,
  problemOfCall,
  problemOfRecipient,
  problemsOfRecipients,
  tooFastOf,
  unclearReply,
} from './errors.ts';

interface ReferenceRow {
  readonly code: number;
  readonly area: string;
  readonly meaning: string;
  readonly cause: string;
  readonly retryable: boolean;
}

const reference: readonly ReferenceRow[] = JSON.parse(
  readFileSync(new URL('../reference/errors.json', import.meta.url), 'utf8'),
);
const call = { endpoint: commands.sendSingle, position: 'call' } as const;

/**
 * The codes after which a call is repeated also where no copy is discarded. Each has its reason in `safeRepeats`; one
 * more needs a document which says that nothing was done.
 */
const plainRefusals = new Set([10023, 60007, 60011, 60018, 60019, 70050, 80003, 90024, 90057]);
/** Of these, those that are certain in one command alone. */
const inOneCommand = new Set(safeRepeats.flatMap(({ codes, only }) => (only ? codes : [])));
const signatureRefusals = [20002, 60004, 60005, 70001, 70002, 70003, 70005, 70009, 70052];

describe('the catalogue and the reference', () => {
  test('the reference is whole', () => {
    expect(reference).toHaveLength(286);
  });

  test('both hold the same codes', () => {
    const rows = new Set([...catalogue.entries()].map(([code]) => code));
    const firstOfRanges = catalogue.ranges.map(({ first }) => first);
    const known = [...rows, ...firstOfRanges].map(Number).toSorted((a, b) => a - b);
    expect(known).toEqual(reference.map(({ code }) => code).toSorted((a, b) => a - b));
  });

  test('no code that may hide a timeout or a fault of the vendor is called rejected', () => {
    const mayHideAFault = reference.filter(
      ({ cause, meaning }) =>
        ['internal', 'unavailable'].includes(cause) ||
        /time(d|s)?[ -]?out|in time|internal (error|fault)|try again|temporary/i.test(meaning),
    );
    expect(mayHideAFault.length).toBeGreaterThan(25);
    const calledRejected = mayHideAFault
      .map(({ code }) => code)
      .filter((code) => !plainRefusals.has(code) && catalogue.row(code, call).effect === 'rejected');
    expect(calledRejected).toEqual([]);
  });

  test.each(reference.filter(({ cause }) => cause === 'rate_limited'))(
    '$code is a refusal for speed, and certain where a document says so',
    ({ code }) => {
      expect(catalogue.row(code, call)).toMatchObject({
        code: 'rate_limited',
        effect: plainRefusals.has(code) && !inOneCommand.has(code) ? 'rejected' : 'unknown',
        transient: true,
      });
    },
  );

  test('a code is transient where the reference says so', () => {
    const judged = reference.map(({ code }) => [code, catalogue.row(code, call).transient]);
    expect(judged).toEqual(reference.map(({ code, retryable }) => [code, retryable]));
  });
});

test('what is certain in one command is not so in another', () => {
  expect([...inOneCommand]).toEqual([10023]);
  const toGroup = { endpoint: commands.sendGroup, position: 'call' } as const;
  expect(catalogue.row(10023, toGroup)).toMatchObject({ effect: 'rejected', transient: true });
  expect(catalogue.row(10023, call)).toMatchObject({ effect: 'unknown', transient: true });
});

test('a problem names a field only where its code speaks of that', () => {
  const problem = problemOfCall(commands.sendGroup, 10010);
  expect(aboutField(problem, 'groupId', [10010])).toEqual({ ...problem, field: 'groupId' });
  expect(aboutField(problem, 'groupId', [10015])).toBe(problem);
});

describe('what is repeated although no copy is discarded', () => {
  const places = Object.values(commands).flatMap((endpoint) =>
    (['call', 'recipient'] as const).map((position) => ({ endpoint, position })),
  );
  // One of each range, and a code that nobody documented.
  const codes = [...reference.map(({ code }) => code), 10_150, 38_500, 125_000, 1];
  const isRepeated = (code: number) =>
    places.some((place) => {
      const { effect, transient } = catalogue.row(code, place);
      return effect === 'rejected' && transient;
    });

  test('is what comes after these codes, and after no other', () => {
    expect(codes.filter(isRepeated)).toEqual([...plainRefusals].toSorted((a, b) => a - b));
    expect(codes.filter(isSignatureRefusal)).toEqual(signatureRefusals);
  });

  test('has a reason for each code, once', () => {
    expect(safeRepeats.flatMap((reason) => reason.codes).toSorted((a, b) => a - b)).toEqual(
      [...plainRefusals, ...signatureRefusals].toSorted((a, b) => a - b),
    );
  });

  test.each(safeRepeats)('is so after $codes, and a document says why', ({ why }) => {
    expect(why).toMatch(/^[a-z].{30,} \(\d{5}\)/);
  });
});

describe('what became of a call that failed with', () => {
  test.each([
    20004, 20005, 22002, 60008, 60013, 60014, 70169, 70202, 70500, 90992, 90994, 90995, 91000,
    // Limits and conflicts of which no document says that nothing was done.
    1004, 10006, 10023, 10049, 10056, 20027, 20028, 22006, 23001, 23003, 30008, 72010, 90051,
  ])('code %i is unclear: it may have arrived', (code) => {
    expect(catalogue.row(code, call)).toMatchObject({ effect: 'unknown', transient: true });
  });

  test.each([60007, 60011, 60018, 60019, 80003, 90024])('code %i is certain: it was refused', (code) => {
    expect(catalogue.row(code, call)).toMatchObject({ effect: 'rejected', transient: true });
  });

  test.each([-302, 1, 99_999, 130_013, 10_201, 39_001])(
    'code %i, which nobody documented, is unclear',
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
    [90057, commands.sendBatch, 'call', 'rate_limited', true],
    [90057, 'v4/timpush/batch', 'call', 'invalid_message', false],
    [130002, 'v4/openconfigsvr/getnospeaking', 'call', 'invalid_message', false],
    [130002, 'v4/openconfigsvr/setnospeaking', 'call', 'permission_denied', false],
    [130004, 'v4/openconfigsvr/setnospeaking', 'call', 'invalid_message', false],
    [130004, commands.sendSingle, 'call', 'not_found', false],
    [130005, 'v4/openconfigsvr/setnospeaking', 'call', 'invalid_message', false],
    [130005, 'v4/openconfigsvr/getnospeaking', 'call', 'conflict', false],
    [130008, 'v4/openconfigsvr/setnospeaking', 'call', 'invalid_message', false],
    [10008, 'v4/group_open_http_svc/create_group', 'call', 'unauthenticated', false],
    [10008, 'v4/openim_robot_http_svc/create_robot', 'call', 'quota_exhausted', false],
    [10008, 'v4/openim_msg_ext_http_svc/get_key_values', 'call', 'permission_denied', false],
    [30001, 'v4/sns/black_list_add', 'call', 'invalid_message', false],
    [30001, 'v4/sns/black_list_add', 'recipient', 'conflict', false],
    [30001, 'v4/sns/friend_get_list', 'recipient', 'not_found', false],
    [70107, commands.sendBatch, 'recipient', 'recipient_not_found', false],
    [20003, commands.sendBatch, 'recipient', 'recipient_not_found', false],
    [90048, commands.sendBatch, 'recipient', 'recipient_not_found', false],
    // At the top it may mean the sender as well as the recipient.
    [20003, commands.sendSingle, 'call', 'not_found', false],
    [70107, commands.sendSingle, 'call', 'not_found', false],
    [20003, commands.pushToAll, 'call', 'sender_not_found', false],
    [90048, commands.pushToAll, 'call', 'sender_not_found', false],
    [90012, commands.sendSingle, 'call', 'recipient_not_found', false],
    [90008, commands.sendSingle, 'call', 'sender_not_found', false],
    [10100, commands.sendSingle, 'call', 'content_rejected', false],
    [10200, commands.sendSingle, 'call', 'content_rejected', false],
    [38000, commands.sendSingle, 'call', 'permission_denied', false],
    [39000, commands.sendSingle, 'call', 'permission_denied', false],
    [120001, commands.sendSingle, 'call', 'content_rejected', false],
    [121500, commands.sendSingle, 'recipient', 'content_rejected', false],
    [130000, commands.sendSingle, 'call', 'content_rejected', false],
    // The first of the vendor's own codes above that range.
    [130002, commands.sendSingle, 'call', 'permission_denied', false],
    [20006, commands.sendSingle, 'call', 'content_rejected', false],
    [20007, commands.sendBatch, 'recipient', 'recipient_blocked', false],
    [60026, commands.sendSingle, 'call', 'misconfigured', false],
    [60028, commands.sendSingle, 'call', 'quota_exhausted', false],
    [90047, commands.pushToAll, 'call', 'quota_exhausted', false],
    [93000, commands.sendSingle, 'call', 'message_too_large', false],
    [90011, commands.sendBatch, 'call', 'too_many_recipients', false],
  ] as const)('%i at %s (%s) is %s', (vendorCode, endpoint, position, code, transient) => {
    expect(catalogue.row(vendorCode, { endpoint, position })).toMatchObject({
      code,
      effect: 'rejected',
      transient,
    });
  });
});

describe('the problem of a code', () => {
  test('keeps the code and the words of the vendor', () => {
    expect(problemOfCall(commands.sendSingle, 90012, 'invalid To_Account')).toEqual({
      code: 'recipient_not_found',
      effect: 'rejected',
      transient: false,
      retryable: false,
      message: 'Tencent IM refused v4/openim/sendmsg with code 90012: there is no such recipient',
      vendor: { name: 'tencentIm', code: 90012, message: 'invalid To_Account' },
    });
  });

  test('does not say "refused" of what may have gone', () => {
    expect(problemOfRecipient(commands.sendSingle, 91000).message).toBe(
      'Tencent IM answered a recipient of v4/openim/sendmsg with code 91000: the vendor has a fault of its own at the moment',
    );
  });

  test('is shared by recipients that failed alike', () => {
    const [ghost, spirit, slow] = problemsOfRecipients(commands.sendBatch, [
      { id: 'ghost', code: 70107 },
      { id: 'spirit', code: 70107 },
      { id: 'slow', code: 70169 },
    ]);
    expect([ghost?.id, spirit?.id, slow?.id]).toEqual(['ghost', 'spirit', 'slow']);
    expect(spirit?.problem).toBe(ghost?.problem);
    expect(slow?.problem).toMatchObject({ code: 'vendor_unavailable', effect: 'unknown' });
  });

  test('says after what time a group takes messages again', () => {
    expect(problemOfCall(commands.sendGroup, 10023).retryAfterMs).toBe(1_100);
    expect(problemOfCall(commands.sendSingle, 10023)).not.toHaveProperty('retryAfterMs');
  });

  test('says how long the lock on failing signatures lasts', () => {
    expect(problemOfCall(commands.sendSingle, 70050).retryAfterMs).toBe(60_000);
    expect(problemOfCall(commands.sendSingle, 60007)).not.toHaveProperty('retryAfterMs');
  });
});

test('an unclear reply is never a certain failure', () => {
  expect(unclearReply(commands.sendBatch, 'SomeError and no list')).toEqual({
    code: 'bad_reply',
    effect: 'unknown',
    transient: true,
    retryable: false,
    message: 'Tencent IM answered v4/openim/batchsendmsg with SomeError and no list',
    vendor: { name: 'tencentIm' },
  });
});

describe('what is said of calls that come too fast', () => {
  test.each([
    [commands.sendSingle, 60007, ['v4/openim/sendmsg calls']],
    [commands.importAccounts, 60007, ['v4/im_open_login_svc/multiaccount_import calls']],
    [commands.sendBatch, 90057, ['v4/openim/batchsendmsg recipients']],
    [commands.pushToAll, 90024, ['v4/all_member_push/im_push calls']],
    [commands.sendGroup, 10023, ['v4/group_open_http_svc/send_group_msg messages to one group']],
    // They speak of the app, or of nothing.
    [commands.sendSingle, 60011, undefined],
    [commands.sendSingle, 60018, undefined],
    [commands.sendSingle, 70050, undefined],
  ])('%s with code %i is about %j', (endpoint, code, limits) => {
    expect(tooFastOf(endpoint, [problemOfCall(endpoint, code)])).toEqual({ limits, counted: true });
  });

  test('one refusal that names no limit may be about any', () => {
    const problems = [60007, 60011].map((code) => problemOfCall(commands.sendBatch, code));
    expect(tooFastOf(commands.sendBatch, problems)).toEqual({ counted: true });
  });

  test.each([90012, 90047, 91000])('code %i is no such refusal', (code) => {
    expect(tooFastOf(commands.pushToAll, [problemOfCall(commands.pushToAll, code)])).toBeUndefined();
    expect(tooFastOf(commands.pushToAll, [])).toBeUndefined();
  });
});

test.each([
  [70001, true],
  [70002, true],
  [70003, true],
  [70005, true],
  [70009, true],
  [70052, true],
  [20002, true],
  [60004, true],
  [60005, true],
  [70013, false],
  [70014, false],
  [70016, false],
  [70050, false],
  [60010, false],
  [0, false],
])('a new signature may help after code %i: %s', (code, expected) => {
  expect(isSignatureRefusal(code)).toBe(expected);
});
