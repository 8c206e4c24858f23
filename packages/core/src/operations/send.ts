import type { BulkOptions } from '../chat.ts';
import { type CompleteChatOptions, checkBulkOptions, checkSendOptions, checkTimes } from '../chat-options.ts';
import { AppLimits } from '../exchange/app-limits.ts';
import type { ChatContext, ExchangeContext } from '../exchange/context.ts';
import type { Counts } from '../exchange/exchange.ts';
import { randomUint32 } from '../exchange/random.ts';
import type { SessionKeeper } from '../exchange/session.ts';
import { uniqueRandomUint32 } from '../exchange/unique-random.ts';
import type { ChatAdapter } from '../ports/chat-adapter.ts';
import { emit } from '../ports/hooks.ts';
import type { OperationKind } from '../ports/journal.ts';
import type { PlanContext } from '../ports/plans.ts';
import { isTraced, traced } from '../ports/tracing.ts';
import { hexWord } from '../text/hex.ts';
import { counterOf } from './counter.ts';
import { WarningList } from './warning-list.ts';

/** How a chat ends its sends. */
interface Closing {
  /** Streams pull no more. */
  readonly stopped: AbortSignal;
  /** Streams and lists are cancelled. */
  readonly cancelled: AbortSignal;
}

/** A chat's fixed parts, as every kind of send needs them. */
export interface ChatCore {
  readonly adapter: ChatAdapter;
  readonly settings: CompleteChatOptions;
  readonly session?: SessionKeeper;
  /** What a chat that is being closed asks of its sends. */
  readonly closing?: Closing;
  /** Time and chance for the plans of all sends. */
  readonly planContext: Omit<PlanContext, 'items'>;
  /** What all exchanges have in common. */
  readonly chatContext: ChatContext;
}

/** What all kinds of send do first and have in common. */
export interface Send {
  readonly core: ChatCore;
  readonly operation: OperationKind;
  readonly context: ExchangeContext;
  readonly onUnsupported: 'refuse' | 'warn';
  readonly exactDuplicates: boolean;
  readonly warnings: WarningList;
}

/**
 * What the deadline bounds: of a `whole` send all of it, waiting included; of a `stream` and of a `bulk` send each
 * call, without its waiting. Only a `bulk` send takes the option `duplicates`.
 */
export type SendKind = 'whole' | 'stream' | 'bulk';

/** Starts a send: checks its options and sets its time limits. */
export function startSend(
  core: ChatCore,
  { operation, kind }: { operation: OperationKind; kind: SendKind },
  options: unknown,
): Send {
  const given = options === undefined ? noOptions : checkedOptions(options, kind);
  const { settings, chatContext } = core;
  const deadlineMs = given.deadlineMs ?? settings.deadlineMs;
  return {
    core,
    operation,
    onUnsupported: given.onUnsupported ?? settings.onUnsupported,
    exactDuplicates: given.duplicates === 'exact',
    warnings: new WarningList(settings.name),
    context: {
      ...chatContext,
      sendId: newSendId(),
      correlationId: given.correlationId,
      session: core.session,
      journal: given.journal,
      signal: given.signal,
      timeoutMs: given.timeoutMs ?? settings.timeoutMs,
      retryUnknown: given.retryUnknown ?? false,
      retry:
        given.maxAttempts === undefined
          ? settings.retry
          : { ...settings.retry, maxAttempts: given.maxAttempts },
      deadlineAt: kind === 'whole' ? settings.clock.monotonic() + deadlineMs : undefined,
      deadlineMs,
    },
  };
}

const noOptions: BulkOptions = Object.freeze({});

function checkedOptions(options: unknown, kind: SendKind): BulkOptions {
  const given = kind === 'bulk' ? checkBulkOptions(options) : checkSendOptions(options);
  checkTimes('send options', given);
  return given;
}

/** What all exchanges of a chat have in common. */
export function chatContextOf(adapter: ChatAdapter, settings: CompleteChatOptions): ChatContext {
  return {
    adapter,
    limits: new AppLimits(adapter, settings.share),
    via: settings.name,
    transport: settings.transport,
    pacer: settings.pacer,
    clock: settings.clock,
    random: randomUint32,
    hooks: settings.hooks,
    maxReplyBytes: settings.maxReplyBytes,
    retry: settings.retry,
  };
}

/** Time and chance for the plans of a chat. */
export function planContextOf({ clock }: CompleteChatOptions): ChatCore['planContext'] {
  return { now: () => clock.now(), random: uniqueRandomUint32, counter: counterOf(clock) };
}

let idOfProcess: string | undefined;
let idsSoFar = 0;

/** An id of a send: of this process by chance, 32 bits, and a count. */
export function newSendId(): string {
  idOfProcess ??= hexWord(randomUint32());
  idsSoFar = (idsSoFar + 1) >>> 0;
  return idOfProcess + hexWord(idsSoFar);
}

/** Runs a send between its events, inside its tracing channel. Where it throws, it has counted nobody. */
export function traceSend<T>(send: Send, run: () => Promise<T>, countsOf: (result: T) => Counts): Promise<T> {
  const { sendStart, sendEnd } = send.context.hooks;
  if (!sendStart && !sendEnd && !isTraced('polychat:send')) return run();
  return watchSend(send, run, countsOf);
}

async function watchSend<T>(send: Send, run: () => Promise<T>, countsOf: (result: T) => Counts): Promise<T> {
  const startedAt = beginSend(send);
  let counts: Counts = { accepted: 0, failed: 0, unconfirmed: 0 };
  const ended: { result?: T } = {};
  await traced(
    'polychat:send',
    () => eventOf(send),
    // Without a result: who listens to the channel would see it, and it names recipients.
    async () => {
      try {
        ended.result = await run();
        counts = countsOf(ended.result);
      } finally {
        endSend(send, startedAt, counts);
      }
    },
    () => counts,
  );
  return ended.result as T;
}

/** Opens the tracing channel of a send that is no promise; returns what ends it with the counts. */
export function openTrace(send: Send): (counts: Counts) => void {
  const { promise, resolve } = Promise.withResolvers<void>();
  let ended: Counts = { accepted: 0, failed: 0, unconfirmed: 0 };
  void traced(
    'polychat:send',
    () => eventOf(send),
    () => promise,
    () => ended,
  );
  return (counts) => {
    ended = counts;
    resolve();
  };
}

/** Says that a send begins; returns when, by the monotonic clock. */
export function beginSend(send: Send): number {
  emit(send.context.hooks, 'sendStart', () => eventOf(send));
  return send.context.clock.monotonic();
}

export function endSend(send: Send, startedAt: number, counts: Counts): void {
  const { hooks, clock } = send.context;
  emit(hooks, 'sendEnd', () => ({ ...eventOf(send), durationMs: clock.monotonic() - startedAt, ...counts }));
}

function eventOf({ operation, core, context: { via, sendId, correlationId } }: Send) {
  return {
    chat: via,
    vendor: core.adapter.vendor,
    operation,
    sendId,
    ...(correlationId === undefined ? {} : { correlationId }),
  };
}
