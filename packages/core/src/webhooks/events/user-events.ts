import type { WebhookEventBase } from './event-base.ts';

/** A user's device came online. */
export interface UserOnlineEvent extends WebhookEventBase<'user.online'> {
  readonly userId: string;
  /** The device's platform, in the vendor's spelling. */
  readonly platform?: string;
  /** The platforms of devices that had to go for it. */
  readonly kickedPlatforms?: readonly string[];
}

/** A user's device went offline. */
export interface UserOfflineEvent extends WebhookEventBase<'user.offline'> {
  readonly userId: string;
  readonly platform?: string;
  /** `logout`: on purpose. `disconnected`: the connection was closed. `timeout`: nothing was heard of it for a while. */
  readonly reason?: 'logout' | 'disconnected' | 'timeout';
}

/** A user set a status of their own, such as "in a meeting". */
export interface UserStatusChangedEvent extends WebhookEventBase<'user.status_changed'> {
  readonly userId: string;
  readonly status?: string;
}

/** A profile was changed. */
export interface UserProfileChangedEvent extends WebhookEventBase<'user.profile_changed'> {
  readonly userId: string;
  /** Who changed it, where the vendor says. */
  readonly by?: string;
  readonly name?: string;
  readonly avatarUrl?: string;
  /** All that was changed, in the vendor's names. */
  readonly fields: Readonly<Record<string, unknown>>;
}

/** A user wants others as friends, and the vendor asks whether it may be. The handler returns a verdict for all of them. */
export interface FriendAddingEvent extends WebhookEventBase<'friend.adding'> {
  /** Who asks. */
  readonly userId: string;
  readonly friendIds: readonly string[];
}

/** A user answers a wish for friendship, and the vendor asks whether it may be. The handler returns a verdict for all. */
export interface FriendAnsweringEvent extends WebhookEventBase<'friend.answering'> {
  /** Who answers. */
  readonly userId: string;
  /** Those who asked. */
  readonly friendIds: readonly string[];
}

/** Somebody has a friend more. One event for each direction that the vendor names. */
export interface FriendAddedEvent extends WebhookEventBase<'friend.added'> {
  readonly userId: string;
  readonly friendId: string;
  /** Who began it, where the vendor says. */
  readonly by?: string;
}

/** Somebody has a friend less. One event for each direction that the vendor names. */
export interface FriendRemovedEvent extends WebhookEventBase<'friend.removed'> {
  readonly userId: string;
  readonly friendId: string;
}

/** A user blocked another. */
export interface BlockAddedEvent extends WebhookEventBase<'block.added'> {
  readonly userId: string;
  readonly blockedId: string;
}

/** A user blocks another no more. */
export interface BlockRemovedEvent extends WebhookEventBase<'block.removed'> {
  readonly userId: string;
  readonly blockedId: string;
}

/** A user follows another. */
export interface FollowAddedEvent extends WebhookEventBase<'follow.added'> {
  readonly userId: string;
  readonly followedId: string;
}

/** A user follows another no more. */
export interface FollowRemovedEvent extends WebhookEventBase<'follow.removed'> {
  readonly userId: string;
  readonly followedId: string;
}

/** All events about users and what is between two of them. */
export type WebhookUserEvent =
  | UserOnlineEvent
  | UserOfflineEvent
  | UserStatusChangedEvent
  | UserProfileChangedEvent
  | FriendAddingEvent
  | FriendAnsweringEvent
  | FriendAddedEvent
  | FriendRemovedEvent
  | BlockAddedEvent
  | BlockRemovedEvent
  | FollowAddedEvent
  | FollowRemovedEvent;
