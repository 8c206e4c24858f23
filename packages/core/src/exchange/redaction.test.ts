import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createProblem } from '../model/problem.ts';
import { AttemptRedaction, createRedact } from './redaction.ts';

function problemSaying(message: string | undefined, requestId?: string) {
  return createProblem({
    code: 'content_rejected',
    effect: 'rejected',
    transient: false,
    message: 'refused',
    vendor: { name: 'plain', code: 7, message, requestId },
  });
}

const redacted = (said: unknown) => createRedact().words(said);

describe('of a vendor’s words', () => {
  test.each([
    ['plain words stay', 'the request failed, try again later', 'the request failed, try again later'],
    ['plain words stay in any ordinary case', 'FAILED: Invalid parameter', 'FAILED: Invalid parameter'],
    ['but in no other', 'fAiLeD InvaliD parameter', '… parameter'],
    ['names that are made of plain words stay', 'invalid To_Account (userId)', 'invalid To_Account (userId)'],
    ['names with another piece do not', 'invalid To_Harbour and harbourId', 'invalid … and …'],
    ['other words go', 'sensitive word harbour found', 'sensitive word … found'],
    ['several of them are one ellipsis', 'blocked: meet Zoë tonight', 'blocked: …'],
    ['words that are cut short go', 'sensitive word harb found', 'sensitive word … found'],
    ['numbers go', 'message 4711 refused after 3', 'message … refused after …'],
    ['other scripts go', '包含敏感词 打折促销 blocked', '… blocked'],
    ['Cyrillic that looks like Latin goes', 'invаlid parameter', '… parameter'],
    ['emoji go', 'blocked 🎉🦄', 'blocked …'],
    ['half an emoji goes', 'blocked \ud83e', 'blocked …'],
    ['marks on plain words go', 'inva\u0301lid error', '… error'],
    ['zero-width characters go with their word', 'in\u200bvalid error', '… error'],
    ['quotes around plain words stay', '"message" is \'empty\'', '"message" is \'empty\''],
    ['JSON goes', 'refused {"text":"Meet","id":7}', 'refused …'],
    ['a query goes', 'refused usersig=eJw1jl0LgjAY&at=17', 'refused …'],
    ['a URL goes', 'refused https://vendor.example/send?sig=abc', 'refused …'],
    ['a plain word within an escape goes', 'refused %20failed \\u0020failed', 'refused …'],
    ['line breaks are spaces', 'request\n\n failed\tagain', 'request failed again'],
    ['short words between others go', 'blocked 61 be be 20 in 7a', 'blocked …'],
    ['punctuation alone goes', 'blocked .--. .-.. error', 'blocked … error'],
  ])('%s', (_, words, expected) => {
    expect(redacted(words)).toBe(expected);
  });

  test.each([undefined, null, 7, {}, [], '', ' \n'])('there are none in %j', (said) => {
    expect(redacted(said)).toBeUndefined();
  });

  test('at most 300 characters are kept, in whole words', () => {
    const kept = redacted('request failed '.repeat(100)) ?? '';
    expect(kept.length).toBeLessThanOrEqual(300);
    expect(kept).toMatch(/^(request failed )+(request )?…$/);
  });

  test('a word that was cut off is none', () => {
    // 1,200 characters are looked at; the last of these would be "in".
    expect(redacted(`${'x'.repeat(1_197)} indigo`)).toBe('…');
  });

  test('however long they are, they take a moment', () => {
    const long = ['\\', 'a', 'ab ', '%41', '.', '_a', '"', 'failed', '\ud83e', ' ', 'to_'].map((part) =>
      part.repeat(1_000_000),
    );
    const started = process.cpuUsage();
    for (const words of long) redacted(words);
    const { user, system } = process.cpuUsage(started);
    // Some 3 ms: quadratic work on a million characters takes minutes.
    expect((user + system) / 1_000).toBeLessThan(1_000);
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
  ])('of %o is %o', (said, expected) => {
    expect(createRedact().id(said)).toBe(expected);
  });
});

test.each<[string, unknown, readonly string[]]>([
  ['an id', 'r-1', []],
  ['no id', undefined, []],
  ['an empty id', '', []],
  ['900,000 characters', 'x'.repeat(900_000), ['id_dropped']],
  ['an object', {}, ['id_dropped']],
])('a warning says where %s was dropped in the place of an id', (_, said, expected) => {
  const redaction = new AttemptRedaction();
  redaction.id(said);
  redaction.id(said);
  expect(redaction.warnings.map(({ code }) => code)).toEqual(expected);
});

describe('cleaning a problem', () => {
  const redaction = () => new AttemptRedaction();

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

/** Ways in which a vendor, a gateway or a log may write what it was sent. */
const encodings: Readonly<Record<string, (text: string) => string>> = {
  plain: (text) => text,
  'in upper case': (text) => text.toUpperCase(),
  'as JSON': (text) => JSON.stringify({ text }),
  'as JSON in JSON': (text) => JSON.stringify(JSON.stringify(text)),
  'URL-encoded': encodeURIComponent,
  'URL-encoded twice': (text) => encodeURIComponent(encodeURIComponent(text)),
  'as a form': (text) => `${new URLSearchParams({ text })}`,
  base64: (text) => Buffer.from(text).toString('base64'),
  base64url: (text) => Buffer.from(text).toString('base64url'),
  'base64 in lines': (text) =>
    (
      Buffer.from(text)
        .toString('base64')
        .match(/.{1,4}/g) ?? []
    ).join('\n'),
  hex: (text) => Buffer.from(text).toString('hex'),
  'hex in pairs': (text) => (Buffer.from(text).toString('hex').match(/../g) ?? []).join(' '),
  'UTF-16 in hex': (text) => Buffer.from(text, 'utf16le').toString('hex'),
  'as bytes': (text) => [...Buffer.from(text)].join(','),
  'as code points': (text) => [...text].map((one) => `U+${one.codePointAt(0)?.toString(16)}`).join(' '),
  'escaped for C': (text) => [...Buffer.from(text)].map((byte) => `\\x${byte.toString(16)}`).join(''),
  'escaped in octal': (text) => [...Buffer.from(text)].map((byte) => `\\${byte.toString(8)}`).join(''),
  'escaped for JavaScript': (text) =>
    [...text].map((one) => `\\u{${one.codePointAt(0)?.toString(16)}}`).join(''),
  'escaped for HTML': (text) => [...text].map((one) => `&#${one.codePointAt(0)};`).join(''),
  'escaped for mail': (text) =>
    [...Buffer.from(text)].map((byte) => `=${byte.toString(16).toUpperCase()}`).join(''),
  'with a mark after each letter': (text) => [...text].map((one) => `${one}\u0301`).join(''),
  'with something invisible between': (text) => [...text].join('\u200b'),
  'spelt out': (text) => [...text].join(' '),
  backwards: (text) => [...text].reverse().join(''),
  'as rot13': (text) =>
    text.replace(/[a-z]/gi, (one) =>
      String.fromCharCode(one.charCodeAt(0) + (/[a-m]/i.test(one) ? 13 : -13)),
    ),
  'decoded as another character set': (text) => Buffer.from(text).toString('latin1'),
  'cut short': (text) => text.slice(0, -1),
  'cut in front': (text) => text.slice(1),
  'within a tag': (text) => `<b>${text}</b>`,
  'with underscores': (text) => text.replaceAll(' ', '_'),
  decomposed: (text) => text.normalize('NFD'),
};

describe('a message does not come back', () => {
  const word = fc.stringMatching(
    /^qx[a-z]{2,8}$|^[A-Z][a-zäöüßñø]{3,9}ü$|^[\u4e00-\u4fff]{2,6}$|^[а-я]{3,9}$|^\d{4,8}$/,
  );
  const said = 'message refused:';

  test.each(Object.entries(encodings))('%s', (_, encode) => {
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 5 }), (words) => {
        const left = redacted(`${said} ${encode(words.join(' '))}`) ?? '';
        // Beside a word of the vendor's own a short one may stay, which tells nothing.
        expect(left).toMatch(/^message refused:( [a-z]{1,2})*( …)?$/i);
      }),
    );
  });

  test('encoded in two ways, one upon the other', () => {
    const way = fc.constantFrom(...Object.values(encodings));
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 3 }), way, way, (words, first, second) => {
        const text = words.join(' ');
        const left = redacted(`${said} ${second(first(text))} ${first(text)}`) ?? '';
        expect(left).toMatch(/^message refused:( [a-z]{1,2})*( …)?$/i);
      }),
    );
  });
});
