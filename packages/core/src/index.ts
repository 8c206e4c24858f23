export type {
  BulkOptions,
  BulkProgress,
  BulkSend,
  BulkSummary,
  ChangeOptions,
  Chat,
  CheckFinding,
  CloseOptions,
  SendOptions,
  VerifyOptions,
} from './chat.ts';
export type { ChatOptions } from './chat-options.ts';
export { createChat } from './create-chat.ts';
export { faultOf } from './defaults/fault-of.ts';
export { createKyTransport, type KyTransportOptions } from './defaults/ky-transport.ts';
export { createMemoryClaimStore, type MemoryClaimStoreOptions } from './defaults/memory-claim-store.ts';
export { createMemoryPacer, type MemoryPacerOptions } from './defaults/memory-pacer.ts';
export { createRetryBudget, type RetryBudget, type RetryBudgetOptions } from './exchange/retry-budget.ts';
export type {
  CopyNotReached,
  EditReceipt,
  MessageEdit,
  NotRecalledMessage,
  RecalledMessage,
  RecallReceipt,
} from './model/change.ts';
export { ChatError, type ChatErrorOptions } from './model/chat-error.ts';
export {
  type AudioContent,
  type Content,
  type ContentPart,
  type ContentType,
  type CustomContent,
  contentTypes,
  type FaceContent,
  type FileContent,
  type ImageContent,
  type ImageFormat,
  imageFormats,
  type LocationContent,
  type MixedContent,
  type Picture,
  type SignalContent,
  type TextContent,
  type VideoContent,
} from './model/content.ts';
export type { FoundMessage, FoundStoredMessage } from './model/found-message.ts';
export {
  type AnyMessage,
  type Audience,
  audiences,
  type BroadcastMessage,
  type DirectMessage,
  type GroupMessage,
  type Mentions,
  type MessageFields,
  type MessageWithoutRecipients,
  type Push,
  type RoomMessage,
  type Targets,
  type VendorFields,
} from './model/message.ts';
export type {
  Accepted,
  AcceptedOutcome,
  BroadcastNotTaken,
  BroadcastReceipt,
  BroadcastResult,
  ConversationReceipt,
  DirectReceipt,
  MessageRef,
  NotAccepted,
  NotAcceptedOutcome,
  RecipientOutcome,
  RegisteredUser,
  ResultIds,
  UsersReceipt,
} from './model/outcome.ts';
export type { PlannedCall } from './model/planned-call.ts';
export {
  type Problem,
  type ProblemCode,
  type ProblemEffect,
  type ProblemLimit,
  problemCodes,
  type VendorDetail,
} from './model/problem.ts';
export type { OutcomeSample, ReceiptSummary } from './model/receipt-summary.ts';
export type {
  RegisteredUserFields,
  UserProfile,
  VendorUserFields,
  VendorUserResult,
} from './model/user.ts';
export type { Verification } from './model/verification.ts';
export { type Warning, type WarningCode, warningCodes } from './model/warning.ts';
export type {
  Capabilities,
  ChangeWindows,
  EditCapabilities,
  FindCapabilities,
  MessageCapabilities,
  OptionalField,
  RecallCapabilities,
  Support,
} from './ports/capabilities.ts';
export type { ChatAdapter } from './ports/chat-adapter.ts';
export type { Claim, ClaimStore } from './ports/claim-store.ts';
export { type Clock, systemClock } from './ports/clock.ts';
export type {
  CallEvent,
  Hooks,
  RepeatEvent,
  ReplyEvent,
  RequestEvent,
  SendEndEvent,
  SendEvent,
  SendStartEvent,
  WaitEvent,
  WaitStartEvent,
} from './ports/hooks.ts';
export type { CallRecord, Journal, OperationKind, RecordedItem, RecordedOperation } from './ports/journal.ts';
export type {
  Cost,
  Lease,
  LeaseEnd,
  Limit,
  PacedCost,
  Pacer,
  PacerAnswer,
  PacerRefusal,
  PacerRequest,
} from './ports/pacer.ts';
export type { CallTrace, CallTraceEnd, CallTraceStart, SendTrace, SendTraceEnd } from './ports/tracing.ts';
export type {
  HttpReply,
  HttpRequest,
  Transport,
  TransportFault,
  TransportOptions,
} from './ports/transport.ts';
export type { HttpBody } from './ports/vendor-call.ts';
