import type { CallReading, HttpReply, SignContext, VendorCall } from '@polychat/core/adapter';
import { type SignedUrlSettings, signedUrl } from './sign.ts';
import { readZimReply, type ZimReply } from './wire.ts';

export interface CallDefinition
  extends Pick<VendorCall, 'endpoint' | 'recipients' | 'costs' | 'dedupWindowMs' | 'silenceMeans'> {
  /** The body as an object. Called once, and only when the call is made. */
  readonly wire: () => object;
  /** What a reply in the vendor's envelope means. */
  readonly interpret: (reply: ZimReply) => CallReading;
}

const headers = { 'content-type': 'application/json' } as const;

/** A POST of one action. Body and secret stay in closures, so that nobody who inspects the call sees them. */
export function createCall(definition: CallDefinition, settings: SignedUrlSettings): VendorCall {
  const { endpoint, recipients, costs, dedupWindowMs, silenceMeans, wire, interpret } = definition;
  let body: string | undefined;
  return {
    endpoint,
    recipients,
    costs,
    dedupWindowMs,
    silenceMeans,
    body() {
      body ??= JSON.stringify(wire());
      return body;
    },
    async target(context: SignContext) {
      return { method: 'POST', url: await signedUrl(endpoint, settings, context), headers };
    },
    read(reply: HttpReply): CallReading {
      const result = readZimReply(reply);
      return 'problem' in result
        ? { problem: result.problem, accepted: [], failed: [] }
        : interpret(result.data);
    },
  };
}
