import { type Clock, type Pacer, systemClock } from '@polychat/core';
import { once, parseOptions, schema } from '@polychat/core/adapter';
import { connectionSchema, prefixSchema } from '../client/option-schemas.ts';
import type { RedisConnection } from '../client/redis-connection.ts';
import { Fallback, type FallbackOptions } from './fallback.ts';
import { ScopePacer } from './scope-pacer.ts';

/** Beyond so many apps, those that are idle are forgotten. */
const scopesToKeep = 1024;

/** The options of `createRedisPacer`. */
export interface RedisPacerOptions {
  /** The way to the server: `ioredis(client)`, `nodeRedis(client)` or another. The pacer never closes it. */
  readonly connection: RedisConnection;
  /** Begins every key. Processes that share limits must have the same. Default `polychat`. */
  readonly prefix?: string;
  /** How long the server may take to answer before it counts as away, in milliseconds. Default 1,000. */
  readonly answerWithinMs?: number;
  /**
   * What holds for a quota, such as a day's broadcasts, of which Redis cannot know how much is used: because it was
   * never asked before, or lost its data, less than the quota's window ago. False, the default: such calls are refused
   * as `quota_exhausted`. True: it counts as unused.
   */
  readonly allowUnknownQuota?: boolean;
  /**
   * A part of every rate that is held back for the time in which Redis is away; also while it is there, since nobody
   * can know what others let go. All processes must be given the same. Default none: calls wait until Redis is back.
   */
  readonly fallback?: FallbackOptions;
  /** For tests that move time. Default: the system's. What counts is the server's clock all the same. */
  readonly clock?: Clock;
}

const optionsSchema = once(() =>
  schema.strictObject({
    connection: connectionSchema(),
    prefix: schema.withDefault(prefixSchema(), 'polychat'),
    answerWithinMs: schema.withDefault(schema.number().check(schema.minimum(1)), 1_000),
    allowUnknownQuota: schema.withDefault(schema.boolean(), false),
    fallback: schema.optional(
      schema
        .strictObject({
          share: schema.number().check(schema.minimum(0.000_001)),
          processes: schema.int().check(schema.minimum(1)),
        })
        .check(
          schema.refine(({ share, processes }) => share * processes < 1, {
            error: 'share times processes must be below 1',
          }),
        ),
    ),
    clock: schema.optional(schema.unknown()),
  }),
);

/**
 * A pacer that keeps count at a Redis or Valkey server, for all processes that use the same server and prefix. Sends
 * take turns, across processes too. Only the server's time counts.
 *
 * Its `close` ends all waits and gives back what it holds; it leaves the connection open.
 * Throws a `ChatError` with code `misconfigured` for options that do not fit.
 */
export function createRedisPacer(options: RedisPacerOptions): Pacer {
  const { prefix, answerWithinMs, allowUnknownQuota, fallback } = parseOptions(
    optionsSchema(),
    options,
    'createRedisPacer',
  );
  const { connection, clock = systemClock } = options;
  const own = fallback && new Fallback(fallback, clock);
  const link = {
    connection,
    prefix,
    clock,
    answerWithinMs,
    allowUnknownQuota,
    share: fallback ? 1 - fallback.share * fallback.processes : 1,
    client: crypto.randomUUID().slice(0, 13),
  };
  const scopes = new Map<string, ScopePacer>();
  let isClosed = false;
  return {
    acquire(request) {
      if (isClosed) throw new Error('the pacer is closed');
      let scope = scopes.get(request.scope);
      if (!scope) {
        if (scopes.size >= scopesToKeep) {
          for (const [name, each] of scopes) if (each.isIdle) scopes.delete(name);
        }
        scope = new ScopePacer(request.scope, link, own);
        scopes.set(request.scope, scope);
      }
      return scope.acquire(request);
    },
    async close() {
      isClosed = true;
      await Promise.all([...scopes.values()].map((scope) => scope.close()));
    },
  };
}
