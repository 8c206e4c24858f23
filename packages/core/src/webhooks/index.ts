/** Hearing back: one handler for the webhooks of any vendor, from a `Request` to a `Response`. */

export type { MessageRef } from '../model/outcome.ts';
export { percentDecoded } from '../text/percent-decoded.ts';
export { shallowJson } from '../text/shallow-json.ts';
export {
  createWebhookHandler,
  type VetoOptions,
  type WebhookHandler,
} from './create-webhook-handler.ts';
export type {
  AppRateLimitedEvent,
  CallAcceptedEvent,
  CallCancelledEvent,
  CallCreatedEvent,
  CallInvitedEvent,
  CallRejectedEvent,
  CallTimedOutEvent,
  PushClickedEvent,
  PushDeliveredEvent,
  PushFailedEvent,
  PushSentEvent,
  UnknownEvent,
  WebhookAppEvent,
  WebhookCall,
  WebhookPush,
} from './events/app-events.ts';
export type { WebhookConversation, WebhookEventBase, WebhookMessageIds } from './events/event-base.ts';
export type {
  GroupAttributesChangedEvent,
  GroupChangedEvent,
  GroupCreatedEvent,
  GroupCreatingEvent,
  GroupDissolvedEvent,
  GroupFullEvent,
  GroupInvitingEvent,
  GroupJoiningEvent,
  GroupMemberChangedEvent,
  GroupMemberJoinedEvent,
  GroupMemberLeftEvent,
  GroupOwnerChangedEvent,
  RoomCreatedEvent,
  RoomDissolvedEvent,
  RoomMemberJoinedEvent,
  RoomMemberLeftEvent,
  WebhookGroup,
  WebhookGroupEvent,
  WebhookRoom,
} from './events/group-events.ts';
export type {
  MessageEditedEvent,
  MessageExtensionChangedEvent,
  MessageFailedEvent,
  MessageModeratedEvent,
  MessageReadEvent,
  MessageRecalledEvent,
  MessageSendingEvent,
  MessageSentEvent,
  MessageToBotEvent,
  WebhookMessage,
  WebhookMessageEvent,
} from './events/message-events.ts';
export type {
  BlockAddedEvent,
  BlockRemovedEvent,
  FollowAddedEvent,
  FollowRemovedEvent,
  FriendAddedEvent,
  FriendAddingEvent,
  FriendAnsweringEvent,
  FriendRemovedEvent,
  UserOfflineEvent,
  UserOnlineEvent,
  UserProfileChangedEvent,
  UserStatusChangedEvent,
  WebhookUserEvent,
} from './events/user-events.ts';
export {
  type VetoEventType,
  vetoEventTypes,
  type WebhookEvent,
  type WebhookEventOf,
  type WebhookEventType,
  webhookEventTypes,
} from './events/webhook-event.ts';
export { type ConfirmableEvent, type ConfirmByChat, confirmableEvents } from './handler/confirm-by-chat.ts';
export type { ConfirmEvents } from './handler/confirm-events.ts';
export type {
  WebhookAnsweredEvent,
  WebhookHandledEvent,
  WebhookHooks,
  WebhookRefusedEvent,
  WebhookWarningEvent,
} from './handler/webhook-hooks.ts';
export type { FailedEvent, WebhookHandlerOptions } from './handler/webhook-options.ts';
export { type NodeRequest, type NodeResponse, toNodeListener } from './node-listener.ts';
export { digestHex, isSameDigest, valueHash } from './source/digest.ts';
export { filledName, millisecondsOf, namesOf, recordsOf, withoutAbsent } from './source/member-values.ts';
export { messageRefOf } from './source/message-ref.ts';
export { fieldOfForm, type WebhookFields, webhookFields } from './source/webhook-fields.ts';
export {
  type CheckedWebhookOptions,
  checkWebhookOptions,
  type WebhookOptionRules,
} from './source/webhook-options.ts';
export {
  checkWebhookSecret,
  type WebhookSecret,
  type WebhookSecrets,
  webhookSecrets,
} from './source/webhook-secret.ts';
export {
  type Allow,
  type AllowExcept,
  allow,
  allowExcept,
  type Drop,
  drop,
  type Refuse,
  type Replace,
  refuse,
  replace,
  type SourceVerdicts,
  type Verdict,
} from './verdict.ts';
export type {
  EventHandlers,
  VetoContext,
  VetoHandlers,
  WebhookHandlers,
} from './webhook-handlers.ts';
export type {
  BelievedWebhook,
  VerdictOf,
  WebhookAnswer,
  WebhookEventDraft,
  WebhookEventSupport,
  WebhookItem,
  WebhookReading,
  WebhookRefusal,
  WebhookRequest,
  WebhookSource,
} from './webhook-source.ts';
