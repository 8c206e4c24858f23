import type { Push } from '@polychat/core/adapter';
import { androidNames, apnsNames, type OfflinePush } from './offline-push.ts';

/** `OfflinePushInfo` (33527 = 269/2720). Note that 0 means push, and that it is the vendor's default. */
export type OfflinePushInfo =
  | { readonly PushFlag: 1 }
  | {
      readonly PushFlag: 0;
      readonly Title: string;
      readonly Desc: string;
      readonly Ext?: string;
      readonly AndroidInfo?: Readonly<Record<string, unknown>>;
      readonly ApnsInfo: Readonly<Record<string, unknown>>;
    };

/**
 * The push of a message. Without one the vendor is told not to push, which it would do otherwise.
 *
 * The payload travels as it is: the vendor asks for a JSON string, and hands any other to the app just the same. [?]
 */
export function pushToWire(push: Push | undefined, channels: OfflinePush = {}): OfflinePushInfo {
  if (!push) return { PushFlag: 1 };
  const { title, body, payload, badge = 1 } = push;
  const android = renamed(channels.android ?? {}, androidNames);
  const { Sound, ...apns } = renamed(channels.apns ?? {}, apnsNames);
  return {
    PushFlag: 0,
    Title: title,
    Desc: body,
    Ext: payload,
    AndroidInfo: Object.keys(android).length > 0 ? android : undefined,
    ApnsInfo: { Sound, BadgeMode: badge > 0 ? 0 : 1, ...apns },
  };
}

/** Members without a value are left out; the others come in the order of the names. */
function renamed<Names extends Readonly<Record<string, string>>>(
  values: { readonly [Key in keyof Names]?: unknown },
  names: Names,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(names).flatMap(([key, name]) => (values[key] === undefined ? [] : [[name, values[key]]])),
  );
}
