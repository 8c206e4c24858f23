import type { Chat, Clock, MessageWithoutRecipients } from '@polychat/core';
import { misconfigured, once, parseOptions, schema } from '@polychat/core/adapter';
import type { Delivery } from './definition.ts';
import type { CampaignStore } from './ports/campaign-store.ts';
import type { Engine } from './ports/engine.ts';

/** How long campaigns that are done keep their recipients and outcomes. Their keys and counts stay for good. */
export interface Retention {
  /** How long after its end, in milliseconds. Default 30 days; `Infinity` keeps them. */
  readonly afterMs?: number;
  /** How large the store's data may grow before the oldest are removed, in bytes. Default: no limit. */
  readonly maxBytes?: number;
}

/** The options of `createCampaigns`. */
export interface CampaignsOptions {
  /** Where campaigns are kept. It is yours: close it after the campaigns. */
  readonly store: CampaignStore;
  /** What wakes workers. It is yours, too. Default: `createEmbeddedEngine()`. */
  readonly engine?: Engine;
  /** The chats that carry campaigns. Each needs a name of its own, the same in all processes and for good. */
  readonly chats: readonly Chat[];
  /** The most recipients of one chunk. Give it ten seconds' work at most. Default 2,000. */
  readonly chunkSize?: number;
  /** How many chunks a worker works on at once. Default 2, so that one can end while the next goes on. */
  readonly concurrency?: number;
  /** For how long a chunk stays a worker's that is not heard of, in milliseconds. Default 5,000. */
  readonly leaseMs?: number;
  /** How often workers look for work, and watchers for progress, in milliseconds. Default 500. */
  readonly pollMs?: number;
  readonly retention?: Retention;
  /**
   * Hears of faults that nobody else hears of, such as a store that is away for a while. Default: a process warning with
   * the code `POLYCHAT_CAMPAIGNS`.
   */
  readonly onError?: (error: unknown) => void;
  /** The clock that the chats have. For tests that move time. Default: the system's. */
  readonly clock?: Clock;
}

/** A campaign that is to be started, or gone on with. */
export interface StartOptions {
  /** What everybody gets. Without an `idempotencyKey`: the campaign makes its own. */
  readonly message: MessageWithoutRecipients;
  /**
   * User ids, by the million. Of one that comes more than once the first counts. A start with the same key reads them
   * again from the beginning, and they must be the same.
   */
  readonly recipients: Iterable<string> | AsyncIterable<string>;
  /** Your name for the campaign. There is one campaign with a key, however often it is started. */
  readonly key: string;
  /** The name of the chat that carries it. May be left out where there is one chat. */
  readonly chat?: string;
  /**
   * `single` has each message go in a call whose copies the vendor discards, where it has such a call, so that a crash
   * leaves nobody unconfirmed: the message is given an `idempotencyKey`. `batch` leaves the choice to the chat, which
   * then puts many recipients into one call where it can. A vendor with one kind of call makes no difference. Default
   * `single`.
   */
  readonly delivery?: Delivery;
}

const integer = (minimum: number) => schema.int().check(schema.minimum(minimum));
const positive = () => schema.number().check(schema.minimum(1));

const objectWith = (...methods: readonly string[]) =>
  schema
    .unknown()
    .check(
      schema.refine(
        (value) =>
          typeof value === 'object' &&
          value !== null &&
          methods.every((method) => typeof (value as Record<string, unknown>)[method] === 'function'),
        { error: `must have the methods ${methods.join(', ')}` },
      ),
    );
const isFunction = () =>
  schema
    .unknown()
    .check(schema.refine((value) => typeof value === 'function', { error: 'must be a function' }));

const optionsSchema = once(() =>
  schema.strictObject({
    store: objectWith('create', 'append', 'claim', 'commit', 'settle'),
    engine: schema.optional(objectWith('enqueue', 'work', 'close')),
    chats: schema.array(objectWith('sendBulk', 'deliver', 'resume')).check(schema.minLength(1)),
    chunkSize: schema.withDefault(integer(1), 2_000),
    concurrency: schema.withDefault(integer(1), 2),
    leaseMs: schema.withDefault(positive(), 5_000),
    pollMs: schema.withDefault(positive(), 500),
    retention: schema.optional(
      schema.strictObject({
        // `Infinity` is no number to zod.
        afterMs: schema.optional(
          schema.unknown().check(
            schema.refine((value) => typeof value === 'number' && value >= 0, {
              error: 'must be a number of at least 0',
            }),
          ),
        ),
        maxBytes: schema.optional(integer(0)),
      }),
    ),
    onError: schema.optional(isFunction()),
    clock: schema.optional(objectWith('now', 'monotonic', 'schedule')),
  }),
);

/** The options of `createCampaigns` with the defaults filled in. */
export interface CompleteOptions
  extends Required<Omit<CampaignsOptions, 'engine' | 'clock' | 'retention' | 'chats'>> {
  readonly chats: ReadonlyMap<string, Chat>;
  readonly retention: { readonly afterMs: number; readonly maxBytes?: number };
}

const thirtyDaysMs = 30 * 24 * 3_600_000;

/** Checks the options. Throws a `ChatError` with code `misconfigured` that names the first at fault. */
export function completeOptions(options: CampaignsOptions): CompleteOptions {
  const { chunkSize, concurrency, leaseMs, pollMs } = parseOptions(
    optionsSchema(),
    options,
    'createCampaigns',
  );
  const { store, retention = {}, onError = warn } = options;
  const chats = new Map(options.chats.map((chat) => [chat.name, chat]));
  if (chats.size < options.chats.length) {
    throw misconfigured('createCampaigns: chats: two chats have the same name', 'chats');
  }
  return {
    store,
    chats,
    chunkSize,
    concurrency,
    leaseMs,
    pollMs,
    onError,
    retention: {
      afterMs: retention.afterMs ?? thirtyDaysMs,
      ...(retention.maxBytes === undefined ? {} : { maxBytes: retention.maxBytes }),
    },
  };
}

function warn(error: unknown): void {
  process.emitWarning(error instanceof Error ? error.message : String(error), {
    type: 'CampaignsWarning',
    code: 'POLYCHAT_CAMPAIGNS',
  });
}

const startSchema = once(() =>
  schema.strictObject({
    message: schema.looseObject({
      idempotencyKey: schema.optional(
        schema.unknown().check(
          schema.refine(() => false, {
            error: 'must be absent: a campaign makes a key of its own for each round',
          }),
        ),
      ),
    }),
    recipients: schema
      .unknown()
      .check(
        schema.refine(
          (value) =>
            typeof value === 'object' &&
            value !== null &&
            (Symbol.iterator in value || Symbol.asyncIterator in value),
          { error: 'must be an iterable of user ids, such as a list' },
        ),
      ),
    key: schema.string().check(schema.minLength(1), schema.maxLength(500)),
    chat: schema.optional(schema.string()),
    delivery: schema.withDefault(schema.enum(['single', 'batch']), 'single'),
  }),
);

/** Checks the options of `start`. Throws a `ChatError` that names the first at fault. */
export function completeStartOptions(
  options: StartOptions,
  chats: ReadonlyMap<string, Chat>,
): { readonly key: string; readonly delivery: Delivery; readonly chat: Chat } {
  const { key, chat: name, delivery } = parseOptions(startSchema(), options, 'start');
  const [only, ...more] = chats.values();
  const chat = name === undefined && more.length === 0 ? only : chats.get(name ?? '');
  if (!chat) {
    throw misconfigured(
      name === undefined
        ? 'start: chat: is required where there are several chats'
        : `start: chat: there is no chat "${name}" among those of createCampaigns`,
      'chat',
    );
  }
  return { key, delivery, chat };
}
