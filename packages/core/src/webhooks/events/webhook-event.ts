import type { WebhookAppEvent } from './app-events.ts';
import type { WebhookGroupEvent } from './group-events.ts';
import type { WebhookMessageEvent } from './message-events.ts';
import type { WebhookUserEvent } from './user-events.ts';

/** Everything that a vendor may tell or ask, told apart by `type`. */
export type WebhookEvent = WebhookMessageEvent | WebhookUserEvent | WebhookGroupEvent | WebhookAppEvent;

/** The name of an event, such as `message.sent`. */
export type WebhookEventType = WebhookEvent['type'];

/** The event of a name. */
export type WebhookEventOf<Type extends WebhookEventType> = Extract<WebhookEvent, { readonly type: Type }>;

/** The events that ask: the vendor waits for a verdict. */
export const vetoEventTypes = [
  'message.sending',
  'group.creating',
  'group.joining',
  'group.inviting',
  'friend.adding',
  'friend.answering',
] as const satisfies readonly WebhookEventType[];
/** The name of an event that asks. */
export type VetoEventType = (typeof vetoEventTypes)[number];

/** All names of events, in the order in which the documentation lists them. */
export const webhookEventTypes = [
  'message.sending',
  'message.sent',
  'message.failed',
  'message.edited',
  'message.recalled',
  'message.read',
  'message.to_bot',
  'message.extension_changed',
  'message.moderated',
  'user.online',
  'user.offline',
  'user.status_changed',
  'user.profile_changed',
  'friend.adding',
  'friend.answering',
  'friend.added',
  'friend.removed',
  'block.added',
  'block.removed',
  'follow.added',
  'follow.removed',
  'group.creating',
  'group.joining',
  'group.inviting',
  'group.created',
  'group.dissolved',
  'group.member_joined',
  'group.member_left',
  'group.changed',
  'group.owner_changed',
  'group.full',
  'group.attributes_changed',
  'group.member_changed',
  'room.created',
  'room.dissolved',
  'room.member_joined',
  'room.member_left',
  'push.sent',
  'push.delivered',
  'push.clicked',
  'push.failed',
  'call.created',
  'call.invited',
  'call.accepted',
  'call.rejected',
  'call.cancelled',
  'call.timed_out',
  'app.rate_limited',
  'unknown',
] as const satisfies readonly WebhookEventType[];
