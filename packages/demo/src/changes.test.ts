import type { MessageRef } from '@polychat/core';
import { createEmulator, type Emulator } from '@polychat/emulator';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { connect, type DemoVendor } from './vendors.ts';

const members = ['ana', 'bo', 'cy'];
let emulator: Emulator;
let vendors: readonly DemoVendor[];

beforeEach(async () => {
  await emulator?.close();
  emulator = await createEmulator({
    zim: { users: members, groups: [{ groupId: 'team', owner: 'ana', members }] },
    tencentIm: { users: members, groups: [{ groupId: 'team', members }] },
  });
  vendors = connect(emulator);
});
afterAll(() => emulator.close());

const text = (said: string) => ({ type: 'text', text: said }) as const;
const clientText = {
  zim: (said: string) => ({ MessageType: 1, MessageBody: { Message: said } }),
  tencentIm: (said: string) => ({ MsgBody: [{ MsgType: 'TIMTextElem', MsgContent: { Text: said } }] }),
};

/** A message that ana's own device sends to the group, as a webhook would name it. */
async function groupRef({ vendor, chat }: DemoVendor, said: string): Promise<MessageRef> {
  const message = clientText[vendor](said);
  const { code } = await emulator.clientSend(vendor, { from: 'ana', to: 'team', channel: 'group', message });
  expect(code).toBe(0);
  const sequence = String(emulator.inbox('bo', { vendor }).at(-1)?.sequence);
  const [app] = chat.apps;
  return {
    version: 1,
    conversation: 'group',
    from: 'ana',
    to: 'team',
    sequence,
    vendor: '',
    app: '',
    ...app,
  };
}

const inboxOf = ({ vendor }: DemoVendor, userId: string) =>
  emulator.inbox(userId, { vendor }).map(({ state, content }) => ({ state, said: JSON.stringify(content) }));

describe.each([0, 1])('at vendor %i, over real sockets', (at) => {
  const here = () => vendors[at] as DemoVendor;

  test('messages to several users are taken back and changed, each by itself', async () => {
    const { chat } = here();
    const { accepted } = await chat.sendDirect({ from: 'ana', to: ['bo', 'cy'], content: text('at eight') });
    const [toBo, toCy] = accepted.map(({ ref }) => ref as MessageRef);
    await chat.edit(toBo as MessageRef, { content: text('at nine') });
    await chat.recall(toCy as MessageRef);
    expect(inboxOf(here(), 'bo')).toMatchObject([
      { state: 'normal', said: expect.stringContaining('at nine') },
    ]);
    expect(inboxOf(here(), 'cy')).toMatchObject([{ state: 'recalled' }]);
    await expect(chat.recall(toCy as MessageRef)).rejects.toMatchObject({ code: 'conflict' });
  });

  test('messages of a group are changed and taken back, for every member', async () => {
    const { chat } = here();
    const refs = [
      await groupRef(here(), 'one'),
      await groupRef(here(), 'two'),
      await groupRef(here(), 'three'),
    ];
    await chat.edit(refs[0] as MessageRef, { content: text('better') });
    const { accepted } = await chat.recall(refs.slice(1));
    expect(accepted.map(({ ref }) => ref)).toEqual(refs.slice(1));
    for (const member of ['bo', 'cy']) {
      expect(inboxOf(here(), member)).toMatchObject([
        { state: 'normal', said: expect.stringContaining('better') },
        { state: 'recalled' },
        { state: 'recalled' },
      ]);
    }
  });

  test('of a list that some are gone from, the others are taken back', async () => {
    const { chat } = here();
    const refs = [await groupRef(here(), 'one'), await groupRef(here(), 'two')];
    await chat.recall(refs[0] as MessageRef);
    const { accepted, failed } = await chat.recall(refs);
    expect(accepted.map(({ ref }) => ref)).toEqual([refs[1]]);
    expect(failed.map(({ ref, problem }) => [ref, problem.effect])).toEqual([[refs[0], 'rejected']]);
  });
});
