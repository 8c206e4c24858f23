import { type Beginning, beginningOf } from '../world/bounded/beginning-of.ts';
import { sizeOf } from '../world/bounded/size-of.ts';
import { SizedList } from '../world/bounded/sized-list.ts';
import type { EventHub } from '../world/events.ts';
import type { RequestRecord } from './request-record.ts';

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
