import type { WebhookEventBase, WebhookMessageIds } from './event-base.ts';

/** What all events about push notifications have. */
export interface WebhookPush extends Partial<WebhookMessageIds> {
  readonly userId: string;
  /** The vendor's id of the task that the push belongs to, of a push to many. */
  readonly taskId?: string;
  /** The push service, in the vendor's words or number. */
  readonly platform?: string;
}

/** A push left for a user's device. */
export interface PushSentEvent extends WebhookEventBase<'push.sent'>, WebhookPush {}

/** A push reached a user's device. */
export interface PushDeliveredEvent extends WebhookEventBase<'push.delivered'>, WebhookPush {}

/** A user opened a push. */
export interface PushClickedEvent extends WebhookEventBase<'push.clicked'>, WebhookPush {}

/** A push did not leave, or did not arrive. */
export interface PushFailedEvent extends WebhookEventBase<'push.failed'>, WebhookPush {
  readonly vendorCode: number;
  readonly reason?: string;
}

/** What all events about calls have. */
export interface WebhookCall {
  readonly callId: string;
}

/** A call was begun. */
export interface CallCreatedEvent extends WebhookEventBase<'call.created'>, WebhookCall {
  readonly callerId?: string;
  readonly userIds: readonly string[];
  readonly timeoutSeconds?: number;
  readonly metadata?: string;
}

/** More users were invited to a call. */
export interface CallInvitedEvent extends WebhookEventBase<'call.invited'>, WebhookCall {
  readonly by?: string;
  readonly userIds: readonly string[];
}

/** A user took a call. */
export interface CallAcceptedEvent extends WebhookEventBase<'call.accepted'>, WebhookCall {
  readonly userId: string;
  readonly metadata?: string;
}

/** A user refused a call. */
export interface CallRejectedEvent extends WebhookEventBase<'call.rejected'>, WebhookCall {
  readonly userId: string;
  readonly metadata?: string;
}

/** A call was cancelled. */
export interface CallCancelledEvent extends WebhookEventBase<'call.cancelled'>, WebhookCall {
  readonly userIds: readonly string[];
  /** Whether the caller cancelled it or nobody took it in time, where the vendor says. */
  readonly reason?: 'caller' | 'timeout';
  readonly metadata?: string;
}

/** Users did not take a call in time. */
export interface CallTimedOutEvent extends WebhookEventBase<'call.timed_out'>, WebhookCall {
  readonly userIds: readonly string[];
}

/** The app has reached, or comes near, a limit of the vendor's. */
export interface AppRateLimitedEvent extends WebhookEventBase<'app.rate_limited'> {
  /** What is limited: the vendor's command, or its name of the quota. */
  readonly subject: string;
  /** How much was used, and the limit, in the vendor's unit. */
  readonly used?: number;
  readonly limit?: number;
}

/** An event that this version of Polychat does not know: `raw` and `vendorEvent` say what it is. */
export interface UnknownEvent extends WebhookEventBase<'unknown'> {}

/** All events about pushes, calls and the app, and what is not known. */
export type WebhookAppEvent =
  | PushSentEvent
  | PushDeliveredEvent
  | PushClickedEvent
  | PushFailedEvent
  | CallCreatedEvent
  | CallInvitedEvent
  | CallAcceptedEvent
  | CallRejectedEvent
  | CallCancelledEvent
  | CallTimedOutEvent
  | AppRateLimitedEvent
  | UnknownEvent;
