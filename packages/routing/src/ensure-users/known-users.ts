import { RecentMap } from '../recent-map.ts';

/** The users of whom it is known that the vendor has them: a bounded number. */
export class KnownUsers {
  readonly #known: RecentMap<number>;
  #registrations = 0;

  constructor(most: number) {
    this.#known = new RecentMap(most);
  }

  /** A moment between registrations. */
  get moment(): number {
    return this.#registrations;
  }

  has(userId: string): boolean {
    return this.#known.get(userId) !== undefined;
  }

  /** Whether they were registered after this moment. */
  wasRegisteredSince(userId: string, moment: number): boolean {
    return (this.#known.get(userId) ?? 0) > moment;
  }

  /** The vendor has taken their registration. */
  registered(userIds: Iterable<string>): void {
    this.#registrations += 1;
    for (const userId of userIds) this.#known.set(userId, this.#registrations);
  }

  /** A message to or from them was accepted. */
  seen(userId: string): void {
    if (!this.has(userId)) this.#known.set(userId, 0);
  }
}
