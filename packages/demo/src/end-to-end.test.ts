import { type Chat, ChatError, type ChatOptions, createChat, type Pacer } from '@polychat/core';
import { createEmulator, type Emulator, type FaultRule, type Vendor } from '@polychat/emulator';
import { tencentIm } from '@polychat/tencent-im';
import { zim } from '@polychat/zim';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { EmulatorTime } from './__fixtures__/emulator-time.ts';

let emulator: Emulator;
let time: EmulatorTime;
let options: ChatOptions;

beforeAll(async () => {
  emulator = await createEmulator({
    zim: { users: ['alice', 'bob', 'carol'] },
    tencentIm: { users: ['alice', 'bob', 'carol'] },
  });
  time = new EmulatorTime(emulator);
  const { clock, transport } = time;
  options = { clock, transport, pacer: unpaced };
});
beforeEach(() => time.freeze());
afterEach(() => emulator.reset());
afterAll(() => emulator.close());

/** Pacing has tests of its own. */
const unpaced: Pacer = { acquire: async () => ({ settle: () => {} }) };

const connect: Record<Vendor, (app?: { command?: 'single' | 'batch' }) => Chat> = {
  zim: () => {
    const { appId, serverSecret, baseUrl } = emulator.zim;
    return createChat(zim({ appId, serverSecret, baseUrl }), options);
  },
  tencentIm: ({ command } = {}) => {
    const { sdkAppId, secretKey, admins, baseUrl } = emulator.tencentIm;
    return createChat(
      tencentIm({ sdkAppId, secretKey, adminUserId: admins[0] ?? '', baseUrl, command }),
      options,
    );
  },
};

const message = { from: 'alice', content: { type: 'text', text: 'At eight?' } } as const;
const received = (userId: string, vendor: Vendor) => emulator.inbox(userId, { vendor }).length;

/** What `sendDirect` came to, thrown or not, as `userId: status` or `userId: code`. */
async function send(chat: Chat, to: string | readonly string[]): Promise<string[]> {
  const receipt = await chat.sendDirect({ ...message, to }).catch((error: unknown) => {
    if (ChatError.is(error) && error.receipt && 'accepted' in error.receipt) return error.receipt;
    throw error;
  });
  return [
    ...receipt.accepted.map(({ userId }) => `${userId}: accepted`),
    ...receipt.failed.map(({ userId, problem }) => `${userId}: failed, ${problem.code}`),
    ...receipt.unconfirmed.map(({ userId, problem }) => `${userId}: unconfirmed, ${problem.code}`),
  ];
}

describe.each<Vendor>(['zim', 'tencentIm'])('%s', (vendor) => {
  test('registers users, who are then reached', async () => {
    const chat = connect[vendor]();
    const receipt = await chat.registerUsers([{ userId: 'dora' }, { userId: 'bob' }]);
    expect(receipt.accepted.map(({ userId }) => userId)).toEqual(['dora', 'bob']);
    expect(await send(chat, ['dora', 'bob'])).toEqual(['dora: accepted', 'bob: accepted']);
    expect([received('dora', vendor), received('bob', vendor)]).toEqual([1, 1]);
  });

  test('an unknown recipient fails alone', async () => {
    expect(await send(connect[vendor](), ['bob', 'ghost', 'carol'])).toEqual([
      'bob: accepted',
      'carol: accepted',
      'ghost: failed, recipient_not_found',
    ]);
  });

  test('an unknown sender is named as such', async () => {
    await expect(
      connect[vendor]().sendDirect({ ...message, from: 'ghost', to: 'bob' }),
    ).rejects.toMatchObject({
      effect: 'rejected',
      code: vendor === 'zim' ? 'sender_not_found' : expect.stringMatching(/sender_not_found|not_found/),
    });
  });

  test('a broadcast to who is online, and to everyone with a push', async () => {
    const chat = connect[vendor]();
    const push = { title: 'Ops', body: 'We close at ten' };
    const online = await chat.broadcast({ ...message, audience: 'online' });
    expect(online.results).toMatchObject([{ via: vendor }]);
    await time.clock.advance(2_000);
    const everyone = await chat.broadcast({ ...message, audience: 'everyone', push });
    expect(everyone.warnings.map(({ code }) => code)).toEqual(
      vendor === 'zim' ? [] : ['stored_for_next_login'],
    );
  });

  test('fields of the other vendor are left alone, and a misspelt vendor is a warning', async () => {
    const chats = { zim: connect.zim(), tencentIm: connect.tencentIm() };
    const fields = {
      zim: { searchedContent: 'order' },
      tencentIm: { sendMsgControl: ['NoLastMsg'] },
    } as const;
    const content = { type: 'custom', data: '{"order":17}' } as const;
    const known = await chats[vendor].sendDirect({ from: 'alice', to: 'bob', content, vendor: fields });
    expect(known.warnings).toEqual([]);
    const misspelt = { ...fields, tencent: {} };
    const { warnings } = await chats[vendor].sendDirect({
      from: 'alice',
      to: 'bob',
      content,
      vendor: misspelt,
    });
    expect(warnings).toMatchObject([{ code: 'unknown_vendor', field: 'vendor.tencent', via: vendor }]);
  });

  test('too fast, once: waits and gets through', async () => {
    emulator.fail({ vendor, fault: { kind: 'code', code: vendor === 'zim' ? 660300005 : 60007 } });
    expect(await send(connect[vendor](), 'bob')).toEqual(['bob: accepted']);
    expect(received('bob', vendor)).toBe(1);
  });
});

const unclear: readonly [string, FaultRule['fault'], string][] = [
  ['silence after it was taken', { kind: 'silence', when: 'after' }, 'timeout'],
  ['silence before it was taken', { kind: 'silence', when: 'before' }, 'timeout'],
  ['a connection that breaks after it was taken', { kind: 'reset', when: 'after' }, 'network'],
  ['half a reply', { kind: 'truncated' }, 'bad_reply'],
  ['a reply that stalls', { kind: 'stalled' }, 'timeout'],
  ['a page of HTML with 502', { kind: 'html', when: 'after' }, 'bad_reply'],
  ['a page of HTML with 200', { kind: 'html', status: 200, when: 'after' }, 'bad_reply'],
];

describe.each(unclear)('an unclear attempt: %s', (_title, fault, code) => {
  test('stays unconfirmed at ZIM, which discards no copy, and is not repeated', async () => {
    emulator.fail({ vendor: 'zim', fault });
    expect(await send(connect.zim(), ['bob', 'carol'])).toEqual([
      `bob: unconfirmed, ${code}`,
      `carol: unconfirmed, ${code}`,
    ]);
    expect(emulator.requests).toHaveLength(1);
  });

  test('stays unconfirmed in a batch at Tencent IM, and is not repeated', async () => {
    emulator.fail({ vendor: 'tencentIm', fault });
    expect(await send(connect.tencentIm(), ['bob', 'carol'])).toEqual([
      `bob: unconfirmed, ${code}`,
      `carol: unconfirmed, ${code}`,
    ]);
    expect(emulator.requests).toHaveLength(1);
  });

  test('is repeated at Tencent IM one by one, and arrives once', async () => {
    emulator.fail({ vendor: 'tencentIm', recipient: 'bob', fault });
    const chat = connect.tencentIm({ command: 'single' });
    expect(await send(chat, ['bob', 'carol'])).toEqual(['bob: accepted', 'carol: accepted']);
    expect([received('bob', 'tencentIm'), received('carol', 'tencentIm')]).toEqual([1, 1]);
    const bodies = emulator.requests.filter(({ body }) => body.includes('"bob"')).map(({ body }) => body);
    expect(bodies).toHaveLength(2);
    expect(new Set(bodies).size).toBe(1);
  });
});

describe('a vendor that recovers too late', () => {
  test('a timeout followed by a refusal is unconfirmed', async () => {
    emulator.fail({ vendor: 'tencentIm', fault: { kind: 'silence', when: 'after' } });
    emulator.fail({ vendor: 'tencentIm', fault: { kind: 'code', code: 90012 } });
    expect(await send(connect.tencentIm(), 'bob')).toEqual(['bob: unconfirmed, timeout']);
  });
});

describe('many sends', () => {
  /** More with `MESSAGES`. */
  const count = Number(process.env.MESSAGES ?? '2000');
  const recipients = Array.from({ length: count }, (_, index) => `user-${index}`);
  const plenty = 1_000_000_000;

  test(`${count} messages in one process: nobody is lost, nobody gets it twice`, async () => {
    const busy = await createEmulator({
      tencentIm: { users: ['alice', ...recipients], limits: { callsPerSecond: plenty } },
    });
    const { sdkAppId, secretKey, admins, baseUrl } = busy.tencentIm;
    const adapter = tencentIm({
      sdkAppId,
      secretKey,
      adminUserId: admins[0] ?? '',
      baseUrl,
      command: 'single',
      singleCallsPerSecond: plenty,
    });
    const time = new EmulatorTime(busy);
    time.freeze();
    const { clock, transport } = time;
    const chat = createChat(adapter, { clock, transport, maxInFlight: 64 });
    const bulk = chat.sendBulk(message, recipients);
    const statuses = new Map<string, string>();
    for await (const outcomes of bulk) {
      for (const { userId, status } of outcomes) {
        expect(statuses.has(userId)).toBe(false);
        statuses.set(userId, status);
      }
    }
    expect(await bulk.summary()).toMatchObject({ pulled: count, accepted: count, completed: true });
    expect(statuses.size).toBe(count);
    expect(recipients.filter((userId) => busy.inbox(userId).length !== 1)).toEqual([]);
    await busy.close();
  });
});
