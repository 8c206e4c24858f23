import type { HttpRequest, Transport } from '@polychat/core';
import type { Send } from './bare-clients.ts';

/** A transport without the engine, which hands it one request again and again. Throws where there is no reply. */
export function transportAlone(transport: Transport, request: HttpRequest): Send {
  return async () => {
    // One signal for all would hold a listener of each request that is under way.
    const { signal } = new AbortController();
    const reply = await transport.send(request, { signal, maxReplyBytes: 1_048_576 });
    if ('fault' in reply) throw new Error(`no reply: ${reply.reason} ${reply.detail ?? ''}`);
    return reply;
  };
}
