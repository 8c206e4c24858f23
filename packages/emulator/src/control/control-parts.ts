import type { Emulator } from '../emulator.ts';
import type { Recorder } from '../http/recorder.ts';
import type { JsonObject, Vendor } from '../vendor.ts';
import type { MessageStore } from '../world/messages.ts';

/** What the control API and the page work on. */
export interface ControlParts {
  /** A function, since the routes are laid before the socket listens and the emulator has an address. */
  readonly emulator: () => Emulator;
  readonly messages: MessageStore;
  readonly recorder: Recorder;
  /** Each vendor's options as they were resolved, without secrets, users and groups. */
  readonly settings: Readonly<Record<Vendor, JsonObject>>;
  /** What each vendor's service serves, as faults name it. */
  readonly endpoints: Readonly<Record<Vendor, readonly string[]>>;
  readonly maxMessages: number;
  readonly maxRequests: number;
  readonly maxRecordedBytes: number;
}
