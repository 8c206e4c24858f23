import { signedAt, type WebhookFixture } from './fixture.ts';

const sentAt = 1_749_999_999_123;
/** Above 2^53: every digit counts. */
const messageId = '1234567890123456789';

/** What a client's picture looks like in `msg_body`: URL-encoded JSON with members of its own (zim.md 7.4, 9.7). */
const picture = {
  md5: 'd41d8cd98f00b204e9800998ecf8427e',
  file_name: 'cat.png',
  file_size: '20480',
  download_url: 'https://files.example/cat.png',
  origin_image_width: 640,
  origin_image_height: 480,
  large_image_download_url: 'https://files.example/cat-large.png',
  large_image_width: 320,
  large_image_height: 240,
  thumbnail_download_url: 'https://files.example/cat-small.png',
  thumbnail_width: 64,
  thumbnail_height: 48,
};
const pictureContent = {
  type: 'image',
  url: 'https://files.example/cat.png',
  width: 640,
  height: 480,
  size: 20_480,
  fileName: 'cat.png',
  thumbnail: { url: 'https://files.example/cat-small.png', width: 64, height: 48 },
  large: { url: 'https://files.example/cat-large.png', width: 320, height: 240 },
} as const;

const sound = {
  md5: '',
  file_name: 'hello.mp3',
  file_size: '1024',
  download_url: 'https://files.example/hello.mp3',
  media_duration: '7',
};
const video = {
  md5: '',
  file_name: 'cat.mp4',
  file_size: '4096',
  download_url: 'https://files.example/cat.mp4',
  media_duration: '12',
  video_first_frame_download_url: 'https://files.example/cat.jpg',
  video_first_frame_width: 320,
  video_first_frame_height: 180,
};
const videoContent = {
  type: 'video',
  url: 'https://files.example/cat.mp4',
  size: 4096,
  fileName: 'cat.mp4',
  durationSeconds: 12,
  thumbnail: { url: 'https://files.example/cat.jpg', width: 320, height: 180 },
} as const;

const encoded = (body: object) => encodeURIComponent(JSON.stringify(body));

const text = { msg_type: 1, msg_body: '100%25 & "more"\n你好' } as const;
const textContent = { type: 'text', text: text.msg_body } as const;

const ref = {
  version: 1,
  vendor: 'zim',
  app: '2000000001',
  from: 'u1',
  messageId,
  sequence: '42',
  sentAt,
} as const;

/** `before_send_msg` (zim.md 9.3). */
export const beforeSend: readonly WebhookFixture[] = [
  {
    name: 'before_send_msg of a direct text',
    members: {
      event: 'before_send_msg',
      request_id: '512340098771209001',
      from_user_id: 'u1',
      conv_id: 'u2',
      conv_type: 0,
      msg_id: messageId,
      payload: 'order 17',
      ...text,
      sub_msg_type: 0,
    },
    events: [
      {
        type: 'message.sending',
        at: signedAt,
        origin: 'client',
        conversation: 'direct',
        from: 'u1',
        to: 'u2',
        messageId,
        content: textContent,
        metadata: 'order 17',
      },
    ],
  },
  {
    name: 'before_send_msg of a picture in a group',
    members: {
      event: 'before_send_msg',
      request_id: '512340098771209002',
      from_user_id: 'u1',
      conv_id: '#g7',
      conv_type: 2,
      msg_id: messageId,
      payload: '',
      msg_type: 11,
      sub_msg_type: 0,
      msg_body: encoded(picture),
    },
    events: [
      {
        type: 'message.sending',
        at: signedAt,
        origin: 'client',
        conversation: 'group',
        from: 'u1',
        to: '#g7',
        messageId,
        content: pictureContent,
      },
    ],
  },
  {
    name: 'before_send_msg of a custom content in a room',
    members: {
      event: 'before_send_msg',
      request_id: '512340098771209003',
      from_user_id: 'u1',
      conv_id: 'r1',
      conv_type: 1,
      msg_id: messageId,
      payload: '',
      msg_type: 200,
      sub_msg_type: 3,
      msg_body: '{"kind":"gift","note":"50%20off"}',
    },
    events: [
      {
        type: 'message.sending',
        at: signedAt,
        origin: 'client',
        conversation: 'room',
        from: 'u1',
        to: 'r1',
        messageId,
        content: { type: 'custom', data: '{"kind":"gift","note":"50%20off"}', subType: 3 },
      },
    ],
  },
  {
    name: 'before_send_msg of a bundle in a channel, of a type that Polychat has no word for',
    members: {
      event: 'before_send_msg',
      request_id: '512340098771209004',
      from_user_id: 'u1',
      conv_id: 'c1',
      conv_type: 3,
      msg_id: messageId,
      payload: '',
      msg_type: 100,
      sub_msg_type: 0,
      msg_body: encoded({ Title: 'Chat', Summary: 'two messages' }),
    },
    events: [
      {
        type: 'message.sending',
        at: signedAt,
        origin: 'client',
        conversation: 'channel',
        from: 'u1',
        to: 'c1',
        messageId,
      },
    ],
  },
];

const sent = {
  event: 'send_msg',
  from_user_id: 'u1',
  payload: '',
  msg_id: messageId,
  msg_seq: 42,
  msg_time: sentAt,
  send_result: 0,
} as const;
const sentEvent = {
  type: 'message.sent',
  at: sentAt,
  from: 'u1',
  messageId,
  sequence: '42',
  sentAt,
} as const;
const server = { ...sent, source: 1 } as const;
/** Of a server's send to users the ids are empty; `user_list` has them (zim.md 9.4). */
const toUsers = {
  ...server,
  conv_type: 0,
  conv_id: '',
  msg_id: '',
  msg_seq: 0,
  ...text,
  sub_msg_type: 0,
} as const;
const toUsersEvent = {
  at: sentAt,
  origin: 'server',
  conversation: 'direct',
  from: 'u1',
  sentAt,
  content: textContent,
} as const;

/** `send_msg` of what was sent (zim.md 9.4). */
export const afterSend: readonly WebhookFixture[] = [
  {
    name: 'send_msg of a direct text from a client',
    members: { ...sent, conv_type: 0, conv_id: 'u2', ...text, sub_msg_type: 0 },
    events: [
      {
        ...sentEvent,
        origin: 'client',
        conversation: 'direct',
        to: 'u2',
        content: textContent,
        ref: { ...ref, conversation: 'direct', to: 'u2' },
      },
    ],
    edited: {
      ...sentEvent,
      type: 'message.edited',
      at: signedAt,
      origin: 'client',
      conversation: 'direct',
      to: 'u2',
      content: textContent,
      ref: { ...ref, conversation: 'direct', to: 'u2' },
    },
  },
  {
    name: 'send_msg from a client that has an empty user_list beside its conv_id',
    members: { ...sent, conv_type: 0, conv_id: 'u2', msg_type: 13, msg_body: encoded(sound), user_list: [] },
    events: [
      {
        ...sentEvent,
        origin: 'client',
        conversation: 'direct',
        to: 'u2',
        content: {
          type: 'audio',
          url: 'https://files.example/hello.mp3',
          size: 1024,
          fileName: 'hello.mp3',
          durationSeconds: 7,
        },
        ref: { ...ref, conversation: 'direct', to: 'u2' },
      },
    ],
  },
  {
    name: 'send_msg of a picture from a client in a group',
    members: { ...sent, conv_type: 2, conv_id: '#g7', msg_type: 11, msg_body: encoded(picture) },
    events: [
      {
        ...sentEvent,
        origin: 'client',
        conversation: 'group',
        to: '#g7',
        content: pictureContent,
        ref: { ...ref, conversation: 'group', to: '#g7' },
      },
    ],
  },
  {
    name: 'send_msg of several items from a client in a group',
    members: {
      ...sent,
      conv_type: 2,
      conv_id: '#g7',
      msg_type: 10,
      payload: 'two',
      msg_body: encoded({
        multi_msg: [
          { msg_type: 1, sub_msg_type: 0, callback_content: 'look, 100%25' },
          { msg_type: 14, sub_msg_type: 0, callback_content: JSON.stringify(video) },
          { msg_type: 200, sub_msg_type: 9, callback_content: 'own' },
        ],
      }),
    },
    events: [
      {
        ...sentEvent,
        origin: 'client',
        conversation: 'group',
        to: '#g7',
        content: {
          type: 'mixed',
          parts: [
            { type: 'text', text: 'look, 100%25' },
            videoContent,
            { type: 'custom', data: 'own', subType: 9 },
          ],
        },
        metadata: 'two',
        ref: { ...ref, conversation: 'group', to: '#g7' },
      },
    ],
    edited: {
      ...sentEvent,
      type: 'message.edited',
      at: signedAt,
      origin: 'client',
      conversation: 'group',
      to: '#g7',
      content: {
        type: 'mixed',
        parts: [
          { type: 'text', text: 'look, 100%25' },
          videoContent,
          { type: 'custom', data: 'own', subType: 9 },
        ],
      },
      metadata: 'two',
      ref: { ...ref, conversation: 'group', to: '#g7' },
    },
  },
  {
    name: 'send_msg of a text from a server in a room',
    members: { ...server, conv_type: 1, conv_id: 'r1', ...text },
    events: [
      {
        ...sentEvent,
        origin: 'server',
        conversation: 'room',
        to: 'r1',
        content: textContent,
        ref: { ...ref, conversation: 'room', to: 'r1' },
      },
    ],
  },
  {
    name: 'send_msg of a file from a server in a group, exactly as it was passed in',
    members: {
      ...server,
      conv_type: 2,
      conv_id: '#g7',
      msg_type: 12,
      msg_body: JSON.stringify({ Uid: 'f1', Url: 'https://files.example/a.pdf', FileName: 'a.pdf', Size: 9 }),
    },
    events: [
      {
        ...sentEvent,
        origin: 'server',
        conversation: 'group',
        to: '#g7',
        content: { type: 'file', url: 'https://files.example/a.pdf', size: 9, fileName: 'a.pdf' },
        ref: { ...ref, conversation: 'group', to: '#g7' },
      },
    ],
  },
  {
    name: 'send_msg of several items from a server in a group, exactly as they were passed in',
    members: {
      ...server,
      conv_type: 2,
      conv_id: '#g7',
      msg_type: 10,
      msg_body: JSON.stringify({
        MultiMsg: [
          { MsgType: 1, Msg: 'one' },
          { MsgType: 200, SubMsgType: 2, Msg: 'own' },
        ],
      }),
    },
    events: [
      {
        ...sentEvent,
        origin: 'server',
        conversation: 'group',
        to: '#g7',
        content: {
          type: 'mixed',
          parts: [
            { type: 'text', text: 'one' },
            { type: 'custom', data: 'own', subType: 2 },
          ],
        },
        ref: { ...ref, conversation: 'group', to: '#g7' },
      },
    ],
    edited: {
      ...sentEvent,
      type: 'message.edited',
      at: signedAt,
      origin: 'server',
      conversation: 'group',
      to: '#g7',
      content: {
        type: 'mixed',
        parts: [
          { type: 'text', text: 'one' },
          { type: 'custom', data: 'own', subType: 2 },
        ],
      },
      ref: { ...ref, conversation: 'group', to: '#g7' },
    },
  },
  {
    name: 'send_msg of a server to three users, one of whom got nothing',
    members: {
      ...toUsers,
      user_list: [
        { UserId: 'u2', MsgId: '1234567890123456790', MsgSeq: 7 },
        { UserId: 'u3', MsgId: '1234567890123456791', MsgSeq: 8 },
        { UserId: 'u4', MsgId: '', MsgSeq: 0 },
      ],
    },
    events: [
      {
        ...toUsersEvent,
        type: 'message.sent',
        to: 'u2',
        messageId: '1234567890123456790',
        sequence: '7',
        ref: { ...ref, conversation: 'direct', to: 'u2', messageId: '1234567890123456790', sequence: '7' },
      },
      {
        ...toUsersEvent,
        type: 'message.sent',
        to: 'u3',
        messageId: '1234567890123456791',
        sequence: '8',
        ref: { ...ref, conversation: 'direct', to: 'u3', messageId: '1234567890123456791', sequence: '8' },
      },
      // The callback has no code for one user of several.
      { ...toUsersEvent, type: 'message.failed', to: 'u4', code: 'vendor_error', vendorCode: 0 },
    ],
    edited: {
      ...toUsersEvent,
      type: 'message.edited',
      at: signedAt,
      to: 'u2',
      messageId: '1234567890123456790',
      sequence: '7',
      ref: { ...ref, conversation: 'direct', to: 'u2', messageId: '1234567890123456790', sequence: '7' },
    },
  },
  {
    name: 'send_msg of a server to users whom the app is not told of',
    members: toUsers,
    events: [{ ...toUsersEvent, type: 'message.sent' }],
  },
];

/** `send_msg` of what was not sent (zim.md 9.4). */
export const failedSends: readonly WebhookFixture[] = [
  {
    name: 'send_msg of a text that the pre-send callback refused',
    members: { ...sent, conv_type: 0, conv_id: 'u2', ...text, msg_seq: 0, send_result: 660_500_010 },
    events: [
      {
        type: 'message.failed',
        at: sentAt,
        origin: 'client',
        conversation: 'direct',
        from: 'u1',
        to: 'u2',
        messageId,
        sentAt,
        content: textContent,
        code: 'content_rejected',
        vendorCode: 660_500_010,
      },
    ],
  },
  {
    name: 'send_msg of a text that failed and has no id',
    members: {
      ...sent,
      conv_type: 2,
      conv_id: '#g7',
      ...text,
      msg_id: '',
      msg_seq: 0,
      send_result: 660_600_021,
    },
    events: [
      {
        type: 'message.failed',
        at: sentAt,
        origin: 'client',
        conversation: 'group',
        from: 'u1',
        to: '#g7',
        sentAt,
        content: textContent,
        code: 'invalid_message',
        vendorCode: 660_600_021,
      },
    ],
  },
  {
    name: 'send_msg of a server to a user who blocked the sender',
    members: {
      ...toUsers,
      send_result: 660_800_045,
      user_list: [{ UserId: 'u2', MsgId: '', MsgSeq: 0 }],
    },
    events: [
      {
        ...toUsersEvent,
        type: 'message.failed',
        to: 'u2',
        code: 'recipient_blocked',
        vendorCode: 660_800_045,
      },
    ],
  },
];

/** `bot_msg` (zim.md 9.5): without `source`, so nobody says who sent it. */
export const botMessages: readonly WebhookFixture[] = [
  {
    name: 'bot_msg of a text to a bot',
    members: { ...sent, event: 'bot_msg', conv_type: 0, conv_id: '@RBT#helper', ...text },
    events: [
      {
        ...sentEvent,
        type: 'message.to_bot',
        conversation: 'direct',
        to: '@RBT#helper',
        content: textContent,
        botIds: ['@RBT#helper'],
        ref: { ...ref, conversation: 'direct', to: '@RBT#helper' },
      },
    ],
  },
];
