export type * from './chat.ts';
export type { ChatOptions } from './chat-options.ts';
export { createChat } from './create-chat.ts';
export { createKyTransport, type KyTransportOptions } from './defaults/ky-transport.ts';
export { createMemoryPacer } from './defaults/memory-pacer.ts';
export { ChatError, type ChatErrorOptions } from './model/chat-error.ts';
export type * from './model/content.ts';
export type * from './model/message.ts';
export type * from './model/outcome.ts';
export {
  type Problem,
  type ProblemCode,
  type ProblemEffect,
  type ProblemLimit,
  problemCodes,
  type VendorDetail,
} from './model/problem.ts';
export type { PlannedCall } from './operations/preview.ts';
export type { Capabilities, Support } from './ports/capabilities.ts';
export type { ChatAdapter } from './ports/chat-adapter.ts';
export { type Clock, systemClock } from './ports/clock.ts';
export type { Hooks, RepeatEvent, ReplyEvent, RequestEvent, WaitEvent } from './ports/hooks.ts';
export type { Cost, Lease, Limit, Pacer, PacerRefusal, PacerRequest } from './ports/pacer.ts';
export type {
  HttpReply,
  HttpRequest,
  Transport,
  TransportFault,
  TransportOptions,
} from './ports/transport.ts';
