import { schema } from '@polychat/core/adapter';
import type { RedisConnection } from './redis-connection.ts';

/** The connection of a pacer or a store. */
export const connectionSchema = () =>
  schema
    .unknown()
    .check(
      schema.refine(
        (value) => typeof (value as Partial<RedisConnection> | undefined | null)?.send === 'function',
        { error: 'must be a connection, such as ioredis(client)' },
      ),
    );

/** What keys begin with. A hash tag in it would put all scopes on one server of a cluster. */
export const prefixSchema = () =>
  schema.string().check(
    schema.refine((value) => /^[^{}]+$/.test(value), {
      error: 'must be a string without braces, not empty',
    }),
  );
