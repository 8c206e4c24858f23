export type { Capabilities, Support } from './adapter/capabilities.ts';
export type { ChatAdapter } from './adapter/contract.ts';
export type * from './chat.ts';
export { ChatError, type ChatErrorOptions } from './chat-error.ts';
export type { ChatOptions } from './chat-options.ts';
export { type Clock, systemClock } from './clock.ts';
export type * from './content.ts';
export { createChat } from './create-chat.ts';
export type { Hooks, RepeatEvent, ReplyEvent, RequestEvent, WaitEvent } from './hooks.ts';
export { createKyTransport, type KyTransportOptions } from './ky-transport.ts';
export type * from './message.ts';
export type * from './outcome.ts';
export { createMemoryPacer } from './pacing/memory-pacer.ts';
export type { Cost, Lease, Limit, Pacer, PacerRefusal, PacerRequest } from './pacing/pacer.ts';
export type { PlannedCall } from './preview.ts';
export {
  type Problem,
  type ProblemCode,
  type ProblemEffect,
  type ProblemLimit,
  problemCodes,
  type VendorDetail,
} from './problem.ts';
export type { HttpReply, HttpRequest, Transport, TransportFault, TransportOptions } from './transport.ts';
