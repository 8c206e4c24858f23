import { parseInput } from '../invalid-input.ts';
import type { TencentImGroupSeed, TencentImGroupType } from './options.ts';
import { groupSchema } from './options-schema.ts';

/** A member of a group. */
export interface TencentImMember {
  readonly userId: string;
  role: 'Owner' | 'Admin' | 'Member';
  /** Milliseconds. */
  readonly joinedAt: number;
  nameCard: string;
  /** When the member last wrote, in milliseconds; 0 for never. */
  lastSentAt: number;
  /** MsgSeq of the newest message that the member has read. */
  readSequence: number;
}

/** A group. Live rooms are groups of the type AVChatRoom. */
export interface TencentImGroup {
  readonly groupId: string;
  readonly type: TencentImGroupType;
  /** Empty where there is none. */
  owner: string;
  name: string;
  introduction: string;
  notification: string;
  faceUrl: string;
  readonly maxMembers: number;
  readonly applyJoinOption: 'FreeAccess' | 'NeedPermission' | 'DisableApply';
  readonly inviteJoinOption: 'FreeAccess' | 'NeedPermission' | 'DisableInvite';
  /** Milliseconds. */
  readonly createdAt: number;
  /** In the order of their coming. */
  readonly members: Map<string, TencentImMember>;
  /** Who may not speak, and until when (milliseconds); it outlasts leaving and coming back. */
  readonly mutedUntil: Map<string, number>;
  muteAll: boolean;
  readonly attributes: Map<string, string>;
  /** MsgSeq of the newest message or tip; rises by one with each. */
  lastSequence: number;
  /** When somebody last wrote, in milliseconds; 0 for never. */
  lastMessageAt: number;
}

/** The app's groups. */
export class TencentImGroups {
  readonly #groups = new Map<string, TencentImGroup>();
  readonly #now: () => number;
  readonly #maxMembers: number;
  #lastId = 0;

  /**
   * @internal
   * @param now the emulator's time, in milliseconds
   * @param maxMembers of a group whose seed does not say
   */
  constructor(now: () => number, maxMembers: number) {
    this.#now = now;
    this.#maxMembers = maxMembers;
  }

  get size(): number {
    return this.#groups.size;
  }

  /**
   * Adds a group, or replaces the one of the same id; nobody is told, and no limit holds. Members that are no account are
   * passed over by sends.
   * @throws TypeError that names each member of the seed that is wrong
   */
  put(seed: TencentImGroupSeed): TencentImGroup {
    const { members, admins, muted, ...fields } = parseInput(groupSchema, seed, 'groups.put');
    const group: TencentImGroup = {
      ...fields,
      groupId: fields.groupId,
      maxMembers: fields.maxMembers ?? this.#maxMembers,
      createdAt: fields.createdAt ?? this.#now(),
      members: new Map(),
      mutedUntil: new Map(muted.map((userId) => [userId, Number.POSITIVE_INFINITY])),
      attributes: new Map(),
      lastSequence: 0,
      lastMessageAt: 0,
    };
    this.#groups.set(group.groupId, group);
    for (const userId of [...(group.owner === '' ? [] : [group.owner]), ...members, ...admins]) {
      this.enter(group, userId, admins.includes(userId) ? 'Admin' : 'Member');
    }
    return group;
  }

  /** A user becomes a member, which changes nothing for one who is; nobody is told. */
  enter(group: TencentImGroup, userId: string, role: 'Admin' | 'Member' = 'Member'): TencentImMember {
    const known = group.members.get(userId);
    if (known !== undefined) return known;
    const member: TencentImMember = {
      userId,
      role: userId === group.owner ? 'Owner' : role,
      joinedAt: this.#now(),
      nameCard: '',
      lastSentAt: 0,
      // What was written before is not unread to a new member.
      readSequence: group.lastSequence,
    };
    group.members.set(userId, member);
    return member;
  }

  /** A user is a member no more; the group of an owner who leaves has none. Nobody is told. */
  leave(group: TencentImGroup, userId: string): boolean {
    if (group.owner === userId) group.owner = '';
    return group.members.delete(userId);
  }

  /** Gives the group to one of its members. */
  changeOwner(group: TencentImGroup, userId: string): void {
    const old = group.members.get(group.owner);
    if (old !== undefined) old.role = 'Member';
    const member = group.members.get(userId);
    if (member !== undefined) member.role = 'Owner';
    group.owner = userId;
  }

  get(groupId: string): TencentImGroup | undefined {
    return this.#groups.get(groupId);
  }

  /** All groups, in the order of their coming. */
  values(): IterableIterator<TencentImGroup> {
    return this.#groups.values();
  }

  /** True when there was such a group. */
  delete(groupId: string): boolean {
    return this.#groups.delete(groupId);
  }

  /** Ids that the server makes begin with `@TGS#`; those of communities with `@TGS#_`. */
  nextId(type: TencentImGroupType): string {
    this.#lastId += 1;
    return `@TGS#${type === 'Community' ? '_' : ''}${this.#lastId.toString(36).toUpperCase().padStart(9, 'E')}`;
  }

  /** Lets every group count its messages from the start again. */
  forgetMessages(): void {
    for (const group of this.#groups.values()) {
      group.lastSequence = 0;
      group.lastMessageAt = 0;
      for (const member of group.members.values()) {
        member.lastSentAt = 0;
        member.readSequence = 0;
      }
    }
  }
}

/** Whether a member may not write now. */
export function isMuted(group: TencentImGroup, userId: string, now: number): boolean {
  if ((group.mutedUntil.get(userId) ?? 0) > now) return true;
  return group.muteAll && (group.members.get(userId)?.role ?? 'Member') === 'Member';
}

/** Work groups have an old and a new name. */
export function isWork(type: TencentImGroupType): boolean {
  return type === 'Private' || type === 'Work';
}

/** Meeting groups, too. */
export function isMeeting(type: TencentImGroupType): boolean {
  return type === 'ChatRoom' || type === 'Meeting';
}
