import { describe, expect, test } from 'vitest';
import { directCall, read, readFixture, summarize } from './__fixtures__/support.ts';

describe('reply in, reading out', () => {
  test.each([
    // u3's SubCode 1 is a placeholder of the sample, and id4 was never asked for: the engine sees to it.
    ['seed-send-peer-message.reply', ['id4: accepted', 'u3: vendor_error rejected']],
    ['send-peer-message.reply', ['ana: accepted', 'bo: recipient_blocked rejected']],
    [
      'send-peer-message-ids.reply',
      ['ana: accepted', 'bo: accepted', 'cy: accepted', 'di: accepted', 'ed: accepted', '77: accepted'],
    ],
    // Those whom the lists name keep their status; of the others nobody knows.
    [
      'send-peer-message-moderated.reply',
      ['ana: accepted', 'bo: content_rejected rejected', 'others: content_rejected unknown'],
    ],
    [
      'send-peer-message-all-failed.reply',
      [
        'ana: recipient_not_found rejected',
        'bo: recipient_blocked rejected',
        'others: vendor_unavailable unknown',
      ],
    ],
  ])('%s', (fixture, expected) => {
    expect(summarize(read(directCall(), readFixture(fixture)))).toEqual(expected);
  });

  test.each([
    ['a good reply that names nobody', { Code: 0 }, []],
    ['refused as a whole', { Code: 660400001, ErrorList: [] }, ['others: message_too_large rejected']],
    ['the sender is unknown', { Code: 660500002 }, ['others: sender_not_found rejected']],
    ['the operator is unknown', { Code: 660700015 }, ['others: sender_not_found rejected']],
    ['too fast', { Code: 660300005 }, ['others: rate_limited rejected']],
    ['a fault inside', { Code: 660000003 }, ['others: vendor_unavailable unknown']],
    ['an unknown code', { Code: 669999999 }, ['others: vendor_error unknown']],
    ['dropped in silence', { Code: 660500009 }, ['others: content_rejected rejected']],
    // "Accepted, and dropped" as the vendor may put it.
    [
      'dropped, and named as reached',
      { Code: 660500009, SuccList: [{ UserId: 'ana' }] },
      ['others: content_rejected rejected'],
    ],
    [
      'dropped for one who is in both lists',
      {
        Code: 0,
        ErrorList: [{ UserId: 'bo', SubCode: 660500009 }],
        SuccList: [{ UserId: 'ana' }, { UserId: 'bo' }],
      },
      ['ana: accepted', 'bo: content_rejected rejected'],
    ],
    [
      'dropped, as a code in the list of the reached',
      { Code: 0, SuccList: [{ UserId: 'bo', SubCode: 660500009 }] },
      ['bo: content_rejected rejected'],
    ],
    // The engine makes one who is in both lists unconfirmed.
    [
      'in both lists',
      { Code: 0, ErrorList: [{ UserId: 'bo', SubCode: 660800045 }], SuccList: [{ UserId: 'bo' }] },
      ['bo: accepted', 'bo: recipient_blocked rejected'],
    ],
    // Refused as a whole and yet reached: nobody knows, whatever else is said of the user.
    [
      'a failure that names one as reached',
      {
        Code: 660400001,
        ErrorList: [{ UserId: 'bo', SubCode: 660800045 }],
        SuccList: [{ UserId: 'ana' }, { UserId: 'bo' }],
      },
      [
        'bo: recipient_blocked rejected',
        'ana: bad_reply unknown',
        'bo: bad_reply unknown',
        'others: message_too_large rejected',
      ],
    ],
    // Called failed, without saying why, or with the code of success.
    ['failed without a code', { Code: 0, ErrorList: [{ UserId: 'bo' }] }, ['bo: bad_reply unknown']],
    ['failed with code 0', { Code: 0, ErrorList: [{ UserId: 'bo', SubCode: 0 }] }, ['bo: bad_reply unknown']],
    ['placeholder 2', { Code: 0, ErrorList: [{ UserId: 'bo', SubCode: 2 }] }, ['bo: vendor_error rejected']],
    [
      'a recipient is too fast',
      { Code: 0, ErrorList: [{ UserId: 'bo', SubCode: 660300005 }] },
      ['bo: rate_limited rejected'],
    ],
    [
      'a fault for one',
      { Code: 0, ErrorList: [{ UserId: 'bo', SubCode: 660000001 }] },
      ['bo: vendor_unavailable unknown'],
    ],
    [
      'an unknown code for one',
      { Code: 0, ErrorList: [{ UserId: 'bo', SubCode: 5 }] },
      ['bo: vendor_error unknown'],
    ],
    // The catalogue's row stands where the call failed as a whole; the audit goes into the vendor's words.
    [
      'moderated as a whole',
      { Code: 660500005, AuditInfos: [{ Index: 0, Reason: 'ad' }] },
      ['others: content_rejected rejected'],
    ],
    ['not its envelope', [], ['others: bad_reply unknown']],
  ])('%s', (_name, reply, expected) => {
    expect(summarize(read(directCall(), reply))).toEqual(expected);
  });

  test('keeps every digit of the ids, and leaves out what is empty', () => {
    expect(read(directCall(), readFixture('send-peer-message-ids.reply')).accepted).toEqual([
      { userId: 'ana', messageId: '9223372036854775807', sequence: '41' },
      { userId: 'bo', messageId: '9223372036854775806', sequence: '9007199254740993' },
      { userId: 'cy', messageId: '12' },
      { userId: 'di', messageId: '13' },
      { userId: 'ed', messageId: '14' },
      { userId: '77', sequence: '9007199254740995' },
    ]);
  });

  test('shows what moderation refused beside every problem', () => {
    const partial = read(directCall(), readFixture('send-peer-message-moderated.reply'));
    expect(partial.failed[0]?.problem.vendor).toEqual({
      name: 'zim',
      code: 660500007,
      message: 'moderation refused item 2: image refused',
      requestId: '512340098771203380',
    });
    const whole = read(directCall(), {
      Code: 660500005,
      Message: 'no',
      AuditInfos: [{ Index: 0, Reason: 'ad' }],
    });
    expect(whole.problem?.vendor?.message).toBe('no; moderation refused item 0: ad');
  });

  test.each([
    [{ Code: 100000004 }, true],
    [{ Code: 100000005, ErrorList: null, SuccList: [] }, true],
    // Then it did something after all.
    [{ Code: 100000004, SuccList: [{ UserId: 'ana' }] }, false],
    [{ Code: 100000004, ErrorList: [{ UserId: 'ana', SubCode: 3 }] }, false],
    [{ Code: 3 }, false],
    [{ Code: 660500002 }, false],
  ])('%j asks for a new signature: %s', (reply, expected) => {
    expect(read(directCall(), reply).signatureRefused).toBe(expected);
  });

  test('never repeats on a placeholder, and says when a repeat helps', () => {
    const retryable = (SubCode: number) =>
      read(directCall(), { Code: 0, ErrorList: [{ UserId: 'bo', SubCode }] }).failed[0]?.problem.retryable;
    expect([1, 2, 660800045, 660300005, 660000001].map(retryable)).toEqual([false, false, false, true, true]);
  });
});
