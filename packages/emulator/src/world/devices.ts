import type { EmulatorClock, EmulatorTimer } from './emulator-clock.ts';
import type { Device, User } from './user.ts';
import type { UserDirectory } from './users.ts';

/** The devices of one vendor's users: one for each user who is connected. */
export class Devices {
  readonly #clock: EmulatorClock;
  readonly #users: UserDirectory;
  /** What is still to happen to users whose device is not heard of. */
  readonly #waiting = new Map<string, EmulatorTimer[]>();
  #lastSession = 0;

  constructor(clock: EmulatorClock, users: UserDirectory) {
    this.#clock = clock;
    this.#users = users;
  }

  /** A device of the user logs in; what waited for the one before it does not happen any more. */
  connect(user: User, platform: string): Device {
    this.#forget(user.userId);
    this.#lastSession += 1;
    // A decimal number above 2^53, so that clients show which read it with fewer digits.
    const session = `7230000${String(this.#lastSession).padStart(12, '0')}`;
    const device = { platform, session, since: this.#clock.now() };
    user.device = device;
    user.presence = 'online';
    user.loggedOut = false;
    this.#users.changed(user);
    return device;
  }

  /**
   * The user's device is gone.
   * @param loggedOut true where pushes do not reach the user any more either
   */
  disconnect(user: User, loggedOut: boolean): void {
    this.#forget(user.userId);
    user.device = undefined;
    user.presence = 'offline';
    user.loggedOut = loggedOut;
    this.#users.changed(user);
  }

  /** Nothing is heard of the user's device: runs `notice` after that time, unless one connects before. */
  unheard(user: User, milliseconds: number, notice: () => void): void {
    const timer = this.#clock.schedule(milliseconds, notice);
    this.#waiting.set(user.userId, [...(this.#waiting.get(user.userId) ?? []), timer]);
  }

  /** Forgets whose device is not heard of. */
  clear(): void {
    for (const userId of this.#waiting.keys()) this.#forget(userId);
  }

  #forget(userId: string): void {
    for (const timer of this.#waiting.get(userId) ?? []) timer.cancel();
    this.#waiting.delete(userId);
  }
}
