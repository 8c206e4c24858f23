import type { HttpTarget, SignContext, VendorCall } from '../ports/chat-adapter.ts';

/** Where one attempt of a command goes, freshly signed. Throws a `ChatError` when no signature can be made. */
export type Signer = (endpoint: string, context: SignContext) => HttpTarget | Promise<HttpTarget>;

/** A call as an adapter describes it. */
export interface CallDefinition extends Omit<VendorCall, 'body' | 'target'> {
  /** The body as an object. Made when it is first needed, and never again. */
  readonly request: () => object;
  readonly signer: Signer;
}

/**
 * A call with a JSON body, the same in every attempt. Body and signer stay in closures, so that nobody who inspects
 * the call sees what is said or a secret.
 */
export function createCall({ request, signer, ...definition }: CallDefinition): VendorCall {
  let body: string | undefined;
  return {
    ...definition,
    body() {
      body ??= JSON.stringify(request());
      return body;
    },
    target: (context) => signer(definition.endpoint, context),
  };
}
