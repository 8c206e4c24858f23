import type { ProblemCode } from '@polychat/core';
import type { CallResult, Problem } from '@polychat/core/adapter';
import { describe, expect, test } from 'vitest';
import { fixture, reply } from './__fixtures__/reply.ts';
import { commands } from './commands.ts';
import { readDirectReply } from './direct-reply.ts';

const single = commands.sendSingle;
const batch = commands.sendBatch;
const ok = { ActionStatus: 'OK', ErrorInfo: '', ErrorCode: 0 };
const ghost = { To_Account: 'ghost', ErrorCode: 70107 };
const asked = ['alice', 'ghost', 'bob', '42', '12345678901234567890'];

/** A problem that says that nobody knows. */
const unclear = expect.objectContaining({ code: 'bad_reply', effect: 'unknown', retryable: true });

function refused(code: ProblemCode, vendorCode: number, endpoint: string, message?: string): Problem {
  return {
    code,
    effect: 'rejected',
    retryable: false,
    message: `Tencent IM refused ${endpoint} with code ${vendorCode}`,
    vendor: { name: 'tencentIm', code: vendorCode, ...(message === undefined ? {} : { message }) },
  };
}

const ghostIsUnknown = {
  userId: 'ghost',
  problem: refused('recipient_not_found', 70107, `a recipient of ${batch}`),
};

describe('replies of the vendor', () => {
  test.each<[file: string, endpoint: typeof single | typeof batch, CallResult]>([
    [
      'sendmsg-ok-2020',
      single,
      {
        accepted: [],
        failed: [],
        shared: { messageId: '89541_2574206_1572870301', sequence: '7', sentAt: 1_572_870_301_000 },
      },
    ],
    [
      'sendmsg-ok',
      single,
      {
        accepted: [],
        failed: [],
        shared: { messageId: '40213_77120034_1751500001', sequence: '7', sentAt: 1_751_500_001_000 },
      },
    ],
    [
      'sendmsg-fail-2020',
      single,
      {
        problem: refused(
          'invalid_message',
          90001,
          single,
          'Fail to Parse json data of body, Please check it',
        ),
        accepted: [],
        failed: [],
      },
    ],
    [
      // The time is the third part of MsgKey.
      'batchsendmsg-ok',
      batch,
      {
        accepted: [],
        failed: [],
        shared: { messageId: '901_4411_1751500300', sequence: '7', sentAt: 1_751_500_300_000 },
      },
    ],
    [
      'batchsendmsg-some-error',
      batch,
      {
        accepted: [],
        failed: [ghostIsUnknown],
        shared: { messageId: '5120_900113_1751500100', sequence: '7', sentAt: 1_751_500_100_000 },
      },
    ],
    [
      'batchsendmsg-fail',
      batch,
      {
        problem: refused('recipient_not_found', 90012, batch, 'invalid To_Account'),
        accepted: [],
        failed: [],
      },
    ],
  ])('%s', (file, endpoint, reading) => {
    expect(readDirectReply(fixture(file), endpoint, 7, asked)).toEqual(reading);
  });
});

const accepted = { accepted: [], failed: [], shared: { sequence: '7' } };
const nobodyKnows = { problem: unclear, accepted: [], failed: [] };

describe('success', () => {
  test.each<[name: string, body: unknown, reading: unknown]>([
    ['code 0 is success without an ActionStatus', { ErrorCode: 0 }, accepted],
    ['so is a null ActionStatus', { ErrorCode: 0, ActionStatus: null }, accepted],
    ['and an empty one', { ErrorCode: 0, ActionStatus: '' }, accepted],
    ['the code may come as text', { ...ok, ErrorCode: '0' }, accepted],
    ['lists may be null or empty', { ...ok, ErrorList: null }, accepted],
    ['lists may be empty', { ...ok, ErrorList: [] }, accepted],
    ['unknown members do not matter', { ...ok, ErrorDisplay: 'x', More: [{}] }, accepted],
    // The code says that it went; only the details are lost.
    [
      'details that cannot be read are left out',
      { ...ok, MsgKey: {}, MsgTime: 'soon', ErrorInfo: 5 },
      accepted,
    ],
    ['a time before this epoch is none', { ...ok, MsgTime: -5 }, accepted],
    [
      'a key of another form has no time',
      { ...ok, MsgKey: 'abc' },
      { accepted: [], failed: [], shared: { messageId: 'abc', sequence: '7' } },
    ],
    [
      'a time as text',
      { ...ok, MsgTime: '1751500001' },
      { accepted: [], failed: [], shared: { sequence: '7', sentAt: 1_751_500_001_000 } },
    ],
  ])('%s', (_name, body, reading) => {
    expect(readDirectReply(reply(body), single, 7, asked)).toEqual(reading);
  });
});

describe('partial failure', () => {
  const some = { ActionStatus: 'SomeError', ErrorCode: 0, ErrorInfo: '' };

  test.each<[name: string, body: unknown, reading: unknown]>([
    [
      'the named failed, the others were reached',
      { ...some, ErrorList: [ghost] },
      { ...accepted, failed: [ghostIsUnknown] },
    ],
    // The field table of the vendor knows no SomeError, so a list beside OK is a partial failure too.
    ['a list beside OK counts', { ...ok, ErrorList: [ghost] }, { ...accepted, failed: [ghostIsUnknown] }],
    [
      'a list without an ActionStatus counts',
      { ErrorCode: 0, ErrorList: [ghost] },
      { ...accepted, failed: [ghostIsUnknown] },
    ],
    [
      'names may be numbers, codes may be text',
      { ...some, ErrorList: [{ To_Account: 42, ErrorCode: '70107' }] },
      { ...accepted, failed: [{ ...ghostIsUnknown, userId: '42' }] },
    ],
    [
      'a name beyond 2^53 keeps its digits',
      '{"ErrorCode":0,"ActionStatus":"SomeError","ErrorList":[{"To_Account":12345678901234567890,"ErrorCode":70107}]}',
      { ...accepted, failed: [{ ...ghostIsUnknown, userId: '12345678901234567890' }] },
    ],
    [
      'a code that may hide a timeout leaves its recipient unconfirmed',
      { ...some, ErrorList: [{ To_Account: 'ghost', ErrorCode: 70169 }] },
      {
        ...accepted,
        failed: [
          {
            userId: 'ghost',
            problem: expect.objectContaining({ code: 'vendor_unavailable', effect: 'unknown' }),
          },
        ],
      },
    ],
    [
      // In the list of failures, but with the code of success: either may be meant.
      'a named recipient with code 0 is unconfirmed',
      { ...some, ErrorList: [{ To_Account: 'ghost', ErrorCode: 0 }] },
      { ...accepted, failed: [{ userId: 'ghost', problem: unclear }] },
    ],
    ['SomeError without a list: nobody knows who', some, nobodyKnows],
    ['SomeError with an empty list', { ...some, ErrorList: [] }, nobodyKnows],
    ['SomeError with a null list', { ...some, ErrorList: null }, nobodyKnows],
    [
      // Some of ours failed all the same: perhaps this is how the vendor spells one of them.
      'SomeError with a list of strangers',
      { ...some, ErrorList: [{ ...ghost, To_Account: 'Ghost' }] },
      { ...nobodyKnows, failed: [{ ...ghostIsUnknown, userId: 'Ghost' }] },
    ],
    [
      'a stranger beside one of ours changes nothing',
      { ...some, ErrorList: [ghost, { ...ghost, To_Account: 'Ghost' }] },
      { ...accepted, failed: [ghostIsUnknown, { ...ghostIsUnknown, userId: 'Ghost' }] },
    ],
    ['a list that is none', { ...some, ErrorList: 'ghost' }, nobodyKnows],
    ['also beside OK', { ...ok, ErrorList: { ghost: 70107 } }, nobodyKnows],
    [
      // It may be anybody's, so silence is no longer good news.
      'one entry that cannot be read leaves the others unconfirmed',
      { ...some, ErrorList: [ghost, { To_Account: 'bob' }] },
      { ...nobodyKnows, failed: [ghostIsUnknown] },
    ],
    [
      'an entry that is no object',
      { ...some, ErrorList: [ghost, 'bob'] },
      { ...nobodyKnows, failed: [ghostIsUnknown] },
    ],
  ])('%s', (_name, body, reading) => {
    expect(readDirectReply(reply(body), batch, 7, asked)).toEqual(reading);
  });

  test('recipients that failed alike share one frozen problem', () => {
    const { failed } = readDirectReply(
      reply({ ...some, ErrorList: [ghost, { ...ghost, To_Account: 'spirit' }] }),
      batch,
      7,
      asked,
    );
    expect(failed[0]?.problem).toBe(failed[1]?.problem);
    expect(failed[0]?.problem).toSatisfy(Object.isFrozen);
  });
});

describe('refusal', () => {
  const fail = { ActionStatus: 'FAIL', ErrorInfo: 'no', ErrorCode: 90012 };
  const problem = refused('recipient_not_found', 90012, batch, 'no');

  test.each<[name: string, body: unknown, reading: unknown]>([
    ['FAIL is for all', fail, { problem, accepted: [], failed: [] }],
    [
      'without an ActionStatus too',
      { ...fail, ActionStatus: undefined },
      { problem, accepted: [], failed: [] },
    ],
    [
      'recipients that it names carry their own code',
      { ...fail, ErrorList: [ghost] },
      { problem, accepted: [], failed: [ghostIsUnknown] },
    ],
    [
      'a list that cannot be read changes nothing',
      { ...fail, ErrorList: 'x' },
      { problem, accepted: [], failed: [] },
    ],
    [
      'an internal fault leaves all unconfirmed',
      { ...fail, ErrorCode: 91000 },
      {
        problem: expect.objectContaining({ code: 'vendor_unavailable', effect: 'unknown', retryable: true }),
        accepted: [],
        failed: [],
      },
    ],
    [
      'so does a code that nobody documented',
      { ...fail, ErrorCode: 987654 },
      {
        problem: expect.objectContaining({ code: 'vendor_error', effect: 'unknown', retryable: false }),
        accepted: [],
        failed: [],
      },
    ],
  ])('%s', (_name, body, reading) => {
    expect(readDirectReply(reply(body), batch, 7, asked)).toEqual(reading);
  });

  test.each([
    [70001, true],
    [70009, true],
    [70013, false],
    [90012, false],
  ])('%i asks for a new signature: %s', (ErrorCode, expected) => {
    const reading = readDirectReply(reply({ ...fail, ErrorCode }), single, 7, asked);
    expect(reading.signatureRefused ?? false).toBe(expected);
    expect(reading.problem?.effect).toBe('rejected');
  });

  test('a refused signature beside named recipients is no plain refusal', () => {
    const reading = readDirectReply(
      reply({ ...fail, ErrorCode: 70001, ErrorList: [ghost] }),
      batch,
      7,
      asked,
    );
    expect(reading).not.toHaveProperty('signatureRefused');
  });
});

describe('contradictions and answers that are not the vendor’s: nobody knows', () => {
  test.each<[name: string, body: unknown]>([
    ['OK with a code that is not 0', { ActionStatus: 'OK', ErrorCode: 90012 }],
    ['OK with the code of an expired signature', { ActionStatus: 'OK', ErrorCode: 70001 }],
    ['FAIL with code 0', { ActionStatus: 'FAIL', ErrorCode: 0 }],
    ['SomeError says some, the code says all', { ActionStatus: 'SomeError', ErrorCode: 90012 }],
    ['an ActionStatus that nobody documented', { ActionStatus: 'Maybe', ErrorCode: 0 }],
    ['the same with a code', { ActionStatus: 'Maybe', ErrorCode: 90012 }],
    ['an ActionStatus of another type', { ActionStatus: 1, ErrorCode: 0 }],
    ['a code of false', { ...ok, ErrorCode: false }],
    ['no code', { ActionStatus: 'OK' }],
    ['a null code', { ...ok, ErrorCode: null }],
    ['an empty code', { ...ok, ErrorCode: '' }],
    ['a fraction', { ...ok, ErrorCode: 0.5 }],
    ['a code beyond 2^53', '{"ErrorCode":12345678901234567890}'],
    ['an array', [ok]],
    ['null', null],
    ['a number', 0],
    ['truncated JSON', '{"ActionStatus":"OK","ErrorCo'],
    ['HTML', '<html>502</html>'],
    ['nothing', ''],
  ])('%s', (_name, body) => {
    const reading = readDirectReply(reply(body), single, 7, asked);
    expect(reading).toEqual(nobodyKnows);
    expect(reading).not.toHaveProperty('signatureRefused');
  });

  test('a status other than 200, whatever it says', () => {
    expect(readDirectReply(reply({ ...ok }, 502), single, 7, asked)).toMatchObject({
      problem: { code: 'bad_reply', effect: 'unknown', vendor: { httpStatus: 502 } },
      accepted: [],
      failed: [],
    });
  });

  test('named recipients carry their own code even then', () => {
    const body = { ActionStatus: 'SomeError', ErrorCode: 90012, ErrorList: [ghost] };
    expect(readDirectReply(reply(body), batch, 7, asked)).toEqual({
      ...nobodyKnows,
      failed: [ghostIsUnknown],
    });
  });

  test('the vendor’s code stays readable', () => {
    const { problem } = readDirectReply(
      reply({ ActionStatus: 'OK', ErrorCode: 90012, ErrorInfo: 'hm' }),
      single,
      7,
      asked,
    );
    expect(problem?.vendor).toEqual({ name: 'tencentIm', code: 90012, message: 'hm' });
  });
});

describe('the time of a message', () => {
  test.each<[string, object, number | undefined]>([
    ['MsgTime', { MsgTime: 1_751_500_001, MsgKey: '1_2_1751500300' }, 1_751_500_001_000],
    ['the third part of MsgKey', { MsgKey: '1_2_1751500300' }, 1_751_500_300_000],
    ['nowhere in a MsgKey that begins otherwise', { MsgKey: 'x1_2_1751500300' }, undefined],
    ['nowhere in a MsgKey that goes on', { MsgKey: '1_2_1751500300_4' }, undefined],
    ['nowhere without a MsgKey', {}, undefined],
    ['not at the beginning of 1970', { MsgTime: 0 }, undefined],
    ['not before 1970', { MsgTime: -1 }, undefined],
    ['not in milliseconds', { MsgTime: 1e11 }, undefined],
    ['just before milliseconds begin', { MsgTime: 1e11 - 1 }, (1e11 - 1) * 1000],
  ])('stands in %s', (_place, members, sentAt) => {
    const { shared } = readDirectReply(reply({ ...ok, ...members }), batch, 7, asked);
    expect(shared?.sentAt).toBe(sentAt);
    expect(shared && 'sentAt' in shared).toBe(sentAt !== undefined);
  });
});

describe('what a problem says of an unclear reply', () => {
  test.each([
    [{ ...ok, ErrorCode: 90012, ActionStatus: 'SomeError' }, 'contradicts'],
    [{ ...ok, ErrorCode: 90012, ActionStatus: 'OK' }, 'contradicts'],
    [{ ...ok, ActionStatus: 'SomeError' }, 'SomeError and an ErrorList that names none of the recipients'],
    [{ ...ok, ErrorList: 'ghost' }, 'ErrorList that cannot be read'],
  ])('%j', (body, words) => {
    const { problem } = readDirectReply(reply(body), batch, 7, asked);
    expect(problem).toMatchObject({ code: 'bad_reply', effect: 'unknown' });
    expect(problem?.message).toContain(words);
  });
});
