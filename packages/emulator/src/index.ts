export { createEmulator } from './create-emulator.ts';
export type { Emulator, InboxFilter } from './emulator.ts';
export type { EmulatorEvents } from './events.ts';
export type { Fault, FaultMoment } from './fault.ts';
export type { FaultRule } from './fault-rule.ts';
export type { WaitingFault } from './faults.ts';
export type { EmulatorOptions } from './options.ts';
export type { RecordedReply, RequestRecord } from './request-record.ts';
export type { Copy, InboxMessage } from './store/copy.ts';
export type { Message, Push } from './store/message.ts';
export type { Presence, User, UserSeed } from './store/user.ts';
export type { UserDirectory } from './store/users.ts';
export type { TencentImGroup, TencentImGroups } from './tencent-im/groups.ts';
export type {
  TencentImAppOptions,
  TencentImGroupSeed,
  TencentImGroupType,
  TencentImLimits,
  TencentImReadings,
  TencentImSwitches,
} from './tencent-im/options.ts';
export type { JsonObject, Vendor } from './vendor.ts';
export type { ClientLogin, ClientLoginResult, ClientSend, ClientSendResult } from './vendor-service.ts';
export type { TencentImWebhookOptions, WebhookOptions, ZimWebhookOptions } from './webhooks/options.ts';
export type { WebhookDelivery } from './webhooks/webhooks.ts';
export type { ZimGroup, ZimGroups } from './zim/groups.ts';
export type {
  ZimAppOptions,
  ZimGroupSeed,
  ZimRates,
  ZimReadings,
  ZimRoomSeed,
  ZimSizes,
} from './zim/options.ts';
export type { ZimRoom, ZimRooms } from './zim/rooms.ts';
