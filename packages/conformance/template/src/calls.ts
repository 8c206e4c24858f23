import {
  createCall,
  type ListReply,
  type RegisteredUserFields,
  type ResultIds,
  readSecret,
  type Signer,
  type VendorCall,
} from '@polychat/core/adapter';
import * as z from 'zod/mini';
import { dedupWindowMs, limits } from './limits.ts';
import { type PigeonOptions, tokenPattern } from './options.ts';
import { readFlock, readList } from './reply.ts';
import { vendor } from './vendor.ts';

/** What a journal kept of a call, as far as it must be understood to make the call again. */
export const requestSchemas = {
  messages: z.looseObject({ recipients: z.array(z.string()) }),
  broadcasts: z.looseObject({ sender: z.string() }),
  flocks: z.looseObject({ flock: z.string() }),
  users: z.looseObject({ users: z.array(z.looseObject({ userId: z.string() })) }),
};
type MessagesRequest = z.output<typeof requestSchemas.messages>;
type BroadcastsRequest = z.output<typeof requestSchemas.broadcasts>;
type FlocksRequest = z.output<typeof requestSchemas.flocks>;
type UsersRequest = z.output<typeof requestSchemas.users>;

/** Each endpoint's call: what it costs, how it is signed, and how its reply is read. */
export interface Calls {
  messages(request: MessagesRequest): VendorCall<ListReply<ResultIds>>;
  broadcasts(request: BroadcastsRequest): VendorCall<ResultIds>;
  flocks(request: FlocksRequest): VendorCall<ResultIds>;
  users(request: UsersRequest): VendorCall<ListReply<RegisteredUserFields>>;
  /** Whose token this is: a read, for `verify`. */
  account(): VendorCall<true>;
}

/** The calls of an app. */
export function createCalls({ app, token }: PigeonOptions): Calls {
  /** The token stays in this closure, so that nobody who inspects a call sees it. */
  const signer: Signer = async (endpoint) => {
    const authorization = `Bearer ${await readSecret(token, 'token', tokenPattern)}`;
    return { method: 'POST', url: `https://${vendor.host}/${app}/${endpoint}`, headers: { authorization } };
  };
  const shared = { signer, visibleFields: ['sender', 'recipients', 'flock', 'kind', 'userId'] };

  return {
    messages(request) {
      const count = request.recipients.length;
      return createCall<ListReply<ResultIds>>({
        ...shared,
        endpoint: 'messages',
        count,
        costs: [
          { limit: limits.messages, units: 1 },
          { limit: limits.recipients, units: count },
        ],
        dedupWindowMs,
        request: () => request,
        read: (reply, attempt) => readList('messages', reply, attempt),
      });
    },

    broadcasts: (request) =>
      createCall<ResultIds>({
        ...shared,
        endpoint: 'broadcasts',
        costs: [{ limit: limits.broadcasts, units: 1 }],
        dedupWindowMs,
        request: () => request,
        read(reply, attempt) {
          const { value, ...result } = readList('broadcasts', reply, attempt);
          return { ...result, ...(value && { value: {} }) };
        },
      }),

    flocks: (request) =>
      createCall<ResultIds>({
        ...shared,
        endpoint: 'flocks',
        costs: [
          { limit: limits.flocks, units: 1 },
          { limit: limits.ofFlock, units: 1, key: request.flock },
        ],
        dedupWindowMs,
        request: () => request,
        read: readFlock,
      }),

    users: (request) =>
      createCall<ListReply<RegisteredUserFields>>({
        ...shared,
        endpoint: 'users',
        count: request.users.length,
        costs: [{ limit: limits.users, units: 1 }],
        // Registering somebody twice does no harm.
        dedupWindowMs: Number.POSITIVE_INFINITY,
        request: () => request,
        read(reply, attempt) {
          const { value, ...result } = readList('users', reply, attempt);
          const accepted = value?.accepted.map(({ id }) => ({ id })) ?? [];
          return { ...result, ...(value && { value: { failed: value.failed, accepted } }) };
        },
      }),

    account: () =>
      createCall<true>({
        ...shared,
        endpoint: 'account',
        costs: [{ limit: limits.account, units: 1 }],
        dedupWindowMs: Number.POSITIVE_INFINITY,
        request: () => ({}),
        read(reply, attempt) {
          const { value, ...result } = readList('account', reply, attempt);
          return { ...result, ...(value && { value: true }) };
        },
      }),
  };
}
