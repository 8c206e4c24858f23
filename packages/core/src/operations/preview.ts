import type { VendorCall } from '../ports/chat-adapter.ts';
import { utf8Length } from '../text/utf8.ts';

/** A call that would be made. */
export interface PlannedCall {
  /** The vendor's name of the command. */
  readonly endpoint: string;
  readonly recipients: readonly string[];
  /** What it uses of the vendor's limits. */
  readonly costs: readonly { readonly limit: string; readonly units: number }[];
  /** The size of the body in bytes of UTF-8. */
  readonly bodyBytes: number;
  /** The body, with every text shown as its size, but for ids and the names of types. */
  readonly body: unknown;
}

/** Describes a call without its message's text. Only texts under a field that the adapter names are shown. */
export function describeCall(call: VendorCall, visibleFields: readonly string[]): PlannedCall {
  const body = call.body();
  return {
    endpoint: call.endpoint,
    recipients: call.recipients,
    costs: call.costs.map(({ limit, units }) => ({ limit: limit.name, units })),
    bodyBytes: utf8Length(body),
    body: hideTexts(JSON.parse(body), visibleFields),
  };
}

function hideTexts(value: unknown, visibleFields: readonly string[], isVisible = false): unknown {
  if (typeof value === 'string') return isVisible ? value : `(${utf8Length(value)} bytes)`;
  if (Array.isArray(value)) return value.map((item) => hideTexts(item, visibleFields, isVisible));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [
      key,
      hideTexts(member, visibleFields, visibleFields.includes(key)),
    ]),
  );
}
