import { beforeEach, describe, expect, test } from 'vitest';
import type { JsonObject } from '../vendor.ts';
import { ServiceHarness } from './__fixtures__/service-harness.ts';

let harness: ServiceHarness;
beforeEach(() => {
  harness = new ServiceHarness();
  harness.clock.freeze();
});

const text = { MessageType: 1, MessageBody: { Message: 'hello', ExtendedData: 'e' } };
const sent = { FromUserId: 'ana', Priority: 2, ...text };
const said = { msg_type: 1, payload: 'e', msg_body: 'hello' };

type Call = readonly [action: string, call: Parameters<ServiceHarness['call']>[1]];

describe('what a server does', () => {
  test.each<[string, Call, string, () => JsonObject]>([
    [
      'sends to users',
      ['SendPeerMessage', { body: { ...sent, ToUserId: ['bo', 'ghost'] } }],
      'send_msg',
      () => ({
        ...said,
        from_user_id: 'ana',
        conv_type: 0,
        conv_id: '',
        source: 1,
        msg_id: '',
        msg_seq: 0,
        msg_time: harness.clock.now(),
        send_result: 0,
        user_list: [
          { UserId: 'bo', MsgId: harness.messages.all()[0]?.messageId, MsgSeq: 1 },
          { UserId: 'ghost', MsgId: '', MsgSeq: 0 },
        ],
      }),
    ],
    ...(
      [
        ['sends to a group', 'SendGroupMessage', { GroupId: 'team' }, 2, 'team'],
        ['sends to a room', 'SendRoomMessage', { RoomId: 'hall' }, 1, 'hall'],
      ] as const
    ).map(([name, action, target, type, id]): [string, Call, string, () => JsonObject] => [
      name,
      [action, { body: { ...sent, ...target } }],
      'send_msg',
      () => ({
        ...said,
        from_user_id: 'ana',
        conv_type: type,
        conv_id: id,
        source: 1,
        msg_id: harness.messages.all()[0]?.messageId,
        msg_seq: 1,
        msg_time: harness.clock.now(),
        send_result: 0,
      }),
    ]),
    [
      'makes a group',
      [
        'CreateGroup',
        {
          body: {
            ...{ GroupOwner: 'ana', GroupId: 'crew', GroupName: 'Crew', UserId: ['bo'] },
            Attributes: [{ Key: 'topic', Value: 'boats' }],
          },
        },
      ],
      'group_create',
      () => ({
        group_id: 'crew',
        operator_account: 'ana',
        owner_account: 'ana',
        group_name: 'Crew',
        attributes: [{ key: 'topic', value: 'boats' }],
        user_ids: ['ana', 'bo'],
      }),
    ],
    [
      'brings users into a group',
      ['InviteUsersIntoGroup', { body: { FromUserId: 'ana', GroupId: 'team', UserIds: ['cy'] } }],
      'group_join',
      () => ({ group_id: 'team', operator_account: 'ana', join_type: 'Invited', new_user_ids: ['cy'] }),
    ],
    [
      'puts a user out of a group',
      ['KickoutGroupUser', { body: { FromUserId: 'ana', GroupId: 'team', UserId: ['bo'] } }],
      'group_exit',
      () => ({ group_id: 'team', exit_type: 'Kickout', operator_account: 'ana', exit_user_ids: ['bo'] }),
    ],
    [
      'dissolves a group',
      [
        'DismissGroup',
        {
          query: [
            ['FromUserId', 'ana'],
            ['GroupId', 'team'],
          ],
        },
      ],
      'group_destroy',
      () => ({ group_id: 'team', operator_account: 'ana', owner_account: 'ana', user_ids: ['ana', 'bo'] }),
    ],
    [
      'makes a room',
      ['CreateRoom', { body: { FromUserId: 'ana', RoomId: 'stage', RoomName: 'Stage' } }],
      'room_create',
      () => ({ room_id: 'stage', operator_account: 'ana', room_name: 'Stage', attributes: [] }),
    ],
    [
      'puts a user out of a room',
      [
        'KickoutRoomUser',
        {
          query: [
            ['FromUserId', 'ana'],
            ['RoomId', 'hall'],
            ['UserId[]', 'bo'],
          ],
        },
      ],
      'room_exit',
      () => ({ room_id: 'hall', exit_type: 'Kickout', operator_account: 'ana', exit_user_ids: ['bo'] }),
    ],
    [
      'destroys a room',
      [
        'DestroyRoom',
        {
          query: [
            ['FromUserId', 'ana'],
            ['RoomId', 'hall'],
          ],
        },
      ],
      'room_destroy',
      () => ({ room_id: 'hall', user_ids: ['ana', 'bo'], operator_account: 'ana' }),
    ],
  ])('%s', async (_name, [action, call], event, body) => {
    expect((await harness.call(action, call)).Code).toBe(0);
    expect(harness.asked).toEqual([]);
    expect(harness.told).toEqual([{ event, body: body() }]);
    expect(harness.webhooks.origins).toEqual(['server']);
  });
});

test('what a device sends to a bot is asked about, told of, and told the bot', async () => {
  const device = { act: 'send', to: '@RBT#bot', message: text } as const;
  const { messageId } = await harness.service.clientAct('ana', device);
  const common = { ...said, from_user_id: 'ana', conv_type: 0, conv_id: '@RBT#bot', msg_id: messageId };
  expect(harness.asked).toEqual([
    { event: 'before_send_msg', body: { ...common, request_id: expect.any(String) } },
  ]);
  const body = { ...common, msg_seq: 1, msg_time: harness.clock.now(), send_result: 0 };
  expect(harness.told).toEqual([
    { event: 'send_msg', body },
    { event: 'bot_msg', body },
  ]);
});
