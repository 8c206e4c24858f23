/** The people, the groups and the messages of the pictures of the emulator's page. */
import type { Chat, Content } from '@polychat/core';
import type { Emulator, Vendor } from '@polychat/emulator';

export const users = [
  { userId: 'alice', name: 'Alice', presence: 'offline' },
  { userId: 'kitchen', name: 'Lantern Kitchen', presence: 'online' },
  { userId: 'courier', name: 'Courier', presence: 'online' },
  { userId: 'support', name: 'Support', presence: 'online' },
  { userId: 'bob', name: 'Bob', presence: 'online' },
  { userId: 'carol', name: 'Carol', presence: 'offline' },
  { userId: 'dave', presence: 'never' },
] as const;

/** The groups of Tencent IM. */
export const groups = [
  {
    groupId: 'friday-table',
    name: 'Friday table',
    owner: 'alice',
    members: ['bob', 'kitchen'],
    muted: ['kitchen'],
    applyJoinOption: 'FreeAccess',
  },
] as const;

/** A minute in the story; time is moved on between messages. */
const minute = 60_000;

interface Line {
  readonly via: Vendor;
  readonly from: string;
  readonly to: string;
  /** Text comes from the server; what a device says is `device`. */
  readonly content?: Content;
  readonly device?: string;
  readonly push?: string;
  readonly wait?: number;
}

const text = (words: string): Content => ({ type: 'text', text: words });

const story: readonly Line[] = [
  {
    via: 'zim',
    from: 'support',
    to: 'carol',
    content: text('Your refund of € 12.40 is on its way.'),
    push: 'Your refund is on its way',
  },
  { via: 'tencentIm', from: 'support', to: 'bob', content: text('Hi Bob, did the second parcel arrive?') },
  { via: 'tencentIm', from: 'bob', to: 'support', device: 'It did, thank you!' },
  {
    via: 'zim',
    from: 'kitchen',
    to: 'alice',
    content: text('Hi Alice! Your order #4821 is confirmed: two dan dan noodles and a sesame salad.'),
    push: 'Order #4821 is confirmed',
    wait: 4,
  },
  {
    via: 'zim',
    from: 'alice',
    to: 'kitchen',
    device: 'Great! Could you leave out the peanuts, please?',
    wait: 1,
  },
  {
    via: 'zim',
    from: 'kitchen',
    to: 'alice',
    content: text('Of course. No peanuts, extra sesame'),
    push: 'Of course. No peanuts, extra sesame',
    wait: 2,
  },
  {
    via: 'zim',
    from: 'kitchen',
    to: 'alice',
    content: {
      type: 'image',
      url: 'https://media.lantern.example/orders/4821.jpg',
      width: 1280,
      height: 860,
      size: 248_000,
    },
    push: 'Lantern Kitchen sent a picture',
    wait: 11,
  },
  {
    via: 'tencentIm',
    from: 'courier',
    to: 'alice',
    content: text('I have your order and I am on my way.'),
    push: 'The courier is on the way with your order',
    wait: 3,
  },
  {
    via: 'tencentIm',
    from: 'courier',
    to: 'alice',
    content: { type: 'location', latitude: 1.28967, longitude: 103.85007, label: 'Raffles Place, exit B' },
    push: 'The courier shared a location',
    wait: 4,
  },
  {
    via: 'tencentIm',
    from: 'alice',
    to: 'courier',
    device: 'I see you! Third door on the left, the green one.',
    wait: 1,
  },
  {
    via: 'tencentIm',
    from: 'courier',
    to: 'alice',
    content: {
      type: 'audio',
      url: 'https://media.lantern.example/voice/voice-17.m4a',
      durationSeconds: 9,
      size: 74_000,
    },
    push: 'Voice message from the courier',
    wait: 1,
  },
  {
    via: 'zim',
    from: 'support',
    to: 'alice',
    content: {
      type: 'custom',
      data: '{"type":"survey","order":4821,"stars":5}',
      description: 'How was it?',
      subType: 7,
    },
    push: 'How was your order?',
    wait: 24,
  },
  {
    via: 'tencentIm',
    from: 'support',
    to: 'alice',
    content: text('Thanks for the five stars! Here is a free tea for next time.'),
    push: 'A free tea for next time',
    wait: 2,
  },
  {
    via: 'zim',
    from: 'kitchen',
    to: 'alice',
    content: {
      type: 'file',
      url: 'https://media.lantern.example/receipts/4821.pdf',
      fileName: 'Receipt 4821.pdf',
      size: 81_000,
    },
    push: 'Your receipt',
    wait: 1,
  },
  {
    via: 'tencentIm',
    from: 'courier',
    to: 'alice',
    content: text('Delivered at the green door. Enjoy!'),
    push: 'Delivered at the green door. Enjoy!',
    wait: 1,
  },
  {
    via: 'zim',
    from: 'kitchen',
    to: 'alice',
    content: text('Your table for four on Friday at 19:30 is booked. See you then!'),
    push: 'Your table for four on Friday is booked',
    wait: 3,
  },
];

/** Tells the story to both vendors. */
export async function tell(emulator: Emulator, chats: Record<Vendor, Chat>): Promise<void> {
  for (const { via, from, to, content, device, push, wait } of story) {
    // A webhook that is still under way would run into its time limit.
    await emulator.webhooksSettled();
    emulator.advance((wait ?? 0) * minute);
    if (device !== undefined) {
      const message =
        via === 'zim'
          ? { MessageType: 1, MessageBody: { Message: device } }
          : { MsgBody: [{ MsgType: 'TIMTextElem', MsgContent: { Text: device } }] };
      const { code } = await emulator.clientSend(via, { from, to, message });
      if (code !== 0) throw new Error(`${via} refused a device's message with ${code}`);
    } else if (content !== undefined) {
      const title = users.find(({ userId }) => userId === from);
      await chats[via].sendDirect({
        from,
        to,
        content,
        ...(push === undefined
          ? {}
          : { push: { title: (title && 'name' in title ? title.name : from) ?? from, body: push } }),
      });
    }
  }
}

type Said = readonly [from: string, text: string, more?: { readonly GroupAtInfo: readonly object[] }];

const saidInGroup: readonly Said[] = [
  ['alice', 'A table for four is booked: Friday at 19:30, at Lantern Kitchen.'],
  ['bob', 'I am in. Is there place for Carol, too?'],
  ['alice', 'There is now!'],
];

const saidLater: readonly Said[] = [
  ['carol', 'Thank you! I am there at seven.'],
  [
    'bob',
    '@alice can you bring the vouchers?',
    { GroupAtInfo: [{ GroupAtAllFlag: 0, GroupAt_Account: 'alice' }] },
  ],
  ['carol', 'Wrong chat, sorry'],
];

async function say(emulator: Emulator, [from, text, more]: Said): Promise<void> {
  emulator.advance(minute);
  const MsgBody = [{ MsgType: 'TIMTextElem', MsgContent: { Text: text } }];
  const sent = { from, to: 'friday-table', channel: 'group', message: { MsgBody, ...more } } as const;
  const { code } = await emulator.clientSend('tencentIm', sent);
  if (code !== 0) throw new Error(`tencentIm refused a message to a group with ${code}`);
}

/** What happens in the group: somebody joins, is named, and takes a message back. */
export async function tellGroup(emulator: Emulator): Promise<void> {
  const act = emulator.clientAct;
  for (const said of saidInGroup) await say(emulator, said);
  await act('tencentIm', 'carol', { act: 'join', channel: 'group', id: 'friday-table' });
  for (const said of saidLater) await say(emulator, said);
  const last = emulator.messages.at(-1);
  if (last !== undefined) await act('tencentIm', 'carol', { act: 'recall', message: last.id });
}

/** A message that is edited, one that the webhook refuses, and one of which the webhook is told again and again. */
export async function tellChanges(emulator: Emulator): Promise<void> {
  const device = (from: string, to: string, Message: string) =>
    emulator.clientSend('zim', { from, to, message: { MessageType: 1, MessageBody: { Message } } });
  await device('bob', 'alice', 'See you at seven');
  const edited = emulator.messages.at(-1)?.id ?? 0;
  await emulator.clientAct('zim', 'bob', {
    act: 'edit',
    message: edited,
    content: { Message: 'See you at half past seven' },
  });
  await device('bob', 'alice', 'Win a free dinner: click here!');
  await device('alice', 'bob', 'I will bring the vouchers');
  await emulator.webhooksSettled();
  for (const waitMs of [2000, 4000]) {
    emulator.advance(waitMs);
    await emulator.webhooksSettled();
  }
}
