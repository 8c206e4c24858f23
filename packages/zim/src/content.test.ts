import type { Content, ContentPart, Picture } from '@polychat/core/adapter';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { audienceCall, audienceMessage, bodyOf, directCall, directMessage } from './__fixtures__/support.ts';
import { content as translation } from './content.ts';
import { canonicalizeContent } from './content-canonical.ts';
import { contentFromWire } from './content-from-wire.ts';
import { contentToWire } from './content-to-wire.ts';
import type { WireContent } from './wire.ts';

const url = 'https://cdn.example/media/cat%20one.png?token=1';
/** MD5 of the URL. */
const uid = '7a3baec41b950916473661844cea13e6';
const cat = { type: 'image', url, width: 640, height: 480 } as const;
const frame: Picture = { url: 'https://cdn.example/frame.jpg', width: 64, height: 48 };

const imageText = (more: string) =>
  `{"Uid":"${uid}","Origin":{"Url":"${url}","Width":640,"Height":480},${more}}`;
const frameText = '{"Url":"https://cdn.example/frame.jpg","Width":64,"Height":48}';

const rows: readonly (readonly [string, Content, WireContent])[] = [
  ['text', { type: 'text', text: 'hello' }, { MessageType: 1, Message: 'hello' }],
  [
    'text with control characters',
    { type: 'text', text: 'a\u0000b\u001b\r\n\u2028' },
    { MessageType: 1, Message: 'a\u0000b\u001b\r\n\u2028' },
  ],
  ['signal of text', { type: 'signal', data: 'ping' }, { MessageType: 2, Message: 'ping' }],
  [
    'signal of bytes',
    { type: 'signal', data: Uint8Array.of(0, 255, 16) },
    { MessageType: 2, Message: 'AP8Q', IsBase64: 1 },
  ],
  ['custom', { type: 'custom', data: '{"a":1}' }, { MessageType: 200, Message: '{"a":1}', SubMsgType: 0 }],
  [
    'custom with a subtype and a description, which has no place',
    { type: 'custom', data: 'x', subType: 200, description: 'an x' },
    { MessageType: 200, Message: 'x', SubMsgType: 200 },
  ],
  ['image', cat, { MessageType: 11, Message: imageText('"FileName":"cat one.png"') }],
  [
    'image with all',
    { ...cat, format: 'png', fileName: 'c.png', size: 9, thumbnail: { ...frame, size: 1 }, large: frame },
    {
      MessageType: 11,
      Message: imageText(`"LargeImage":${frameText},"Thumbnail":${frameText},"FileName":"c.png","Size":9`),
    },
  ],
  [
    'file',
    { type: 'file', url, fileName: 'c.pdf', size: 0 },
    { MessageType: 12, Message: `{"Uid":"${uid}","Url":"${url}","FileName":"c.pdf","Size":0}` },
  ],
  [
    'audio',
    { type: 'audio', url, durationSeconds: 2.5 },
    {
      MessageType: 13,
      Message: `{"Uid":"${uid}","Url":"${url}","FileName":"cat one.png","MediaDuration":2.5}`,
    },
  ],
  [
    'audio without a name in its URL',
    { type: 'audio', url: 'https://cdn.example/', durationSeconds: 0, size: 7 },
    {
      MessageType: 13,
      Message:
        '{"Uid":"1aac94510e502e6ae2f5f9d06355e7bf","Url":"https://cdn.example/","FileName":"audio","Size":7,"MediaDuration":0}',
    },
  ],
  [
    'video',
    { type: 'video', url, durationSeconds: 60, thumbnail: frame, format: 'mp4' },
    {
      MessageType: 14,
      Message: `{"Uid":"${uid}","Url":"${url}","FileName":"cat one.png","MediaDuration":60,"Thumbnail":${frameText}}`,
    },
  ],
  [
    'mixed: JSON inside JSON inside JSON',
    {
      type: 'mixed',
      parts: [
        { type: 'text', text: 'look' },
        cat,
        { type: 'custom', data: 'x' },
        { type: 'file', url, fileName: 'f' },
      ],
    },
    {
      MessageType: 10,
      Message: JSON.stringify({
        MultiMsg: [
          { MsgType: 1, Msg: 'look' },
          { MsgType: 11, Msg: imageText('"FileName":"cat one.png"') },
          { MsgType: 200, SubMsgType: 0, Msg: 'x' },
          { MsgType: 12, Msg: `{"Uid":"${uid}","Url":"${url}","FileName":"f"}` },
        ],
      }),
    },
  ],
];

describe('content on the wire', () => {
  test.each(rows)('%s', (_name, content, wire) => {
    expect(contentToWire(content)).toEqual(wire);
  });

  test.each(rows)('%s, and back', (_name, content) => {
    expect(contentFromWire(contentToWire(content))).toStrictEqual(canonicalizeContent(content));
  });
});

describe('the exact request of every content', () => {
  test.each(rows)('%s by SendPeerMessage', (_name, content, wire) => {
    const { MessageType, Message, IsBase64, SubMsgType } = wire;
    expect(bodyOf(directCall(directMessage({ content }), ['ana', 'bo']))).toBe(
      JSON.stringify({
        FromUserId: 'ann',
        ToUserId: ['ana', 'bo'],
        MessageType,
        Priority: 2,
        MessageBody: { Message, IsBase64 },
        SubMsgType,
      }),
    );
  });

  const inBroadcasts = rows.filter(([, { type }]) => type !== 'signal' && type !== 'mixed');

  test.each(inBroadcasts)('%s by SendMessageToAllUsers', (_name, content, wire) => {
    const { MessageType, Message, SubMsgType } = wire;
    expect(bodyOf(audienceCall(audienceMessage({ content })))).toBe(
      JSON.stringify({
        FromUserId: 'ops',
        MessageType,
        MessageBody: { Message },
        SubMsgType,
        PushType: 0,
      }),
    );
  });
});

describe('a file name that is taken from a URL', () => {
  const nameIn = (mediaUrl: string) => {
    const image = contentFromWire(contentToWire({ ...cat, url: mediaUrl }));
    return image?.type === 'image' ? image.fileName : undefined;
  };

  test.each([
    [
      'is cut before its extension where it is long',
      `https://a.example/${'n'.repeat(200)}.jpeg`,
      `${'n'.repeat(145)}.jpeg`,
    ],
    ['is cut where it is long and has no extension', `https://a.example/${'n'.repeat(200)}`, 'n'.repeat(150)],
    ['keeps its characters whole', `https://a.example/${'名'.repeat(80)}.png`, `${'名'.repeat(48)}.png`],
    [
      'has no extension after a dot that is far from its end',
      `https://a.example/n.${'x'.repeat(200)}`,
      `n.${'x'.repeat(148)}`,
    ],
    ['keeps a broken escape as it is', 'https://a.example/%E4', '%E4'],
  ])('%s', (_name, mediaUrl, expected) => {
    expect(nameIn(mediaUrl)).toBe(expected);
  });
});

describe('wire content that is read as undefined', () => {
  test.each([
    ['an unknown type', { MessageType: 31, Message: '' }],
    ['an image that is not JSON', { MessageType: 11, Message: 'cat' }],
    ['an image without its size', { MessageType: 11, Message: '{"Origin":{"Url":"u"},"FileName":"f"}' }],
    ['a file without a name', { MessageType: 12, Message: '{"Url":"u"}' }],
    ['a video without a first frame', { MessageType: 14, Message: '{"Url":"u","FileName":"f"}' }],
    ['bytes that are not base64', { MessageType: 2, Message: '%', IsBase64: 1 }],
    ['items that are no list', { MessageType: 10, Message: '{"MultiMsg":1}' }],
    ['an item of an unknown type', { MessageType: 10, Message: '{"MultiMsg":[{"MsgType":2,"Msg":"x"}]}' }],
    ['no JSON', { MessageType: 10, Message: '' }],
    ['undefined', undefined],
    ['null', null],
    ['a string', 'cat'],
    ['no type', { Message: 'cat' }],
    ['a message that is no string', { MessageType: 1, Message: {} }],
  ])('%s', (_name, wire) => {
    expect(contentFromWire(wire)).toBeUndefined();
  });

  test('is not audio without a duration, which is read as 0 seconds', () => {
    expect(
      contentFromWire({ MessageType: 13, Message: '{"Url":"u","FileName":"f","Size":null}' }),
    ).toStrictEqual({
      type: 'audio',
      url: 'u',
      fileName: 'f',
      durationSeconds: 0,
    });
  });
});

describe('what the vendor has no message type for', () => {
  const location = { type: 'location', latitude: 1, longitude: 2 } as const;
  const face = { type: 'face', index: 1 } as const;

  test.each<Content>([location, face, { type: 'mixed', parts: [{ type: 'text', text: 'a' }, face] }])(
    '%j goes over no wire',
    (content) => {
      expect(() => contentToWire(content)).toThrow('ZIM has no message type for');
    },
  );
});

test('the package entry "content" has contentToWire, contentFromWire and canonicalize', () => {
  const hello: Content = { type: 'text', text: 'hello' };
  expect(translation.toWire(hello)).toEqual(contentToWire(hello));
  expect(translation.fromWire({ MessageType: 1, Message: 'hello' })).toEqual(hello);
  expect(translation.canonicalize({ type: 'custom', data: 'x', description: 'd' })).toEqual({
    type: 'custom',
    data: 'x',
    subType: 0,
  });
});

const text = fc.string({ unit: 'grapheme', minLength: 1 });
const mediaUrl = fc.webUrl({ withQueryParameters: true, withFragments: true });
const picture = fc.record(
  { url: mediaUrl, width: fc.nat(), height: fc.nat(), size: fc.nat() },
  { requiredKeys: ['url', 'width', 'height'], noNullPrototype: true },
);
const durationSeconds = fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }).map((value) => value + 0);
const part: fc.Arbitrary<ContentPart> = fc.oneof(
  fc.record({ type: fc.constant('text' as const), text }, { noNullPrototype: true }),
  fc.record(
    {
      type: fc.constant('image' as const),
      url: mediaUrl,
      width: fc.nat(),
      height: fc.nat(),
      size: fc.nat(),
      format: fc.constantFrom('png' as const, 'other' as const),
      fileName: text,
      thumbnail: picture,
      large: picture,
    },
    { requiredKeys: ['type', 'url', 'width', 'height'], noNullPrototype: true },
  ),
  fc.record(
    { type: fc.constant('audio' as const), url: mediaUrl, durationSeconds, size: fc.nat(), fileName: text },
    { requiredKeys: ['type', 'url', 'durationSeconds'], noNullPrototype: true },
  ),
  fc.record(
    {
      type: fc.constant('video' as const),
      url: mediaUrl,
      durationSeconds,
      thumbnail: picture,
      size: fc.nat(),
      format: text,
      fileName: text,
    },
    { requiredKeys: ['type', 'url', 'durationSeconds', 'thumbnail'], noNullPrototype: true },
  ),
  fc.record(
    { type: fc.constant('file' as const), url: mediaUrl, fileName: text, size: fc.nat() },
    { requiredKeys: ['type', 'url', 'fileName'], noNullPrototype: true },
  ),
  fc.record(
    { type: fc.constant('custom' as const), data: text, description: text, subType: fc.nat(200) },
    { requiredKeys: ['type', 'data'], noNullPrototype: true },
  ),
);
const content: fc.Arbitrary<Content> = fc.oneof(
  part,
  fc.record(
    { type: fc.constant('signal' as const), data: fc.oneof(text, fc.uint8Array({ minLength: 1 })) },
    { noNullPrototype: true },
  ),
  fc.record(
    { type: fc.constant('mixed' as const), parts: fc.array(part, { minLength: 1, maxLength: 20 }) },
    { noNullPrototype: true },
  ),
);

describe('for every content', () => {
  test('the way there and back is what canonicalize says', () => {
    fc.assert(
      fc.property(content, (input) => {
        expect(contentFromWire(contentToWire(input))).toStrictEqual(canonicalizeContent(input));
      }),
      { numRuns: 500 },
    );
  });

  test('what is canonical stays as it is, and goes over the wire as the same bytes', () => {
    fc.assert(
      fc.property(content, (input) => {
        const canonical = canonicalizeContent(input);
        expect(canonicalizeContent(canonical)).toStrictEqual(canonical);
        expect(contentToWire(canonical)).toEqual(contentToWire(input));
      }),
    );
  });

  test('any wire content is read without a throw', () => {
    fc.assert(
      fc.property(
        fc.record({
          MessageType: fc.constantFrom(1, 2, 10, 11, 12, 13, 14, 20, 200),
          Message: fc.oneof(
            fc.string(),
            fc.json(),
            fc.json().map((MultiMsg) => JSON.stringify({ MultiMsg })),
          ),
        }),
        (wire) => {
          const read = contentFromWire(wire);
          expect(read === undefined || typeof read.type === 'string').toBe(true);
        },
      ),
    );
  });
});
