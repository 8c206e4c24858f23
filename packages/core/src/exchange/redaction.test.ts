import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type RecipientState, stateOf } from '../delivery/recipient-state.ts';
import { createProblem } from '../model/problem.ts';
import { createScrub, scrubStates } from './redaction.ts';

function problemSaying(message: string | undefined) {
  return createProblem({
    code: 'content_rejected',
    effect: 'rejected',
    retryable: false,
    message: 'refused',
    vendor: { name: 'plain', code: 7, message, requestId: 'request-1' },
  });
}

/** What is left of a vendor's words after a text was sent. */
function scrubbed(words: string, text: string, alsoSecret: readonly string[] = []): string | undefined {
  const scrub = createScrub({ from: 'alice', content: { type: 'text', text } });
  return scrub(problemSaying(words), alsoSecret).vendor?.message;
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
    const left = scrubbed(words, text) ?? '';
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
    expect(scrubbed(words, text)).toBe(expected);
  });

  test('every text of a message, however deep, counts; the names of content types do not', () => {
    const scrub = createScrub({
      content: { type: 'mixed', parts: [{ type: 'custom', data: '{"order":"platypus"}' }] },
      metadata: 'wombat',
      push: { title: 'Echidna', body: 'quokka' },
      vendor: { plain: { tags: ['numbat'], type: 'dugong' } },
    });
    const words = 'custom mixed platypus wombat echidna quokka numbat dugong done';
    expect(scrub(problemSaying(words), []).vendor?.message).toBe('custom mixed … done');
  });

  test('bytes count as text and as base64', () => {
    const scrub = createScrub({ content: { type: 'signal', data: new TextEncoder().encode('turn left') } });
    const words = `data ${btoa('turn left')} is "turn left"`;
    expect(scrub(problemSaying(words), []).vendor?.message).not.toMatch(/turn|left|dHVy/i);
  });

  test('the query of the signed URL counts', () => {
    const secrets = ['eJw1jl0LgjAY-signed*Value', '1700000000', 'administrator'];
    const words = `bad usersig=${secrets[0]} (${encodeURIComponent(secrets[0] ?? '')}) at 1700000000`;
    expect(scrubbed(words, 'hello', secrets)).toBe('bad usersig=…) at …');
  });

  test('words that say nothing stay, though the message holds them', () => {
    expect(scrubbed('the request failed, try again later', 'Try again: the request failed')).toBe(
      'the request failed, try again later',
    );
  });
});

describe('what stays', () => {
  test('everything else of the problem', () => {
    const problem = problemSaying('hello');
    expect(createScrub({ text: 'hello' })(problem, [])).toEqual({
      ...problem,
      vendor: { ...problem.vendor, message: '…' },
    });
  });

  test.each([createProblem({ ...problemSaying('x'), vendor: undefined }), problemSaying(undefined)])(
    'a problem without words, as it is',
    (problem) => {
      expect(createScrub({ text: 'hello' })(problem, [])).toBe(problem);
    },
  );

  test('at most 300 characters, and no half of one', () => {
    expect(scrubbed('x'.repeat(1_000), 'hello')).toHaveLength(300);
    const cut = scrubbed(`${'y'.repeat(299)}🎈${'z'.repeat(999)}`, 'hello') ?? '';
    expect(cut).toHaveLength(300);
    expect(cut.isWellFormed()).toBe(true);
  });

  test('the problem is frozen', () => {
    const clean = createScrub({ text: 'hello' })(problemSaying('hello'), []);
    expect(Object.isFrozen(clean) && Object.isFrozen(clean.vendor)).toBe(true);
  });
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
      const left = (scrubbed(`cannot pass: ${form(text)}`, text) ?? '').toLowerCase();
      for (const one of words) {
        if (!'cannot pass: <b></b>'.includes(one.toLowerCase()))
          expect(left).not.toContain(one.toLowerCase());
      }
    }),
  );
});

test('recipients that share a problem share what is left of it, and it is looked through once', () => {
  const scrub = createScrub({ text: 'hushhush' });
  let looks = 0;
  const counted: typeof scrub = (problem, alsoSecret) => {
    looks += 1;
    return scrub(problem, alsoSecret);
  };
  const refused = stateOf(problemSaying('no hushhush, no s3cr3ts1gn'));
  const states = new Map<string, RecipientState>([
    ['alice', refused],
    ['bob', refused],
    ['carol', { status: 'accepted', details: { messageId: 'hushhush' } }],
  ]);
  const target = { method: 'POST', url: 'https://chat.example/?sig=s3cr3ts1gn', headers: {} } as const;
  const { alice, bob, carol } = Object.fromEntries(scrubStates(states, counted, target));
  expect(alice).toMatchObject({ status: 'failed', problem: { vendor: { message: 'no …, no …' } } });
  expect(bob).toEqual(alice);
  expect(alice && bob && 'problem' in alice && 'problem' in bob && alice.problem === bob.problem).toBe(true);
  expect(carol).toBe(states.get('carol'));
  expect(looks).toBe(1);
});
