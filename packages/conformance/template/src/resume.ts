import { type CallRecord, parseJsonAs, type VendorCall } from '@polychat/core/adapter';
import type * as z from 'zod/mini';
import { type Calls, requestSchemas } from './calls.ts';
import { vendor } from './vendor.ts';

/** Makes a call again from what a journal kept of it, or undefined where it is not of this app, or no such call. */
export function resumeCall(
  { vendor: vendorOfRecord, app: appOfRecord, endpoint, body }: CallRecord,
  app: string,
  calls: Calls,
): VendorCall<unknown> | undefined {
  if (vendorOfRecord !== vendor.name || appOfRecord !== app || !body) return undefined;
  const again = <Request, Result>(
    schema: z.ZodMiniType<Request>,
    callFor: (request: Request) => VendorCall<Result>,
  ): VendorCall<Result> | undefined => {
    const request = parseJsonAs(schema, body.text);
    // The bytes that were stored, and no others.
    return request && { ...callFor(request), body: () => body };
  };
  if (endpoint === 'messages') return again(requestSchemas.messages, calls.messages);
  if (endpoint === 'broadcasts') return again(requestSchemas.broadcasts, calls.broadcasts);
  if (endpoint === 'flocks') return again(requestSchemas.flocks, calls.flocks);
  return endpoint === 'users' ? again(requestSchemas.users, calls.users) : undefined;
}
