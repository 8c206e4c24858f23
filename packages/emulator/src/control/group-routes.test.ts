import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createEmulator } from '../create-emulator.ts';
import type { Emulator } from '../emulator.ts';
import { control } from './__fixtures__/control-client.ts';

let emulator: Emulator;

beforeEach(async () => {
  emulator = await createEmulator({
    zim: {
      users: [{ userId: 'ana', name: 'Ana', presence: 'online' }, 'bo'],
      groups: [{ groupId: 'crew', owner: 'ana', name: 'The crew', members: ['bo'] }],
      rooms: [{ roomId: 'lobby', name: 'Lobby', members: ['bo'] }],
    },
    tencentIm: {
      groups: [{ groupId: 'team', owner: 'ana', admins: ['cy'], members: ['bo'], muted: ['bo'] }],
    },
  });
  emulator.freeze();
});
afterEach(() => emulator.close());

const get = async (path: string) => (await control(emulator, 'GET', path)).json;

const say = (vendor: 'zim' | 'tencentIm', channel: 'group' | 'room', to: string, text: string) =>
  emulator.clientSend(vendor, {
    ...{ from: vendor === 'zim' ? 'bo' : 'ana', to, channel },
    message:
      vendor === 'zim'
        ? { MessageType: 1, MessageBody: { Message: text } }
        : { MsgBody: [{ MsgType: 'TIMTextElem', MsgContent: { Text: text } }] },
  });

describe('the list of groups and rooms', () => {
  test('has those of both vendors with what they are, the newest message first', async () => {
    await say('zim', 'room', 'lobby', 'anyone here?');
    await say('tencentIm', 'group', 'team', 'at nine');
    expect(await get('groups')).toEqual({
      total: 3,
      groups: [
        expect.objectContaining({
          ...{ vendor: 'tencentIm', channel: 'group', id: 'team', name: '', kind: 'Public', owner: 'ana' },
          ...{ memberCount: 3, lastFrom: 'ana', preview: 'at nine' },
        }),
        {
          ...{ vendor: 'zim', channel: 'room', id: 'lobby', name: 'Lobby', kind: 'Room', memberCount: 1 },
          ...{ lastAt: emulator.now(), lastFrom: 'bo', preview: 'anyone here?' },
        },
        {
          ...{ vendor: 'zim', channel: 'group', id: 'crew', name: 'The crew', kind: 'Group' },
          ...{ owner: 'ana', memberCount: 2 },
        },
      ],
    });
  });

  test.each([
    ['search=CREW', ['crew']],
    ['search=lobby', ['lobby']],
    ['vendor=tencentIm', ['team']],
    ['limit=1', ['crew']],
    ['limit=1&offset=2', ['team']],
  ])('is narrowed by %s', async (query, ids) => {
    const { groups } = (await get(`groups?${query}`)) as { groups: { id: string }[] };
    expect(groups.map(({ id }) => id)).toEqual(ids);
  });
});

describe('one group or room', () => {
  test.each([
    [
      'groups/zim/group/crew',
      [
        { userId: 'ana', name: 'Ana', role: 'owner', muted: false, presence: 'online' },
        { userId: 'bo', name: '', role: 'member', muted: false, presence: 'never' },
      ],
    ],
    ['groups/zim/room/lobby', [{ userId: 'bo', name: '', role: 'member', muted: false, presence: 'never' }]],
    [
      'groups/tencentIm/group/team',
      [
        { userId: 'ana', name: '', role: 'owner', muted: false, presence: 'never' },
        { userId: 'bo', name: '', role: 'member', muted: true, presence: 'never' },
        { userId: 'cy', name: '', role: 'admin', muted: false, presence: 'never' },
      ],
    ],
  ])('%s has its members', async (path, members) => {
    expect(await get(path)).toMatchObject({ members });
  });

  test('says until when somebody is muted', async () => {
    const until = emulator.now() + 60_000;
    emulator.zim.groups.get('crew')?.mutedUntil.set('bo', until);
    expect(await get('groups/zim/group/crew')).toMatchObject({
      members: [{ muted: false }, { muted: true, mutedUntil: until }],
    });
    emulator.advance(60_000);
    expect(await get('groups/zim/group/crew')).toMatchObject({ members: [{}, { muted: false }] });
  });

  test('mutes a member, and lets them write again', async () => {
    await control(emulator, 'PATCH', 'groups/zim/group/crew', { mute: ['bo'] });
    await control(emulator, 'PATCH', 'groups/tencentIm/group/team', { unmute: ['bo'] });
    expect(await get('groups/zim/group/crew')).toMatchObject({ members: [{}, { muted: true }] });
    expect(await get('groups/tencentIm/group/team')).toMatchObject({ members: [{}, { muted: false }, {}] });
  });

  test('gives its messages page by page, those of a room too, which no history holds', async () => {
    for (const text of ['one', 'two']) await say('zim', 'room', 'lobby', text);
    await say('zim', 'group', 'crew', 'elsewhere');
    const first = (await get('groups/zim/room/lobby/messages?limit=1')) as { messages: { id: number }[] };
    expect(first).toMatchObject({ messages: [{ preview: 'two', channel: 'room' }], more: true });
    expect(await get(`groups/zim/room/lobby/messages?limit=1&before=${first.messages[0]?.id}`)).toMatchObject(
      { messages: [{ preview: 'one' }], more: false },
    );
  });

  test.each([
    [{ vendor: 'zim', id: 'new', owner: 'ana', members: ['dee'] }, 'zim/group/new', ['ana', 'dee']],
    [{ vendor: 'zim', channel: 'room', id: 'hall', members: ['bo'] }, 'zim/room/hall', ['bo']],
    [{ vendor: 'tencentIm', id: 'new', type: 'Work', owner: 'ana' }, 'tencentIm/group/new', ['ana']],
    [{ vendor: 'tencentIm', channel: 'room', id: 'live', members: ['bo'] }, 'tencentIm/group/live', ['bo']],
  ])('is made of %j, and taken away', async (body, path, members) => {
    const { status, json } = await control(emulator, 'POST', 'groups', body);
    expect([status, (json as { members: { userId: string }[] }).members.map(({ userId }) => userId)]).toEqual(
      [201, members],
    );
    expect((await control(emulator, 'DELETE', `groups/${path}`)).status).toBe(204);
    expect((await control(emulator, 'GET', `groups/${path}`)).status).toBe(404);
  });

  test.each([
    [{ vendor: 'zim', id: 'new' }, 'owner'],
    [{ vendor: 'zim', channel: 'room', id: 'new', owner: 'ana' }, 'owner'],
    [{ vendor: 'zim', id: 'new', owner: 'ana', type: 'Work' }, 'type'],
    [{ vendor: 'tencentIm', id: 'new', type: 'Club' }, 'type'],
    [{ vendor: 'tencentIm' }, 'id'],
  ])('is not made of %j: the field is named', async (body, field) => {
    const { status, json } = await control(emulator, 'POST', 'groups', body);
    expect([status, json]).toEqual([400, { error: expect.objectContaining({ field }) }]);
  });

  test.each([
    ['GET', 'groups/zim/group/none'],
    ['GET', 'groups/tencentIm/room/team'],
    ['GET', 'groups/zim/club/crew'],
    ['GET', 'groups/other/group/crew'],
    ['PATCH', 'groups/zim/room/lobby'],
    ['DELETE', 'groups/tencentIm/room/team'],
    ['DELETE', 'groups/zim/group/none'],
  ])('%s %s finds nothing', async (method, path) => {
    expect((await control(emulator, method, path)).status).toBe(404);
  });
});
