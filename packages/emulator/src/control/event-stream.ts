import type { ServerResponse } from 'node:http';
import type { RequestRecord } from '../http/request-record.ts';
import type { Vendor } from '../vendor.ts';
import type { WebhookDelivery } from '../webhooks/webhooks.ts';
import type { InboxMessage } from '../world/copy.ts';
import type { Message } from '../world/message.ts';
import type { ControlParts } from './control-parts.ts';
import { type MessageBrief, messageBrief } from './message-view.ts';
import { NewestItems } from './newest-items.ts';
import { type RequestBrief, requestBrief } from './request-view.ts';
import { type Counts, countsOf, timeOf } from './state.ts';

/** What happened since the last batch: the newest of each kind, and how many more there were. */
export interface Batch {
  /** The emulator's time, and how far it was moved; milliseconds. */
  readonly now: number;
  readonly movedMs: number;
  readonly counts: Counts;
  readonly messages: readonly MessageBrief[];
  readonly updates: readonly MessageBrief[];
  readonly requests: readonly RequestBrief[];
  readonly users: readonly { readonly vendor: Vendor; readonly userId: string; readonly removed: boolean }[];
  readonly webhooks: readonly { readonly id: number; readonly vendor: Vendor; readonly event: string }[];
  /** True when the list of waiting faults changed. */
  readonly faults: boolean;
  /** True when everything was reset; what is listed here came after it, or before. */
  readonly reset: boolean;
  /** How many of each kind are not listed. With any of them above 0, ask again rather than count on the lists. */
  readonly skipped: {
    readonly messages: number;
    readonly updates: number;
    readonly requests: number;
    readonly users: number;
    readonly webhooks: number;
  };
}

/** Ten batches a second are live for a person, and keep thousands of messages a second from a browser. */
const batchMs = 100;
const heartbeatMs = 15_000;
/** A reader with this much unread is left out until it has caught up. */
const maxBacklogBytes = 1024 * 1024;
const itemsPerBatch = 100;
/** A smaller move of the time is told with the next batch. */
const noticedMoveMs = 1000;

/**
 * Server-Sent Events for any number of readers. Event `hello` carries the counts on (re)connecting, `batch`
 * what happened, and `lost` says that this reader was too slow and must ask anew. Listens to the emulator
 * only while somebody reads.
 */
export class EventStream {
  readonly #parts: ControlParts;
  readonly #readers = new Map<ServerResponse, { behind: boolean }>();
  readonly #messages = new NewestItems<InboxMessage>(itemsPerBatch);
  readonly #updates = new NewestItems<Message>(itemsPerBatch);
  readonly #requests = new NewestItems<RequestRecord>(itemsPerBatch);
  readonly #users = new NewestItems<Batch['users'][number]>(itemsPerBatch);
  readonly #webhooks = new NewestItems<WebhookDelivery>(itemsPerBatch);
  #faults = false;
  #reset = false;
  #changed = false;
  #lastMoved = 0;
  #stop: (() => void) | undefined;

  constructor(parts: ControlParts) {
    this.#parts = parts;
  }

  /** Adds a reader; it leaves when its connection closes. */
  connect(outgoing: ServerResponse): void {
    outgoing.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    });
    this.#stop ??= this.#listen();
    this.#readers.set(outgoing, { behind: false });
    outgoing.on('close', () => {
      this.#readers.delete(outgoing);
      if (this.#readers.size > 0) return;
      this.#stop?.();
      this.#stop = undefined;
    });
    outgoing.write(
      `retry: 1000\n\n${frame('hello', { counts: countsOf(this.#parts), ...timeOf(this.#parts) })}`,
    );
  }

  #listen(): () => void {
    const emulator = this.#parts.emulator();
    const touch = () => {
      this.#changed = true;
    };
    const ends = [
      emulator.on('message', (message) => {
        this.#messages.push(message);
        touch();
      }),
      emulator.on('update', (message) => {
        this.#updates.push(message);
        touch();
      }),
      emulator.on('request', (record) => {
        this.#requests.push(record);
        touch();
      }),
      emulator.on('reply', (record) => {
        // Most replies come within the batch of their request; the record is the same object.
        if (!this.#requests.has(record)) this.#requests.push(record);
        touch();
      }),
      emulator.on('user', ({ vendor, userId, user }) => {
        this.#users.push({ vendor, userId, removed: user === undefined });
        touch();
      }),
      emulator.on('webhook', (delivery) => {
        this.#webhooks.push(delivery);
        touch();
      }),
      emulator.on('faults', () => {
        this.#faults = true;
        touch();
      }),
      emulator.on('reset', () => {
        this.#reset = true;
        touch();
      }),
    ];
    this.#lastMoved = timeOf(this.#parts).movedMs;
    const batches = setInterval(() => this.#flush(), batchMs);
    const heartbeats = setInterval(() => this.#send(': still here\n\n'), heartbeatMs);
    batches.unref();
    heartbeats.unref();
    return () => {
      clearInterval(batches);
      clearInterval(heartbeats);
      for (const end of ends) end();
      this.#take();
    };
  }

  #flush(): void {
    // Time that is held still falls behind by the second, which is no news.
    if (!this.#changed && Math.abs(timeOf(this.#parts).movedMs - this.#lastMoved) < noticedMoveMs) return;
    this.#send(frame('batch', this.#take()));
  }

  #take(): Batch {
    const messages = this.#messages.take();
    const updates = this.#updates.take();
    const requests = this.#requests.take();
    const users = this.#users.take();
    const webhooks = this.#webhooks.take();
    const batch: Batch = {
      ...timeOf(this.#parts),
      counts: countsOf(this.#parts),
      messages: messages.items.map(messageBrief),
      updates: updates.items.map(messageBrief),
      requests: requests.items.map(requestBrief),
      users: users.items,
      webhooks: webhooks.items.map(({ id, vendor, event }) => ({ id, vendor, event })),
      faults: this.#faults,
      reset: this.#reset,
      skipped: {
        messages: messages.skipped,
        updates: updates.skipped,
        requests: requests.skipped,
        users: users.skipped,
        webhooks: webhooks.skipped,
      },
    };
    this.#faults = false;
    this.#reset = false;
    this.#changed = false;
    this.#lastMoved = batch.movedMs;
    return batch;
  }

  #send(text: string): void {
    for (const [outgoing, reader] of this.#readers) {
      if (outgoing.writableLength > maxBacklogBytes) {
        reader.behind = true;
        continue;
      }
      if (reader.behind) {
        reader.behind = false;
        outgoing.write(frame('lost', {}));
      }
      outgoing.write(text);
    }
  }
}

function frame(event: string, data: unknown): string {
  return `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}
