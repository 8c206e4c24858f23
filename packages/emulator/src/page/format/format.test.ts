import { describe, expect, test } from 'vitest';
import { layOutJson } from './json-tokens.ts';
import { mediaSource, safeLink, shortLink } from './link.ts';
import { byteSize } from './size.ts';
import { dayName, duration, playTime } from './time.ts';

describe('layOutJson', () => {
  const shown = (text: string) =>
    layOutJson(text)
      ?.map((token) => token.text)
      .join('');

  test.each([
    { text: '{"MsgId":9033112000000000001}', laid: '{\n  "MsgId": 9033112000000000001\n}' },
    { text: '{}', laid: '{}' },
    { text: '{"a":[],"b":{}}', laid: '{\n  "a": [],\n  "b": {}\n}' },
    { text: ' [1, -2.5e3 ,true,null] ', laid: '[\n  1,\n  -2.5e3,\n  true,\n  null\n]' },
    { text: '{"a":"x, {y}: \\"z\\""}', laid: '{\n  "a": "x, {y}: \\"z\\""\n}' },
    { text: '"alone"', laid: '"alone"' },
    { text: '', laid: undefined },
    { text: '{"a":', laid: undefined },
    { text: '<html>', laid: undefined },
  ])('lays out "$text"', ({ text, laid }) => expect(shown(text)).toBe(laid));

  test('tells names from texts', () => {
    expect(layOutJson('{"a":"b","c":1}')?.map(({ kind }) => kind)).toEqual([
      'mark',
      'mark',
      'name',
      'mark',
      'text',
      'mark',
      'mark',
      'name',
      'mark',
      'number',
      'mark',
      'mark',
    ]);
  });
});

describe('links', () => {
  test.each([
    { url: 'https://a.example/p.png', safe: true, source: 'remote' },
    { url: 'http://127.0.0.1:8080/p.png', safe: true, source: 'remote' },
    { url: 'http://a@127.0.0.1.example/', safe: true, source: 'remote' },
    { url: 'http://127.0.0.1:4780/zim/?Action=X', safe: true, source: undefined },
    { url: 'data:image/png;base64,AA==', safe: false, source: 'inline' },
    { url: 'javascript:alert(1)', safe: false, source: undefined },
    { url: ' javascript:alert(1)', safe: false, source: undefined },
    { url: 'file:///etc/passwd', safe: false, source: undefined },
    { url: 'blob:https://a.example/1', safe: false, source: undefined },
    { url: 'p.png', safe: false, source: undefined },
    { url: '', safe: false, source: undefined },
  ])('"$url": may be followed: $safe; as a picture: $source', ({ url, safe, source }) => {
    expect(safeLink(url) !== undefined).toBe(safe);
    expect(mediaSource(url, 'http://127.0.0.1:4780')?.kind).toBe(source);
  });

  test('a remote picture says the host that would be called, with its port and without a user name', () => {
    expect(mediaSource('http://a@media.example:81/p.png', 'http://127.0.0.1:4780')).toMatchObject({
      host: 'media.example:81',
    });
  });

  test.each([
    { url: 'https://a.example/deep/er/p.png', short: 'a.example/…/p.png' },
    { url: 'https://a.example/p.png', short: 'a.example/p.png' },
    { url: 'https://a.example/', short: 'a.example' },
    { url: 'nonsense', short: 'nonsense' },
  ])('"$url" is "$short" in short', ({ url, short }) => expect(shortLink(url)).toBe(short));
});

describe('times and sizes', () => {
  test.each([
    { milliseconds: 0, text: '0 s' },
    { milliseconds: 61_000, text: '1 min 1 s' },
    { milliseconds: 90_061_000, text: '1 d 1 h' },
  ])('$milliseconds ms is "$text"', ({ milliseconds, text }) => expect(duration(milliseconds)).toBe(text));

  test.each([
    { seconds: 7, text: '0:07' },
    { seconds: 61.4, text: '1:01' },
  ])('$seconds s of play time is "$text"', ({ seconds, text }) => expect(playTime(seconds)).toBe(text));

  test.each([
    { bytes: 999, text: '999 B' },
    { bytes: 20_480, text: '20 KB' },
    { bytes: 1_500_000, text: '1.5 MB' },
  ])('$bytes bytes is "$text"', ({ bytes, text }) => expect(byteSize(bytes)).toBe(text));

  test('a day is Today, Yesterday, or its weekday and date', () => {
    const noon = new Date(2026, 2, 4, 12).getTime();
    expect(dayName(noon, noon)).toBe('Today');
    expect(dayName(noon - 86_400_000, noon)).toBe('Yesterday');
    expect(dayName(noon - 5 * 86_400_000, noon)).toBe('Friday 27 February');
  });
});
