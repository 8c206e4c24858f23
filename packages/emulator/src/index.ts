export type { ClientAct, ClientActResult } from './client-act.ts';
export { createEmulator } from './create-emulator.ts';
export type { Emulator, InboxFilter } from './emulator.ts';
export type { Fault, FaultMoment } from './http/faults/fault.ts';
export type { FaultRule } from './http/faults/fault-rule.ts';
export type { WaitingFault } from './http/faults/faults.ts';
export type { RecordedReply, RequestRecord } from './http/request-record.ts';
export type { EmulatorOptions, WebhookOptions } from './options.ts';
export type { TencentImGroup, TencentImGroups, TencentImMember } from './tencent-im/groups.ts';
export type {
  TencentImAppOptions,
  TencentImGroupSeed,
  TencentImGroupType,
  TencentImLimits,
  TencentImReadings,
  TencentImSwitches,
} from './tencent-im/options.ts';
export type { TencentImWebhookOptions } from './tencent-im/webhook-options.ts';
export type { JsonObject, Vendor } from './vendor.ts';
export type {
  ClientLogin,
  ClientLoginResult,
  ClientSend,
  ClientSendResult,
  ClientTokenClaims,
} from './vendor-service.ts';
export type { SharedWebhookOptions } from './webhooks/shared-options.ts';
export type { WebhookDelivery } from './webhooks/webhooks.ts';
export type { Copy, InboxMessage } from './world/copy.ts';
export type { EmulatorEvents } from './world/events.ts';
export type { FormerContent, Mentions, Message, Push, Targets, Veto } from './world/message.ts';
export type { Device, Presence, User, UserSeed } from './world/user.ts';
export type { UserDirectory } from './world/users.ts';
export type { NewZimGroup, ZimGroup, ZimGroupMute, ZimGroups, ZimMember } from './zim/groups.ts';
export type {
  ZimAppOptions,
  ZimGroupSeed,
  ZimRates,
  ZimReadings,
  ZimRoomSeed,
  ZimSizes,
} from './zim/options.ts';
export type { ZimRoom, ZimRooms } from './zim/rooms.ts';
export type { ZimWebhookOptions } from './zim/webhook-options.ts';
