import { ExpiringMap } from '../world/bounded/expiring-map.ts';
import { SlidingWindow } from '../world/bounded/sliding-window.ts';
import { FIXED } from './limits.ts';

const failuresMs = 1000;

/** Anybody may try any name. */
const maxNames = 10_000;

/** 70050: failing checks in quick succession close the door for about a minute, to good UserSigs too. */
export class Lockout {
  readonly #failures: number;
  readonly #recent = new ExpiringMap<SlidingWindow>(failuresMs, maxNames);
  readonly #locked = new ExpiringMap<true>(FIXED.lockoutMs, maxNames);

  /** @param failures how many of one name within a second close the door */
  constructor(failures: number) {
    this.#failures = failures;
  }

  isLocked(identifier: string, now: number): boolean {
    return this.#locked.get(identifier, now) === true;
  }

  failed(identifier: string, now: number): void {
    const window =
      this.#recent.get(identifier, now) ??
      new SlidingWindow({ units: this.#failures, milliseconds: failuresMs });
    window.take(now);
    this.#recent.set(identifier, now, window);
    if (!window.fits(now)) this.#locked.set(identifier, now, true);
  }

  clear(): void {
    this.#recent.clear();
    this.#locked.clear();
  }
}
