import type { ProblemCode } from '@polychat/core';
import type { CallResult, ListReply, Problem, ResultIds } from '@polychat/core/adapter';
import { describe, expect, test } from 'vitest';
import { attemptInfo, httpReply, readText } from './__fixtures__/support.ts';
import { commands, type DirectCommand } from './commands.ts';
import { readDirectReply } from './direct-reply.ts';

const single = commands.sendSingle;
const batch = commands.sendBatch;
const ok = { ActionStatus: 'OK', ErrorInfo: '', ErrorCode: 0 };
const ghost = { To_Account: 'ghost', ErrorCode: 70107 };

/** What a reply to the request with MsgSeq 7 says. */
function read(reply: unknown, endpoint: DirectCommand, attempt = attemptInfo()) {
  return readDirectReply(httpReply(reply), attempt, endpoint, 7);
}

/** A problem that says that nobody knows. */
const unclear = expect.objectContaining({ code: 'bad_reply', effect: 'unknown', transient: true });

function refused(code: ProblemCode, vendorCode: number, endpoint: string, message?: string): Problem {
  return {
    code,
    effect: 'rejected',
    transient: false,
    retryable: false,
    message: expect.stringMatching(`^Tencent IM refused ${endpoint} with code ${vendorCode}: \\w`),
    vendor: { name: 'tencentIm', code: vendorCode, ...(message === undefined ? {} : { message }) },
  };
}

const ghostIsUnknown = {
  id: 'ghost',
  problem: refused('recipient_not_found', 70107, `a recipient of ${batch}`),
};

describe('the vendor’s own sample reply is read exactly:', () => {
  test.each<[file: string, endpoint: DirectCommand, CallResult<ListReply<ResultIds>>]>([
    [
      'sendmsg-seed-ok',
      single,
      {
        value: {
          accepted: [],
          failed: [],
          shared: { messageId: '89541_2574206_1572870301', sequence: '7', sentAt: 1_572_870_301_000 },
        },
      },
    ],
    [
      'sendmsg-ok',
      single,
      {
        value: {
          accepted: [],
          failed: [],
          shared: { messageId: '40213_77120034_1751500001', sequence: '7', sentAt: 1_751_500_001_000 },
        },
      },
    ],
    [
      'sendmsg-seed-fail',
      single,
      {
        problem: refused(
          'invalid_message',
          90001,
          single,
          'Fail to Parse json data of body, Please check it',
        ),
      },
    ],
    [
      // The time is the third part of MsgKey.
      'batchsendmsg-ok',
      batch,
      {
        value: {
          accepted: [],
          failed: [],
          shared: { messageId: '901_4411_1751500300', sequence: '7', sentAt: 1_751_500_300_000 },
        },
      },
    ],
    [
      'batchsendmsg-some-error',
      batch,
      {
        value: {
          accepted: [],
          failed: [ghostIsUnknown],
          shared: { messageId: '5120_900113_1751500100', sequence: '7', sentAt: 1_751_500_100_000 },
        },
      },
    ],
    [
      'batchsendmsg-fail',
      batch,
      { problem: refused('recipient_not_found', 90012, batch, 'invalid To_Account') },
    ],
  ])('%s', (file, endpoint, result) => {
    expect(read(readText(`${file}.reply`), endpoint)).toEqual(result);
  });
});

/** A success, but for those who failed. */
const acceptedBut = (failed: unknown[], shared: object = {}) => ({
  value: { accepted: [], failed, shared: { sequence: '7', ...shared } },
});
const accepted = acceptedBut([]);
const nobodyKnows = { problem: unclear };
/** Nobody knows, but of those who failed. */
const nobodyKnowsBut = (failed: unknown[]) => ({ ...nobodyKnows, value: { accepted: [], failed } });

describe('a reply of success:', () => {
  test.each<[name: string, body: unknown, result: unknown]>([
    ['code 0 is success without an ActionStatus', { ErrorCode: 0 }, accepted],
    ['code 0 is success with a null ActionStatus', { ErrorCode: 0, ActionStatus: null }, accepted],
    ['code 0 is success with an empty ActionStatus', { ErrorCode: 0, ActionStatus: '' }, accepted],
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
    ['a key of another form has no time', { ...ok, MsgKey: 'abc' }, acceptedBut([], { messageId: 'abc' })],
    [
      'a time may come as text',
      { ...ok, MsgTime: '1751500001' },
      acceptedBut([], { sentAt: 1_751_500_001_000 }),
    ],
  ])('%s', (_name, body, result) => {
    expect(read(body, single)).toEqual(result);
  });
});

describe('a reply of partial failure:', () => {
  const some = { ActionStatus: 'SomeError', ErrorCode: 0, ErrorInfo: '' };

  test.each<[name: string, body: unknown, result: unknown]>([
    [
      'the named failed, the others were reached',
      { ...some, ErrorList: [ghost] },
      acceptedBut([ghostIsUnknown]),
    ],
    // The field table of the vendor knows no SomeError, so a list beside OK is a partial failure too.
    ['a list beside OK counts', { ...ok, ErrorList: [ghost] }, acceptedBut([ghostIsUnknown])],
    [
      'a list without an ActionStatus counts',
      { ErrorCode: 0, ErrorList: [ghost] },
      acceptedBut([ghostIsUnknown]),
    ],
    [
      'names may be numbers, codes may be text',
      { ...some, ErrorList: [{ To_Account: 42, ErrorCode: '70107' }] },
      acceptedBut([{ ...ghostIsUnknown, id: '42' }]),
    ],
    [
      'a name beyond 2^53 keeps its digits',
      '{"ErrorCode":0,"ActionStatus":"SomeError","ErrorList":[{"To_Account":12345678901234567890,"ErrorCode":70107}]}',
      acceptedBut([{ ...ghostIsUnknown, id: '12345678901234567890' }]),
    ],
    [
      'a code that may hide a timeout leaves its recipient unconfirmed',
      { ...some, ErrorList: [{ To_Account: 'ghost', ErrorCode: 70169 }] },
      acceptedBut([
        {
          id: 'ghost',
          problem: expect.objectContaining({ code: 'vendor_unavailable', effect: 'unknown' }),
        },
      ]),
    ],
    [
      // In the list of failures, but with the code of success: either may be meant.
      'a named recipient with code 0 is unconfirmed',
      { ...some, ErrorList: [{ To_Account: 'ghost', ErrorCode: 0 }] },
      acceptedBut([{ id: 'ghost', problem: unclear }]),
    ],
    ['SomeError without a list: nobody knows who', some, nobodyKnows],
    ['SomeError with an empty list: nobody knows who', { ...some, ErrorList: [] }, nobodyKnows],
    ['SomeError with a null list: nobody knows who', { ...some, ErrorList: null }, nobodyKnows],
    [
      // Perhaps this is how the vendor spells one of ours: the engine leaves those that are not named unconfirmed.
      'a name that was not asked for is handed on as it is',
      { ...some, ErrorList: [{ ...ghost, To_Account: 'Ghost' }] },
      acceptedBut([{ ...ghostIsUnknown, id: 'Ghost' }]),
    ],
    [
      'a name that was not asked for is handed on beside one that was',
      { ...some, ErrorList: [ghost, { ...ghost, To_Account: 'Ghost' }] },
      acceptedBut([ghostIsUnknown, { ...ghostIsUnknown, id: 'Ghost' }]),
    ],
    ['a list that is no array leaves all unconfirmed', { ...some, ErrorList: 'ghost' }, nobodyKnows],
    [
      'a list that is no array leaves all unconfirmed beside OK too',
      { ...ok, ErrorList: { ghost: 70107 } },
      nobodyKnows,
    ],
    [
      // It may be anybody's, so silence is no longer good news.
      'one entry that cannot be read leaves the others unconfirmed',
      { ...some, ErrorList: [ghost, { To_Account: 'bob' }] },
      nobodyKnowsBut([ghostIsUnknown]),
    ],
    [
      'an entry that is no object leaves the others unconfirmed',
      { ...some, ErrorList: [ghost, 'bob'] },
      nobodyKnowsBut([ghostIsUnknown]),
    ],
  ])('%s', (_name, body, result) => {
    expect(read(body, batch)).toEqual(result);
  });

  test('recipients that failed alike share one frozen problem', () => {
    const { value } = read({ ...some, ErrorList: [ghost, { ...ghost, To_Account: 'spirit' }] }, batch);
    const failed = value?.failed ?? [];
    expect(failed[0]?.problem).toBe(failed[1]?.problem);
    expect(failed[0]?.problem).toSatisfy(Object.isFrozen);
  });
});

describe('a reply that refuses:', () => {
  const fail = { ActionStatus: 'FAIL', ErrorInfo: 'no', ErrorCode: 90012 };
  const problem = refused('recipient_not_found', 90012, batch, 'no');

  test.each<[name: string, body: unknown, result: unknown]>([
    ['FAIL is for all', fail, { problem }],
    ['a code without an ActionStatus is for all', { ...fail, ActionStatus: undefined }, { problem }],
    [
      'recipients that it names carry their own code',
      { ...fail, ErrorList: [ghost] },
      { problem, value: { accepted: [], failed: [ghostIsUnknown] } },
    ],
    ['a list that cannot be read changes nothing', { ...fail, ErrorList: 'x' }, { problem }],
    [
      'an internal fault leaves all unconfirmed',
      { ...fail, ErrorCode: 91000 },
      {
        problem: expect.objectContaining({ code: 'vendor_unavailable', effect: 'unknown', transient: true }),
      },
    ],
    [
      'a code that nobody documented leaves all unconfirmed',
      { ...fail, ErrorCode: 987654 },
      {
        problem: expect.objectContaining({ code: 'vendor_error', effect: 'unknown', transient: false }),
      },
    ],
  ])('%s', (_name, body, result) => {
    expect(read(body, batch)).toEqual(result);
  });

  test.each([
    [70001, true],
    [70009, true],
    [70013, false],
    [90012, false],
  ])('%i asks for a new signature: %s', (ErrorCode, expected) => {
    const result = read({ ...fail, ErrorCode }, single);
    expect(result.refused).toBe(expected ? 'signature' : undefined);
    expect(result.problem?.effect).toBe('rejected');
  });

  test('a refused signature beside named recipients is no plain refusal', () => {
    expect(read({ ...fail, ErrorCode: 70001, ErrorList: [ghost] }, batch).refused).toBeUndefined();
  });
});

describe('a refusal for speed says so, and names the limit where the code does', () => {
  const fail = { ActionStatus: 'FAIL', ErrorInfo: '' };
  const some = { ActionStatus: 'SomeError', ErrorCode: 0 };
  const callsOf = (endpoint: string) => ({ limits: [`${endpoint} calls`], counted: true });
  const recipients = { limits: [`${batch} recipients`], counted: true };

  test.each<[name: string, body: object, endpoint: DirectCommand, tooFast: unknown]>([
    ['calls of sendmsg', { ...fail, ErrorCode: 60007 }, single, callsOf(single)],
    ['calls of batchsendmsg', { ...fail, ErrorCode: 60007 }, batch, callsOf(batch)],
    ['recipients of batches', { ...fail, ErrorCode: 90057 }, batch, recipients],
    ['the app as a whole', { ...fail, ErrorCode: 60011 }, batch, { counted: true }],
    ['one recipient', { ...some, ErrorList: [{ ...ghost, ErrorCode: 90057 }] }, batch, recipients],
    [
      'the call, and one recipient',
      { ...fail, ErrorCode: 60007, ErrorList: [{ ...ghost, ErrorCode: 90057 }] },
      batch,
      { limits: [`${batch} calls`, `${batch} recipients`], counted: true },
    ],
    ['another refusal', { ...fail, ErrorCode: 90012 }, batch, undefined],
    ['another failure', { ...some, ErrorList: [ghost] }, batch, undefined],
    ['a success', ok, single, undefined],
    ['a contradiction', { ActionStatus: 'OK', ErrorCode: 60007 }, single, undefined],
  ])('%s', (_name, body, endpoint, tooFast) => {
    expect(read(body, endpoint).tooFast).toEqual(tooFast);
  });
});

test('named recipients carry their own code, also where the reply contradicts itself', () => {
  const body = { ActionStatus: 'SomeError', ErrorCode: 90012, ErrorList: [ghost] };
  expect(read(body, batch)).toEqual(nobodyKnowsBut([ghostIsUnknown]));
});

test('a reply that is not the vendor’s says nothing of anybody', () => {
  expect(read('<html>502</html>', single)).toEqual(nobodyKnows);
});

describe('what is kept of the vendor’s words and ids', () => {
  test('words are kept through redaction alone', () => {
    const words = (said: unknown) => `redacted ${said}`;
    const attempt = attemptInfo({ redact: { ...attemptInfo().redact, words } });
    const fail = { ActionStatus: 'FAIL', ErrorCode: 90012, ErrorInfo: 'no' };
    expect(read(fail, single, attempt).problem?.vendor?.message).toBe('redacted no');
    const contradiction = { ...fail, ActionStatus: 'OK' };
    expect(read(contradiction, single, attempt).problem?.vendor?.message).toBe('redacted no');
  });

  test('ids are kept through redaction alone', () => {
    const id = (said: unknown) => `redacted ${said}`;
    const attempt = attemptInfo({ redact: { ...attemptInfo().redact, id } });
    expect(read({ ...ok, MsgKey: '1_2_1751500300' }, single, attempt).value?.shared).toEqual({
      messageId: 'redacted 1_2_1751500300',
      sequence: 'redacted 7',
      sentAt: 1_751_500_300_000,
    });
  });

  test.each<[string, unknown]>([
    ['too long', `1_2_${'3'.repeat(1_000)}`],
    ['with a space', '1_2 1751500300'],
    ['with a control character', '1_2_\u00071751500300'],
    ['empty', ''],
    ['no string and no integer', 1.5],
    ['an object', { key: '1_2_3' }],
  ])('a MsgKey is dropped that is no id: %s', (_name, MsgKey) => {
    expect(read({ ...ok, MsgKey }, single)).toEqual(accepted);
  });
});

describe('the time of a message', () => {
  test.each<[string, object, number | undefined]>([
    ['from MsgTime', { MsgTime: 1_751_500_001, MsgKey: '1_2_1751500300' }, 1_751_500_001_000],
    ['from the third part of MsgKey', { MsgKey: '1_2_1751500300' }, 1_751_500_300_000],
    ['not from a MsgKey that begins otherwise', { MsgKey: 'x1_2_1751500300' }, undefined],
    ['not from a MsgKey that goes on', { MsgKey: '1_2_1751500300_4' }, undefined],
    ['not where there is neither', {}, undefined],
    ['not from a MsgTime of 0', { MsgTime: 0 }, undefined],
    ['not from a MsgTime below 0', { MsgTime: -1 }, undefined],
    ['not from a MsgTime in milliseconds', { MsgTime: 1e11 }, undefined],
    ['from the largest MsgTime in seconds', { MsgTime: 1e11 - 1 }, (1e11 - 1) * 1000],
  ])('is read: %s', (_place, members, sentAt) => {
    expect(read({ ...ok, ...members }, batch).value?.shared?.sentAt).toBe(sentAt);
  });
});

describe('what a problem says of an unclear reply', () => {
  test.each([
    [{ ...ok, ErrorCode: 90012, ActionStatus: 'SomeError' }, 'contradicts'],
    [{ ...ok, ErrorCode: 90012, ActionStatus: 'OK' }, 'contradicts'],
    [{ ...ok, ActionStatus: 'SomeError' }, 'SomeError and an ErrorList that names nobody'],
    [{ ...ok, ErrorList: 'ghost' }, 'ErrorList that cannot be read'],
  ])('%j: "%s"', (body, words) => {
    const { problem } = read(body, batch);
    expect(problem).toMatchObject({ code: 'bad_reply', effect: 'unknown' });
    expect(problem?.message).toContain(words);
  });
});
