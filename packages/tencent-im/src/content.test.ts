import type { Content, ContentPart } from '@polychat/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { audienceCall, bodyOf, directCall, startSequence } from './__fixtures__/support.ts';
import { content as translation } from './content.ts';
import { canonicalizeContent } from './content-canonical.ts';
import { contentFromWire } from './content-from-wire.ts';
import { contentToWire } from './content-to-wire.ts';

const url = 'https://files.example/a/b.png';
// printf 'https://files.example/a/b.png' | sha256sum, and so on.
const uuid = (text: string) => ids[text];
const ids: Readonly<Record<string, string>> = {
  [url]: '01192656fabdeb7faf6d9ce1c78a7ce48db978dccf4aeee687725b3edb7c200a',
  'https://files.example/v.mp4': '8cf32144f67ef6e0a72097c0613abfaf18b429970fea612a04f6b54a324253c1',
  'https://files.example/t.jpeg': 'ead157995fb84055ac2a7f325e43d7d7a9ec7e51e8e47f6558af855e986241e7',
};
const mp4 = 'https://files.example/v.mp4';
const jpeg = 'https://files.example/t.jpeg';

const rows: readonly [
  name: string,
  content: Content,
  wire: readonly unknown[],
  canonical: Content | undefined,
][] = [
  [
    'text',
    { type: 'text', text: 'Hi 👋\u0000\n' },
    [{ MsgType: 'TIMTextElem', MsgContent: { Text: 'Hi 👋\u0000\n' } }],
    undefined,
  ],
  [
    'an image with what is required',
    { type: 'image', url, width: 640, height: 480 },
    [
      {
        MsgType: 'TIMImageElem',
        MsgContent: {
          UUID: uuid(url),
          ImageFormat: 3,
          ImageInfoArray: [{ Type: 1, Width: 640, Height: 480, URL: url }],
        },
      },
    ],
    { type: 'image', url, width: 640, height: 480, format: 'png' },
  ],
  [
    'an image with everything',
    {
      type: 'image',
      url,
      width: 640,
      height: 480,
      size: 20_480,
      format: 'gif',
      fileName: 'holiday.bmp',
      thumbnail: { url: jpeg, width: 64, height: 48, size: 900 },
      large: { url: mp4, width: 320, height: 240 },
    },
    [
      {
        MsgType: 'TIMImageElem',
        MsgContent: {
          UUID: uuid(url),
          ImageFormat: 2,
          ImageInfoArray: [
            { Type: 1, Size: 20_480, Width: 640, Height: 480, URL: url },
            { Type: 2, Width: 320, Height: 240, URL: mp4 },
            { Type: 3, Size: 900, Width: 64, Height: 48, URL: jpeg },
          ],
        },
      },
    ],
    {
      type: 'image',
      url,
      width: 640,
      height: 480,
      size: 20_480,
      format: 'gif',
      thumbnail: { url: jpeg, width: 64, height: 48, size: 900 },
      large: { url: mp4, width: 320, height: 240 },
    },
  ],
  [
    'audio',
    { type: 'audio', url: mp4, durationSeconds: 3.6, size: 7, fileName: 'voice.mp3' },
    [
      {
        MsgType: 'TIMSoundElem',
        MsgContent: { Url: mp4, UUID: uuid(mp4), Size: 7, Second: 4, Download_Flag: 2 },
      },
    ],
    { type: 'audio', url: mp4, durationSeconds: 4, size: 7 },
  ],
  [
    'a video with what is required',
    {
      type: 'video',
      url: mp4,
      durationSeconds: 12,
      thumbnail: { url: jpeg, width: 64, height: 48 },
    },
    [
      {
        MsgType: 'TIMVideoFileElem',
        MsgContent: {
          VideoUrl: mp4,
          VideoUUID: uuid(mp4),
          VideoSecond: 12,
          VideoFormat: 'mp4',
          VideoDownloadFlag: 2,
          ThumbUrl: jpeg,
          ThumbUUID: uuid(jpeg),
          ThumbWidth: 64,
          ThumbHeight: 48,
          ThumbFormat: 'jpeg',
          ThumbDownloadFlag: 2,
        },
      },
    ],
    {
      type: 'video',
      url: mp4,
      durationSeconds: 12,
      thumbnail: { url: jpeg, width: 64, height: 48 },
      format: 'mp4',
    },
  ],
  [
    'a video with everything',
    {
      type: 'video',
      url: mp4,
      durationSeconds: 12,
      thumbnail: { url: jpeg, width: 64, height: 48, size: 5 },
      size: 99,
      fileName: 'clip.MOV',
    },
    [
      {
        MsgType: 'TIMVideoFileElem',
        MsgContent: {
          VideoUrl: mp4,
          VideoUUID: uuid(mp4),
          VideoSize: 99,
          VideoSecond: 12,
          VideoFormat: 'mov',
          VideoDownloadFlag: 2,
          ThumbUrl: jpeg,
          ThumbUUID: uuid(jpeg),
          ThumbSize: 5,
          ThumbWidth: 64,
          ThumbHeight: 48,
          ThumbFormat: 'jpeg',
          ThumbDownloadFlag: 2,
        },
      },
    ],
    {
      type: 'video',
      url: mp4,
      durationSeconds: 12,
      thumbnail: { url: jpeg, width: 64, height: 48, size: 5 },
      size: 99,
      format: 'mov',
    },
  ],
  [
    'a file',
    { type: 'file', url, fileName: 'Plan.pdf', size: 0 },
    [
      {
        MsgType: 'TIMFileElem',
        MsgContent: { Url: url, UUID: uuid(url), FileSize: 0, FileName: 'Plan.pdf', Download_Flag: 2 },
      },
    ],
    undefined,
  ],
  [
    'a location',
    { type: 'location', latitude: 52.5, longitude: -13.25, label: 'Berlin' },
    [{ MsgType: 'TIMLocationElem', MsgContent: { Desc: 'Berlin', Latitude: 52.5, Longitude: -13.25 } }],
    undefined,
  ],
  [
    'a location without a label',
    { type: 'location', latitude: 0, longitude: 0 },
    [{ MsgType: 'TIMLocationElem', MsgContent: { Latitude: 0, Longitude: 0 } }],
    undefined,
  ],
  [
    'a face',
    { type: 'face', index: 6, data: 'tt00' },
    [{ MsgType: 'TIMFaceElem', MsgContent: { Index: 6, Data: 'tt00' } }],
    undefined,
  ],
  [
    'a custom content with everything',
    { type: 'custom', data: '{"order":17}', description: 'An order', subType: 0 },
    [{ MsgType: 'TIMCustomElem', MsgContent: { Data: '{"order":17}', Desc: 'An order', Ext: '0' } }],
    undefined,
  ],
  [
    'a custom content with data alone',
    { type: 'custom', data: 'x' },
    [{ MsgType: 'TIMCustomElem', MsgContent: { Data: 'x' } }],
    undefined,
  ],
  [
    'a signal of text',
    { type: 'signal', data: 'typing' },
    [{ MsgType: 'TIMCustomElem', MsgContent: { Data: 'typing', Ext: 'polychat:signal' } }],
    undefined,
  ],
  [
    'a signal of bytes',
    { type: 'signal', data: Uint8Array.of(0, 255, 254) },
    [{ MsgType: 'TIMCustomElem', MsgContent: { Data: 'AP/+', Ext: 'polychat:signal;base64' } }],
    undefined,
  ],
  [
    'a mixed content',
    {
      type: 'mixed',
      parts: [
        { type: 'text', text: 'Look:' },
        { type: 'audio', url: mp4, durationSeconds: 1 },
        { type: 'custom', data: 'x' },
      ],
    },
    [
      { MsgType: 'TIMTextElem', MsgContent: { Text: 'Look:' } },
      { MsgType: 'TIMSoundElem', MsgContent: { Url: mp4, UUID: uuid(mp4), Second: 1, Download_Flag: 2 } },
      { MsgType: 'TIMCustomElem', MsgContent: { Data: 'x' } },
    ],
    undefined,
  ],
  [
    'a mixed content of one part',
    { type: 'mixed', parts: [{ type: 'text', text: 'alone' }] },
    [{ MsgType: 'TIMTextElem', MsgContent: { Text: 'alone' } }],
    { type: 'text', text: 'alone' },
  ],
];

describe('content to MsgBody and back', () => {
  test.each(rows)('%s', (_name, content, wire, canonical) => {
    // Order and all, and without members that have no value.
    expect(JSON.stringify(contentToWire(content))).toBe(JSON.stringify(wire));
    expect(canonicalizeContent(content)).toStrictEqual(canonical ?? content);
    expect(contentFromWire(throughJson(contentToWire(content)))).toStrictEqual(canonical ?? content);
  });

  test.each([
    ['https://x.example/a.jpg', undefined, undefined, 1, 'jpg'],
    ['https://x.example/a.JPEG?size=1.png', undefined, undefined, 1, 'jpg'],
    ['https://x.example/a.bmp', undefined, undefined, 4, 'bmp'],
    ['https://x.example/a.webp', undefined, undefined, 255, 'other'],
    ['https://x.example/', undefined, undefined, 255, 'other'],
    ['https://x.example/a.webp', 'b.gif', undefined, 2, 'gif'],
    ['https://x.example/a.png', 'no extension', undefined, 3, 'png'],
    ['https://x.example/a.png', 'b.gif', 'bmp', 4, 'bmp'],
    ['https://x.example/a.png', undefined, 'other', 255, 'other'],
  ] as const)(
    'the format of an image at %s, named %s, said to be %s, is %i',
    (at, fileName, format, number, back) => {
      const image: Content = { type: 'image', url: at, width: 1, height: 1, fileName, format };
      const [element] = contentToWire(image);
      expect(element?.MsgContent.ImageFormat).toBe(number);
      expect(canonicalizeContent(image)).toMatchObject({ format: back });
    },
  );

  test('a video whose format nothing tells has none', () => {
    const thumbnail = { url: 'https://x.example/t', width: 1, height: 1 };
    const video: Content = { type: 'video', url: 'https://x.example/v', durationSeconds: 1, thumbnail };
    const [element] = contentToWire(video);
    expect(throughJson(element?.MsgContent)).not.toHaveProperty('VideoFormat');
    expect(throughJson(element?.MsgContent)).not.toHaveProperty('ThumbFormat');
    expect(contentFromWire(contentToWire(video))).toStrictEqual(canonicalizeContent(video));
    expect(contentToWire({ ...video, format: 'webm' })[0]?.MsgContent).toMatchObject({ VideoFormat: 'webm' });
  });
});

describe('the exact request of every content', () => {
  const noPush = { OfflinePushInfo: { PushFlag: 1 } };
  const direct = ({ type }: Content, to: string | readonly string[], MsgBody: readonly unknown[]) =>
    JSON.stringify({
      SyncOtherMachine: 1,
      From_Account: 'alice',
      To_Account: to,
      ...(type === 'signal' ? { OnlineOnlyFlag: 1 } : {}),
      MsgSeq: startSequence,
      MsgRandom: 1,
      MsgBody,
      ...noPush,
    });

  test.each(rows)('%s by sendmsg, batchsendmsg and im_push', (_name, content, wire) => {
    const message = { from: 'alice', content };
    expect(bodyOf(directCall(message, ['bob']))).toBe(direct(content, 'bob', wire));
    expect(bodyOf(directCall(message, ['bob', 'carol']))).toBe(direct(content, ['bob', 'carol'], wire));
    expect(bodyOf(audienceCall({ ...message, audience: 'online' }))).toBe(
      JSON.stringify({ From_Account: 'alice', MsgRandom: 1, MsgLifeTime: 0, MsgBody: wire, ...noPush }),
    );
  });
});

test('the package entry "content" translates both ways', () => {
  const image: Content = { type: 'image', url, width: 1, height: 2 };
  expect(translation.toWire(image)).toEqual(contentToWire(image));
  expect(translation.fromWire(translation.toWire(image))).toEqual({ ...image, format: 'png' });
  expect(translation.canonicalize(image)).toEqual({ ...image, format: 'png' });
});

describe('a MsgBody of another sender', () => {
  const custom = (Ext: unknown, Data = 'x') => [{ MsgType: 'TIMCustomElem', MsgContent: { Data, Ext } }];

  test.each<[string, unknown, Content | undefined]>([
    [
      'extra and null members',
      [{ MsgType: 'TIMTextElem', MsgContent: { Text: 'a', More: 1 }, X: 2 }],
      { type: 'text', text: 'a' },
    ],
    [
      'a null description',
      [{ MsgType: 'TIMLocationElem', MsgContent: { Desc: null, Latitude: 1, Longitude: 2 } }],
      { type: 'location', latitude: 1, longitude: 2 },
    ],
    ['an Ext of their own', custom('{"a":1}'), { type: 'custom', data: 'x' }],
    ['an Ext out of range', custom('201'), { type: 'custom', data: 'x' }],
    ['an Ext with a leading zero', custom('01'), { type: 'custom', data: 'x' }],
    ['an Ext of 200', custom('200'), { type: 'custom', data: 'x', subType: 200 }],
    ['the marker without base64', custom('polychat:signal;base64', '*'), { type: 'custom', data: '*' }],
    [
      'an image without an original',
      [{ MsgType: 'TIMImageElem', MsgContent: { ImageFormat: 1, ImageInfoArray: [] } }],
      undefined,
    ],
    [
      'an image of an unknown format',
      [
        {
          MsgType: 'TIMImageElem',
          MsgContent: { ImageInfoArray: [{ Type: 1, Width: 1, Height: 2, URL: url }] },
        },
      ],
      { type: 'image', url, width: 1, height: 2, format: 'other' },
    ],
    ['a kind that REST may not send', [{ MsgType: 'TIMRelayElem', MsgContent: {} }], undefined],
    [
      'media without a URL, as old SDKs make them',
      [{ MsgType: 'TIMSoundElem', MsgContent: { UUID: 'x', Second: 1 } }],
      undefined,
    ],
    [
      'one unknown element among others',
      [...custom('1'), { MsgType: 'TIMNewElem', MsgContent: {} }],
      undefined,
    ],
    [
      'a signal among other elements',
      [...custom('polychat:signal'), { MsgType: 'TIMTextElem', MsgContent: { Text: 'a' } }],
      undefined,
    ],
    ['no element', [], undefined],
    ['no list', { MsgType: 'TIMTextElem' }, undefined],
  ])('with %s is read as $2', (_name, body, content) => {
    expect(contentFromWire(body)).toEqual(content);
  });

  test('is read without throwing, whatever it holds', () => {
    fc.assert(
      fc.property(
        fc.jsonValue(),
        fc.string(),
        fc.dictionary(fc.string(), fc.jsonValue()),
        (json, type, members) => {
          contentFromWire(json);
          contentFromWire([json]);
          contentFromWire([{ MsgType: type, MsgContent: members }]);
        },
      ),
    );
  });
});

const text = fc.string({ unit: 'grapheme' });
const filled = fc.string({ unit: 'grapheme', minLength: 1 });
const urls = fc.webUrl({ withQueryParameters: true });
const natural = fc.nat();
const picture = fc.record(
  { url: urls, width: fc.integer({ min: 1 }), height: fc.integer({ min: 1 }), size: natural },
  { requiredKeys: ['url', 'width', 'height'] },
);
const fileNames = fc.oneof(filled, fc.constantFrom('a.png', 'b.MP4', '.hidden', 'c.'));
const seconds = fc.double({ min: 0, max: 1e6, noNaN: true }).map((value) => value + 0);

const parts: fc.Arbitrary<ContentPart> = fc.oneof(
  fc.record({ type: fc.constant('text' as const), text: filled }),
  fc
    .tuple(
      picture,
      fc.record(
        {
          format: fc.constantFrom(
            'jpg' as const,
            'gif' as const,
            'png' as const,
            'bmp' as const,
            'other' as const,
          ),
          fileName: fileNames,
          thumbnail: picture,
          large: picture,
        },
        { requiredKeys: [] },
      ),
    )
    .map(([original, more]) => ({ type: 'image' as const, ...original, ...more })),
  fc.record(
    {
      type: fc.constant('audio' as const),
      url: urls,
      durationSeconds: seconds,
      size: natural,
      fileName: fileNames,
    },
    { requiredKeys: ['type', 'url', 'durationSeconds'] },
  ),
  fc.record(
    {
      type: fc.constant('video' as const),
      url: urls,
      durationSeconds: seconds,
      thumbnail: picture,
      size: natural,
      format: filled,
      fileName: fileNames,
    },
    { requiredKeys: ['type', 'url', 'durationSeconds', 'thumbnail'] },
  ),
  fc.record(
    { type: fc.constant('file' as const), url: urls, fileName: filled, size: natural },
    { requiredKeys: ['type', 'url', 'fileName'] },
  ),
  fc.record(
    {
      type: fc.constant('location' as const),
      latitude: fc.double({ min: -90, max: 90, noNaN: true }).map((value) => value + 0),
      longitude: fc.double({ min: -180, max: 180, noNaN: true }).map((value) => value + 0),
      label: text,
    },
    { requiredKeys: ['type', 'latitude', 'longitude'] },
  ),
  fc.record(
    { type: fc.constant('face' as const), index: fc.integer(), data: text },
    { requiredKeys: ['type', 'index'] },
  ),
  fc.record(
    {
      type: fc.constant('custom' as const),
      data: filled,
      description: text,
      subType: fc.integer({ min: 0, max: 200 }),
    },
    { requiredKeys: ['type', 'data'] },
  ),
);

const contents: fc.Arbitrary<Content> = fc.oneof(
  { weight: 4, arbitrary: parts },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant('signal' as const),
      data: fc.oneof(filled, fc.uint8Array({ minLength: 1 })),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant('mixed' as const),
      parts: fc.array(parts, { minLength: 1, maxLength: 20 }),
    }),
  },
);

test('fromWire(toWire(content)) is canonicalize(content), and canonicalize changes nothing twice', () => {
  fc.assert(
    fc.property(contents, (content) => {
      const canonical = canonicalizeContent(content);
      expect(contentFromWire(throughJson(contentToWire(content)))).toEqual(canonical);
      expect(canonicalizeContent(canonical)).toEqual(canonical);
    }),
    { numRuns: 500 },
  );
});

function throughJson(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}
