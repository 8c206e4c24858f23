import type { Vendor } from '../../vendor.ts';
import type { Fault } from './fault.ts';

/** What goes wrong, and for which calls. Members left out match everything. */
export interface FaultRule {
  readonly vendor?: Vendor;
  /** ZIM's Action, Tencent's path or its last part, such as `sendmsg`. */
  readonly endpoint?: string;
  /** Calls that name this user. */
  readonly recipient?: string;
  /** The next how many calls. Default 1. */
  readonly times?: number;
  readonly fault: Fault;
}
