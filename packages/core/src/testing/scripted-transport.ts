import type {
  HttpReply,
  HttpRequest,
  Transport,
  TransportFault,
  TransportOptions,
} from '../ports/transport.ts';

/** What becomes of one request. */
export type ScriptStep =
  | HttpReply
  | TransportFault
  | 'silence'
  | ((request: HttpRequest, options: TransportOptions) => Promise<HttpReply | TransportFault>);

/** A transport that answers requests in the order of its script, the last step again and again, and keeps them all. */
export class ScriptedTransport implements Transport {
  readonly requests: HttpRequest[] = [];
  readonly #script: readonly ScriptStep[];

  constructor(...script: readonly ScriptStep[]) {
    this.#script = script;
  }

  send(request: HttpRequest, options: TransportOptions): Promise<HttpReply | TransportFault> {
    const step = this.#script[Math.min(this.requests.length, this.#script.length - 1)];
    this.requests.push(request);
    if (step === undefined) throw new Error('the script is empty');
    if (typeof step === 'function') return step(request, options);
    return step === 'silence' ? untilAborted(options.signal) : Promise.resolve(step);
  }
}

/** Never answers; ends when it is aborted. */
export function untilAborted(signal: AbortSignal): Promise<TransportFault> {
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve({ fault: 'unknown', reason: 'aborted' }), { once: true });
  });
}

/** A reply with status 200 and this JSON. */
export function jsonReply(json: unknown): HttpReply {
  return { status: 200, headers: {}, text: JSON.stringify(json) };
}

/** A reply that did not come from the vendor's API. */
export const badGateway: HttpReply = { status: 502, headers: {}, text: '<html>' };

/** Takes every recipient of the request. Takes part in the plain adapter's language. */
export const acceptAll: ScriptStep = (request) =>
  Promise.resolve(jsonReply({ accepted: recipientsOf(request) }));

/** Whom a request of the plain vendor is for. */
export function recipientsOf({ body }: HttpRequest): readonly string[] {
  return JSON.parse(body ?? '').recipients;
}
