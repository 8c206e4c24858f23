import type { Emulator } from '../emulator.ts';
import { forEachVendor, type JsonObject, type Vendor } from '../vendor.ts';
import type { Credentials } from '../vendor-module.ts';
import { vendorModules } from '../vendors.ts';
import type { ControlParts } from './control-parts.ts';

/** How much there is. */
export interface Counts {
  /** Kept. */
  readonly messages: number;
  /** Ever, since the start. */
  readonly messagesSeen: number;
  readonly requests: number;
  readonly requestsSeen: number;
  readonly users: Readonly<Record<Vendor, number>>;
  readonly faults: number;
}

/** Where each vendor's app is found, its credentials, and its options without secrets, users and groups. */
type AppViews = {
  readonly [Name in Vendor]: Credentials<Emulator[Name]> & { readonly settings: JsonObject };
};

/** `GET /control/state`. Everything is made up, so that secrets may be shown. */
export interface StateView extends AppViews {
  readonly url: string;
  readonly now: number;
  readonly movedMs: number;
  readonly counts: Counts;
  readonly maxMessages: number;
  readonly maxRequests: number;
  readonly maxRecordedBytes: number;
  /** What each vendor's service serves: ZIM's actions, the last part of Tencent IM's paths. */
  readonly endpoints: Readonly<Record<Vendor, readonly string[]>>;
}

export function countsOf(parts: ControlParts): Counts {
  const { messages, recorder } = parts;
  const emulator = parts.emulator();
  return {
    messages: messages.size,
    messagesSeen: messages.seen,
    requests: recorder.size,
    requestsSeen: recorder.seen,
    users: forEachVendor((vendor) => emulator[vendor].users.size),
    faults: emulator.faults.length,
  };
}

/** The emulator's time, and how far it was moved; milliseconds. */
export function timeOf(parts: ControlParts): { now: number; movedMs: number } {
  const now = parts.emulator().now();
  // Between two readings of the machine's clock a millisecond may pass; nobody moves time by so little.
  return { now, movedMs: Math.round((now - Date.now()) / 10) * 10 };
}

export function stateView(parts: ControlParts): StateView {
  const { settings, endpoints, maxMessages, maxRequests, maxRecordedBytes } = parts;
  const emulator = parts.emulator();
  // Which vendor has which credentials, the registry's type does not keep.
  const apps = forEachVendor((vendor) => ({
    ...vendorModules[vendor].credentials(emulator[vendor]),
    settings: settings[vendor],
  })) as AppViews;
  return {
    url: emulator.url,
    ...timeOf(parts),
    counts: countsOf(parts),
    maxMessages,
    maxRequests,
    maxRecordedBytes,
    endpoints,
    ...apps,
  };
}
