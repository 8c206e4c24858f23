import type { IncomingHttpHeaders } from 'node:http';
import { type Beginning, beginningOf } from './beginning-of.ts';
import type { EventHub } from './events.ts';
import type { Fault } from './faults.ts';
import { sizeOf } from './size-of.ts';
import { SizedList } from './sized-list.ts';
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
  /** The body as text; only its beginning where it is very large. */
  readonly body: string;
  /** How many bytes the whole body has, where only its beginning is kept. */
  readonly wholeBodyBytes?: number;
  /** Milliseconds, by the emulator's clock. */
  readonly at: number;
  /** What the service found in the signature or UserSig. */
  authentication?: JsonObject;
  /** The faults that hit it. */
  faults?: readonly Fault[];
  /** Absent while it is being answered, and for ever where a fault kept the answer back. */
  reply?: RecordedReply;
}

/** What was answered. */
interface RecordedReply {
  readonly status: number;
  /** Only its beginning where it is very large. */
  readonly body: string;
  /** How many bytes the whole body has, where only its beginning is kept. */
  readonly wholeBodyBytes?: number;
}

/** No call that a vendor takes comes near it, but for pages of long messages. */
const maxTextBytes = 256 * 1024;

/** Keeps the newest requests: so many, and so many bytes of them. */
export class Recorder {
  readonly #records: SizedList<RequestRecord>;
  readonly #maxTextBytes: number;
  readonly #events: EventHub;
  #seen = 0;

  constructor(maxRequests: number, maxBytes: number, events: EventHub) {
    this.#records = new SizedList(maxRequests, maxBytes);
    // A request with its reply must fit in, with room for what else is recorded of it.
    this.#maxTextBytes = Math.min(maxTextBytes, Math.floor(maxBytes / 4));
    this.#events = events;
  }

  /** A body as far as it is to be recorded. */
  beginningOf(body: string): Beginning {
    return beginningOf(body, this.#maxTextBytes);
  }

  add(record: RequestRecord): void {
    this.#records.push(record, sizeOf(record));
    this.#seen += 1;
    this.#events.emit('request', record);
  }

  /** Call once the record has its reply, or will never have one. */
  settled(record: RequestRecord): void {
    this.#records.resize(record, sizeOf(record));
    this.#events.emit('reply', record);
  }

  /** How many are kept. */
  get size(): number {
    return this.#records.size;
  }

  /** How many bytes those take, about. */
  get bytes(): number {
    return this.#records.bytes;
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
