import { type Claim, type ClaimStore, type Clock, systemClock } from '@polychat/core';
import { once, parseOptions, schema } from '@polychat/core/adapter';
import { inTime } from '../client/in-time.ts';
import { connectionSchema, prefixSchema } from '../client/option-schemas.ts';
import type { RedisConnection } from '../client/redis-connection.ts';
import { claimScript } from './claim-script.ts';

/** The options of `createRedisClaimStore`. */
export interface RedisClaimStoreOptions {
  /** The way to the server: `ioredis(client)`, `nodeRedis(client)` or another. The store never closes it. */
  readonly connection: RedisConnection;
  /** Begins every key. Processes that share claims must have the same. Default `polychat`. */
  readonly prefix?: string;
  /** How long the server may take to answer, in milliseconds; after that a method rejects. Default 1,000. */
  readonly answerWithinMs?: number;
  /** For tests that move time. Default: the system's. Claims end by the server's clock all the same. */
  readonly clock?: Clock;
}

const optionsSchema = once(() =>
  schema.strictObject({
    connection: connectionSchema(),
    prefix: schema.withDefault(prefixSchema(), 'polychat'),
    answerWithinMs: schema.withDefault(schema.number().check(schema.minimum(1)), 1_000),
    clock: schema.optional(schema.unknown()),
  }),
);

/** What the script is asked to do. */
interface Order {
  readonly act: 'claim' | 'complete' | 'release';
  readonly key: string;
  readonly token: string;
  readonly value?: string;
  readonly ttlMs?: number;
}

/**
 * Claims that all processes share that use the same server and prefix. Its methods reject when the server does not
 * answer in time; a claim that is granted after that is given back.
 * Throws a `ChatError` with code `misconfigured` for options that do not fit.
 */
export function createRedisClaimStore(options: RedisClaimStoreOptions): ClaimStore {
  const { prefix, answerWithinMs } = parseOptions(optionsSchema(), options, 'createRedisClaimStore');
  const { connection, clock = systemClock } = options;

  const run = async ({ act, key, token, value = '', ttlMs = 1 }: Order): Promise<readonly string[]> => {
    // The server takes whole milliseconds, and none at all would end the claim before it began.
    const lasts = String(Math.max(1, Math.ceil(ttlMs)));
    const args = [act, token, value, lasts, crypto.randomUUID()];
    const reply = await claimScript.run(connection, [`${prefix}:claim:${key}`], args);
    if (!Array.isArray(reply)) throw new Error('no answer of the claim script');
    return reply.map(String);
  };
  const ask = (order: Order, onLate: (reply: readonly string[]) => void = () => {}) =>
    inTime(run(order), clock, answerWithinMs, () => {}, onLate);

  return {
    async claim(key, value, ttlMs): Promise<Claim> {
      const token = crypto.randomUUID();
      // Nobody knows of a claim that comes too late, and it would keep the key until its end.
      const giveBack = ([status]: readonly string[]) => {
        if (status === 'mine') run({ act: 'release', key, token }).catch(() => {});
      };
      const [status, theirs = '', state] = await ask({ act: 'claim', key, token, value, ttlMs }, giveBack);
      if (status === 'mine') return { status, token };
      return { status: 'existing', value: theirs, isComplete: state === 'complete' };
    },
    async complete(key, token, value, ttlMs) {
      const [status] = await ask({ act: 'complete', key, token, value, ttlMs });
      return status === 'done';
    },
    async release(key, token) {
      const [status] = await ask({ act: 'release', key, token });
      return status === 'done';
    },
  };
}
