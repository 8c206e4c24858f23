import type { WebhookEventBase } from './event-base.ts';

/** What all events about groups have. */
export interface WebhookGroup {
  readonly groupId: string;
  /** The vendor's kind of group, in its words, where it has kinds. */
  readonly groupType?: string;
  /** Who did it, where the vendor says. */
  readonly by?: string;
}

/** Somebody creates a group, and the vendor asks whether it may be. It has no id yet. The handler returns a verdict. */
export interface GroupCreatingEvent
  extends WebhookEventBase<'group.creating'>,
    Omit<WebhookGroup, 'groupId'> {
  readonly name?: string;
  readonly ownerId?: string;
  /** The first members, as far as they are named. */
  readonly userIds: readonly string[];
}

/** Somebody asks to join a group, and the vendor asks whether they may. The handler returns a verdict. */
export interface GroupJoiningEvent extends WebhookEventBase<'group.joining'>, WebhookGroup {
  readonly userId: string;
}

/** Somebody invites others into a group, and the vendor asks whether they may. The handler returns a verdict. */
export interface GroupInvitingEvent extends WebhookEventBase<'group.inviting'>, WebhookGroup {
  readonly userIds: readonly string[];
}

/** A group was created. */
export interface GroupCreatedEvent extends WebhookEventBase<'group.created'>, WebhookGroup {
  readonly name?: string;
  readonly ownerId?: string;
  readonly userIds: readonly string[];
}

/** A group is no more. */
export interface GroupDissolvedEvent extends WebhookEventBase<'group.dissolved'>, WebhookGroup {
  readonly name?: string;
  readonly ownerId?: string;
  /** Its last members, as far as they are named. */
  readonly userIds: readonly string[];
}

/** Users are members of a group now. */
export interface GroupMemberJoinedEvent extends WebhookEventBase<'group.member_joined'>, WebhookGroup {
  readonly userIds: readonly string[];
  /** Whether they asked or were invited, where the vendor says. */
  readonly how?: 'asked' | 'invited';
}

/** Users are members of a group no more. */
export interface GroupMemberLeftEvent extends WebhookEventBase<'group.member_left'>, WebhookGroup {
  readonly userIds: readonly string[];
  /** Whether they left or were removed, where the vendor says. */
  readonly how?: 'left' | 'removed';
}

/** A group's name, texts or picture were changed. What is absent was not changed. */
export interface GroupChangedEvent extends WebhookEventBase<'group.changed'>, WebhookGroup {
  readonly name?: string;
  readonly introduction?: string;
  readonly notice?: string;
  readonly avatarUrl?: string;
}

/** A group belongs to somebody else. */
export interface GroupOwnerChangedEvent extends WebhookEventBase<'group.owner_changed'>, WebhookGroup {
  readonly oldOwnerId?: string;
  readonly newOwnerId: string;
}

/** A group can take no more members. */
export interface GroupFullEvent extends WebhookEventBase<'group.full'>, WebhookGroup {}

/** Keys and values of a group were changed. */
export interface GroupAttributesChangedEvent
  extends WebhookEventBase<'group.attributes_changed'>,
    WebhookGroup {
  readonly change: 'set' | 'modified' | 'deleted' | 'cleared';
  readonly attributes: readonly { readonly key: string; readonly value?: string }[];
}

/** A member's role or name in a group was changed. What is absent was not changed. */
export interface GroupMemberChangedEvent extends WebhookEventBase<'group.member_changed'>, WebhookGroup {
  readonly userId: string;
  /** In the vendor's words. */
  readonly role?: string;
  readonly nickname?: string;
}

/** What all events about rooms have. */
export interface WebhookRoom {
  readonly roomId: string;
  /** Who did it, where the vendor says. */
  readonly by?: string;
}

/** A room was created. */
export interface RoomCreatedEvent extends WebhookEventBase<'room.created'>, WebhookRoom {
  readonly name?: string;
}

/** A room is no more. */
export interface RoomDissolvedEvent extends WebhookEventBase<'room.dissolved'>, WebhookRoom {
  /** Who was in it, as far as they are named. */
  readonly userIds: readonly string[];
}

/** Users are in a room now. */
export interface RoomMemberJoinedEvent extends WebhookEventBase<'room.member_joined'>, WebhookRoom {
  readonly userIds: readonly string[];
  /** `reconnected`: they had been in it, and are heard of again. */
  readonly how?: 'joined' | 'invited' | 'reconnected';
}

/** Users are in a room no more. */
export interface RoomMemberLeftEvent extends WebhookEventBase<'room.member_left'>, WebhookRoom {
  readonly userIds: readonly string[];
  /** `disconnected`: nothing is heard of them any more. */
  readonly how?: 'left' | 'removed' | 'disconnected';
}

/** All events about groups and rooms. */
export type WebhookGroupEvent =
  | GroupCreatingEvent
  | GroupJoiningEvent
  | GroupInvitingEvent
  | GroupCreatedEvent
  | GroupDissolvedEvent
  | GroupMemberJoinedEvent
  | GroupMemberLeftEvent
  | GroupChangedEvent
  | GroupOwnerChangedEvent
  | GroupFullEvent
  | GroupAttributesChangedEvent
  | GroupMemberChangedEvent
  | RoomCreatedEvent
  | RoomDissolvedEvent
  | RoomMemberJoinedEvent
  | RoomMemberLeftEvent;
