import type { HttpReply, HttpRequest, Transport, TransportFault, TransportOptions } from '@polychat/core';
import type { Awaitable } from '../vendor-double.ts';
import { type Answer, RawServer } from './raw-server.ts';

/** Makes a transport with nothing open. Called for every check. */
export type CreateTransport = () => Awaitable<Transport>;

/** One rule for transports, as a function that throws an `AssertionError` where the rule is broken. */
export interface TransportCheck {
  /** Unique. */
  readonly name: string;
  /** @internal Called by `runTransportCheck`. */
  run(trial: TransportTrial): Promise<void>;
}

/** Runs one check with a fresh transport. Rejects with what the check, or making the transport, threw. */
export async function runTransportCheck(check: TransportCheck, create: CreateTransport): Promise<void> {
  const trial = new TransportTrial(await create());
  try {
    await check.run(trial);
  } finally {
    await trial.end();
  }
}

/** What stands in every URL in place of a signature: nobody may repeat it. */
export const signature = 'sig-0123456789';

/** A transport that is put to the test, and servers for it. */
export class TransportTrial {
  readonly transport: Transport;
  readonly #servers: RawServer[] = [];
  #sent = 0;

  constructor(transport: Transport) {
    this.transport = transport;
  }

  /** A server for the time of the check. */
  async serve(answer: Answer, greet?: Parameters<typeof RawServer.start>[1]): Promise<RawServer> {
    const server = await RawServer.start(answer, greet);
    this.#servers.push(server);
    return server;
  }

  /** Sends a request with a target of its own, as the engine does: prepared, and with a signal of its own. */
  async send(
    origin: string,
    request: Partial<HttpRequest> = {},
    {
      signal = new AbortController().signal,
      maxReplyBytes = 1_000,
      mayLeave,
    }: Partial<TransportOptions> = {},
  ): Promise<HttpReply | TransportFault> {
    this.#sent += 1;
    const url = `${origin}/send?signature=${signature}-${this.#sent}`;
    await this.transport.prepare?.();
    return this.transport.send(
      { method: 'POST', url, headers: { 'content-type': 'application/json' }, body: '{}', ...request },
      mayLeave ? { signal, maxReplyBytes, mayLeave } : { signal, maxReplyBytes },
    );
  }

  async end(): Promise<void> {
    // A transport that waits for a silent server at its close is freed by the server's.
    const closing = this.transport.close?.();
    for (const server of this.#servers) await server.close();
    await closing;
  }
}
