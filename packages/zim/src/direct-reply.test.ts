import { describe, expect, test } from 'vitest';
import { attemptInfo, directCall, httpReply, read, readText, summarize } from './__fixtures__/support.ts';
import { readDirectReply } from './direct-reply.ts';

const readDirect = (reply: unknown) => readDirectReply(httpReply(reply), attemptInfo());

describe('a reply to a direct message', () => {
  test.each([
    // u3's SubCode 1 is a placeholder of the sample, and id4 was never asked for: the engine sees to it.
    ['send-peer-message-seed.reply', ['id4: accepted', 'u3: vendor_error rejected']],
    ['send-peer-message-reference.reply', ['ana: accepted', 'bo: recipient_blocked rejected']],
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
  ])('of the vendor is read exactly: %s', (fixture, expected) => {
    expect(summarize(readDirect(readText(fixture)))).toEqual(expected);
  });

  test.each([
    ['a good reply that names nobody', { Code: 0 }, []],
    ['refused as a whole', { Code: 660400001, ErrorList: [] }, ['others: message_too_large rejected']],
    ['the sender is unknown', { Code: 660500002 }, ['others: sender_not_found rejected']],
    ['the operator is unknown', { Code: 660700015 }, ['others: sender_not_found rejected']],
    ['the app is unknown', { Code: 100000011 }, ['others: misconfigured rejected']],
    ['too fast', { Code: 660300005 }, ['others: rate_limited rejected']],
    // No document says that the busy service has done nothing.
    ['busy', { Code: 1 }, ['others: vendor_unavailable unknown']],
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
  ])('that says "%s" is read as $2', (_name, reply, expected) => {
    expect(summarize(readDirect(reply))).toEqual(expected);
  });

  test('keeps every digit of the ids, and leaves out what is empty', () => {
    expect(readDirect(readText('send-peer-message-ids.reply')).value?.accepted).toEqual([
      { id: 'ana', value: { messageId: '9223372036854775807', sequence: '41' } },
      { id: 'bo', value: { messageId: '9223372036854775806', sequence: '9007199254740993' } },
      { id: 'cy', value: { messageId: '12' } },
      { id: 'di', value: { messageId: '13' } },
      { id: 'ed', value: { messageId: '14' } },
      { id: '77', value: { sequence: '9007199254740995' } },
    ]);
  });

  test('shows what moderation refused beside every problem', () => {
    const partial = readDirect(readText('send-peer-message-moderated.reply'));
    expect(partial.value?.failed[0]?.problem.vendor).toEqual({
      name: 'zim',
      code: 660500007,
      message: 'moderation refused item … image refused',
      requestId: '512340098771203380',
    });
    const whole = readDirect({
      Code: 660500005,
      Message: 'no',
      AuditInfos: [{ Index: 0, Reason: 'ad' }],
    });
    expect(whole.problem?.vendor?.message).toBe('no; moderation refused item …');
  });

  test.each([
    [{ Code: 100000004 }, 'signature'],
    [{ Code: 100000005, ErrorList: null, SuccList: [] }, 'signature'],
    // Then it did something after all.
    [{ Code: 100000004, SuccList: [{ UserId: 'ana' }] }, undefined],
    [{ Code: 100000004, ErrorList: [{ UserId: 'ana', SubCode: 3 }] }, undefined],
    [{ Code: 3 }, undefined],
    [{ Code: 660500002 }, undefined],
  ])('of %j says that this was refused: %s', (reply, expected) => {
    expect(readDirect(reply).refused).toBe(expected);
  });

  const tooFast = { limits: ['SendPeerMessage calls'], counted: true };

  test.each([
    ['the call', { Code: 660300005 }, tooFast],
    ['the call, at the gateway', { Code: 7 }, tooFast],
    ['one recipient', { Code: 0, ErrorList: [{ UserId: 'bo', SubCode: 660300005 }] }, tooFast],
    ['one of a call that failed', { Code: 660000001, ErrorList: [{ UserId: 'bo', SubCode: 7 }] }, tooFast],
    ['nobody', { Code: 0, ErrorList: [{ UserId: 'bo', SubCode: 660800045 }] }, undefined],
    ['nobody, though the service is busy', { Code: 1 }, undefined],
  ])('that refuses %s says whether that is for speed', (_who, reply, expected) => {
    expect(readDirect(reply).tooFast).toEqual(expected);
  });

  test('that is a placeholder makes no repeat, and any other says when one helps', () => {
    const transient = (SubCode: number) =>
      readDirect({ Code: 0, ErrorList: [{ UserId: 'bo', SubCode }] }).value?.failed[0]?.problem.transient;
    expect([1, 2, 660800045, 660300005, 660000001].map(transient)).toEqual([false, false, false, true, true]);
  });

  test('is read alike by the call of a plan', () => {
    const reply = readText('send-peer-message-moderated.reply');
    expect(read(directCall(), reply)).toEqual(readDirect(reply));
  });
});
