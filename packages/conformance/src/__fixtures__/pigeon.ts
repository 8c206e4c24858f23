import type { ChatAdapter, VendorCall } from '@polychat/core/adapter';
import { content } from '../../template/src/content.ts';
import { pigeon } from '../../template/src/pigeon.ts';
import { PigeonDouble, token } from '../../template/src/pigeon-double.ts';
import type { ConformanceSubject } from '../subject.ts';
import { withCalls } from './with-calls.ts';

/** Pigeon Post, or an adapter for it that was broken on purpose. */
export function startPigeon(
  breakIt: (adapter: ChatAdapter) => ChatAdapter = (adapter) => adapter,
  dedupMs = 60_000,
): ConformanceSubject {
  const double = new PigeonDouble(dedupMs);
  return {
    adapter: breakIt(pigeon({ app: 'loft', token })),
    withSecret: (secret) => breakIt(pigeon({ app: 'loft', token: secret })),
    content,
    vendorLacks: ['dropped'],
    double,
    secrets: [token],
    transport: double,
    silenceMs: 40,
  };
}

/** A vendor that discards no copies, and the adapter that says so. */
export function startForgetfulPigeon(): ConformanceSubject {
  return startPigeon((adapter) => {
    const { capabilities } = adapter;
    const behaviour = { ...capabilities.behaviour, discardsCopiesForMs: 0 };
    const group = capabilities.group && { ...capabilities.group, discardsCopiesForMs: 0 };
    const forget = <Result>(call: VendorCall<Result>): VendorCall<Result> =>
      ['users', 'account'].includes(call.endpoint) ? call : { ...call, dedupWindowMs: 0 };
    return {
      ...withCalls(forget)(adapter),
      capabilities: { ...capabilities, group, behaviour },
      resume(record) {
        const call: VendorCall<unknown> | undefined = adapter.resume?.(record);
        return call && forget(call);
      },
    };
  }, 0);
}
