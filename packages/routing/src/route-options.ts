import { type BulkOptions, type Chat, type Clock, type SendOptions, systemClock } from '@polychat/core';
import { misconfigured } from '@polychat/core/combine';
import { checkSignal, count, milliseconds, type NumberRule, OptionCheck } from './check-options.ts';
import { listed } from './listed.ts';
import type { PickGroup } from './placing.ts';

/** The options of `routeBy`. */
export interface RouteByOptions {
  /** The name of the chat, as `via` of those whom it could not place. Default `routed`. */
  readonly name?: string;
  /** How long a look-up may take before its recipients are `failed`, in milliseconds. Default 5,000. */
  readonly pickTimeoutMs?: number;
  /** The most recipients that are looked up at the same time, and the most of one `pickMany`. Default 100. */
  readonly pickBatchSize?: number;
  /**
   * Chooses the chat of a group or a room, by its name, for `sendToGroup` and `sendToRoom`. A group is at one chat: all of
   * its members must be there. Default: none; then these are refused where there are several chats.
   */
  readonly pickGroup?: PickGroup;
  /** Keeps answers, so that a recipient is not looked up again. Default: none. */
  readonly cache?: {
    /** The most recipients that are kept; the one that was not asked for the longest goes first. */
    readonly maxUserIds: number;
    /** How long an answer is kept, in milliseconds. */
    readonly timeToLiveMs: number;
  };
  /** How many ids of a stream may wait for one chat before the others wait, too. Default 1,000. */
  readonly bufferSize?: number;
  /** The most recipients of one `sendDirect`; each chat has its own limit beside it. Default 10,000. */
  readonly maxRecipients?: number;
  /** For tests that move time. Default: the system's. */
  readonly clock?: Clock;
}

/** The options of one send through several chats. */
export interface RouteOptions extends Omit<BulkOptions, 'onUnsupported'> {
  /**
   * The names of the chats that this send may use. Only these must be able to carry the message of a stream; a broadcast
   * goes to these; who is placed at another is `failed`. Default: all.
   */
  readonly via?: readonly string[];
  /** What to do about a field that a vendor does not support: for all chats, or by their names. Default: each chat's own. */
  readonly onUnsupported?: SendOptions['onUnsupported'] | Readonly<Record<string, 'refuse' | 'warn'>>;
}

/** The options of `routeBy` with the defaults filled in. */
export type CompleteRouteByOptions = Required<Omit<RouteByOptions, 'cache' | 'pickGroup'>> &
  Pick<RouteByOptions, 'cache' | 'pickGroup'>;

const names = [
  'name',
  'pickGroup',
  'pickTimeoutMs',
  'pickBatchSize',
  'cache',
  'bufferSize',
  'maxRecipients',
  'clock',
] as const;

const atLeastOneMs: NumberRule = { ...milliseconds, words: 'a number, at least 1', min: 1 };

/** Checks the options of `routeBy`. Throws a `ChatError` with code `misconfigured` that names the first at fault. */
export function completeRouteByOptions(options: RouteByOptions): CompleteRouteByOptions {
  const check = new OptionCheck('routeBy');
  check.members(options, names);
  const complete = {
    name: options.name ?? 'routed',
    pickGroup: options.pickGroup,
    pickTimeoutMs: options.pickTimeoutMs ?? 5_000,
    pickBatchSize: options.pickBatchSize ?? 100,
    cache: options.cache,
    bufferSize: options.bufferSize ?? 1_000,
    maxRecipients: options.maxRecipients ?? 10_000,
    clock: options.clock ?? systemClock,
  };
  check.name(complete.name);
  check.optionalFunction('pickGroup', complete.pickGroup);
  for (const name of ['pickBatchSize', 'bufferSize', 'maxRecipients'] as const) {
    check.number(name, complete[name], count);
  }
  check.number('pickTimeoutMs', complete.pickTimeoutMs, atLeastOneMs);
  if (complete.cache !== undefined) {
    check.members(complete.cache, ['maxUserIds', 'timeToLiveMs'], 'cache.');
    check.number('cache.maxUserIds', complete.cache.maxUserIds, count);
    check.number('cache.timeToLiveMs', complete.cache.timeToLiveMs, atLeastOneMs);
  }
  check.clock(complete.clock);
  return complete;
}

/** The chats of one send, and what each gets as its options. */
export interface RoutedSend {
  readonly chats: ReadonlyMap<string, Chat>;
  readonly signal: AbortSignal | undefined;
  readonly exactDuplicates: boolean;
  /** What the chat of this name gets: all that was given, but for what is ours. */
  optionsFor(name: string): BulkOptions | undefined;
}

/** Reads the options of one send. Throws a `ChatError` with code `misconfigured`; each chat checks the rest. */
export function readRouteOptions(
  options: RouteOptions | undefined,
  parts: ReadonlyMap<string, Chat>,
): RoutedSend {
  if (options === undefined) {
    return { chats: parts, signal: undefined, exactDuplicates: false, optionsFor: () => undefined };
  }
  if (typeof options !== 'object' || options === null) {
    throw misconfigured('send options: must be an object', 'options');
  }
  const { via, onUnsupported, ...given } = options;
  checkSignal(given);
  if (typeof onUnsupported === 'object' && onUnsupported !== null) {
    for (const name of Object.keys(onUnsupported)) checkName(`onUnsupported.${name}`, name, parts);
  }
  return {
    chats: via === undefined ? parts : chosen(via, parts),
    signal: given.signal,
    exactDuplicates: given.duplicates === 'exact',
    optionsFor(name) {
      const own =
        typeof onUnsupported === 'object' && onUnsupported !== null
          ? new Map(Object.entries(onUnsupported)).get(name)
          : onUnsupported;
      return own === undefined ? given : { ...given, onUnsupported: own };
    },
  };
}

function chosen(via: unknown, parts: ReadonlyMap<string, Chat>): ReadonlyMap<string, Chat> {
  if (!Array.isArray(via) || via.length === 0) {
    throw misconfigured('send options: via: must be a list of names of chats', 'via');
  }
  const chats = new Map<string, Chat>();
  for (const [index, name] of via.entries()) chats.set(name, checkName(`via[${index}]`, name, parts));
  return chats;
}

function checkName(field: string, name: unknown, parts: ReadonlyMap<string, Chat>): Chat {
  const chat = parts.get(name as string);
  if (chat) return chat;
  throw misconfigured(`send options: ${field}: must be one of ${listed([...parts.keys()])}`, field);
}
