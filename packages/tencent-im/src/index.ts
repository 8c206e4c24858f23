export { tencentIm } from './adapter.ts';
export type { BroadcastCondition } from './condition.ts';
export type { AndroidPush, ApnsPush, OfflinePush } from './offline-push.ts';
export type {
  CommandChoice,
  TencentImBaseUrlOptions,
  TencentImCommonOptions,
  TencentImOptions,
  TencentImRegion,
  TencentImRegionOptions,
} from './options.ts';
export { createUserSig, type UserSigOptions } from './user-sig.ts';
export type { SendMsgControl, TencentImVendorFields } from './vendor-fields.ts';
