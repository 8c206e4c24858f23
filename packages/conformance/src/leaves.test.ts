import { describe, expect, test } from 'vitest';
import { leavesOf, wireLeavesOf } from './leaves.ts';

describe('the values that are looked for in a request', () => {
  test.each([
    [{ type: 'text', text: 'hello' }, ['hello']],
    [{ type: 'image', url: 'u', width: 1, format: 'png', large: { url: 'v' } }, ['u', '1', 'v']],
    [{ type: 'mixed', parts: [{ type: 'text', text: 'a' }] }, ['a']],
    [{ type: 'signal', data: Uint8Array.of(1, 2) }, ['AQI=']],
    [{ type: 'custom', data: '{"a":1}', description: undefined }, ['{"a":1}']],
  ])('of the content %j are %j', (content, expected) => {
    expect(leavesOf(content)).toEqual(expected);
  });
});

describe('the values that are found in a request', () => {
  test.each([
    [{ MsgBody: [{ Text: 'hello' }] }, 'hello', true],
    [{ Message: JSON.stringify({ Origin: { Url: 'u', Width: 641 } }) }, '641', true],
    [{ Message: JSON.stringify({ Msg: JSON.stringify({ Url: 'deep' }) }) }, 'deep', true],
    [{ Data: '{"a":1}' }, '{"a":1}', true],
    [{ Data: '{broken' }, '{broken', true],
    [{ Text: 'hello world' }, 'hello', false],
    [{ hello: true }, 'hello', false],
  ])('%j holds %s: %s', (message, leaf, expected) => {
    expect(wireLeavesOf(message).has(leaf)).toBe(expected);
  });
});
