import type { Push } from '@polychat/core/adapter';
import type { ZimPushImage, ZimVendorFields } from './vendor-fields.ts';
import type { WireOfflinePush, WirePushImageInfo } from './wire.ts';

/** How a phone shows the message ("MessageBody introduction", OfflinePush). Without it nothing is pushed. */
export function pushToWire(push: Push, fields: ZimVendorFields): WireOfflinePush {
  const badge = push.badge ?? 1;
  return {
    Enable: 1,
    Title: push.title,
    Content: push.body,
    Payload: push.payload,
    PushStrategyId: fields.pushStrategyId,
    PushImageInfo: fields.pushImage && pushImageToWire(fields.pushImage),
    // EnableBadge has no documented default, BadgeIncrement has (0).
    EnableBadge: badge > 0,
    BadgeIncrement: badge > 0 ? badge : undefined,
    ThreadId: fields.threadId,
  };
}

function pushImageToWire({ apns, fcm, huawei }: ZimPushImage): WirePushImageInfo {
  return {
    Apns: apns && { Image: apns.image },
    Android:
      fcm || huawei
        ? {
            FCM: fcm && { Image: fcm.image, Icon: fcm.icon },
            HuaWei: huawei && { Image: huawei.image, Icon: huawei.icon },
          }
        : undefined,
  };
}
