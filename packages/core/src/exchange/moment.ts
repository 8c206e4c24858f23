import type { Clock } from '../ports/clock.ts';

/** A moment by both clocks: the wall clock may be set, and the monotonic one may stand still while a machine sleeps. */
export interface Moment {
  /** Milliseconds since 1970. */
  readonly wall: number;
  readonly monotonic: number;
}

export function momentNow(clock: Clock): Moment {
  return { wall: clock.now(), monotonic: clock.monotonic() };
}

export function momentAfter(moment: Moment, milliseconds: number): Moment {
  return { wall: moment.wall + milliseconds, monotonic: moment.monotonic + milliseconds };
}

/** Whether a moment has passed by either clock. */
export function hasPassed(moment: Moment, clock: Clock): boolean {
  // Turned round, so that what is no number has passed.
  return !(clock.monotonic() <= moment.monotonic && clock.now() <= moment.wall);
}

/**
 * How long ago a moment was, in milliseconds, by the clock that says longer. A wall clock that was set back says less
 * than nothing: then the time that it lost counts too, since nobody can tell which of the clocks is right.
 */
export function ageOf(moment: Moment, clock: Clock): number {
  return Math.max(clock.monotonic() - moment.monotonic, Math.abs(clock.now() - moment.wall));
}
