import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createProblem } from '../model/problem.ts';
import { createRedact, Redaction } from './redaction.ts';

function problemSaying(message: string | undefined, requestId?: string) {
  return createProblem({
    code: 'content_rejected',
    effect: 'rejected',
    transient: false,
    message: 'refused',
    vendor: { name: 'plain', code: 7, message, requestId },
  });
}

/** What is left of a vendor's words after a text was sent. */
function redacted(words: string, text: string, secrets: readonly string[] = []): string | undefined {
  const sent = { from: 'alice', content: { type: 'text', text } };
  return new Redaction(sent).forAttempt(undefined, secrets).words(words);
}

describe('what the vendor echoes of a message', () => {
  const text = 'Meet Zoë at "Blue Harbour" — 35 €, 你好世界, привет, 🎉🦄';
  test.each([
    ['plain', `blocked: ${text}`, 'blocked: …'],
    ['in upper case', `blocked: ${text.toUpperCase()}`, 'blocked: …'],
    ['as JSON', `blocked: ${JSON.stringify({ text })}`, 'blocked: {"text":"…"}'],
    ['as JSON in JSON', `blocked: ${JSON.stringify(JSON.stringify(text))}`, 'blocked: ""…""'],
    ['URL-encoded', `blocked: ${encodeURIComponent(text)}`, 'blocked: …'],
    ['as a form', `blocked: ${new URLSearchParams({ q: text })}`, 'blocked: q=…'],
  ])('%s', (_, words, expected) => {
    // What is between the first and the last word is one ellipsis or several; nothing of the text is between them.
    const left = redacted(words, text) ?? '';
    expect(left.replaceAll(/…[^\p{L}\p{N}]*(?:…|$)/gu, '…').replaceAll(/…+/g, '…')).toBe(
      expected.replaceAll(/…[^\p{L}\p{N}]*(?:…|$)/gu, '…'),
    );
    for (const part of ['Meet', 'Zo', 'Blue', 'Harb', '35', '你', '世', 'прив', '🎉', '🦄']) {
      expect(left.toLowerCase()).not.toContain(part.toLowerCase());
    }
  });

  test.each([
    ['one word', 'sensitive word harbour found', 'sensitive word … found', 'Blue Harbour'],
    ['cut short', 'sensitive word harb found', 'sensitive word … found', 'Blue Harbour'],
    ['cut in front', 'sensitive word bour found', 'sensitive word … found', 'Blue Harbour'],
    ['two letters that are a word of the text', 'bad: ox!', 'bad: …!', 'An ox came'],
    ['two letters within a word of the text stay', 'bad: is ox', 'bad: is ox', 'foxes'],
    ['one digit', 'bad: 7', 'bad: …', 'room 7'],
    ['Chinese', '内容包含敏感词:打折促销', '内容包含敏感词:…', '今天打折促销'],
    ['Chinese within other words', '文本打折促销违规', '文本…违规', '今天打折促销'],
    ['one Chinese character', '违禁:折', '违禁:…', '今天打折促销'],
    ['Japanese', '禁止語: お茶会', '禁止語: …', 'あしたお茶会です'],
    ['Cyrillic', 'найдено: ВСТРЕЧА', 'найдено: …', 'встреча в пять'],
    ['a letter that is two in upper case', 'blocked: STRASSE', 'blocked: …', 'Kurze Straße'],
    ['Hindi, with its marks', 'blocked: नमस्ते', 'blocked: …', 'नमस्ते दुनिया'],
    ['Thai', 'blocked: สวัสดี', 'blocked: …', 'สวัสดีครับ'],
    ['emoji', 'blocked: 🎉🦄', 'blocked: …', 'party 🎉🦄'],
    ['one emoji', 'blocked: 🦄', 'blocked: …', 'party 🎉🦄'],
    ['a family', 'blocked: 👨‍👩‍👧', 'blocked: …', 'hi 👨‍👩‍👧'],
    ['half an emoji', 'blocked: \ud83e', 'blocked: …', 'party 🎉🦄'],
    ['escaped Chinese', 'blocked: \\u6253\\u6298', 'blocked: …', '今天打折促销'],
    ['escaped emoji', 'blocked: \\uD83C\\uDF89', 'blocked: …', 'party 🎉'],
    ['escaped for HTML', 'blocked: &#25171;&#x6298; ', 'blocked: … ', '今天打折促销'],
    ['no character for HTML', 'blocked: &#9999999;', 'blocked:  ', 'hello'],
    [
      'escaped twice',
      `blocked: ${encodeURIComponent(encodeURIComponent('打折'))}`,
      'blocked: …',
      '今天打折促销',
    ],
    ['encoded and cut in the middle of a character', 'blocked: %E6%89%93%E6', 'blocked: … ', '今天打折促销'],
    [
      'words of several texts, encoded together',
      'blocked: one%20harbour%20two',
      'blocked: one … two',
      'Blue Harbour',
    ],
    ['an escape within the text', 'blocked: 50%25 off\\now', 'blocked: …', 'about 50%25 off\\now'],
    ['cut in the middle of a character', 'blocked: 打\ufffd', 'blocked: … ', '今天打折促销'],
    ['composed where the text was not', 'blocked: Cafés', 'blocked: …', 'Cafe\u0301s'],
    ['decomposed where the text was not', 'blocked: Cafe\u0301s', 'blocked: …', 'Cafés'],
  ])('%s', (_, words, expected, text) => {
    expect(redacted(words, text)).toBe(expected);
  });

  test('every text of a message, however deep, counts; the names of content types do not', () => {
    const redaction = new Redaction({
      content: { type: 'mixed', parts: [{ type: 'custom', data: '{"order":"platypus"}' }] },
      metadata: 'wombat',
      push: { title: 'Echidna', body: 'quokka' },
      vendor: { plain: { tags: ['numbat'], type: 'dugong' } },
    });
    const words = 'custom mixed platypus wombat echidna quokka numbat dugong done';
    expect(redaction.forAttempt().words(words)).toBe('custom mixed … done');
  });

  test('bytes count as text and as base64', () => {
    const redaction = new Redaction({
      content: { type: 'signal', data: new TextEncoder().encode('turn left') },
    });
    const words = `data ${btoa('turn left')} is "turn left"`;
    expect(redaction.forAttempt().words(words)).not.toMatch(/turn|left|dHVy/i);
  });

  test('what the request was signed with counts: the query of its URL, and its headers', () => {
    const signature = 'eJw1jl0LgjAY-signed*Value';
    const url = `https://vendor.example/send?usersig=${encodeURIComponent(signature)}&at=1700000000`;
    const headers = { authorization: 'Bearer tok-1', 'Content-Type': 'application/json' };
    const redaction = new Redaction({ text: 'hello' }).forAttempt({ method: 'POST', url, headers });
    const words = `bad usersig=${signature} (${encodeURIComponent(signature)}) at 1700000000, bearer tok-1, application/json`;
    expect(redaction.words(words)).toBe('bad usersig=…) at …, application/json');
  });

  test('a URL that is none disturbs nobody', () => {
    const target = { method: 'POST', url: 'not a url', headers: {} } as const;
    expect(new Redaction({ text: 'hello' }).forAttempt(target).words('no hello')).toBe('no …');
  });

  test('other secrets count, also within objects', () => {
    expect(redacted('bad eJw1jl0LgjAY at 1700', 'hello', ['eJw1jl0LgjAY', '1700'])).toBe('bad … at …');
    const secrets = [{ grant: { client: 'c-77', secret: 'hunter2' } }];
    expect(new Redaction({}).forAttempt(undefined, secrets).words('bad hunter2 of c-77')).toBe('bad … of …');
  });

  test('words that say nothing stay, though the message holds them', () => {
    expect(redacted('the request failed, try again later', 'Try again: the request failed')).toBe(
      'the request failed, try again later',
    );
  });
});

describe('words', () => {
  test.each([undefined, null, 7, {}, [], ''])('there are none in %j', (said) => {
    expect(new Redaction({ text: 'hello' }).forAttempt().words(said)).toBeUndefined();
  });

  test('are at most 300 characters, and no half of one', () => {
    expect(redacted('x'.repeat(1_000), 'hello')).toHaveLength(300);
    const cut = redacted(`${'y'.repeat(299)}🎈${'z'.repeat(999)}`, 'hello') ?? '';
    expect(cut).toHaveLength(300);
    expect(cut.isWellFormed()).toBe(true);
  });
});

describe('an id', () => {
  test.each([
    ['r-1', 'r-1'],
    ['1234567890123456789', '1234567890123456789'],
    [7, '7'],
    [0, '0'],
    ['x'.repeat(128), 'x'.repeat(128)],
    ['x'.repeat(129), undefined],
    ['', undefined],
    ['two words', undefined],
    ['line\nbreak', undefined],
    ['你好', undefined],
    [2 ** 53, undefined],
    [1.5, undefined],
    [Number.NaN, undefined],
    [null, undefined],
    [undefined, undefined],
    [{}, undefined],
  ])('of %j is %j', (said, expected) => {
    expect(createRedact().id(said)).toBe(expected);
  });
});

describe('cleaning a problem', () => {
  const redaction = () => new Redaction({ text: 'hello' }).forAttempt();

  test('keeps words and ids that went through the attempt’s redaction, and everything else', () => {
    const own = redaction();
    const problem = problemSaying(own.words('no hello'), own.id('request-1'));
    expect(own.clean(problem)).toBe(problem);
    expect(problem.vendor).toEqual({ name: 'plain', code: 7, message: 'no …', requestId: 'request-1' });
  });

  test.each([
    ['words', 'no hello', undefined, { name: 'plain', code: 7 }],
    ['an id', undefined, 'request-1', { name: 'plain', code: 7 }],
  ])('drops %s that did not', (_, message, requestId, vendor) => {
    const problem = problemSaying(message, requestId);
    const clean = redaction().clean(problem);
    expect(clean).toEqual({ ...problem, vendor });
    expect(Object.isFrozen(clean) && Object.isFrozen(clean.vendor)).toBe(true);
  });

  test('drops what went through the redaction of another attempt', () => {
    const words = redaction().words('no hello');
    expect(redaction().clean(problemSaying(words)).vendor).toEqual({ name: 'plain', code: 7 });
  });

  test.each([createProblem({ ...problemSaying('x'), vendor: undefined }), problemSaying(undefined)])(
    'leaves a problem without words as it is',
    (problem) => {
      expect(redaction().clean(problem)).toBe(problem);
    },
  );
});

test('createRedact takes secrets for the tests of readers', () => {
  expect(createRedact(['hush']).words('no hush here')).toBe('no … here');
  expect(createRedact().words('no hush here')).toBe('no hush here');
});

test('no word of any text comes back, in any of its forms', () => {
  const word = fc.stringMatching(/^[a-zA-Zäöüßñø]{4,9}$|^[\u4e00-\u4fff]{2,6}$|^[а-я]{3,9}$/);
  const wrap = fc.constantFrom<(text: string) => string>(
    (text) => text,
    JSON.stringify,
    encodeURIComponent,
    (text) => text.toUpperCase(),
    (text) => text.slice(0, -1),
    (text) => `<b>${text}</b>`,
  );
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 5 }), wrap, (words, form) => {
      const text = words.join(' ');
      const left = (redacted(`cannot pass: ${form(text)}`, text) ?? '').toLowerCase();
      for (const one of words) {
        if (!'cannot pass: <b></b>'.includes(one.toLowerCase()))
          expect(left).not.toContain(one.toLowerCase());
      }
    }),
  );
});
