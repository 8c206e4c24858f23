import type { IncomingHttpHeaders } from 'node:http';
import { BoundedList } from './bounded-list.ts';
import type { EventHub } from './events.ts';
import type { Fault } from './faults.ts';
import type { JsonObject, Vendor } from './vendor.ts';

/** A request as it came over the wire, and what became of it. */
export interface RequestRecord {
  readonly id: number;
  readonly vendor: Vendor;
  readonly endpoint: string;
  readonly method: string;
  /** Path and query as sent. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  /** The body as text. */
  readonly body: string;
  /** Milliseconds, by the emulator's clock. */
  readonly at: number;
  /** What the service found in the signature or UserSig. */
  authentication?: JsonObject;
  /** The faults that hit it. */
  faults?: readonly Fault[];
  /** Absent while it is being answered, and for ever where a fault kept the answer back. */
  reply?: { readonly status: number; readonly body: string };
}

/** Keeps the newest requests. */
export class Recorder {
  readonly #records: BoundedList<RequestRecord>;
  readonly #events: EventHub;

  constructor(limit: number, events: EventHub) {
    this.#records = new BoundedList(limit);
    this.#events = events;
  }

  add(record: RequestRecord): void {
    this.#records.push(record);
    this.#events.emit('request', record);
  }

  /** Call once the record has its reply, or will never have one. */
  settled(record: RequestRecord): void {
    this.#events.emit('reply', record);
  }

  /** Oldest first. */
  all(): RequestRecord[] {
    return this.#records.toArray();
  }

  clear(): void {
    this.#records.clear();
  }
}
