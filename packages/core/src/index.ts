export type { Capabilities, Support } from './adapter/capabilities.ts';
export type { ChatAdapter } from './adapter/contract.ts';
export { ChatError, type ChatErrorOptions } from './chat-error.ts';
export { type Clock, systemClock } from './clock.ts';
export type * from './content.ts';
export type * from './message.ts';
export type * from './outcome.ts';
export type { Cost, Lease, Limit, Pacer, PacerRefusal, PacerRequest } from './pacer.ts';
export {
  type Problem,
  type ProblemCode,
  type ProblemLimit,
  type ProblemOutcome,
  problemCodes,
  type VendorDetail,
} from './problem.ts';
export type { HttpReply, HttpRequest, Transport, TransportFault, TransportOptions } from './transport.ts';
