import { createRedact } from '@polychat/core/adapter';
import { describe, expect, test, vi } from 'vitest';
import { attemptInfo, readText } from './__fixtures__/support.ts';
import { parseReply } from './reply.ts';

const parse = (text: string, status = 200) => parseReply({ status, headers: {}, text }, attemptInfo());

describe("a reply that is not the vendor's envelope:", () => {
  test.each([
    ['nothing', ''],
    ['HTML', '<html>bad gateway</html>'],
    ['truncated JSON', '{"Code":0,"Succ'],
    ['an array', '[{"Code":0}]'],
    ['null', 'null'],
    ['a text', '"0"'],
    ['no code', '{"Message":"success"}'],
    ['code null', '{"Code":null}'],
    ['code false', '{"Code":false}'],
    ['code true', '{"Code":true}'],
    ['a code that is no number', '{"Code":"success"}'],
    ['an empty code', '{"Code":""}'],
    ['a code that is not whole', '{"Code":0.5}'],
    ['a code beyond all digits', '{"Code":99999999999999999999}'],
    // A list that cannot be read whole may name anybody.
    ['an ErrorList that is an object', '{"Code":0,"ErrorList":{}}'],
    ['an ErrorList that is a text', '{"Code":0,"ErrorList":"none"}'],
    ['an ErrorList of texts, as an older page has its type', '{"Code":0,"ErrorList":["bo"]}'],
    ['an entry that names nobody', '{"Code":0,"ErrorList":[{"SubCode":1}]}'],
    ['an entry that names an empty id', '{"Code":0,"ErrorList":[{"UserId":"","SubCode":1}]}'],
    ['an entry that is null', '{"Code":0,"SuccList":[null]}'],
    ['a SuccList that is no list', '{"Code":0,"SuccList":1}'],
  ])('%s leaves the effect unknown', (_name, text) => {
    expect(parse(text)).toMatchObject({ problem: { code: 'bad_reply', effect: 'unknown' } });
  });

  test.each([201, 302, 400, 429, 500, 502])(
    'status %i leaves the effect unknown, whatever it holds',
    (status) => {
      expect(parse('{"Code":0}', status)).toMatchObject({
        problem: { code: 'bad_reply', effect: 'unknown', vendor: { name: 'zim', httpStatus: status } },
      });
    },
  );
});

describe('a reply is read leniently where it has', () => {
  const empty = { code: 0, failed: [], accepted: [], isModerated: false };

  test.each([
    ['the code alone', '{"Code":0}', empty],
    [
      'null everywhere',
      '{"Code":0,"Message":null,"RequestId":null,"ErrorList":null,"SuccList":null,"AuditInfos":null}',
      empty,
    ],
    ['a code as text', '{"Code":"0"}', empty],
    ['a code below 0', '{"Code":-3}', { ...empty, code: -3 }],
    ['members that nobody knows', '{"Code":0,"Data":{"x":[1]}}', empty],
    ['texts of another type', '{"Code":0,"Message":5,"RequestId":{}}', empty],
    [
      'a request id as a number',
      '{"Code":0,"RequestId":512340098771203379}',
      { ...empty, requestId: '512340098771203379' },
    ],
    [
      'the other name of the list of accepted users',
      '{"Code":0,"SuccessList":[{"UserId":"a"}]}',
      { ...empty, accepted: [{ id: 'a', value: {} }] },
    ],
    [
      'UserID for UserId',
      '{"Code":0,"ErrorList":[{"UserID":"a","SubCode":7}]}',
      { ...empty, failed: [{ userId: 'a', subCode: 7 }] },
    ],
    [
      'a SubCode as text',
      '{"Code":0,"ErrorList":[{"UserId":"a","SubCode":"7"}]}',
      { ...empty, failed: [{ userId: 'a', subCode: 7 }] },
    ],
    [
      'a SubCode that is none',
      '{"Code":0,"ErrorList":[{"UserId":"a","SubCode":{}}]}',
      { ...empty, failed: [{ userId: 'a' }] },
    ],
    [
      'an entry without a SubCode',
      '{"Code":0,"ErrorList":[{"UserId":"a"}]}',
      { ...empty, failed: [{ userId: 'a' }] },
    ],
    [
      'a MsgSeq of 0, which is empty',
      '{"Code":0,"SuccList":[{"UserId":"a","MsgSeq":0}]}',
      { ...empty, accepted: [{ id: 'a', value: {} }] },
    ],
    [
      'ids that are no ids',
      '{"Code":0,"SuccList":[{"UserId":"a","MsgId":[1],"MsgSeq":1.5}]}',
      { ...empty, accepted: [{ id: 'a', value: {} }] },
    ],
    ['audits that are no list', '{"Code":0,"AuditInfos":"x"}', empty],
    [
      'audits, which stand after the words',
      '{"Code":0,"Message":"ok","AuditInfos":[{"Index":2,"Reason":"ad"},{"Reason":null},{}]}',
      {
        ...empty,
        words: 'ok; moderation refused item … moderation refused item … moderation refused item …',
        isModerated: true,
      },
    ],
    [
      'audits, beside every failed user too',
      '{"Code":0,"ErrorList":[{"UserId":"a","SubMessage":"no"},{"UserId":"b"}],"AuditInfos":[{"Reason":"ad"}]}',
      {
        code: 0,
        words: 'moderation refused item …',
        failed: [
          { userId: 'a', words: 'no; moderation refused item …' },
          { userId: 'b', words: 'moderation refused item …' },
        ],
        accepted: [],
        isModerated: true,
      },
    ],
    [
      'an accepted user with a code, who is in both lists then',
      '{"Code":0,"SuccList":[{"UserId":"a","SubCode":7},{"UserId":"b","SubCode":0}]}',
      {
        ...empty,
        accepted: [
          { id: 'a', value: {} },
          { id: 'b', value: {} },
        ],
        failed: [{ userId: 'a', subCode: 7 }],
      },
    ],
  ])('%s', (_name, text, expected) => {
    expect(parse(text)).toEqual(expected);
  });
});

describe('what is kept of a reply', () => {
  test.each([
    ['too long', 'x'.repeat(129)],
    ['with a space', '12 34'],
    ['with a control character', '12\u0000'],
    ['of other letters', '名'],
    ['empty', ''],
    ['no string', { id: 1 }],
    ['not whole', 1.5],
  ])('an id that is none (%s) is dropped', (_what, id) => {
    const entry = { UserId: 'ana', MsgId: id, MsgSeq: id };
    expect(parse(JSON.stringify({ Code: 0, RequestId: id, SuccList: [entry] }))).toEqual({
      code: 0,
      failed: [],
      accepted: [{ id: 'ana', value: {} }],
      isModerated: false,
    });
  });

  test('words and ids pass through the redaction, and each of the words once', () => {
    const words = vi.fn((said: unknown) => `<${said}>`);
    const id = vi.fn((said: unknown) => `#${said}`);
    const said = Array.from({ length: 100 }, (_, index) => ({ UserId: `u${index}`, SubMessage: 'no' }));
    const reply = {
      Code: 0,
      Message: 'ok',
      RequestId: 'r',
      ErrorList: said,
      SuccList: [{ UserId: 'ana', MsgId: 1, MsgSeq: 2 }],
    };
    const parsed = parseReply(
      { status: 200, headers: {}, text: JSON.stringify(reply) },
      attemptInfo({ redact: { words, id } }),
    );
    expect(parsed).toMatchObject({
      words: '<ok>',
      requestId: '#r',
      accepted: [{ value: { messageId: '#1', sequence: '#2' } }],
    });
    expect('failed' in parsed && parsed.failed.map((user) => user.words)).toEqual(said.map(() => '<no>'));
    expect(words.mock.calls).toEqual([['ok'], ['no']]);
  });

  test('words are without what was sent', () => {
    const reply = { status: 200, headers: {}, text: '{"Code":660500005,"Message":"refused: blue cheese"}' };
    const redact = createRedact();
    expect(parseReply(reply, attemptInfo({ redact }))).toMatchObject({ words: 'refused: …' });
  });

  test('the same reply is parsed alike twice', () => {
    const text = readText('send-peer-message-moderated.reply');
    expect(parse(text)).toEqual(parse(text));
  });
});
