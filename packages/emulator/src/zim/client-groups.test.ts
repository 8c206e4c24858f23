import { beforeEach, describe, expect, test } from 'vitest';
import type { ClientAct } from '../client-act.ts';
import { ServiceHarness } from './__fixtures__/service-harness.ts';

let harness: ServiceHarness;
beforeEach(() => {
  harness = new ServiceHarness();
});

const act = (userId: string, what: ClientAct) => harness.service.clientAct(userId, what);
const membersOf = (groupId: string) => [...(harness.service.groups.get(groupId)?.members.keys() ?? [])];
const insideOf = (roomId: string) => [...(harness.service.rooms.get(roomId)?.members ?? [])];

describe('a device in groups', () => {
  const group = { channel: 'group', id: 'team' } as const;

  test.each<[string, string, ClientAct, string, object]>([
    [
      'makes one',
      'cy',
      { act: 'create', channel: 'group', id: 'crew', name: 'Crew', users: ['bo', 'ghost'] },
      'group_create',
      {
        group_id: 'crew',
        operator_account: 'cy',
        owner_account: 'cy',
        group_name: 'Crew',
        attributes: [],
        user_ids: ['cy', 'bo'],
      },
    ],
    [
      'joins one',
      'cy',
      { act: 'join', ...group },
      'group_join',
      { group_id: 'team', operator_account: 'cy', join_type: 'Apply', new_user_ids: ['cy'] },
    ],
    [
      'brings others into one',
      'bo',
      { act: 'invite', ...group, users: ['cy', 'ana', 'ghost'] },
      'group_join',
      { group_id: 'team', operator_account: 'bo', join_type: 'Invited', new_user_ids: ['cy'] },
    ],
    [
      'leaves one',
      'bo',
      { act: 'leave', ...group },
      'group_exit',
      { group_id: 'team', exit_type: 'Quit', operator_account: 'bo', exit_user_ids: ['bo'] },
    ],
    [
      'puts others out of one',
      'ana',
      { act: 'remove', ...group, users: ['bo', 'ana'] },
      'group_exit',
      { group_id: 'team', exit_type: 'Kickout', operator_account: 'ana', exit_user_ids: ['bo'] },
    ],
    [
      'dissolves one',
      'ana',
      { act: 'dissolve', ...group },
      'group_destroy',
      { group_id: 'team', operator_account: 'ana', owner_account: 'ana', user_ids: ['ana', 'bo'] },
    ],
  ])('%s', async (_name, userId, what, event, body) => {
    expect(await act(userId, what)).toMatchObject({ code: 0 });
    expect(harness.told).toEqual([{ event, body }]);
  });

  test('changes who is in them', async () => {
    await act('cy', { act: 'join', ...group });
    await act('ana', { act: 'leave', ...group });
    expect(membersOf('team')).toEqual(['bo', 'cy']);
    expect(harness.service.groups.get('team')?.owner).toBe('bo');
    const { id } = await act('cy', { act: 'create', channel: 'group' });
    expect(id).toMatch(/^#/);
    expect(membersOf(id ?? '')).toEqual(['cy']);
  });

  test.each<[string, string, ClientAct, number]>([
    ['an id that is in use', 'cy', { act: 'create', ...group }, 660600011],
    ['an unknown group', 'cy', { act: 'join', channel: 'group', id: 'nowhere' }, 660600001],
    ['a group of others', 'cy', { act: 'invite', ...group, users: ['bo'] }, 660600024],
    ['a group it is not in', 'cy', { act: 'leave', ...group }, 660600024],
    ['members it may not put out', 'bo', { act: 'remove', ...group, users: ['ana'] }, 660600032],
    ['a group that is not its own', 'bo', { act: 'dissolve', ...group }, 660600032],
  ])('is refused %s', async (_name, userId, what, code) => {
    expect(await act(userId, what)).toEqual({ code });
    expect(harness.told).toEqual([]);
  });
});

describe('a device in rooms', () => {
  const room = { channel: 'room', id: 'hall' } as const;

  test('makes one, and is inside', async () => {
    await act('cy', { act: 'create', channel: 'room', id: 'stage', name: 'Stage' });
    expect(harness.told).toEqual([
      {
        event: 'room_create',
        body: { room_id: 'stage', operator_account: 'cy', room_name: 'Stage', attributes: [] },
      },
      { event: 'room_enter', body: { room_id: 'stage', operator_account: 'cy' } },
    ]);
    expect(insideOf('stage')).toEqual(['cy']);
  });

  test('enters and leaves', async () => {
    await act('cy', { act: 'join', ...room });
    await act('cy', { act: 'leave', ...room });
    expect(harness.told).toEqual([
      { event: 'room_enter', body: { room_id: 'hall', operator_account: 'cy' } },
      {
        event: 'room_exit',
        body: { room_id: 'hall', exit_type: 'Quit', operator_account: 'cy', exit_user_ids: ['cy'] },
      },
    ]);
    expect(insideOf('hall')).toEqual(['ana', 'bo']);
  });

  test.each<[string, ClientAct, number]>([
    ['an id that is in use', { act: 'create', ...room }, 660300014],
    ['a room without an id', { act: 'create', channel: 'room' }, 660000002],
    ['an unknown room', { act: 'join', channel: 'room', id: 'nowhere' }, 660300001],
    ['a room it is not in', { act: 'leave', ...room }, 660300002],
  ])('is refused %s', async (_name, what, code) => {
    expect(await act('cy', what)).toEqual({ code });
    expect(harness.told).toEqual([]);
  });

  test('destroys none', async () => {
    await expect(act('ana', { act: 'dissolve', ...room })).rejects.toThrow('only servers destroy rooms');
  });
});

test('a device changes a group, its members and its owner, which no callback tells', async () => {
  await act('ana', { act: 'change_group', id: 'team', name: 'Crew', attributes: { topic: 'boats' } });
  await act('ana', { act: 'change_member', id: 'team', user: 'bo', role: 'admin', nickname: 'B' });
  const team = harness.service.groups.get('team');
  expect(team).toMatchObject({ name: 'Crew', attributes: new Map([['topic', 'boats']]) });
  expect(team?.members.get('bo')).toMatchObject({ role: 2, nickname: 'B' });
  await act('ana', { act: 'transfer', id: 'team', user: 'bo' });
  expect(team?.owner).toBe('bo');
  expect(await act('ana', { act: 'change_group', id: 'team', name: 'x' })).toEqual({ code: 660600032 });
  expect(await act('ana', { act: 'transfer', id: 'team', user: 'ana' })).toEqual({ code: 660600032 });
  expect(await act('bo', { act: 'transfer', id: 'team', user: 'cy' })).toEqual({ code: 660600024 });
  expect(harness.told).toEqual([]);
});
