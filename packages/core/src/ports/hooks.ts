import type { ProblemCode } from '../model/problem.ts';
import type { OperationKind } from './journal.ts';

/**
 * The ids in events and results, and what each of them names:
 * - `sendId`: one send of this process, made by the engine. All events of a send have it.
 * - `callId`: one vendor call of a send, made by the engine. The attempts of a call share it.
 * - `correlationId`: whatever the caller gave with the send, such as the id of a request or a trace.
 * - `requestId`: the vendor's id of one HTTP request, in problems and results.
 * - `taskId`: the vendor's id of a task that goes on after the reply, in results.
 */
export interface SendEvent {
  /** The chat's name. */
  readonly chat: string;
  readonly vendor: string;
  readonly operation: OperationKind;
  readonly sendId: string;
  readonly correlationId?: string;
}

/** A send begins: its message has been checked and nothing has left. */
export type SendStartEvent = SendEvent;

/** A send has ended. */
export interface SendEndEvent extends SendEvent {
  readonly durationMs: number;
  readonly accepted: number;
  readonly failed: number;
  readonly unconfirmed: number;
}

/** What all events of one call have in common. */
export interface CallEvent extends Omit<SendEvent, 'operation'> {
  readonly callId: string;
  /** The vendor's name of the command. */
  readonly endpoint: string;
  /** `send` for what was asked for, `prepare` for what goes before it, `session` for fetching a token. */
  readonly purpose: 'send' | 'prepare' | 'session';
  /** How many items the call is for: recipients, users, or 1. */
  readonly count: number;
  /** Their user ids; only where the chat has `exposeUserIds`. */
  readonly userIds?: readonly string[];
  /** Counted from 1. */
  readonly attempt: number;
}

/** What a call's events say of whom it is for. */
export type CallLabel = Pick<CallEvent, 'count' | 'userIds'>;

/** An attempt is about to leave. */
export interface RequestEvent extends CallEvent {
  /** The size of the body in bytes of UTF-8. */
  readonly bodyBytes: number;
}

/** An attempt has ended. */
export interface ReplyEvent extends CallEvent {
  readonly durationMs: number;
  /** The HTTP status; absent where no usable answer came. */
  readonly httpStatus?: number;
  /** The problem of the call as a whole, where there is one. */
  readonly problem?: ProblemCode;
  readonly accepted: number;
  readonly failed: number;
  readonly unconfirmed: number;
}

/** A call will be repeated. */
export interface RepeatEvent extends CallEvent {
  readonly delayMs: number;
  /** Why. */
  readonly problem: ProblemCode;
}

/** A call begins to wait for capacity below a limit. */
export type WaitStartEvent = CallEvent;

/** A call has waited for capacity below a limit. */
export interface WaitEvent extends CallEvent {
  readonly waitedMs: number;
}

/**
 * Called while sends go on, with ids and timings and no content. An event is frozen, with all that is in it. A hook's
 * result is not awaited, and what it throws is dropped: telemetry never changes the outcome of a send.
 */
export interface Hooks {
  readonly sendStart?: (event: SendStartEvent) => void;
  readonly sendEnd?: (event: SendEndEvent) => void;
  readonly request?: (event: RequestEvent) => void;
  readonly reply?: (event: ReplyEvent) => void;
  readonly repeat?: (event: RepeatEvent) => void;
  readonly waitStart?: (event: WaitStartEvent) => void;
  readonly wait?: (event: WaitEvent) => void;
}

/** The event of each hook, by the hook's name. */
export type HookEvents = {
  readonly [Name in keyof Hooks]-?: Parameters<NonNullable<Hooks[Name]>>[0];
};

/** Calls a hook, if there is one; only then its event is made. */
export function emit<Name extends keyof Hooks>(
  hooks: Hooks,
  name: Name,
  makeEvent: () => HookEvents[Name],
): void {
  const hook = hooks[name] as ((event: HookEvents[Name]) => unknown) | undefined;
  if (!hook) return;
  try {
    const result = hook.call(hooks, frozen(makeEvent()));
    // An async hook that rejects would otherwise end the process.
    if (typeof result === 'object') Promise.resolve(result).catch(() => {});
  } catch {
    // See Hooks: dropped on purpose.
  }
}

/** A hook may keep an event and write into it; what it holds may be somebody else's, and is copied. */
function frozen<Event extends object>(event: Event): Event {
  const { userIds } = event as { readonly userIds?: readonly string[] };
  return Object.freeze(userIds ? { ...event, userIds: Object.freeze([...userIds]) } : event);
}
