import { changedChat } from '@polychat/conformance/chats';
import type { Chat, MessageRef, RecallReceipt } from '@polychat/core';
import { ChatError } from '@polychat/core';
import { createProblem } from '@polychat/core/combine';
import { SimulatedClock } from '@polychat/core/testing';
import { describe, expect, test } from 'vitest';
import { escapedUserIds } from './escaped-user-ids.ts';
import { failover } from './failover/failover.ts';
import { mapUsers } from './map-users.ts';
import { migration } from './migration/migration.ts';
import { routeBy } from './route-by.ts';
import { senders } from './senders.ts';
import { hello, InboxVendor } from './testing/inbox-vendor.ts';

function world(change: (name: string) => Partial<Chat> = () => ({})) {
  const clock = new SimulatedClock();
  const north = new InboxVendor({ name: 'north', clock, changes: true });
  const south = new InboxVendor({ name: 'south', clock, changes: true });
  const [one, other] = [north, south].map((vendor) => changedChat(vendor.chat, change(vendor.name)));
  const parts = [one ?? north.chat, other ?? south.chat] as const;
  const chat = routeBy((userId) => (userId.startsWith('n') ? 'north' : 'south'), parts, { clock });
  return { clock, north, south, chat, parts };
}

/** The refs of a message to these users. */
async function sent(
  { clock, chat }: Pick<ReturnType<typeof world>, 'clock' | 'chat'>,
  to: readonly string[],
) {
  const { accepted } = await clock.finish(chat.sendDirect({ ...hello, to }));
  return accepted.map(({ ref }) => ref as MessageRef);
}

const shown = ({ accepted, failed, unconfirmed }: RecallReceipt) => [
  ...accepted.map(({ ref, via }) => `${ref.to} accepted ${via}`),
  ...failed.map(({ ref, via, problem }) =>
    `${ref.to} failed ${via} ${problem.code} ${problem.field ?? ''}`.trim(),
  ),
  ...unconfirmed.map(({ ref, via, problem }) => `${ref.to} unconfirmed ${via} ${problem.code}`),
];

describe('a recall through several chats', () => {
  test('takes each message back at the chat that its ref names, and keeps the order of the input', async () => {
    const here = world();
    const refs = await sent(here, ['n1', 's1', 'n2']);
    const receipt = await here.clock.finish(here.chat.recall(refs));
    expect(shown(receipt)).toEqual(['n1 accepted north', 's1 accepted south', 'n2 accepted north']);
    expect([here.north.inbox('n1'), here.south.inbox('s1')]).toEqual([['(recalled)'], ['(recalled)']]);
    expect(here.north.posted.filter(({ command }) => command === 'recall')).toHaveLength(2);
  });

  test('names what failed at one of them, and the place in the input of a ref that one cannot use', async () => {
    const here = world();
    const [n1, s1, n2] = await sent(here, ['n1', 's1', 'n2']);
    await here.clock.finish(here.chat.recall(n1 as MessageRef));
    const { messageId: _none, ...bare } = n2 as MessageRef;
    const receipt = await here.clock.finish(here.chat.recall([n1 as MessageRef, s1 as MessageRef, bare]));
    expect(shown(receipt)).toEqual([
      's1 accepted south',
      'n1 failed north conflict',
      'n2 failed north invalid_message refs[2].messageId',
    ]);
  });

  test('is thrown, with its receipt, where nothing was taken back', async () => {
    const here = world();
    const refs = await sent(here, ['n1', 's1']);
    await here.clock.finish(here.chat.recall(refs));
    await expect(here.clock.finish(here.chat.recall(refs))).rejects.toMatchObject({
      code: 'conflict',
      recallReceipt: { accepted: [], failed: [{ via: 'north' }, { via: 'south' }] },
    });
  });

  test.each<[string, Partial<Chat>, string]>([
    [
      'throws no ChatError',
      { recall: () => Promise.reject(new TypeError('odd')) },
      'unconfirmed north vendor_error',
    ],
    [
      'throws at once',
      {
        recall: () => {
          throw new TypeError('odd');
        },
      },
      'unconfirmed north vendor_error',
    ],
    ['returns nothing', { recall: () => Promise.resolve(undefined as never) }, 'unconfirmed north bad_reply'],
    [
      'names nobody',
      { recall: () => Promise.resolve({ accepted: [], failed: [], unconfirmed: [], warnings: [] }) },
      'unconfirmed north bad_reply',
    ],
    [
      'refuses the options',
      {
        recall: () =>
          Promise.reject(
            new ChatError(
              createProblem({
                code: 'unsupported',
                effect: 'not_sent',
                transient: false,
                message: 'no',
                field: 'refs[0].conversation',
              }),
            ),
          ),
      },
      'failed north unsupported refs[1].conversation',
    ],
  ])('names every message exactly once where a chat %s', async (_what, change, end) => {
    const here = world((name) => (name === 'north' ? change : {}));
    const refs = await sent(here, ['s1', 'n1']);
    const receipt = await here.clock.finish(here.chat.recall(refs));
    expect(shown(receipt)).toEqual(['s1 accepted south', `n1 ${end}`]);
  });

  test('refuses a ref for which no chat speaks, and nothing is sent', async () => {
    const here = world();
    const [n1] = await sent(here, ['n1']);
    const before = here.north.posted.length;
    const foreign = { ...(n1 as MessageRef), app: 'another' };
    await expect(here.chat.recall([n1 as MessageRef, foreign])).rejects.toMatchObject({
      code: 'invalid_message',
      field: 'refs[1].app',
    });
    await expect(here.chat.edit(foreign, { metadata: 'x' })).rejects.toMatchObject({ field: 'ref.app' });
    expect(here.north.posted).toHaveLength(before);
  });

  test('is refused once the chat is closed', async () => {
    const here = world();
    const refs = await sent(here, ['n1']);
    await here.clock.finish(here.chat.close());
    await expect(here.chat.recall(refs)).rejects.toMatchObject({ code: 'misconfigured' });
  });
});

describe('an edit through several chats', () => {
  test('changes the message at the chat that its ref names', async () => {
    const here = world();
    const [n1, s1] = await sent(here, ['n1', 's1']);
    const better = { content: { type: 'text', text: 'better' } } as const;
    expect(await here.clock.finish(here.chat.edit(s1 as MessageRef, better))).toMatchObject({
      via: 'south',
      ref: s1,
    });
    expect([here.north.inbox('n1'), here.south.inbox('s1')]).toEqual([['hello'], ['better']]);
    expect(n1).toBeDefined();
  });
});

describe('a look at a message through several chats', () => {
  const looked: string[] = [];
  const looking = () =>
    world((name) => ({
      find: async (ref, options) => {
        looked.push(`${name} ${ref.to} ${options?.timeoutMs}`);
        return { found: false };
      },
    }));

  test('is taken at the chat that the ref names, with the options', async () => {
    const here = looking();
    const [n1, s1] = await sent(here, ['n1', 's1']);
    looked.length = 0;
    for (const ref of [s1, n1]) {
      expect(await here.chat.find(ref as MessageRef, { timeoutMs: 7 })).toEqual({ found: false });
    }
    expect(looked).toEqual(['south s1 7', 'north n1 7']);
  });

  test.each([
    ['no chat speaks for its app', (ref: MessageRef) => ({ ...ref, app: 'another' }), 'ref.app'],
    ['it is none', () => ({ version: 1 }) as MessageRef, 'ref.vendor'],
  ])('refuses a ref where %s, and nobody is asked', async (_why, change, field) => {
    const here = looking();
    const [n1] = await sent(here, ['n1']);
    looked.length = 0;
    await expect(here.chat.find(change(n1 as MessageRef))).rejects.toMatchObject({
      code: 'invalid_message',
      field,
    });
    expect(looked).toEqual([]);
  });

  test('is refused once the chat is closed', async () => {
    const here = looking();
    const [n1] = await sent(here, ['n1']);
    await here.clock.finish(here.chat.close());
    await expect(here.chat.find(n1 as MessageRef)).rejects.toMatchObject({ code: 'misconfigured' });
  });

  test.each<[string, (parts: readonly [Chat, Chat], clock: SimulatedClock) => Chat]>([
    ['failover', (parts, clock) => failover(parts, { clock })],
    ['mapUsers', ([north]) => mapUsers(north, escapedUserIds())],
    ['senders', ([north]) => senders(north, { ops: 'administrator' })],
    ['migration', ([from, to], clock) => migration({ from, to, stage: 'dualwrite', clock })],
  ])('goes on to it in %s, by the ids of the vendor', async (_name, combine) => {
    const here = looking();
    const chat = combine(here.parts, here.clock);
    const [n1] = await sent(here, ['n1']);
    looked.length = 0;
    const ref = { ...(n1 as MessageRef), to: 'n/1' };
    expect(await chat.find(ref)).toEqual({ found: false });
    expect(looked).toEqual(['north n/1 undefined']);
  });
});

describe.each<[string, (parts: readonly [Chat, Chat], clock: SimulatedClock) => Chat]>([
  ['failover', (parts, clock) => failover(parts, { clock })],
  ['mapUsers', ([north]) => mapUsers(north, escapedUserIds())],
  ['senders', ([north]) => senders(north, { ops: 'administrator' })],
])('%s', (_name, combine) => {
  test('takes back and changes by refs as the vendor has them', async () => {
    const { clock, north, parts } = world();
    const chat = combine(parts, clock);
    const { accepted } = await clock.finish(chat.sendDirect({ ...hello, to: ['n/1', 'n2'] }));
    const [first, second] = accepted.map(({ ref }) => ref as MessageRef);
    await clock.finish(chat.edit(first as MessageRef, { content: { type: 'text', text: 'better' } }));
    await clock.finish(chat.recall(second as MessageRef));
    expect(north.inbox((first as MessageRef).to)).toEqual(['better']);
    expect(north.inbox('n2')).toEqual(['(recalled)']);
  });
});
