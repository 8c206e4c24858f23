import type { Problem } from './problem.ts';

/** What a chat found out about one app: whether the vendor takes its credentials, here and now. */
export interface Verification {
  /** The name of the chat that asked. */
  readonly via: string;
  readonly vendor: string;
  readonly app: string;
  /** Whether the vendor took the credentials, for this app, at this address, at this time. */
  readonly ok: boolean;
  /**
   * Why not. Its `field` names the option at fault where the vendor says which, and is `clock` where it is the time of
   * this machine; its message says what to do.
   */
  readonly problem?: Problem;
  /** From the moment when the last attempt left to its reply, in milliseconds. Absent where no reply came. */
  readonly latencyMs?: number;
  /**
   * How far the vendor's clock is ahead of this machine's, in milliseconds; below 0 where it is behind. Exact to half a
   * second and half the latency. Absent where no reply came, or one without the header `Date`.
   */
  readonly clockSkewMs?: number;
}
