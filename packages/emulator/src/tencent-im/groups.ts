import { type GroupSeed, type GroupType, groupSchema } from './options.ts';

/** A group. None of the commands here makes one; the options do, or `put`. */
export interface Group {
  readonly groupId: string;
  readonly type: GroupType;
  readonly name: string;
  readonly members: Set<string>;
  readonly muted: Set<string>;
  /** MsgSeq of the newest message; rises by one with each. */
  lastSequence: number;
}

/** The app's groups. */
export class GroupDirectory {
  readonly #groups = new Map<string, Group>();

  /**
   * Adds a group, or replaces the one of the same id. Members that are no account are passed over by sends.
   * @throws ZodError when the seed is not a valid one
   */
  put(seed: GroupSeed): Group {
    const { groupId, type, name, members, muted } = groupSchema.parse(seed);
    const group = { groupId, type, name, members: new Set(members), muted: new Set(muted), lastSequence: 0 };
    this.#groups.set(groupId, group);
    return group;
  }

  get(groupId: string): Group | undefined {
    return this.#groups.get(groupId);
  }

  /** All groups, in the order of their coming. */
  values(): IterableIterator<Group> {
    return this.#groups.values();
  }

  /** True when there was such a group. */
  delete(groupId: string): boolean {
    return this.#groups.delete(groupId);
  }

  /** Lets every group count its messages from the start again. */
  forgetMessages(): void {
    for (const group of this.#groups.values()) group.lastSequence = 0;
  }
}
