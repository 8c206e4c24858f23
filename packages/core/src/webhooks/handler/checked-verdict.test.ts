import { describe, expect, test } from 'vitest';
import { allow, allowExcept, drop, refuse, replace } from '../verdict.ts';
import { checkedVerdict } from './checked-verdict.ts';

const possible = ['allow', 'allow_except', 'refuse', 'drop', 'replace'];

describe('a verdict', () => {
  test.each([
    [allow()],
    [allowExcept([])],
    [allowExcept(['bob'])],
    [refuse()],
    [refuse({ reason: undefined, code: undefined })],
    [refuse({ reason: '', code: 1 })],
    [drop()],
    [replace({ content: { type: 'text', text: '***' } })],
    [replace({ metadata: '' })],
    [replace({ content: { type: 'mixed', parts: [{ type: 'text', text: 'a' }] }, metadata: 'm' })],
  ])('%j is taken as it is', (verdict) => {
    expect(checkedVerdict(verdict, possible)).toBe(verdict);
  });

  test.each<[unknown, string]>([
    [undefined, 'a handler must return one of these verdicts'],
    [null, 'a handler must return one of these verdicts'],
    ['allow', 'a handler must return one of these verdicts'],
    [{}, 'a handler must return one of these verdicts'],
    [{ verdict: 'constructor' }, 'a handler must return one of these verdicts'],
    // What a program without types, or with a mistake in it, returns. Most of them would let the message pass as it was.
    [{ verdict: 'allow_except' }, 'userIds: must be a list'],
    [{ verdict: 'allow_except', userIds: 'bob' }, 'userIds: must be a list'],
    [{ verdict: 'allow_except', userIds: ['bob', 7] }, 'userIds: must be a list'],
    [{ verdict: 'allow_except', userIds: [''] }, 'userIds: must be a list'],
    [{ verdict: 'refuse', reason: 5 }, 'reason: must be a string'],
    [{ verdict: 'refuse', reason: null }, 'reason: must be a string'],
    [{ verdict: 'refuse', code: '120001' }, 'code: must be an integer'],
    [{ verdict: 'refuse', code: Number.NaN }, 'code: must be an integer'],
    [{ verdict: 'replace' }, 'replace: must have content, metadata or both'],
    [{ verdict: 'replace', content: undefined }, 'replace: must have content, metadata or both'],
    [{ verdict: 'replace', metadata: 5 }, 'metadata: must be a string'],
    [{ verdict: 'replace', content: null, metadata: 'm' }, 'content'],
    [{ verdict: 'replace', content: 'hidden words' }, 'content'],
    [{ verdict: 'replace', content: { type: 'hidden words' } }, 'content.type'],
    [{ verdict: 'replace', content: { type: 'text' } }, 'content.text'],
    [{ verdict: 'replace', content: { type: 'text', text: '' } }, 'content.text'],
    [{ verdict: 'replace', content: { type: 'mixed', parts: [] } }, 'content.parts'],
    [{ verdict: 'replace', content: { type: 'mixed', parts: [{}] } }, 'content.parts[0].type'],
  ])('%j is none, and the error names the member', (value, words) => {
    const check = () => checkedVerdict(value, possible);
    expect(check).toThrow(RangeError);
    expect(check).toThrow(words);
    expect(check).not.toThrow('hidden words');
  });

  test('that the vendor does not have is none', () => {
    expect(() => checkedVerdict(drop(), ['allow', 'refuse'])).toThrow('one of these verdicts: allow, refuse');
    expect(() => checkedVerdict(allow())).toThrow(RangeError);
  });
});
