import type { HttpReply, HttpRequest, Transport, TransportFault, TransportOptions } from '@polychat/core';
import type {
  DoubleFault,
  Inbox,
  InboxMessage,
  RequestKind,
  SeenRequest,
  VendorDouble,
} from '../vendor-double.ts';

interface Box {
  readonly device: 'online' | 'offline';
  readonly received: InboxMessage[];
  readonly sent: InboxMessage[];
}

interface Answer {
  readonly status: number;
  readonly body: object;
  readonly headers?: Readonly<Record<string, string>>;
}

export const clientId = 'desk-7';
export const clientSecret = 'tg_secret 5f/3a+9c&1d';

const second = 1_000;
const tokenLifeSeconds = 3_600;
const dedupMs = 600 * second;
const ceilings = { requests: 100, channel: 1 };
const page = '<html><body>502 Bad Gateway</body></html>';

/** Which fields a message may have, and which it must. */
const fields = {
  text: { must: ['operator', 'dedupe_key', 'kind', 'text'], may: ['reference', 'fleeting'] },
  place: { must: ['operator', 'dedupe_key', 'kind', 'lat', 'lon'], may: ['text', 'reference', 'fleeting'] },
};

/**
 * Telegraph in memory: strict, and without a socket.
 *
 * What its documents say: `POST /oauth/token` gives a token for an hour. `POST /v2/channels/{channel}/messages` takes a
 * form and answers 201 with an id of its own making, also for a channel that nobody has: such a message is lost. The
 * `operator` must be known. A `dedupe_key` that the operator used for the channel within ten minutes is answered with
 * 409 and the first message's id. At most 100 requests a second, and one message a second for each channel; what is too
 * fast is answered with 429 and `Retry-After`, and not counted. A message with a `fleeting` reaches only who is online.
 * With 401, 403, 429 and 503 nothing was done.
 */
export class TelegraphDouble implements VendorDouble, Transport {
  readonly limits = [
    {
      endpoints: ['messages', 'oauth/token'],
      counts: 'calls',
      capacity: ceilings.requests,
      windowMs: second,
    },
    {
      endpoints: ['messages'],
      counts: 'calls',
      capacity: ceilings.channel,
      windowMs: second,
      per: 'recipient',
    },
  ] as const;
  readonly notCarriedOut = [401, 403, 429, 503];
  readonly sessions = { lifetimeMs: tokenLifeSeconds * second, end: () => this.#tokens.clear() };
  readonly #boxes = new Map<string, Box>([[clientId, { device: 'online', received: [], sent: [] }]]);
  readonly #requests: SeenRequest[] = [];
  readonly #faults: { readonly fault: DoubleFault; readonly of: RequestKind }[] = [];
  /** When each token ends. */
  readonly #tokens = new Map<string, number>();
  /** The message with this operator, key and channel, and when it came. */
  readonly #seen = new Map<string, { readonly at: number; readonly id: string }>();
  /** When the counted requests of the app, and of each channel, came. */
  readonly #counted = new Map<string, number[]>();
  #offset = 0;
  #lastNumber = 0;

  addUsers(userIds: readonly string[], device: 'online' | 'offline'): void {
    for (const userId of userIds) this.#boxes.set(userId, { device, received: [], sent: [] });
  }

  knowsUser(userId: string): boolean {
    return this.#boxes.has(userId);
  }

  /** There are no blocklists: whoever has a channel gets what is sent to it. */
  block(): void {}

  inbox(userId: string): Inbox {
    const { received, sent } = this.#boxes.get(userId) ?? { received: [], sent: [] };
    return { received: [...received], sent: [...sent], pushes: [] };
  }

  requests(): readonly SeenRequest[] {
    return [...this.#requests];
  }

  failNext(fault: DoubleFault, of: RequestKind = 'send'): void {
    this.#faults.push({ fault, of });
  }

  now(): number {
    return Date.now() + this.#offset;
  }

  advance(milliseconds: number): void {
    this.#offset += milliseconds;
  }

  async send(request: HttpRequest, { signal }: TransportOptions): Promise<HttpReply | TransportFault> {
    if (signal.aborted) return { fault: 'not_sent', reason: 'aborted' };
    const path = new URL(request.url).pathname;
    const kind = path === '/oauth/token' ? 'session' : 'send';
    const channel = /^\/v2\/channels\/([^/]+)\/messages$/.exec(path)?.[1];
    this.#requests.push({ body: request.body, kind });
    const at = this.#faults.findIndex(
      ({ fault, of }) => of === kind && (!('userId' in fault) || fault.userId === channel),
    );
    const fault = at < 0 ? undefined : this.#faults.splice(at, 1)[0]?.fault;
    await new Promise((resolve) => setImmediate(resolve));
    const isBefore = fault && 'when' in fault && fault.when === 'before';
    const answer = isBefore
      ? undefined
      : this.#answer(request, channel && decodeURIComponent(channel), fault);
    return this.#deliver(answer ?? failure(500, 'internal'), fault, signal);
  }

  #deliver(
    { status, body, headers = {} }: Answer,
    fault: DoubleFault | undefined,
    signal: AbortSignal,
  ): Promise<HttpReply | TransportFault> {
    const text = JSON.stringify(body);
    this.#lastNumber += 1;
    const json = {
      'content-type': 'application/json',
      'x-request-id': `req-${this.#lastNumber}`,
      ...headers,
    };
    switch (fault?.kind) {
      case 'silence':
        return new Promise((resolve) => {
          const giveUp = () => resolve({ fault: 'unknown', reason: 'aborted' });
          if (signal.aborted) giveUp();
          signal.addEventListener('abort', giveUp);
        });
      case 'reset':
        return Promise.resolve({ fault: 'unknown', reason: 'network', detail: 'ECONNRESET' });
      case 'html':
        return Promise.resolve({ status: 502, headers: { 'content-type': 'text/html' }, text: page });
      case 'truncated':
        return Promise.resolve({ status, headers: json, text: text.slice(0, text.length / 2) });
      case 'internal_error':
        return this.#deliver(failure(500, 'internal'), undefined, signal);
      default:
        return Promise.resolve({ status, headers: json, text });
    }
  }

  #answer(request: HttpRequest, channel: string | undefined, fault: DoubleFault | undefined): Answer {
    const isForm = request.headers['content-type'] === 'application/x-www-form-urlencoded';
    if (request.method !== 'POST' || !isForm) return failure(400, 'invalid_request', 'a form is required');
    const form = new URLSearchParams(request.body);
    if (fault?.kind === 'too_fast') return failure(429, 'rate_limited', undefined, { 'retry-after': '0' });
    if (!this.#count('requests', ceilings.requests)) return tooFast('rate_limited');
    if (new URL(request.url).pathname === '/oauth/token') return this.#grant(form, fault);
    const token = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
    const endsAt = this.#tokens.get(token);
    if (endsAt === undefined || fault?.kind === 'signature_refused') return failure(401, 'invalid_token');
    if (endsAt <= this.now()) return failure(401, 'token_expired');
    if (channel === undefined) return failure(404, 'no_such_resource');
    return this.#take(form, channel, fault);
  }

  #grant(form: URLSearchParams, fault: DoubleFault | undefined): Answer {
    const isKnown = form.get('client_id') === clientId && form.get('client_secret') === clientSecret;
    if (form.get('grant_type') !== 'client_credentials') return failure(400, 'invalid_request');
    if (!isKnown || fault?.kind === 'refused') return failure(401, 'invalid_client', wordsOf(fault));
    this.#lastNumber += 1;
    const access_token = `tg-token-${this.#lastNumber}-0123456789abcdef`;
    this.#tokens.set(access_token, this.now() + tokenLifeSeconds * second);
    return { status: 200, body: { access_token, token_type: 'bearer', expires_in: tokenLifeSeconds } };
  }

  #take(form: URLSearchParams, channel: string, fault: DoubleFault | undefined): Answer {
    const message = Object.fromEntries(form);
    const shape = fields[message.kind as keyof typeof fields];
    const names = [...form.keys()];
    const isComplete = shape?.must.every((name) => (message[name] ?? '') !== '');
    const isKnown = names.every((name) => shape?.must.includes(name) || shape?.may.includes(name));
    if (!isComplete || !isKnown || new Set(names).size < names.length) return failure(400, 'invalid_request');
    if ([...(message.text ?? '')].length > 4_000) return failure(400, 'text_too_long');
    const { operator = '', dedupe_key } = message;
    if (!this.#boxes.has(operator)) return failure(404, 'unknown_operator');
    if (fault?.kind === 'refused') return failure(403, 'content_refused', wordsOf(fault));
    if (fault?.kind === 'recipient_refused' || channel === operator) return failure(403, 'channel_closed');
    const name = `${operator} ${dedupe_key} ${channel}`;
    const first = this.#seen.get(name);
    if (first && this.now() - first.at < dedupMs) {
      return { status: 409, body: { error: { code: 'duplicate', message_id: first.id } } };
    }
    if (!this.#count(`channel ${channel}`, ceilings.channel)) return tooFast('channel_busy');
    this.#lastNumber += 1;
    const id = `msg_${this.#lastNumber}.${this.now().toString(36)}`;
    this.#seen.set(name, { at: this.now(), id });
    this.#put(message, channel, id);
    return { status: 201, body: { id, created_at: this.now() / second } };
  }

  #put(message: Readonly<Record<string, string>>, channel: string, messageId: string): void {
    const { operator: from = '' } = message;
    const entry: InboxMessage = { from, countsAsUnread: true, messageId, message };
    const box = this.#boxes.get(channel);
    if (box?.device === 'online' || !message.fleeting) box?.received.push(entry);
    this.#boxes.get(from)?.sent.push(entry);
  }

  /** Counts a request, unless the last second is full of them. */
  #count(name: string, capacity: number): boolean {
    const recent = (this.#counted.get(name) ?? []).filter((at) => at > this.now() - second);
    const fits = recent.length < capacity;
    if (fits) recent.push(this.now());
    this.#counted.set(name, recent);
    return fits;
  }
}

function failure(
  status: number,
  code: string,
  message?: string,
  headers: Readonly<Record<string, string>> = {},
): Answer {
  return { status, body: { error: { code, message } }, headers };
}

function tooFast(code: string): Answer {
  return failure(429, code, 'slow down', { 'retry-after': '1' });
}

function wordsOf(fault: DoubleFault | undefined): string | undefined {
  return fault?.kind === 'refused' ? fault.words : undefined;
}
