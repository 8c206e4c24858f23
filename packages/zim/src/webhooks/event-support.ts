import type { WebhookEventSupport, WebhookEventType } from '@polychat/core/webhooks';

/** Up to 5 retries, 2, 4, 8, 16 and 32 seconds after one another; then it is lost ("Callback on message sent"). */
const retried = { redelivered: 'always' } as const;
/** Events without ids of their own. */
const byTime = {
  ...retried,
  mayRepeat:
    'It has no id: a retry that is signed anew is another event, since two may differ in their time alone.',
} as const;

/** The events that ZIM raises. */
export const eventSupport: Readonly<Partial<Record<WebhookEventType, WebhookEventSupport>>> = {
  'message.sending': {
    vendorEvents: ['before_send_msg'],
    // One retry at once, or after three seconds.
    ...retried,
    unanswered: 'refuse',
    verdicts: ['allow', 'refuse', 'drop', 'replace'],
  },
  'message.sent': {
    vendorEvents: ['send_msg'],
    ...retried,
    mayRepeat:
      "A server's send that names no recipient has no id: a retry of it that is signed anew is another event.",
  },
  'message.failed': {
    vendorEvents: ['send_msg'],
    ...retried,
    mayRepeat:
      'A message that failed may have no id: a retry of its callback that is signed anew is another event.',
  },
  'message.edited': {
    vendorEvents: ['send_msg'],
    conversations: ['direct', 'group'],
    ...retried,
    mayRepeat: 'An edit back to what the message said before is not told from another delivery of that.',
  },
  'message.to_bot': { vendorEvents: ['bot_msg'], conversations: ['direct'], ...retried },
  'user.online': { vendorEvents: ['user_action'], ...retried },
  'user.offline': { vendorEvents: ['user_action'], ...retried },
  'group.created': { vendorEvents: ['group_create'], ...retried },
  'group.dissolved': { vendorEvents: ['group_destroy'], ...retried },
  'group.member_joined': { vendorEvents: ['group_join', 'Apply_join_group'], ...byTime },
  'group.member_left': { vendorEvents: ['group_exit'], ...byTime },
  'room.created': { vendorEvents: ['room_create'], ...byTime },
  'room.dissolved': { vendorEvents: ['room_destroy'], ...byTime },
  'room.member_joined': { vendorEvents: ['room_enter'], ...byTime },
  'room.member_left': { vendorEvents: ['room_exit'], ...byTime },
  'call.created': { vendorEvents: ['call_create'], ...retried },
  'call.invited': { vendorEvents: ['call_invite'], ...retried },
  'call.accepted': { vendorEvents: ['call_accept'], ...byTime },
  'call.rejected': { vendorEvents: ['call_reject'], ...byTime },
  'call.cancelled': { vendorEvents: ['call_cancel'], ...byTime },
  'call.timed_out': { vendorEvents: ['call_timeout'], ...byTime },
  unknown: { vendorEvents: [], ...byTime },
};
