import { describe, expect, test } from 'vitest';
import { C2C_ELEMENT_CODES, GROUP_ELEMENT_CODES, pushTextOf, readElements } from './elements.ts';

const text = { MsgType: 'TIMTextElem', MsgContent: { Text: 'hello' } };
const custom = { MsgType: 'TIMCustomElem', MsgContent: { Data: '{}', Desc: 'news', Ext: 'x', Sound: 's' } };
const sound = { Url: 'https://f.example/a.mp3', UUID: 'u1', Size: 9, Second: 2, Download_Flag: 2 };
const entry = { Type: 1, Size: 20480, Width: 640, Height: 480, URL: 'https://f.example/a.png' };
const image = { UUID: 'u2', ImageFormat: 3, ImageInfoArray: [entry] };
const file = {
  Url: 'https://f.example/a.pdf',
  UUID: 'u3',
  FileSize: 1,
  FileName: 'a.pdf',
  Download_Flag: 2,
};
const video = {
  VideoUrl: 'https://f.example/a.mp4',
  VideoUUID: 'u4',
  VideoSize: 1,
  VideoSecond: 3,
  VideoFormat: 'mp4',
  VideoDownloadFlag: 2,
  ThumbUrl: 'https://f.example/a.jpg',
  ThumbUUID: 'u5',
  ThumbSize: 1,
  ThumbWidth: 2,
  ThumbHeight: 3,
  ThumbFormat: 'JPG',
  ThumbDownloadFlag: 2,
};
const location = { Desc: 'here', Latitude: 31.2, Longitude: 121.5 };
const relay = { MsgType: 'TIMRelayElem', MsgContent: { Title: 't', MsgNum: 1, MsgList: [{}] } };

function of(MsgType: string, MsgContent: unknown) {
  return [{ MsgType, MsgContent }];
}

describe('MsgBody is accepted with', () => {
  test.each([
    ['text', [text]],
    ['an empty text', of('TIMTextElem', { Text: '' })],
    ['location', of('TIMLocationElem', location)],
    ['face', of('TIMFaceElem', { Index: 1, Data: '\u0001' })],
    ['custom', [custom]],
    ['sound', of('TIMSoundElem', sound)],
    ['image', of('TIMImageElem', image)],
    ['file', of('TIMFileElem', file)],
    ['video', of('TIMVideoFileElem', video)],
    ['several, one of them custom', [text, custom, text]],
    ['an unknown member', of('TIMTextElem', { Text: 'a', Later: 1 })],
  ])('%s', (_name, body) => {
    expect(readElements(body, C2C_ELEMENT_CODES, false)).toBe(body);
  });

  test('merged messages, where the option allows them', () => {
    expect(readElements([relay], C2C_ELEMENT_CODES, true)).toHaveLength(1);
  });
});

describe('MsgBody is refused with', () => {
  test.each([
    ['no array at all', undefined, 90007],
    ['an object', text, 90007],
    ['a string', 'TIMTextElem', 90007],
    ['no element', [], 90002],
    ['null as element', [null], 90002],
    ['an element without type', [{ MsgContent: { Text: 'a' } }], 90002],
    ['an element without content', [{ MsgType: 'TIMTextElem' }], 90002],
    ['content as a string', of('TIMTextElem', '{"Text":"a"}'), 90002],
    ['content as an array', of('TIMTextElem', ['a']), 90002],
    ['an unknown type', of('TIMTextElement', { Text: 'a' }), 90002],
    ['a type named like a member of every object', of('constructor', { Text: 'a' }), 90002],
    ['two custom elements', [custom, custom], 90002],
    ['merged messages', [relay], 90002],
    ['a second element that is bad', [text, of('TIMTextElem', {})[0]], 90010],
    ['a number as text', of('TIMTextElem', { Text: 5 }), 90010],
    ['a text in lower case', of('TIMTextElem', { text: 'a' }), 90010],
    ['a latitude as string', of('TIMLocationElem', { ...location, Latitude: '31.2' }), 90010],
    ['a face without index', of('TIMFaceElem', { Data: 'a' }), 90010],
    ['custom data as an object', of('TIMCustomElem', { Data: {} }), 90010],
    ['a sound with URL for Url', of('TIMSoundElem', { ...sound, Url: undefined, URL: sound.Url }), 90010],
    ['a sound without Download_Flag', of('TIMSoundElem', { ...sound, Download_Flag: undefined }), 90010],
    ['a sound with another Download_Flag', of('TIMSoundElem', { ...sound, Download_Flag: 1 }), 90010],
    ['a sound without UUID', of('TIMSoundElem', { ...sound, UUID: undefined }), 90010],
    ['a file without UUID', of('TIMFileElem', { ...file, UUID: undefined }), 90010],
    [
      'a file with DownloadFlag',
      of('TIMFileElem', { ...file, Download_Flag: undefined, DownloadFlag: 2 }),
      90010,
    ],
    ['an image without entries', of('TIMImageElem', { ...image, ImageInfoArray: [] }), 90010],
    ['an image without UUID', of('TIMImageElem', { ...image, UUID: undefined }), 90010],
    ['an image of another format', of('TIMImageElem', { ...image, ImageFormat: 7 }), 90010],
    [
      'an image entry with Url for URL',
      of('TIMImageElem', {
        ...image,
        ImageInfoArray: [{ ...entry, URL: undefined, Url: 'https://f.example' }],
      }),
      90010,
    ],
    [
      'an image entry without width',
      of('TIMImageElem', { ...image, ImageInfoArray: [{ ...entry, Width: undefined }] }),
      90010,
    ],
    ['a video without thumbnail', of('TIMVideoFileElem', { ...video, ThumbUrl: undefined }), 90010],
    ['a video without its flag', of('TIMVideoFileElem', { ...video, VideoDownloadFlag: undefined }), 90010],
    ['a video with Download_Flag', of('TIMVideoFileElem', { ...video, ThumbDownloadFlag: '2' }), 90010],
  ])('%s', (_name, body, code) => {
    expect(() => readElements(body, C2C_ELEMENT_CODES, false)).toThrow(expect.objectContaining({ code }));
    expect(() => readElements(body, GROUP_ELEMENT_CODES, false)).toThrow(
      expect.objectContaining({ code: 10004 }),
    );
  });

  test('merged messages that carry nothing', () => {
    const empty = of('TIMRelayElem', { Title: 't' });
    expect(() => readElements(empty, C2C_ELEMENT_CODES, true)).toThrow(
      expect.objectContaining({ code: 90010 }),
    );
  });
});

test.each([
  ['texts are joined with nothing between', [text, text], 'hellohello'],
  ['a location is the word [Location]', [...of('TIMLocationElem', location), text], '[Location]hello'],
  ['a face is the word [Face]', of('TIMFaceElem', { Index: 1 }), '[Face]'],
  ['custom shows its Desc', [custom], 'news'],
  ['custom without Desc shows nothing', of('TIMCustomElem', { Data: 'd' }), ''],
  ['media show nothing', of('TIMImageElem', image), ''],
])('push text: %s', (_name, body, expected) => {
  expect(pushTextOf(readElements(body, C2C_ELEMENT_CODES, false))).toBe(expected);
});
