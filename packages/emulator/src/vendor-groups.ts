/** A group or a room, in the form that all vendors have in common. */
export interface CommonGroup {
  readonly channel: 'group' | 'room';
  readonly id: string;
  /** Empty where it has none. */
  readonly name: string;
  /** What the vendor calls it, such as `Room`, or its type. */
  readonly kind: string;
  /** Absent where it has none, as rooms have. */
  readonly owner?: string;
  readonly memberCount: number;
  /** Milliseconds. */
  readonly createdAt: number;
  /** In the order of their coming. */
  members(): readonly CommonMember[];
  /** Who may not write, and until when (milliseconds); absent where nobody can be muted, as in rooms. */
  readonly mutedUntil?: Map<string, number>;
}

/** A member of a group, or somebody in a room. */
export interface CommonMember {
  readonly userId: string;
  /** Everybody in a room is a member. */
  readonly role: 'owner' | 'admin' | 'member';
  readonly muted: boolean;
  /** Milliseconds; absent for one who is not muted, and for one who is for ever. */
  readonly mutedUntil?: number;
}

/** What a group or a room begins with. */
export interface NewGroup {
  readonly channel: 'group' | 'room';
  readonly id: string;
  readonly name?: string | undefined;
  readonly owner?: string | undefined;
  readonly members: readonly string[];
  /** One of the module's `groupTypes`, or another vendor's, which is refused. */
  readonly type?: string | undefined;
}

/** A vendor's groups and rooms. */
export interface VendorGroups {
  /** In the order of their coming, groups first. */
  values(): Iterable<CommonGroup>;
  get(channel: 'group' | 'room', id: string): CommonGroup | undefined;
  /**
   * Adds one, or puts it in the place of one that exists; members that are no account become one.
   *
   * @returns as what it is kept: some vendors' rooms are groups
   * @throws ControlError for what the vendor does not have
   */
  put(group: NewGroup): 'group' | 'room';
  /** True when there was such a one. */
  delete(channel: 'group' | 'room', id: string): boolean;
}

/** The later of the ends that there are; JSON has no way to write for ever. */
export function muteOf(
  muted: boolean,
  ...ends: readonly (number | undefined)[]
): Pick<CommonMember, 'muted' | 'mutedUntil'> {
  const until = Math.max(...ends.map((end) => end ?? 0));
  return muted && until > 0 && Number.isFinite(until) ? { muted, mutedUntil: until } : { muted };
}
