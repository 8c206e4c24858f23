import { eventTime, fixture, signedAt, type WebhookFixture } from './fixture.ts';

const state = 'State.StateChange';

/** Users, friends, blocklists and followers (groups-and-users.md 8.1, 8.2 and the additions). */
export const users: readonly WebhookFixture[] = [
  fixture(
    'State.StateChange of a login that another device had to go for',
    state,
    {
      Info: { Action: 'Login', To_Account: 'u1', Reason: 'Register' },
      KickedDevice: [{ Platform: 'Windows' }, { Platform: 'Android' }],
      EventTime: eventTime,
    },
    [
      {
        type: 'user.online',
        at: eventTime,
        origin: 'client',
        userId: 'u1',
        platform: 'IOS',
        kickedPlatforms: ['Windows', 'Android'],
      },
    ],
    { OptPlatform: 'IOS' },
  ),
  ...(
    [
      ['Logout', 'Unregister', 'logout'],
      ['Disconnect', 'LinkClose', 'disconnected'],
      ['Disconnect', 'TimeOut', 'timeout'],
      // Old clients [seen].
      ['Logout', 'TimeOut', 'timeout'],
      ['Logout', 'LinkClose', 'disconnected'],
    ] as const
  ).map(([Action, Reason, reason]) =>
    fixture(
      `State.StateChange with ${Action} and ${Reason}`,
      state,
      { Info: { Action, To_Account: 'u1', Reason }, EventTime: String(eventTime) },
      [
        {
          type: 'user.offline',
          at: eventTime,
          origin: 'client',
          userId: 'u1',
          platform: 'Android',
          reason,
        },
      ],
    ),
  ),
  // Whether CustomStatus stands in Info is not said [?].
  ...[
    {
      Info: {
        Action: 'CustomStatusChange',
        To_Account: 'u1',
        Reason: 'SetCustomStatus',
        CustomStatus: 'busy',
      },
    },
    {
      Info: { Action: 'CustomStatusChange', To_Account: 'u1', Reason: 'SetCustomStatus' },
      CustomStatus: 'busy',
    },
  ].map((body, index) =>
    fixture(
      `State.StateChange of a status, ${index === 0 ? 'inside' : 'beside'} Info`,
      state,
      { ...body, EventTime: eventTime },
      [{ type: 'user.status_changed', at: eventTime, origin: 'client', userId: 'u1', status: 'busy' }],
    ),
  ),
  fixture(
    'Profile.CallbackPortraitSet',
    'Profile.CallbackPortraitSet',
    {
      Operator_Account: 'administrator',
      From_Account: 'u1',
      ProfileItem: [
        { Tag: 'Tag_Profile_IM_Nick', Value: 'One' },
        { Tag: 'Tag_Profile_IM_Image', Value: 'https://files.example/one.png' },
        { Tag: 'Tag_Profile_IM_Level', Value: 3 },
      ],
      EventTime: eventTime,
    },
    [
      {
        type: 'user.profile_changed',
        at: eventTime,
        origin: 'server',
        userId: 'u1',
        by: 'administrator',
        name: 'One',
        avatarUrl: 'https://files.example/one.png',
        fields: {
          Tag_Profile_IM_Nick: 'One',
          Tag_Profile_IM_Image: 'https://files.example/one.png',
          Tag_Profile_IM_Level: 3,
        },
      },
    ],
    { OptPlatform: 'RESTAPI' },
  ),
  fixture(
    'Sns.CallbackPrevFriendAdd',
    'Sns.CallbackPrevFriendAdd',
    {
      Requester_Account: 'u1',
      From_Account: 'u1',
      FriendItem: [
        { To_Account: 'u2', Remark: '', GroupName: '', AddSource: 'AddSource_Type_XXXX', AddWording: 'hi' },
        { To_Account: 'u3', Remark: '', GroupName: '', AddSource: 'AddSource_Type_XXXX', AddWording: 'hi' },
      ],
      AddType: 'Add_Type_Both',
      ForceAddFlags: 1,
      EventTime: eventTime,
    },
    [
      {
        type: 'friend.adding',
        at: eventTime,
        origin: 'client',
        userId: 'u1',
        friendIds: ['u2', 'u3'],
      },
    ],
  ),
  fixture(
    'Sns.CallbackPrevFriendResponse',
    'Sns.CallbackPrevFriendResponse',
    {
      Requester_Account: 'u2',
      From_Account: 'u2',
      ResponseFriendItem: [
        { To_Account: 'u1', Remark: 'r', TagName: 't', ResponseAction: 'Response_Action_AgreeAndAdd' },
      ],
      EventTime: eventTime,
    },
    [{ type: 'friend.answering', at: eventTime, origin: 'client', userId: 'u2', friendIds: ['u1'] }],
  ),
  fixture(
    'Sns.CallbackFriendAdd, which has no time',
    'Sns.CallbackFriendAdd',
    {
      PairList: [
        { From_Account: 'u1', To_Account: 'u2', Initiator_Account: 'u1' },
        { From_Account: 'u2', To_Account: 'u1', Initiator_Account: 'u1' },
      ],
      ClientCmd: 'friend_add',
      Admin_Account: '',
      ForceFlag: 1,
    },
    [
      {
        type: 'friend.added',
        at: signedAt,
        origin: 'server',
        userId: 'u1',
        friendId: 'u2',
        by: 'u1',
      },
      {
        type: 'friend.added',
        at: signedAt,
        origin: 'server',
        userId: 'u2',
        friendId: 'u1',
        by: 'u1',
      },
    ],
    { OptPlatform: 'RESTAPI' },
  ),
  fixture(
    'Sns.CallbackFriendDelete',
    'Sns.CallbackFriendDelete',
    { PairList: [{ From_Account: 'u1', To_Account: 'u2' }], EventTime: eventTime },
    [{ type: 'friend.removed', at: eventTime, origin: 'client', userId: 'u1', friendId: 'u2' }],
  ),
  fixture(
    'Sns.CallbackBlackListAdd',
    'Sns.CallbackBlackListAdd',
    {
      PairList: [
        { From_Account: 'u1', To_Account: 'u2' },
        { From_Account: 'u1', To_Account: 'u3' },
      ],
      EventTime: eventTime,
    },
    [
      { type: 'block.added', at: eventTime, origin: 'client', userId: 'u1', blockedId: 'u2' },
      { type: 'block.added', at: eventTime, origin: 'client', userId: 'u1', blockedId: 'u3' },
    ],
  ),
  fixture(
    'Sns.CallbackBlackListDelete',
    'Sns.CallbackBlackListDelete',
    { PairList: [{ From_Account: 'u1', To_Account: 'u2' }], EventTime: eventTime },
    [{ type: 'block.removed', at: eventTime, origin: 'client', userId: 'u1', blockedId: 'u2' }],
  ),
  fixture(
    'Follow.CallbackAfterFollowAdd',
    'Follow.CallbackAfterFollowAdd',
    { From_Account: 'u1', FollowList: [{ To_Account: 'u2' }], EventTime: eventTime },
    [{ type: 'follow.added', at: eventTime, origin: 'client', userId: 'u1', followedId: 'u2' }],
  ),
  fixture(
    'Follow.CallbackAfterFollowDelete',
    'Follow.CallbackAfterFollowDelete',
    { From_Account: 'u1', FollowList: [{ To_Account: 'u2' }], EventTime: eventTime },
    [{ type: 'follow.removed', at: eventTime, origin: 'client', userId: 'u1', followedId: 'u2' }],
  ),
];
