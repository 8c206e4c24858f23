import { parseInput } from '../invalid-input.ts';
import type { TencentImGroupSeed, TencentImGroupType } from './options.ts';
import { groupSchema } from './options-schema.ts';

/** A group. None of the commands here makes one; the options do, or `put`. */
export interface TencentImGroup {
  readonly groupId: string;
  readonly type: TencentImGroupType;
  readonly name: string;
  readonly members: Set<string>;
  readonly muted: Set<string>;
  /** MsgSeq of the newest message; rises by one with each. */
  lastSequence: number;
}

/** The app's groups. */
export class TencentImGroups {
  readonly #groups = new Map<string, TencentImGroup>();

  /**
   * Adds a group, or replaces the one of the same id. Members that are no account are passed over by sends.
   * @throws TypeError that names each member of the seed that is wrong
   */
  put(seed: TencentImGroupSeed): TencentImGroup {
    const { groupId, type, name, members, muted } = parseInput(groupSchema, seed, 'groups.put');
    const group = { groupId, type, name, members: new Set(members), muted: new Set(muted), lastSequence: 0 };
    this.#groups.set(groupId, group);
    return group;
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

  /** Lets every group count its messages from the start again. */
  forgetMessages(): void {
    for (const group of this.#groups.values()) group.lastSequence = 0;
  }
}
