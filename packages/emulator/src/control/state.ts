import type { JsonObject, Vendor } from '../vendor.ts';
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

/** `GET /control/state`. Everything is made up, so that secrets may be shown. */
export interface StateView {
  readonly url: string;
  readonly now: number;
  readonly movedMs: number;
  readonly counts: Counts;
  readonly maxMessages: number;
  readonly maxRequests: number;
  readonly maxRecordedBytes: number;
  /** What each vendor's service serves: ZIM's actions, the last part of Tencent IM's paths. */
  readonly endpoints: Readonly<Record<Vendor, readonly string[]>>;
  readonly zim: {
    readonly baseUrl: string;
    readonly appId: number;
    readonly serverSecret: string;
    readonly settings: JsonObject;
  };
  readonly tencentIm: {
    readonly baseUrl: string;
    readonly sdkAppId: number;
    readonly secretKey: string;
    readonly admins: readonly string[];
    readonly settings: JsonObject;
  };
}

export function countsOf(parts: ControlParts): Counts {
  const { messages, recorder } = parts;
  const { zim, tencentIm, faults } = parts.emulator();
  return {
    messages: messages.size,
    messagesSeen: messages.seen,
    requests: recorder.size,
    requestsSeen: recorder.seen,
    users: { zim: zim.users.size, tencentIm: tencentIm.users.size },
    faults: faults.length,
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
  const { url, zim, tencentIm } = parts.emulator();
  return {
    url,
    ...timeOf(parts),
    counts: countsOf(parts),
    maxMessages,
    maxRequests,
    maxRecordedBytes,
    endpoints,
    zim: {
      baseUrl: zim.baseUrl,
      appId: zim.appId,
      serverSecret: zim.serverSecret,
      settings: settings.zim,
    },
    tencentIm: {
      baseUrl: tencentIm.baseUrl,
      sdkAppId: tencentIm.sdkAppId,
      secretKey: tencentIm.secretKey,
      admins: tencentIm.admins,
      settings: settings.tencentIm,
    },
  };
}
