/** Tags and attributes of users, by which `im_push` chooses whom it reaches. */
export class PushProfiles {
  /** Names of the attributes, by their number "0" to "9". */
  readonly attributeNames = new Map<string, string>();
  readonly #tags = new Map<string, Set<string>>();
  readonly #attributes = new Map<string, Map<string, string>>();

  hasAttributeName(name: string): boolean {
    for (const known of this.attributeNames.values()) if (known === name) return true;
    return false;
  }

  tagsOf(userId: string): ReadonlySet<string> {
    return this.#tags.get(userId) ?? NO_TAGS;
  }

  addTags(userId: string, tags: readonly string[]): void {
    const known = this.#tags.get(userId) ?? new Set();
    for (const tag of tags) known.add(tag);
    this.#tags.set(userId, known);
  }

  removeTags(userId: string, tags: readonly string[]): void {
    for (const tag of tags) this.#tags.get(userId)?.delete(tag);
  }

  removeAllTags(userId: string): void {
    this.#tags.delete(userId);
  }

  attributesOf(userId: string): ReadonlyMap<string, string> {
    return this.#attributes.get(userId) ?? NO_ATTRIBUTES;
  }

  setAttributes(userId: string, attributes: Readonly<Record<string, string>>): void {
    const known = this.#attributes.get(userId) ?? new Map();
    for (const [name, value] of Object.entries(attributes)) known.set(name, value);
    this.#attributes.set(userId, known);
  }

  removeAttributes(userId: string, names: readonly string[]): void {
    for (const name of names) this.#attributes.get(userId)?.delete(name);
  }

  /** Forgets a user that was deleted. */
  forget(userId: string): void {
    this.#tags.delete(userId);
    this.#attributes.delete(userId);
  }
}

const NO_TAGS: ReadonlySet<string> = new Set();
const NO_ATTRIBUTES: ReadonlyMap<string, string> = new Map();
