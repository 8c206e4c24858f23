import type { WebhookEventSupport, WebhookEventType } from '@polychat/core/webhooks';

/** After-type webhooks are sent again only where the console says so (34354 = 269/1522). */
const told = { redelivered: 'on_request' } as const;
/** Events without ids of their own. Nearly all have a time in milliseconds. */
const byTime = {
  ...told,
  mayRepeat:
    'It has no id: a body without EventTime is told from a retry by RequestTime, and whether a retry keeps that is not documented.',
} as const;
/** Before-type webhooks: two seconds, no retry, and then on as if there were no webhook, unless the console says otherwise. */
const asked = { redelivered: 'never', unanswered: 'allow' } as const;

/** The events that Tencent IM raises. */
export const eventSupport: Readonly<Partial<Record<WebhookEventType, WebhookEventSupport>>> = {
  'message.sending': {
    vendorEvents: ['C2C.CallbackBeforeSendMsg', 'Group.CallbackBeforeSendMsg'],
    conversations: ['direct', 'group', 'room'],
    ...asked,
    // `drop` not for direct messages.
    verdicts: ['allow', 'refuse', 'drop', 'replace'],
  },
  'message.sent': {
    vendorEvents: ['C2C.CallbackAfterSendMsg', 'Group.CallbackAfterSendMsg'],
    conversations: ['direct', 'group', 'room'],
    ...told,
  },
  'message.failed': {
    vendorEvents: ['C2C.CallbackAfterSendMsg', 'Group.CallbackSendMsgException'],
    conversations: ['direct', 'group', 'room'],
    ...byTime,
  },
  'message.edited': { vendorEvents: ['C2C.CallbackAfterModifyMsg'], conversations: ['direct'], ...told },
  'message.recalled': {
    vendorEvents: ['C2C.CallbackAfterMsgWithDraw', 'Group.CallbackAfterRecallMsg'],
    conversations: ['direct', 'group', 'room'],
    ...told,
  },
  'message.read': {
    vendorEvents: [
      'C2C.CallbackAfterMsgReport',
      'C2C.CallbackAfterMsgReadReceipt',
      'Group.CallbackAfterReadReceipt',
    ],
    conversations: ['direct', 'group'],
    ...byTime,
  },
  'message.to_bot': {
    vendorEvents: ['Bot.OnC2CMessage', 'Bot.OnGroupMessage'],
    conversations: ['direct', 'group'],
    ...told,
  },
  'message.extension_changed': {
    vendorEvents: ['C2C.CallbackAfterC2CMsgExtension', 'Group.CallbackAfterGroupMsgExtension'],
    conversations: ['direct', 'group'],
    ...told,
  },
  'message.moderated': {
    vendorEvents: ['ContentCallback.ResultNotify'],
    conversations: ['direct', 'group'],
    ...byTime,
  },
  'user.online': { vendorEvents: ['State.StateChange'], ...told },
  'user.offline': { vendorEvents: ['State.StateChange'], ...told },
  'user.status_changed': { vendorEvents: ['State.StateChange'], ...told },
  'user.profile_changed': { vendorEvents: ['Profile.CallbackPortraitSet'], ...byTime },
  'friend.adding': {
    vendorEvents: ['Sns.CallbackPrevFriendAdd'],
    ...asked,
    verdicts: ['allow', 'allow_except', 'refuse'],
  },
  'friend.answering': {
    vendorEvents: ['Sns.CallbackPrevFriendResponse'],
    ...asked,
    verdicts: ['allow', 'allow_except', 'refuse'],
  },
  'friend.added': { vendorEvents: ['Sns.CallbackFriendAdd'], ...byTime },
  'friend.removed': { vendorEvents: ['Sns.CallbackFriendDelete'], ...byTime },
  'block.added': { vendorEvents: ['Sns.CallbackBlackListAdd'], ...byTime },
  'block.removed': { vendorEvents: ['Sns.CallbackBlackListDelete'], ...byTime },
  'follow.added': { vendorEvents: ['Follow.CallbackAfterFollowAdd'], ...told },
  'follow.removed': { vendorEvents: ['Follow.CallbackAfterFollowDelete'], ...told },
  'group.creating': {
    vendorEvents: ['Group.CallbackBeforeCreateGroup'],
    ...asked,
    verdicts: ['allow', 'refuse'],
  },
  'group.joining': {
    vendorEvents: ['Group.CallbackBeforeApplyJoinGroup'],
    ...asked,
    verdicts: ['allow', 'refuse'],
  },
  'group.inviting': {
    vendorEvents: ['Group.CallbackBeforeInviteJoinGroup'],
    ...asked,
    verdicts: ['allow', 'allow_except', 'refuse'],
  },
  'group.created': { vendorEvents: ['Group.CallbackAfterCreateGroup'], ...told },
  'group.dissolved': { vendorEvents: ['Group.CallbackAfterGroupDestroyed'], ...told },
  'group.member_joined': { vendorEvents: ['Group.CallbackAfterNewMemberJoin'], ...told },
  'group.member_left': { vendorEvents: ['Group.CallbackAfterMemberExit'], ...told },
  'group.changed': { vendorEvents: ['Group.CallbackAfterGroupInfoChanged'], ...told },
  'group.owner_changed': { vendorEvents: ['Group.CallbackAfterChangeGroupOwner'], ...told },
  'group.full': { vendorEvents: ['Group.CallbackAfterGroupFull'], ...told },
  'group.attributes_changed': { vendorEvents: ['Group.CallbackAfterGroupAttrChanged'], ...told },
  'group.member_changed': { vendorEvents: ['Group.CallbackAfterMemberFieldChanged'], ...told },
  'room.created': { vendorEvents: ['Group.CallbackAfterCreateGroup'], ...told },
  'room.dissolved': { vendorEvents: ['Group.CallbackAfterGroupDestroyed'], ...told },
  'room.member_joined': {
    vendorEvents: ['Group.CallbackAfterNewMemberJoin', 'Group.CallbackOnMemberStateChange'],
    ...told,
    mayRepeat: 'Two webhooks tell of one member who joins, where the console has both.',
  },
  'room.member_left': {
    vendorEvents: ['Group.CallbackAfterMemberExit', 'Group.CallbackOnMemberStateChange'],
    ...told,
    mayRepeat: 'Two webhooks tell of one member who leaves, where the console has both.',
  },
  'push.sent': { vendorEvents: ['Push.AllMemberPush', 'Push.OfflinePush'], ...told },
  'push.delivered': { vendorEvents: ['Push.AllMemberPush', 'Push.OfflinePush'], ...told },
  'push.clicked': { vendorEvents: ['Push.AllMemberPush', 'Push.OfflinePush'], ...told },
  'push.failed': { vendorEvents: ['Push.AllMemberPush', 'Push.OfflinePush'], ...told },
  'app.rate_limited': {
    vendorEvents: ['Alert.RequestOverLimit', 'Group.CallbackOnDailyGroupQuotaAlarm'],
    ...byTime,
  },
  unknown: { vendorEvents: [], ...byTime },
};
