import { expect, test } from 'vitest';
import { describeBody } from './describe-body.ts';

test('a described body shows types, ids and numbers, and of every other string its size', () => {
  const body = {
    From_Account: 'alice',
    To_Account: ['bob', 'carol'],
    Count: 3,
    Flag: true,
    Nothing: null,
    MsgBody: [{ MsgType: 'TIMTextElem', MsgContent: { Text: '你好' } }],
    Nested: { To_Account: { Text: 'hidden' } },
  };
  expect(describeBody(body, ['From_Account', 'To_Account', 'MsgType'])).toEqual({
    ...body,
    MsgBody: [{ MsgType: 'TIMTextElem', MsgContent: { Text: '(6 bytes)' } }],
    Nested: { To_Account: { Text: '(6 bytes)' } },
  });
});

test('a described body has no member that its JSON would not have', () => {
  const described = describeBody({ text: undefined, inner: { text: undefined, count: 1 } }, []);
  expect(described).toStrictEqual({ inner: { count: 1 } });
});
