import type { Pacer } from '@polychat/core';
import type { Awaitable } from '../vendor-double.ts';

/** A pacer that is put to the test. */
export interface PacerSubject {
  /** A pacer that knows of no calls, in any scope. */
  readonly pacer: Pacer;
  /** The same limits as another process sees them. Default: `pacer`. */
  readonly other?: Pacer;
  /** The time by which the pacer waits, in milliseconds. */
  now(): number;
  /** Moves that time on; where it cannot be moved, waits for so many milliseconds. */
  advance(milliseconds: number): Awaitable<void>;
  /** How much later than it could a call may go, in milliseconds. Default 0: at once. */
  readonly slackMs?: number;
  /** Takes the pacer's server out of reach. Absent where it has none. */
  disconnect?(): Awaitable<void>;
  /** Called at the end of every check. */
  close?(): Awaitable<void>;
}

/** Makes a pacer that knows of no calls. Called for every check. */
export type CreatePacer = () => Awaitable<PacerSubject>;
