import type { ProblemCode, ProblemEffect } from '../model/problem.ts';
import type { CallEvent, SendEvent } from './hooks.ts';

/** What the listeners of the tracing channel `polychat:send` are given. */
export type SendTrace = SendEvent & Partial<SendTraceEnd>;

/** What is known of a send at its end: how many items stand how. All are 0 where it threw. */
export interface SendTraceEnd {
  readonly accepted: number;
  readonly failed: number;
  readonly unconfirmed: number;
}

/**
 * What the listeners of the tracing channel `polychat:call` are given. `count`, `callId` and `userIds` are those of its
 * first attempt: a part of it may be tried again as another call.
 */
export type CallTrace = CallEvent & CallTraceStart & Partial<CallTraceEnd>;

/** What is known of a call at its start, beside what its events say. */
export interface CallTraceStart {
  /** The host that is called, with its port where that is not the usual one. Nothing more of the address. */
  readonly host: string;
}

/** What is known of a call at its end. The counts join all attempts. */
export interface CallTraceEnd {
  /** How many attempts there were. */
  readonly attempt: number;
  /** For how long the call waited for capacity, in milliseconds, all attempts together. */
  readonly waitedMs: number;
  /** The problem of the last attempt, where the call as a whole had one. */
  readonly problem?: ProblemCode;
  readonly effect?: ProblemEffect;
  readonly accepted: number;
  readonly failed: number;
  readonly unconfirmed: number;
}

/** The part of a `TracingChannel` of `node:diagnostics_channel` that is used here. */
interface TracingChannel {
  readonly hasSubscribers: boolean;
  tracePromise<T>(run: () => Promise<T>, context: object): Promise<T>;
}

interface DiagnosticsChannel {
  tracingChannel(name: string): TracingChannel;
}

type GetBuiltinModule = (name: string) => unknown;

/** The channels that one can subscribe to with `node:diagnostics_channel`. */
export type TracingChannelName = 'polychat:send' | 'polychat:call';

const channels = new Map<TracingChannelName, TracingChannel | undefined>();

/**
 * Runs something inside a tracing channel, where the runtime has them and somebody listens. The context is what the
 * listeners see: ids, counts and names, no content. At the end `result` is added to it, before `asyncEnd` is published.
 */
export function traced<T>(
  name: TracingChannelName,
  context: () => object,
  run: () => Promise<T>,
  result: () => object,
): Promise<T> {
  const channel = channelOf(name);
  if (!channel?.hasSubscribers) return run();
  const seen = context();
  const runAndTell = async () => {
    try {
      return await run();
    } finally {
      Object.assign(seen, result());
    }
  };
  return channel.tracePromise(runAndTell, seen);
}

/** Whether somebody listens to a channel. */
export function isTraced(name: TracingChannelName): boolean {
  return channelOf(name)?.hasSubscribers === true;
}

function channelOf(name: TracingChannelName): TracingChannel | undefined {
  if (!channels.has(name)) channels.set(name, openChannel(name));
  return channels.get(name);
}

/** Absent on runtimes that are not Node's kind. An import would be an error there. */
function openChannel(name: TracingChannelName): TracingChannel | undefined {
  const { process } = globalThis as { process?: { getBuiltinModule?: GetBuiltinModule } };
  const module = process?.getBuiltinModule?.('node:diagnostics_channel') as DiagnosticsChannel | undefined;
  return module?.tracingChannel?.(name);
}
