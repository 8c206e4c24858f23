import type { Vendor } from '../vendor.ts';
import type { EventHub } from './events.ts';
import type { Presence, User, UserSeed } from './user.ts';

/** One vendor's user accounts. */
export class UserDirectory {
  readonly #users = new Map<string, User>();
  /** Whose accounts these are. */
  readonly vendor: Vendor;
  readonly #events: EventHub;
  readonly #newUserPresence: Presence;

  /**
   * @internal
   * @param newUserPresence presence of users that come without one, such as those made over the API
   */
  constructor(vendor: Vendor, events: EventHub, newUserPresence: Presence) {
    this.vendor = vendor;
    this.#events = events;
    this.#newUserPresence = newUserPresence;
  }

  get size(): number {
    return this.#users.size;
  }

  has(userId: string): boolean {
    return this.#users.has(userId);
  }

  get(userId: string): User | undefined {
    return this.#users.get(userId);
  }

  /** All users, in the order of their coming. */
  values(): IterableIterator<User> {
    return this.#users.values();
  }

  /** Adds a user, or changes the given members of one that exists. */
  put(seed: UserSeed | string): User {
    const { userId, name, avatarUrl, presence } =
      typeof seed === 'string' ? ({ userId: seed } as UserSeed) : seed;
    let user = this.#users.get(userId);
    if (user === undefined) {
      user = {
        userId,
        name: name ?? '',
        avatarUrl: avatarUrl ?? '',
        extra: '',
        presence: presence ?? this.#newUserPresence,
        loggedOut: false,
        blocked: new Map(),
        friends: new Set(),
      };
      this.#users.set(userId, user);
    } else {
      user.name = name ?? user.name;
      user.avatarUrl = avatarUrl ?? user.avatarUrl;
      user.presence = presence ?? user.presence;
    }
    this.changed(user);
    return user;
  }

  /** True when there was such a user. */
  delete(userId: string): boolean {
    const known = this.#users.delete(userId);
    if (known) this.#events.emit('user', { vendor: this.vendor, userId, user: undefined });
    return known;
  }

  /** Tells listeners that a user was changed in place. */
  changed(user: User): void {
    this.#events.emit('user', { vendor: this.vendor, userId: user.userId, user });
  }
}
