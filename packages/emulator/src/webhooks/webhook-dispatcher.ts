import { gzipSync } from 'node:zlib';
import type { JsonObject, Vendor } from '../vendor.ts';
import { sizeOf } from '../world/bounded/size-of.ts';
import { SizedList } from '../world/bounded/sized-list.ts';
import type { EmulatorClock } from '../world/emulator-clock.ts';
import type { EventHub } from '../world/events.ts';
import { DeliveryQueue } from './delivery-queue.ts';
import type { VendorWebhook, WebhookEvent, WebhookOrigin, WebhookRequest } from './vendor-webhook.ts';
import type { WebhookDelivery, Webhooks } from './webhooks.ts';

const maxReplyBytes = 64 * 1024;

/** What is sent, however often. */
interface Job extends WebhookEvent {
  readonly vendor: Vendor;
  readonly kind: WebhookDelivery['kind'];
  readonly replayOf?: number;
  /** The first attempt's number, once there was one. */
  firstId?: number;
  /** The first attempt's request, where repeats are the same. */
  firstRequest?: WebhookRequest;
}

/** Sends webhooks as their vendors would, and keeps a log of what came of it. */
export class WebhookDispatcher implements Webhooks {
  readonly #vendors: Readonly<Partial<Record<Vendor, VendorWebhook>>>;
  readonly #clock: EmulatorClock;
  readonly #events: EventHub;
  readonly #log: SizedList<{ delivery: WebhookDelivery; job: Job }>;
  /** Events that tell what happened; nobody waits for them. */
  readonly #queue: DeliveryQueue;
  /** Questions and replays, which somebody waits for. */
  readonly #running = new Set<Promise<unknown>>();
  /** Ends what is under way when the emulator is reset or closed. */
  #stop = new AbortController();
  #lastId = 0;

  /** @param log how many deliveries it keeps, newest first, and how many bytes of them */
  constructor(
    vendors: Readonly<Partial<Record<Vendor, VendorWebhook>>>,
    clock: EmulatorClock,
    events: EventHub,
    log: { readonly maxDeliveries: number; readonly maxBytes: number },
  ) {
    this.#vendors = vendors;
    this.#clock = clock;
    this.#events = events;
    this.#log = new SizedList(log.maxDeliveries, log.maxBytes);
    this.#queue = new DeliveryQueue(clock);
  }

  wants(vendor: Vendor, event: string): boolean {
    return this.#vendors[vendor]?.wants(event) ?? false;
  }

  readonly origin = 'server';
  /** Calls of the server API ask side by side, so that none of them is the last. */
  readonly lastAsked = undefined;

  async ask(vendor: Vendor, event: string, body: JsonObject): Promise<JsonObject | undefined> {
    return (await this.#ask({ vendor, event, body, origin: this.origin, kind: 'before' })).answer;
  }

  notify(vendor: Vendor, event: string, body: JsonObject): void {
    this.#tell({ vendor, event, body, origin: this.origin, kind: 'after' });
  }

  from(origin: WebhookOrigin): Webhooks {
    let lastAsked: number | undefined;
    return {
      origin,
      get lastAsked() {
        return lastAsked;
      },
      wants: (vendor, event) => this.wants(vendor, event),
      ask: async (vendor, event, body) => {
        const { answer, id } = await this.#ask({ vendor, event, body, origin, kind: 'before' });
        lastAsked = id;
        return answer;
      },
      notify: (vendor, event, body) => this.#tell({ vendor, event, body, origin, kind: 'after' }),
      from: (other) => this.from(other),
    };
  }

  /** How many events wait for their turn, or for the time of their repeat. */
  get waiting(): number {
    return this.#queue.waiting;
  }

  /** The attempts so far, oldest first. */
  deliveries(): WebhookDelivery[] {
    return this.#log.toArray().map(({ delivery }) => delivery);
  }

  /**
   * Sends an event again, with a new time and signature and without repeats. What it answers changes nothing.
   *
   * @throws RangeError when the log holds no such delivery
   */
  async replay(id: number): Promise<WebhookDelivery> {
    const found = this.#log.toArray().find(({ delivery }) => delivery.id === id);
    if (found === undefined) throw new RangeError(`replay: no delivery ${id}`);
    const { firstId: _first, firstRequest: _request, ...job } = found.job;
    const { delivery } = await this.#track(this.#attempt({ ...job, replayOf: id }, 1));
    return delivery;
  }

  /** Resolves once no delivery is under way; repeats that still wait are not waited for. */
  async settled(): Promise<void> {
    // One may lead to the next: a question to its second attempt, a send to the event that tells of it.
    while (this.#running.size > 0 || this.#queue.running > 0) {
      await Promise.allSettled([...this.#running, this.#queue.settled()]);
    }
  }

  /** Forgets the log and gives up what is under way or waits. */
  clear(): void {
    this.#stop.abort();
    this.#stop = new AbortController();
    this.#queue.clear();
    this.#log.clear();
  }

  /** @returns the answer, if any, and the last attempt's number */
  async #ask(job: Job): Promise<{ answer: JsonObject | undefined; id: number | undefined }> {
    const webhook = this.#vendors[job.vendor];
    const { signal } = this.#stop;
    let id: number | undefined;
    const attempts = webhook === undefined ? 0 : webhook.repeats.before.length + 1;
    for (let attempt = 1; attempt <= attempts && !signal.aborted; attempt += 1) {
      const { answer, delivery } = await this.#track(this.#attempt(job, attempt));
      id = delivery.id;
      if (answer !== undefined) return { answer, id };
    }
    return { answer: undefined, id };
  }

  /** @param dueAt when its time comes, as the delivery before said; at once when absent */
  #tell(job: Job, attempt = 1, dueAt?: number): void {
    if (this.#vendors[job.vendor] === undefined) return;
    const { signal } = this.#stop;
    const run = async () => {
      const { nextAt } = (await this.#attempt(job, attempt)).delivery;
      if (nextAt !== undefined && !signal.aborted) this.#tell(job, attempt + 1, nextAt);
    };
    const drop = () => this.#drop(job, attempt);
    this.#queue.add({ run, drop, bytes: sizeOf(job.body) }, dueAt);
  }

  async #attempt(
    job: Job,
    attempt: number,
  ): Promise<{ delivery: WebhookDelivery; answer: JsonObject | undefined }> {
    const webhook = this.#vendors[job.vendor];
    if (webhook === undefined) throw new Error(`no webhook for ${job.vendor}`);
    const { signal } = this.#stop;
    const at = this.#clock.now();
    const request = job.firstRequest ?? webhook.request(job, at);
    if (webhook.retrySignature === 'repeated') job.firstRequest = request;
    const started = performance.now();
    const late = new AbortController();
    const limit = this.#clock.schedule(webhook.timeoutMs, () =>
      late.abort(new DOMException('the webhook was not answered in time', 'TimeoutError')),
    );
    const reply = await post(request, AbortSignal.any([signal, late.signal]));
    limit.cancel();
    const tookMs = performance.now() - started;
    const answer = typeof reply === 'string' ? undefined : webhook.read(reply.status, reply.body);
    const outcome = {
      ...(typeof reply === 'string' ? undefined : { reply }),
      ...(answer === undefined ? { fault: typeof reply === 'string' ? reply : 'bad answer' } : undefined),
    };
    const wait = answer === undefined && isTold(job) ? webhook.repeats.after[attempt - 1] : undefined;
    const next = wait === undefined || signal.aborted ? undefined : { nextAt: this.#clock.now() + wait };
    const delivery = this.#delivery(job, attempt, request, { at, tookMs, ...outcome, ...next });
    if (!signal.aborted) this.#record(job, delivery);
    return { delivery, answer };
  }

  /** Too many wait: the event is lost, as it would be after its last repeat. */
  #drop(job: Job, attempt: number): void {
    const at = this.#clock.now();
    const request = job.firstRequest ?? this.#vendors[job.vendor]?.request(job, at);
    if (request === undefined) return;
    this.#record(job, this.#delivery(job, attempt, request, { at, tookMs: 0, fault: 'too many wait' }));
  }

  #delivery(
    job: Job,
    attempt: number,
    { url, body }: WebhookRequest,
    outcome: Pick<WebhookDelivery, 'at' | 'tookMs' | 'reply' | 'fault' | 'nextAt'>,
  ): WebhookDelivery {
    this.#lastId += 1;
    job.firstId ??= this.#lastId;
    const { vendor, event, kind, replayOf, firstId } = job;
    const replay = replayOf === undefined ? undefined : { replayOf };
    return { id: this.#lastId, vendor, event, kind, firstId, attempt, ...replay, url, body, ...outcome };
  }

  #record(job: Job, delivery: WebhookDelivery): void {
    this.#log.push({ delivery, job }, sizeOf(delivery) + sizeOf(job.body));
    this.#events.emit('webhook', delivery);
  }

  #track<Result>(work: Promise<Result>): Promise<Result> {
    this.#running.add(work);
    const done = () => this.#running.delete(work);
    work.then(done, done);
    return work;
  }
}

/** True for an event that is repeated when its time has come: neither a question nor a replay. */
function isTold({ kind, replayOf }: Job): boolean {
  return kind === 'after' && replayOf === undefined;
}

/** @returns the reply, or in a word why there is none */
async function post(
  { url, headers, body, gzip }: WebhookRequest,
  signal: AbortSignal,
): Promise<{ status: number; body: string } | string> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: gzip ? { ...headers, 'content-encoding': 'gzip' } : headers,
      body: gzip ? gzipSync(body) : body,
      redirect: 'manual',
      signal,
    });
    return { status: response.status, body: await readBounded(response) };
  } catch (error) {
    if (error instanceof Error && error.name === 'TimeoutError') return 'timeout';
    if (error instanceof Error && error.name === 'AbortError') return 'stopped';
    return 'no connection';
  }
}

async function readBounded(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > maxReplyBytes) break;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
