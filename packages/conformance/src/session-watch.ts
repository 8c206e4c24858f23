import type { HttpRequest } from '@polychat/core';
import type { ChatAdapter, VendorCall } from '@polychat/core/adapter';
import { withMembers } from './with-members.ts';

/** Knows which requests are for a token, wherever they go, and which tokens were given. */
export class SessionWatch {
  /** Every token that a reply was read to give. */
  readonly tokens = new Set<string>();
  readonly #requests = new Set<string>();

  isForToken(request: HttpRequest): boolean {
    return this.#requests.has(keyOf(request));
  }

  /** The same adapter, whose calls for tokens are known here. */
  watch(adapter: ChatAdapter): ChatAdapter {
    const { session } = adapter;
    if (!session) return adapter;
    return withMembers(adapter, { session: { call: (context) => this.seen(session.call(context)) } });
  }

  /** The same call for a token. */
  seen<Result>(call: VendorCall<Result>): VendorCall<Result> {
    return withMembers(call, {
      target: async (context) => {
        const target = await call.target(context);
        this.#requests.add(keyOf({ ...target, body: call.body()?.text }));
        return target;
      },
      read: (reply, attempt) => {
        const result = call.read(reply, attempt);
        const { token } = (result.value ?? {}) as { readonly token?: string };
        if (token) this.tokens.add(token);
        return result;
      },
    });
  }
}

function keyOf({ method, url, body = '' }: Pick<HttpRequest, 'method' | 'url' | 'body'>): string {
  return `${method} ${url} ${body}`;
}
