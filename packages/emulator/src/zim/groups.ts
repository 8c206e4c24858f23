/** A group with its members in the order of their coming; the owner is the first. */
export interface ZimGroup {
  readonly groupId: string;
  readonly owner: string;
  readonly name: string;
  readonly notice: string;
  readonly avatar: string;
  readonly members: Set<string>;
  readonly attributes: ReadonlyMap<string, string>;
  /** Milliseconds. */
  readonly createdAt: number;
}

/** The app's groups. */
export class ZimGroups {
  readonly #groups = new Map<string, ZimGroup>();
  #lastId = 0;

  get size(): number {
    return this.#groups.size;
  }

  get(groupId: string): ZimGroup | undefined {
    return this.#groups.get(groupId);
  }

  put(group: ZimGroup): void {
    this.#groups.set(group.groupId, group);
  }

  /** Ids that the server makes begin with `#`. */
  nextId(): string {
    this.#lastId += 1;
    return `#group${this.#lastId}`;
  }
}

/** The conversation key of a group. */
export function groupConversation(groupId: string): string {
  return `group\n${groupId}`;
}
