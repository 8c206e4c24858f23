/** A member of a group. */
export interface ZimMember {
  readonly userId: string;
  /** 1 the owner, 2 an administrator, 3 a member; 100 to 255 are the app's own. */
  role: number;
  nickname: string;
  /** Milliseconds. */
  readonly joinedAt: number;
}

/** Which members of a group may not write. */
export interface ZimGroupMute {
  readonly all: boolean;
  readonly roles: readonly number[];
  /** Milliseconds; `Infinity` for ever. */
  readonly until: number;
}

/** A group with its members in the order of their coming. */
export interface ZimGroup {
  readonly groupId: string;
  owner: string;
  name: string;
  notice: string;
  avatar: string;
  readonly members: Map<string, ZimMember>;
  readonly attributes: Map<string, string>;
  /** Milliseconds. */
  readonly createdAt: number;
  /** Members who may not write, and until when: milliseconds, `Infinity` for ever. */
  readonly mutedUntil: Map<string, number>;
  mute: ZimGroupMute | undefined;
}

/** What a group begins with. */
export interface NewZimGroup {
  readonly groupId: string;
  readonly owner: string;
  readonly name?: string | undefined;
  readonly notice?: string | undefined;
  readonly avatar?: string | undefined;
  /** The members besides the owner. */
  readonly members?: Iterable<string> | undefined;
  readonly attributes?: ReadonlyMap<string, string>;
  /** Milliseconds; now when absent. */
  readonly createdAt?: number;
}

/** The app's groups. */
export class ZimGroups {
  readonly #groups = new Map<string, ZimGroup>();
  /** Ids of dissolved groups cannot be used again. */
  readonly #dissolved = new Set<string>();
  readonly #now: () => number;
  #lastId = 0;

  /**
   * @internal
   * @param now the emulator's time, in milliseconds
   */
  constructor(now: () => number) {
    this.#now = now;
  }

  get size(): number {
    return this.#groups.size;
  }

  get(groupId: string): ZimGroup | undefined {
    return this.#groups.get(groupId);
  }

  /** All groups, in the order of their coming. */
  values(): IterableIterator<ZimGroup> {
    return this.#groups.values();
  }

  /** True for an id that is in use, or that a dissolved group had. */
  isTaken(groupId: string): boolean {
    return this.#groups.has(groupId) || this.#dissolved.has(groupId);
  }

  /** Adds a group, or replaces the one of the same id; nobody is told, and no limit holds. */
  put({ groupId, owner, members = [], attributes, createdAt, ...texts }: NewZimGroup): ZimGroup {
    const group: ZimGroup = {
      groupId,
      owner,
      name: texts.name ?? '',
      notice: texts.notice ?? '',
      avatar: texts.avatar ?? '',
      members: new Map(),
      attributes: new Map(attributes),
      createdAt: createdAt ?? this.#now(),
      mutedUntil: new Map(),
      mute: undefined,
    };
    this.#groups.set(groupId, group);
    for (const userId of [owner, ...members]) this.enter(group, userId);
    return group;
  }

  /** A user becomes a member, which changes nothing for one who is; nobody is told. */
  enter(group: ZimGroup, userId: string, joinedAt: number = this.#now()): void {
    if (group.members.has(userId)) return;
    group.members.set(userId, { userId, role: userId === group.owner ? 1 : 3, nickname: '', joinedAt });
  }

  /** A user is a member no more; when it was the owner, the first of the others is it. Nobody is told. */
  leave(group: ZimGroup, userId: string): boolean {
    const left = group.members.delete(userId);
    group.mutedUntil.delete(userId);
    const [first] = group.members.keys();
    if (left && group.owner === userId && first !== undefined) this.changeOwner(group, first);
    return left;
  }

  /** Gives the group to one of its members. */
  changeOwner(group: ZimGroup, userId: string): void {
    const old = group.members.get(group.owner);
    if (old !== undefined) old.role = 3;
    const member = group.members.get(userId);
    if (member !== undefined) member.role = 1;
    group.owner = userId;
  }

  /** True when there was such a group. Its id cannot be used again over the API. */
  delete(groupId: string): boolean {
    const known = this.#groups.delete(groupId);
    if (known) this.#dissolved.add(groupId);
    return known;
  }

  /** Ids that the server makes begin with `#`. */
  nextId(): string {
    this.#lastId += 1;
    return `#group${this.#lastId}`;
  }
}

/** Whether a member may not write now. Who mutes roles may name the owner's. */
export function isMuted(group: ZimGroup, userId: string, now: number): boolean {
  if ((group.mutedUntil.get(userId) ?? 0) > now) return true;
  const { mute } = group;
  if (mute === undefined || mute.until <= now) return false;
  return mute.all || mute.roles.includes(group.members.get(userId)?.role ?? 3);
}

/** The conversation key of a group. */
export function groupConversation(groupId: string): string {
  return `group\n${groupId}`;
}
