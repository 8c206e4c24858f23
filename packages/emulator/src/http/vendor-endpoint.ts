import type { IncomingMessage, ServerResponse } from 'node:http';
import type { JsonObject } from '../vendor.ts';
import type { VendorService } from '../vendor-service.ts';
import type { EmulatorClock } from '../world/emulator-clock.ts';
import type { Fault } from './faults/fault.ts';
import type { FaultQueue, StruckFaults } from './faults/faults.ts';
import { htmlPage, omitRecipients, shuffleLists } from './faults/reply-faults.ts';
import { readBody } from './read-body.ts';
import type { Recorder } from './recorder.ts';
import type { RequestRecord } from './request-record.ts';
import { VendorRequest } from './vendor-request.ts';

/** What stands between the sockets and the services. */
export interface EndpointParts {
  readonly clock: EmulatorClock;
  readonly faults: FaultQueue;
  readonly recorder: Recorder;
  readonly maxBodyBytes: number;
  /** The number of the next request. */
  nextId(): number;
}

const jsonHeaders = { 'content-type': 'application/json; charset=utf-8' };
const htmlHeaders = { 'content-type': 'text/html' };

/**
 * Answers one call to a vendor: reads it, records it, lets waiting faults strike, asks the service.
 * Writes to Node's own response, since half a reply and a reset connection cannot be said otherwise.
 *
 * @param target path and query as the vendor would see them
 */
export async function answerVendorCall(
  parts: EndpointParts,
  service: VendorService,
  target: string,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const body = await readBody(incoming, parts.maxBodyBytes);
  if (body === undefined) {
    incoming.destroy();
    return;
  }
  const mark = target.indexOf('?');
  const request = new VendorRequest({
    id: parts.nextId(),
    vendor: service.vendor,
    method: (incoming.method ?? 'GET').toUpperCase(),
    path: mark < 0 ? target : target.slice(0, mark),
    query: mark < 0 ? '' : target.slice(mark + 1),
    headers: incoming.headers,
    body,
    at: parts.clock.now(),
  });
  const { text, wholeBytes } = parts.recorder.beginningOf(request.text);
  const record: RequestRecord = {
    id: request.id,
    vendor: request.vendor,
    endpoint: service.endpointOf(request),
    method: request.method,
    url: target,
    headers: request.headers,
    body: text,
    ...(wholeBytes === undefined ? {} : { wholeBodyBytes: wholeBytes }),
    at: request.at,
  };
  parts.recorder.add(record);
  const struck = parts.faults.take(request.vendor, record.endpoint, () => service.recipientsOf(request));
  if (struck !== undefined) {
    record.faults = struck.all;
    request.recipientFaults = struck.recipients;
  }
  await new Answer(parts, service, request, record, outgoing).give(struck);
  parts.recorder.settled(record);
}

/** One answer, with the faults that strike it. */
class Answer {
  readonly #parts: EndpointParts;
  readonly #service: VendorService;
  readonly #request: VendorRequest;
  readonly #record: RequestRecord;
  readonly #outgoing: ServerResponse;
  readonly #startedAt = performance.now();

  constructor(
    parts: EndpointParts,
    service: VendorService,
    request: VendorRequest,
    record: RequestRecord,
    outgoing: ServerResponse,
  ) {
    this.#parts = parts;
    this.#service = service;
    this.#request = request;
    this.#record = record;
    this.#outgoing = outgoing;
  }

  async give(struck: StruckFaults | undefined): Promise<void> {
    const fault = struck?.call;
    if (fault !== undefined && strikesBefore(fault)) {
      if (fault.kind !== 'delay') {
        this.#strike(fault, {});
        return;
      }
      await this.#pause(fault.milliseconds);
    }
    this.#request.dropsMessage = fault?.kind === 'drop';
    let reply = await this.#ask();
    this.#record.authentication = this.#request.authentication;
    if (this.#request.remark !== undefined) this.#record.remark = this.#request.remark;
    if (struck !== undefined) reply = omitRecipients(reply, struck.recipients);
    if (fault === undefined || (fault.kind === 'delay' && strikesBefore(fault))) {
      this.#send(200, jsonHeaders, JSON.stringify(reply));
    } else if (fault.kind === 'delay') {
      await this.#pause(fault.milliseconds);
      this.#send(200, jsonHeaders, JSON.stringify(reply));
    } else {
      this.#strike(fault, reply);
    }
  }

  async #ask(): Promise<JsonObject> {
    try {
      return await this.#service.handle(this.#request);
    } catch (error) {
      // A fault of the emulator must not pass for the vendor's silence.
      const text = error instanceof Error ? error.message : 'unknown';
      return this.#service.refuse(this.#request, this.#service.internalErrorCode, `emulator: ${text}`);
    }
  }

  #strike(fault: Exclude<Fault, { kind: 'delay' }>, reply: JsonObject): void {
    switch (fault.kind) {
      case 'silence':
        return;
      case 'reset':
        this.#outgoing.socket?.resetAndDestroy();
        return;
      case 'html':
        this.#send(fault.status ?? 502, htmlHeaders, htmlPage(fault.status ?? 502));
        return;
      case 'code':
        this.#send(
          200,
          jsonHeaders,
          JSON.stringify(this.#service.refuse(this.#request, fault.code, fault.text)),
        );
        return;
      case 'truncated':
        this.#send(200, jsonHeaders, half(JSON.stringify(reply)));
        return;
      case 'stalled': {
        const text = JSON.stringify(reply);
        this.#outgoing.writeHead(200, { ...jsonHeaders, 'content-length': Buffer.byteLength(text) });
        this.#outgoing.write(half(text));
        return;
      }
      case 'shuffle':
        this.#send(200, jsonHeaders, JSON.stringify(shuffleLists(reply)));
        return;
      case 'drop':
        // The service has dropped the message by then.
        this.#send(200, jsonHeaders, JSON.stringify(reply));
        return;
      case 'omit':
        // Only ever names a recipient, and is applied to the reply by then.
        this.#send(200, jsonHeaders, JSON.stringify(reply));
        return;
    }
  }

  #send(status: number, headers: Record<string, string>, body: string): void {
    const { text, wholeBytes } = this.#parts.recorder.beginningOf(body);
    this.#record.reply = {
      status,
      tookMs: performance.now() - this.#startedAt,
      body: text,
      ...(wholeBytes === undefined ? {} : { wholeBodyBytes: wholeBytes }),
    };
    if (this.#outgoing.destroyed) return;
    this.#outgoing.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) });
    this.#outgoing.end(body);
  }

  #pause(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      this.#parts.clock.schedule(milliseconds, resolve);
    });
  }
}

function strikesBefore(fault: Fault): boolean {
  switch (fault.kind) {
    case 'silence':
    case 'delay':
    case 'reset':
    case 'html':
    case 'code':
      return fault.when !== 'after';
    case 'truncated':
    case 'stalled':
      return fault.when === 'before';
    case 'omit':
    case 'shuffle':
    case 'drop':
      return false;
  }
}

function half(text: string): string {
  return text.slice(0, Math.ceil(text.length / 2));
}
