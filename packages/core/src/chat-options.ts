import * as z from 'zod/mini';
import type { BulkOptions, ChangeOptions, CloseOptions, SendOptions, VerifyOptions } from './chat.ts';
import { createKyTransport } from './defaults/ky-transport.ts';
import { createMemoryPacer, processPacer } from './defaults/memory-pacer.ts';
import { createRetryBudget, processRetryBudget, type RetryBudget } from './exchange/retry-budget.ts';
import { misconfigured, parseOptions } from './model/issues.ts';
import { once } from './model/once.ts';
import { type Clock, systemClock } from './ports/clock.ts';
import type { Hooks } from './ports/hooks.ts';
import type { Journal } from './ports/journal.ts';
import type { Pacer } from './ports/pacer.ts';
import type { Transport } from './ports/transport.ts';

/** The options of `createChat`. All are optional; docs/options.md has them as a table. */
export interface ChatOptions {
  /** The chat's name, as `via` in outcomes. Default: the adapter's vendor. */
  readonly name?: string;
  /** Carries the requests. Default: ky. */
  readonly transport?: Transport;
  /** Keeps calls below the vendor's limits. Default: one for the whole process, in memory. */
  readonly pacer?: Pacer;
  /** This process's part of every limit, above 0 and at most 1: `1 / n` for n processes. Default 1. */
  readonly share?: number;
  /** The most calls of one send that are under way at once. Default 32. */
  readonly maxInFlight?: number;
  /** Bounds one attempt, body included, in milliseconds. Default: what the vendor's adapter says, else 10,000. */
  readonly timeoutMs?: number;
  /** Bounds a whole send, waiting included, in milliseconds; in bulk, each call without its waiting. Default 30,000. */
  readonly deadlineMs?: number;
  /** Repeats of what is safe to repeat. */
  readonly retry?: {
    /** The most attempts of one call, the first included. Default 3. */
    readonly maxAttempts?: number;
    /** The longest wait before the first repeat, in milliseconds; it doubles with each. Default 200. */
    readonly baseDelayMs?: number;
    /** The longest wait before any repeat, in milliseconds. Default 5,000. */
    readonly maxDelayMs?: number;
    /**
     * Bounds repeats while a vendor is in trouble. Default: one for all chats of the app in this process, as
     * `createRetryBudget()` makes it.
     */
    readonly budget?: RetryBudget;
  };
  /** The most recipients of one `sendDirect`, and users of one `registerUsers`. Default 10,000. */
  readonly maxRecipients?: number;
  /** A reply with more bytes than this is given up, unread. Default 1,048,576. */
  readonly maxReplyBytes?: number;
  /** Refuse a message with a field that the vendor does not support, or send it without the field, with a warning. Default `refuse`. */
  readonly onUnsupported?: 'refuse' | 'warn';
  /** Called while sends go on, with ids and timings and no content. Default: none. */
  readonly hooks?: Hooks;
  /** Whether events name user ids. Default false. */
  readonly exposeUserIds?: boolean;
  /** For tests that move time. A chat with a clock of its own does not share the process's pacer. Default: the system's. */
  readonly clock?: Clock;
}

const positive = () => z.int().check(z.minimum(1));
const milliseconds = () => z.number().check(z.gt(0));
const delay = () => z.number().check(z.minimum(0));
const hook = () =>
  z.optional(
    z.custom<(event: never) => void>((value) => typeof value === 'function', { error: 'must be a function' }),
  );

function objectWith<T>(...methods: readonly string[]) {
  return z.custom<T>(
    (value) =>
      typeof value === 'object' &&
      value !== null &&
      methods.every((method) => typeof (value as Record<string, unknown>)[method] === 'function'),
    { error: `must have the method${methods.length > 1 ? 's' : ''} ${methods.join(', ')}` },
  );
}

const sendFields = () => ({
  timeoutMs: z.optional(milliseconds()),
  deadlineMs: z.optional(milliseconds()),
  onUnsupported: z.optional(z.enum(['refuse', 'warn'])),
});

const chatOptionsSchema = once(() =>
  z.strictObject({
    ...sendFields(),
    name: z.optional(z.string().check(z.minLength(1))),
    transport: z.optional(objectWith<Transport>('send')),
    pacer: z.optional(objectWith<Pacer>('acquire')),
    share: z.optional(z.number().check(z.gt(0), z.maximum(1))),
    maxInFlight: z.optional(positive()),
    retry: z.optional(
      z.strictObject({
        maxAttempts: z.optional(positive()),
        baseDelayMs: z.optional(delay()),
        maxDelayMs: z.optional(delay()),
        budget: z.optional(objectWith<RetryBudget>('draw', 'refill')),
      }),
    ),
    maxRecipients: z.optional(positive()),
    maxReplyBytes: z.optional(positive()),
    hooks: z.optional(
      z.strictObject({
        sendStart: hook(),
        sendEnd: hook(),
        request: hook(),
        reply: hook(),
        repeat: hook(),
        waitStart: hook(),
        wait: hook(),
      }),
    ),
    exposeUserIds: z.optional(z.boolean()),
    clock: z.optional(objectWith<Clock>('now', 'monotonic', 'schedule')),
  }),
);

const sendOptionsSchema = once(() =>
  z.strictObject({
    ...sendFields(),
    signal: z.optional(z.instanceof(AbortSignal)),
    retryUnknown: z.optional(z.boolean()),
    maxAttempts: z.optional(positive()),
    failoverUnknown: z.optional(z.boolean()),
    correlationId: z.optional(z.string()),
    journal: z.optional(objectWith<Journal>('begin')),
  }),
);

const bulkOptionsSchema = once(() =>
  z.extend(sendOptionsSchema(), {
    duplicates: z.optional(z.enum(['call', 'exact'])),
  }),
);

/** Checks the options of `createChat` and fills in the defaults. Throws a `ChatError` with code `misconfigured`. */
export function completeChatOptions(
  options: ChatOptions,
  { vendor, app }: { readonly vendor: string; readonly app: string },
) {
  const parsed = parseOptions(chatOptionsSchema(), options, 'createChat');
  checkTimes('createChat', parsed);
  return {
    name: parsed.name ?? vendor,
    transport: parsed.transport ?? createKyTransport(),
    pacer: parsed.pacer ?? (parsed.clock ? createMemoryPacer({ clock: parsed.clock }) : processPacer()),
    share: parsed.share ?? 1,
    maxInFlight: parsed.maxInFlight ?? 32,
    timeoutMs: parsed.timeoutMs,
    deadlineMs: parsed.deadlineMs ?? 30_000,
    retry: {
      maxAttempts: parsed.retry?.maxAttempts ?? 3,
      baseDelayMs: parsed.retry?.baseDelayMs ?? 200,
      maxDelayMs: parsed.retry?.maxDelayMs ?? 5_000,
      budget:
        parsed.retry?.budget ?? (parsed.clock ? createRetryBudget() : processRetryBudget(`${vendor} ${app}`)),
    },
    maxRecipients: parsed.maxRecipients ?? 10_000,
    maxReplyBytes: parsed.maxReplyBytes ?? 1_048_576,
    onUnsupported: parsed.onUnsupported ?? 'refuse',
    exposeUserIds: parsed.exposeUserIds ?? false,
    // The caller's own object, so that its methods find their `this`.
    hooks: options.hooks ?? {},
    clock: parsed.clock ?? systemClock,
  };
}

/** Refuses time limits of which one undoes the other, where both are given together. Throws a `ChatError`. */
export function checkTimes(
  where: string,
  {
    timeoutMs,
    deadlineMs,
  }: { readonly timeoutMs?: number | undefined; readonly deadlineMs?: number | undefined },
): void {
  if (timeoutMs === undefined || deadlineMs === undefined || timeoutMs <= deadlineMs) return;
  throw misconfigured(
    `${where}: timeoutMs: must be at most the deadlineMs of ${deadlineMs}, which bounds all attempts together`,
    'timeoutMs',
  );
}

/** Checks the options of one send. Throws a `ChatError` with code `misconfigured`. */
export function checkSendOptions(options: unknown): SendOptions {
  return parseOptions(sendOptionsSchema(), options, 'send options');
}

/** As `checkSendOptions`, for the options of `sendBulk`. */
export function checkBulkOptions(options: unknown): BulkOptions {
  return parseOptions(bulkOptionsSchema(), options, 'send options');
}

const verifyOptionsSchema = once(() =>
  z.pick(sendOptionsSchema(), {
    signal: true,
    timeoutMs: true,
    deadlineMs: true,
    maxAttempts: true,
    correlationId: true,
  }),
);

/** Checks the options of `recall`, `edit` and `find`. Throws a `ChatError` with code `misconfigured`. */
export function checkChangeOptions(verb: 'recall' | 'edit' | 'find', options: unknown): ChangeOptions {
  return parseOptions(verifyOptionsSchema(), options ?? {}, verb);
}

/** Checks the options of `verify`. Throws a `ChatError` with code `misconfigured`. */
export function checkVerifyOptions(options: unknown): VerifyOptions {
  return parseOptions(verifyOptionsSchema(), options, 'verify');
}

const closeOptionsSchema = once(() => z.strictObject({ drainMs: z.optional(delay()) }));

/** Checks the options of `close`. Throws a `ChatError` with code `misconfigured`. */
export function checkCloseOptions(options: unknown): CloseOptions {
  return parseOptions(closeOptionsSchema(), options, 'close');
}

/** The options of a chat with the defaults filled in. */
export type CompleteChatOptions = ReturnType<typeof completeChatOptions>;
