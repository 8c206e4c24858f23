import { describe, expect, test } from 'vitest';
import { decode, emulator, sendPeer, startEmulator } from './__fixtures__/conversation.ts';
import { callZim } from './__fixtures__/zim-client.ts';

await startEmulator();

describe('the bodies of history', () => {
  const picture = { Url: 'https://example.com/a b.png', Width: 10, Height: 20 };
  const media = { Uid: 'u', FileName: 'a.png', Size: 5 };

  test.each<[string, number, unknown, unknown]>([
    [
      'an image',
      11,
      { ...media, Origin: picture, Thumbnail: { ...picture, Width: 1, Height: 2 } },
      {
        md5: '',
        file_name: 'a.png',
        file_size: '5',
        download_url: picture.Url,
        origin_image_width: 10,
        origin_image_height: 20,
        large_image_download_url: picture.Url,
        large_image_width: 10,
        large_image_height: 20,
        thumbnail_download_url: picture.Url,
        thumbnail_width: 1,
        thumbnail_height: 2,
      },
    ],
    [
      'a file',
      12,
      { ...media, Url: 'https://example.com/f' },
      { md5: '', file_name: 'a.png', file_size: '5', download_url: 'https://example.com/f' },
    ],
    [
      'an audio',
      13,
      { ...media, Url: 'https://example.com/f', MediaDuration: 7 },
      {
        md5: '',
        file_name: 'a.png',
        file_size: '5',
        download_url: 'https://example.com/f',
        media_duration: '7',
      },
    ],
    [
      'a video',
      14,
      { ...media, Url: 'https://example.com/f', MediaDuration: 7, Thumbnail: picture },
      {
        md5: '',
        file_name: 'a.png',
        file_size: '5',
        download_url: 'https://example.com/f',
        media_duration: '7',
        video_first_frame_download_url: picture.Url,
        video_first_frame_width: 10,
        video_first_frame_height: 20,
      },
    ],
    [
      'items',
      10,
      {
        MultiMsg: [
          { MsgType: 1, Msg: 'hi' },
          { MsgType: 200, SubMsgType: 4, Msg: '{}' },
          { MsgType: 12, Msg: JSON.stringify({ ...media, Url: 'https://example.com/f' }) },
        ],
      },
      {
        multi_msg: [
          { msg_type: 1, callback_content: 'hi' },
          { msg_type: 200, sub_msg_type: 4, callback_content: '{}' },
          {
            msg_type: 12,
            callback_content: JSON.stringify({
              md5: '',
              file_name: 'a.png',
              file_size: '5',
              download_url: 'https://example.com/f',
            }),
          },
        ],
      },
    ],
  ])('%s comes back URL-encoded and in snake case', async (_name, MessageType, message, expected) => {
    await sendPeer({ MessageType, MessageBody: { Message: JSON.stringify(message), ExtendedData: 'e' } });
    const { json } = await callZim(emulator, 'QueryPeerMsg', { FromUserId: 'bo', ToUserId: 'ana' });
    const [item] = json.List as { MsgBody: string; MsgType: number; Payload: string }[];
    expect(item).toMatchObject({ MsgType: MessageType, Payload: 'e' });
    expect(item?.MsgBody).not.toContain('{');
    expect(decode(item?.MsgBody)).toEqual(expected);
  });

  test.each([
    [1, { MessageType: 1 }],
    [200, { MessageType: 200, SubMsgType: 7 }],
  ])('type %d comes back as sent', async (MsgType, changes) => {
    await sendPeer({ ...changes, MessageBody: { Message: '50% {a}' } });
    const { json } = await callZim(emulator, 'QueryPeerMsg', { FromUserId: 'bo', ToUserId: 'ana' });
    expect(json.List).toMatchObject([{ MsgType, MsgBody: '50% {a}', Payload: '' }]);
    if (MsgType === 200) expect(json.List).toMatchObject([{ SubMsgType: 7 }]);
  });
});
