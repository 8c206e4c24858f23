import { describe, expect, test } from 'vitest';
import type { JsonObject, Vendor } from '../vendor.ts';
import type { Part } from './part.ts';
import { partsOf, previewOf } from './parts-of.ts';

const picture = { Url: 'https://a.example/p.png', Width: 4, Height: 3 };

const zim = (MessageType: number, Message: unknown, more: JsonObject = {}): JsonObject => ({
  MessageType,
  Message: typeof Message === 'string' ? Message : JSON.stringify(Message),
  ...more,
});

const tencent = (MsgType: string, MsgContent: JsonObject): JsonObject => ({
  MsgBody: [{ MsgType, MsgContent }],
});

interface Row {
  name: string;
  vendor: Vendor;
  content: JsonObject;
  parts: Part[];
  preview: string;
}

const rows: Row[] = [
  {
    name: 'ZIM text',
    vendor: 'zim',
    content: zim(1, 'Hello\n  there'),
    parts: [{ kind: 'text', text: 'Hello\n  there' }],
    preview: 'Hello there',
  },
  {
    name: 'ZIM command',
    vendor: 'zim',
    content: zim(2, 'typing'),
    parts: [{ kind: 'signal', data: 'typing' }],
    preview: '[Signal] typing',
  },
  {
    name: 'ZIM image',
    vendor: 'zim',
    content: zim(11, { Uid: 'u', Origin: picture, FileName: 'p.png', Size: 9 }),
    parts: [{ kind: 'image', url: picture.Url, width: 4, height: 3, name: 'p.png', size: 9 }],
    preview: '[Image] p.png',
  },
  {
    name: 'ZIM file',
    vendor: 'zim',
    content: zim(12, { Uid: 'u', Url: 'https://a.example/f.pdf', FileName: 'f.pdf' }),
    parts: [{ kind: 'file', url: 'https://a.example/f.pdf', name: 'f.pdf' }],
    preview: '[File] f.pdf',
  },
  {
    name: 'ZIM audio',
    vendor: 'zim',
    content: zim(13, { Uid: 'u', Url: 'https://a.example/a.mp3', FileName: 'a.mp3', MediaDuration: 7 }),
    parts: [{ kind: 'audio', url: 'https://a.example/a.mp3', seconds: 7 }],
    preview: '[Audio] 7 s',
  },
  {
    name: 'ZIM video',
    vendor: 'zim',
    content: zim(14, { Url: 'https://a.example/v.mp4', MediaDuration: 9, Thumbnail: picture }),
    parts: [{ kind: 'video', url: 'https://a.example/v.mp4', seconds: 9, thumbnailUrl: picture.Url }],
    preview: '[Video] 9 s',
  },
  {
    name: 'ZIM custom',
    vendor: 'zim',
    content: zim(200, '{"a":1}', { SubMsgType: 3, SearchedContent: 'Order' }),
    parts: [{ kind: 'custom', data: '{"a":1}', subType: 3, description: 'Order' }],
    preview: '[Custom] Order',
  },
  {
    name: 'ZIM multi-item, JSON inside JSON inside JSON',
    vendor: 'zim',
    content: zim(10, {
      MultiMsg: [
        { MsgType: 1, Msg: 'Look' },
        { MsgType: 11, Msg: JSON.stringify({ Origin: picture, FileName: 'p.png' }) },
      ],
    }),
    parts: [
      { kind: 'text', text: 'Look' },
      { kind: 'image', url: picture.Url, width: 4, height: 3, name: 'p.png' },
    ],
    preview: 'Look [Image] p.png',
  },
  {
    name: 'ZIM type that nobody knows',
    vendor: 'zim',
    content: zim(77, 'x'),
    parts: [{ kind: 'unknown', type: 'MessageType 77', json: 'x' }],
    preview: '[MessageType 77]',
  },
  {
    name: 'ZIM image whose JSON is broken',
    vendor: 'zim',
    content: zim(11, '{'),
    parts: [{ kind: 'unknown', type: 'MessageType 11', json: '{' }],
    preview: '[MessageType 11]',
  },
  {
    name: 'Tencent text',
    vendor: 'tencentIm',
    content: tencent('TIMTextElem', { Text: '<b>x</b>' }),
    parts: [{ kind: 'text', text: '<b>x</b>' }],
    preview: '<b>x</b>',
  },
  {
    name: 'Tencent image: the original among the three sizes',
    vendor: 'tencentIm',
    content: tencent('TIMImageElem', {
      UUID: 'u',
      ImageInfoArray: [
        { Type: 3, URL: 'https://a.example/s.png', Width: 1, Height: 1 },
        { Type: 1, URL: 'https://a.example/l.png', Width: 8, Height: 6, Size: 5 },
      ],
    }),
    parts: [{ kind: 'image', url: 'https://a.example/l.png', width: 8, height: 6, size: 5 }],
    preview: '[Image]',
  },
  {
    name: 'Tencent sound',
    vendor: 'tencentIm',
    content: tencent('TIMSoundElem', { Url: 'https://a.example/a.mp3', Second: 3, Size: 5 }),
    parts: [{ kind: 'audio', url: 'https://a.example/a.mp3', seconds: 3, size: 5 }],
    preview: '[Audio] 3 s',
  },
  {
    name: 'Tencent video',
    vendor: 'tencentIm',
    content: tencent('TIMVideoFileElem', {
      VideoUrl: 'https://a.example/v',
      VideoSecond: 2,
      ThumbUrl: 'https://a.example/t',
    }),
    parts: [{ kind: 'video', url: 'https://a.example/v', seconds: 2, thumbnailUrl: 'https://a.example/t' }],
    preview: '[Video] 2 s',
  },
  {
    name: 'Tencent file',
    vendor: 'tencentIm',
    content: tencent('TIMFileElem', { Url: 'https://a.example/f', FileName: 'f.pdf', FileSize: 12 }),
    parts: [{ kind: 'file', url: 'https://a.example/f', name: 'f.pdf', size: 12 }],
    preview: '[File] f.pdf',
  },
  {
    name: 'Tencent location',
    vendor: 'tencentIm',
    content: tencent('TIMLocationElem', { Desc: 'Harbour', Latitude: 1.5, Longitude: 103.5 }),
    parts: [{ kind: 'location', latitude: 1.5, longitude: 103.5, label: 'Harbour' }],
    preview: '[Location] Harbour',
  },
  {
    name: 'Tencent face',
    vendor: 'tencentIm',
    content: tencent('TIMFaceElem', { Index: 4 }),
    parts: [{ kind: 'face', index: 4 }],
    preview: '[Face] 4',
  },
  {
    name: 'Tencent custom',
    vendor: 'tencentIm',
    content: tencent('TIMCustomElem', { Data: '{}', Desc: 'Voucher' }),
    parts: [{ kind: 'custom', data: '{}', description: 'Voucher' }],
    preview: '[Custom] Voucher',
  },
  {
    name: 'Tencent merged messages',
    vendor: 'tencentIm',
    content: tencent('TIMRelayElem', { Title: 'Chat', AbstractList: ['a: 1', 'b: 2'] }),
    parts: [{ kind: 'merged', title: 'Chat', lines: ['a: 1', 'b: 2'] }],
    preview: '[Merged] Chat',
  },
  {
    name: 'Tencent element that nobody knows',
    vendor: 'tencentIm',
    content: tencent('TIMNewElem', { A: 1 }),
    parts: [{ kind: 'unknown', type: 'TIMNewElem', json: '{"A":1}' }],
    preview: '[TIMNewElem]',
  },
];

describe('the parts and the preview of a message', () => {
  test.each(rows)('$name', ({ vendor, content, parts, preview }) => {
    expect(partsOf(vendor, content)).toEqual(parts);
    expect(previewOf(parts)).toBe(preview);
  });
});
