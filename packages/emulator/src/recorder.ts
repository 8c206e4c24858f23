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
  #seen = 0;

  constructor(limit: number, events: EventHub) {
    this.#records = new BoundedList(limit);
    this.#events = events;
  }

  add(record: RequestRecord): void {
    this.#records.push(record);
    this.#seen += 1;
    this.#events.emit('request', record);
  }

  /** Call once the record has its reply, or will never have one. */
  settled(record: RequestRecord): void {
    this.#events.emit('reply', record);
  }

  /** How many are kept. */
  get size(): number {
    return this.#records.size;
  }

  /** How many there have been, those no longer kept included. */
  get seen(): number {
    return this.#seen;
  }

  get(id: number): RequestRecord | undefined {
    for (const record of this.#records.newestFirst()) if (record.id === id) return record;
    return undefined;
  }

  newestFirst(): Iterable<RequestRecord> {
    return this.#records.newestFirst();
  }

  /** Oldest first. */
  all(): RequestRecord[] {
    return this.#records.toArray();
  }

  clear(): void {
    this.#records.clear();
  }
}
