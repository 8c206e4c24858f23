import {
  type CallRecord,
  type Chat,
  type ChatOptions,
  type ConversationReceipt,
  createChat,
  createMemoryPacer,
  type MessageRef,
  systemClock,
} from '@polychat/core';
import { createEmulator, type Emulator, type EmulatorOptions, type Vendor } from '@polychat/emulator';
import { tencentIm } from '@polychat/tencent-im';
import { zim } from '@polychat/zim';
import { afterEach, describe, expect, test } from 'vitest';

const members = ['ana', 'bo', 'cy'];
const users = [...members, 'dee'].map((userId) => ({ userId, presence: 'online' as const }));
let emulator: Emulator;
afterEach(() => emulator.close());

async function start({ zim: ofZim, tencentIm: ofTencentIm }: EmulatorOptions = {}): Promise<void> {
  emulator = await createEmulator({
    zim: {
      users,
      groups: [{ groupId: 'team', owner: 'ana', members }],
      rooms: [{ roomId: 'stage', members }],
      ...ofZim,
    },
    tencentIm: {
      users,
      groups: [
        { groupId: 'team', members, muted: ['cy'] },
        { groupId: 'stage', type: 'AVChatRoom', members },
      ],
      ...ofTencentIm,
    },
  });
}

/** As another process has it: with a pacer of its own, and by the emulator's time. */
function chatOf(vendor: Vendor, options: ChatOptions = {}): Chat {
  const { appId, serverSecret, baseUrl } = emulator.zim;
  const { sdkAppId, secretKey } = emulator.tencentIm;
  const adapter =
    vendor === 'zim'
      ? zim({ appId, serverSecret, baseUrl })
      : tencentIm({
          sdkAppId,
          secretKey,
          adminUserId: 'administrator',
          baseUrl: emulator.tencentIm.baseUrl,
        });
  const clock = { ...systemClock, now: () => emulator.now() };
  return createChat(adapter, { timeoutMs: 500, clock, pacer: createMemoryPacer({ clock }), ...options });
}

const text = (said: string) => ({ type: 'text', text: said }) as const;
const saidTo = (userId: string, vendor: Vendor) =>
  emulator.inbox(userId, { vendor }).map(({ content }) => JSON.stringify(content));
const refOf = ({ ref }: ConversationReceipt): MessageRef => ref ?? expect.unreachable('it has no ref');
const vendors: readonly Vendor[] = ['zim', 'tencentIm'];

describe.each(vendors)('at %s, over real sockets', (vendor) => {
  test('a message to a group reaches its members, and no others', async () => {
    await start();
    const content = text('at eight');
    const receipt = await chatOf(vendor).sendToGroup({ from: 'ana', groupId: 'team', content });
    expect(refOf(receipt)).toMatchObject({ conversation: 'group', from: 'ana', to: 'team' });
    for (const userId of ['bo', 'cy']) {
      expect(emulator.inbox(userId, { vendor })).toMatchObject([
        { channel: 'group', from: 'ana', to: 'team', countsAsUnread: true },
      ]);
      expect(saidTo(userId, vendor)).toEqual([expect.stringContaining('at eight')]);
    }
    expect(emulator.inbox('dee', { vendor })).toEqual([]);
    expect(emulator.inbox('ana', { vendor, direction: 'sent' })).toHaveLength(1);
  });

  test('it is changed and taken back by its ref, by another process', async () => {
    await start();
    const chat = chatOf(vendor);
    const message = { from: 'ana', groupId: 'team' };
    const first = await chat.sendToGroup({ ...message, content: text('at eight') });
    const second = await chat.sendToGroup({ ...message, content: text('twice') });
    const stored = [first, second].map((receipt) => JSON.parse(JSON.stringify(refOf(receipt))));
    const other = chatOf(vendor);
    await other.edit(stored[0], { content: text('at nine') });
    await expect(other.recall(stored[1])).resolves.toMatchObject({ accepted: [{ ref: stored[1] }] });
    for (const userId of ['bo', 'cy']) {
      expect(saidTo(userId, vendor)[0]).toContain('at nine');
      expect(emulator.inbox(userId, { vendor })).toMatchObject([{ state: 'normal' }, { state: 'recalled' }]);
    }
  });

  test('with targets it reaches these alone, and counts as unread for nobody', async () => {
    await start();
    const targets = { only: ['bo'] };
    await chatOf(vendor).sendToGroup({ from: 'ana', groupId: 'team', content: text('psst'), targets });
    expect(emulator.inbox('bo', { vendor })).toMatchObject([{ countsAsUnread: false }]);
    expect(emulator.inbox('cy', { vendor })).toEqual([]);
  });

  test.each([
    ['every optional field', { priority: 'high', metadata: 'm', readReceipt: true, countsAsUnread: false }],
    ['a push', { push: { title: 'Team', body: 'at eight' } }],
    ['a signal', { content: { type: 'signal', data: 'typing' } }],
    ['custom content', { content: { type: 'custom', data: '{"a":1}', subType: 3 } }],
  ] as const)('is taken with %s', async (_what, more) => {
    await start();
    const message = { from: 'ana', groupId: 'team', content: text('at eight'), ...more };
    await expect(chatOf(vendor).sendToGroup(message)).resolves.toMatchObject({ warnings: [] });
    expect(emulator.inbox('bo', { vendor })).toHaveLength(1);
  });

  test('a message to a room reaches those who are inside', async () => {
    await start();
    const message = { from: 'ana', roomId: 'stage', content: text('welcome'), priority: 'high' } as const;
    await chatOf(vendor).sendToRoom(message);
    for (const userId of ['bo', 'cy']) {
      expect(saidTo(userId, vendor)).toEqual([expect.stringContaining('welcome')]);
    }
    expect(emulator.inbox('dee', { vendor })).toEqual([]);
  });

  test('it is taken back by its ref, where the reply gives it a number', async () => {
    await start({ zim: { readings: { roomSequence: 'present' } } });
    const chat = chatOf(vendor);
    const receipt = await chat.sendToRoom({ from: 'ana', roomId: 'stage', content: text('oops') });
    expect(refOf(receipt)).toMatchObject({ conversation: 'room', to: 'stage' });
    await chatOf(vendor).recall(refOf(receipt));
    expect(emulator.inbox('bo', { vendor })).toMatchObject([{ state: 'recalled' }]);
  });

  test('what is not there is said, with the field that named it', async () => {
    await start();
    const chat = chatOf(vendor);
    const content = text('anybody?');
    const gone = { code: 'not_found', effect: 'rejected' };
    await expect(chat.sendToGroup({ from: 'ana', groupId: 'gone', content })).rejects.toMatchObject({
      ...gone,
      field: 'groupId',
    });
    await expect(chat.sendToRoom({ from: 'ana', roomId: 'gone', content })).rejects.toMatchObject({
      ...gone,
      field: 'roomId',
    });
    await expect(chat.sendToGroup({ from: 'ghost', groupId: 'team', content })).rejects.toMatchObject({
      code: 'sender_not_found',
      effect: 'rejected',
    });
    expect(emulator.messages).toEqual([]);
  });
});

const keyed = { from: 'ana', groupId: 'team', content: text('once'), idempotencyKey: 'booking-17' } as const;

describe('a copy of a message to a group', () => {
  test('is discarded by Tencent IM for five minutes, whichever process sends it', async () => {
    await start();
    const first = await chatOf('tencentIm').sendToGroup(keyed);
    emulator.advance(299_000);
    expect((await chatOf('tencentIm').sendToGroup(keyed)).sequence).toBe(first.sequence);
    expect(emulator.inbox('bo', { vendor: 'tencentIm' })).toHaveLength(1);
    emulator.advance(2_000);
    await chatOf('tencentIm').sendToGroup(keyed);
    expect(emulator.inbox('bo', { vendor: 'tencentIm' })).toHaveLength(2);
  });

  test('is discarded by Tencent IM also where the reply to the first was lost', async () => {
    await start();
    emulator.fail({
      vendor: 'tencentIm',
      endpoint: 'send_group_msg',
      fault: { kind: 'reset', when: 'after' },
    });
    const message = { from: 'ana', groupId: 'team', content: text('once') };
    await expect(chatOf('tencentIm').sendToGroup(message)).resolves.toMatchObject({ sequence: '1' });
    expect(emulator.requests).toHaveLength(2);
    expect(emulator.inbox('bo', { vendor: 'tencentIm' })).toHaveLength(1);
  });

  test('is discarded by ZIM never: one is sent, and what became of it is said', async () => {
    await start();
    emulator.fail({ vendor: 'zim', endpoint: 'SendGroupMessage', fault: { kind: 'reset', when: 'after' } });
    await expect(chatOf('zim').sendToGroup(keyed)).rejects.toMatchObject({ effect: 'unknown' });
    expect(emulator.inbox('bo', { vendor: 'zim' })).toHaveLength(1);
    const { warnings } = await chatOf('zim').sendToGroup(keyed);
    expect(warnings).toMatchObject([{ code: 'not_deduplicated' }]);
    expect(emulator.inbox('bo', { vendor: 'zim' })).toHaveLength(2);
  });

  test.each<[Vendor, string, number]>([
    ['tencentIm', 'accepted', 1],
    ['zim', 'unconfirmed', 1],
  ])('that is made by %s from a journal, after a crash, is %s', async (vendor, status, arrived) => {
    await start();
    const records: CallRecord[] = [];
    emulator.fail({ vendor, fault: { kind: 'silence', when: 'after' } });
    const journal = { begin: (begun: readonly CallRecord[]) => void records.push(...begun) };
    const message = { from: 'ana', groupId: 'team', content: text('once') };
    await chatOf(vendor, { timeoutMs: 100, retry: { maxAttempts: 1 } })
      .sendToGroup(message, { journal })
      .catch(() => undefined);
    expect(records).toMatchObject([{ operation: 'group', items: [] }]);
    emulator.advance(20_000);
    const stored = JSON.parse(JSON.stringify(records[0]));
    await expect(chatOf(vendor).resume(stored)).resolves.toMatchObject([{ status }]);
    expect(emulator.inbox('bo', { vendor })).toHaveLength(arrived);
  });
});

describe('more messages than a group of Tencent IM takes in a second', () => {
  const limits = { groupMessagesPerSecond: 2 };
  const sendFour = async () => {
    const chat = chatOf('tencentIm', { deadlineMs: 20_000 });
    const sent = ['one', 'two', 'three', 'four'].map((said) =>
      chat.sendToGroup({ from: 'ana', groupId: 'team', content: text(said), idempotencyKey: said }),
    );
    const receipts = await Promise.all(sent);
    return new Set(receipts.map(({ sequence }) => sequence)).size;
  };
  const distinct = () => new Set(saidTo('bo', 'tencentIm')).size;

  test('are refused, go again, and arrive once each', async () => {
    await start({ tencentIm: { ...seeds(), limits } });
    expect(await sendFour()).toBe(4);
    expect([saidTo('bo', 'tencentIm').length, distinct()]).toEqual([4, 4]);
  });

  test('or are dropped although all is OK: then they go again as others, and arrive once each', async () => {
    await start({ tencentIm: { ...seeds(), limits, readings: { groupOverload: 'drop' } } });
    expect(await sendFour()).toBe(4);
    expect([saidTo('bo', 'tencentIm').length, distinct()]).toEqual([4, 4]);
    const randoms = emulator.requests.map(({ body }) => JSON.parse(String(body)).Random);
    expect(randoms.length).toBeGreaterThan(4);
    expect(new Set(randoms).size).toBe(randoms.length);
  });

  function seeds() {
    return { users, groups: [{ groupId: 'team', members }] };
  }
});

test('a sender who is muted in a group of Tencent IM is denied', async () => {
  await start();
  await expect(
    chatOf('tencentIm').sendToGroup({ from: 'cy', groupId: 'team', content: text('hm') }),
  ).rejects.toMatchObject({ code: 'permission_denied', effect: 'rejected' });
});

test('whom a message names at Tencent IM comes with it', async () => {
  await start();
  const mentions = { everyone: true, users: ['bo'] };
  await chatOf('tencentIm').sendToGroup({ from: 'ana', groupId: 'team', content: text('@bo'), mentions });
  const { body } = emulator.requests.at(-1) ?? expect.unreachable('nothing came');
  expect(JSON.parse(String(body)).GroupAtInfo).toEqual([
    { GroupAtAllFlag: 1 },
    { GroupAtAllFlag: 0, GroupAt_Account: 'bo' },
  ]);
});

test('the sender of a message to a room of ZIM gets it, or does not', async () => {
  await start();
  const chat = chatOf('zim');
  const message = { from: 'ana', roomId: 'stage', content: text('welcome') };
  await chat.sendToRoom({ ...message, senderCopy: false });
  expect(emulator.inbox('ana', { vendor: 'zim', direction: 'sent' })).toEqual([]);
  await chat.sendToRoom(message);
  expect(emulator.inbox('ana', { vendor: 'zim', direction: 'sent' })).toHaveLength(1);
});
