import { misconfigured, parseOptions, schema } from '@polychat/core/adapter';
import type { Dispatcher } from 'undici';

/** The options of `createUndiciTransport`. */
export interface UndiciTransportOptions {
  /**
   * The most connections to one host. A request that finds none free waits for one within its own time limit, and was
   * certainly not sent where that ends first. Default 256.
   */
  readonly connections?: number;
  /**
   * How long an idle connection is kept, in milliseconds. Shorter than the server's own limit: a request that meets a
   * connection which the server is just closing has an unknown outcome. What a server announces in a `Keep-Alive`
   * header counts instead, less two seconds. Default 4,000.
   */
  readonly keepAliveMs?: number;
  /** How long opening a connection may take, TLS included, in milliseconds. Default 10,000. */
  readonly connectTimeoutMs?: number;
  /**
   * What carries the requests instead of an agent of the transport's own: a `ProxyAgent`, or an `Agent` with
   * certificates of yours. It must not repeat requests or follow redirects, so no `RetryAgent` and no such interceptor.
   * It has its own settings of how long connections last, and you close it.
   */
  readonly dispatcher?: Dispatcher;
}

/** The options with the defaults filled in. */
export type CompleteOptions = Required<Omit<UndiciTransportOptions, 'dispatcher'>> &
  Pick<UndiciTransportOptions, 'dispatcher'>;

/** What a timer of the runtime can wait. */
const longestMs = 2 ** 31 - 1;

const milliseconds = () =>
  schema.optional(schema.number().check(schema.minimum(1), schema.maximum(longestMs)));

const optionsSchema = () =>
  schema.strictObject({
    connections: schema.optional(schema.int().check(schema.minimum(1))),
    keepAliveMs: milliseconds(),
    connectTimeoutMs: milliseconds(),
    dispatcher: schema.optional(
      schema.unknown().check(schema.refine(isDispatcher, { error: 'must be a dispatcher of undici' })),
    ),
  });

function isDispatcher(value: unknown): boolean {
  return typeof (value as Dispatcher | null)?.dispatch === 'function';
}

/** Checks the options. Throws a `ChatError` with code `misconfigured` that names the first at fault. */
export function completeOptions(options: UndiciTransportOptions): CompleteOptions {
  const factory = 'createUndiciTransport';
  const given = parseOptions(optionsSchema(), options, factory);
  for (const name of ['keepAliveMs', 'connectTimeoutMs'] as const) {
    if (given.dispatcher === undefined || given[name] === undefined) continue;
    throw misconfigured(`${factory}: ${name}: the dispatcher that is given has a setting of its own`, name);
  }
  const { connections = 256, keepAliveMs = 4_000, connectTimeoutMs = 10_000 } = given;
  // The caller's own object, so that its methods find their `this`.
  return { connections, keepAliveMs, connectTimeoutMs, dispatcher: options.dispatcher };
}
