import type { ProblemCode } from '../model/problem.ts';

interface CallEvent {
  /** The chat's name. */
  readonly chat: string;
  readonly vendor: string;
  /** Names one send of this process, to bring its events together. */
  readonly sendId: string;
  /** The vendor's name of the command. */
  readonly endpoint: string;
  readonly recipients: readonly string[];
  /** Counted from 1. */
  readonly attempt: number;
}

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

/** A call had to wait for room below a limit. */
export interface WaitEvent extends CallEvent {
  readonly waitedMs: number;
}

/**
 * Called while sends go on, with ids and timings and no content. A hook's result is not awaited, and what it
 * throws is dropped: telemetry never changes the outcome of a send.
 */
export interface Hooks {
  readonly request?: (event: RequestEvent) => void;
  readonly reply?: (event: ReplyEvent) => void;
  readonly repeat?: (event: RepeatEvent) => void;
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
    const result = hook.call(hooks, makeEvent());
    // An async hook that rejects would otherwise end the process.
    if (typeof result === 'object') Promise.resolve(result).catch(() => {});
  } catch {
    // See Hooks: dropped on purpose.
  }
}
