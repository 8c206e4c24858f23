import type { HttpReply, HttpRequest } from '@polychat/core';
import { CopyMemory } from '../double/copy-memory.ts';
import { type RequestSketch, VendorInMemory } from '../double/vendor-in-memory.ts';
import type { DoubleFault, InboxMessage } from '../vendor-double.ts';

export const clientId = 'desk-7';
export const clientSecret = 'tg_secret 5f/3a+9c&1d';

const second = 1_000;
const tokenLifeSeconds = 3_600;
const dedupMs = 600 * second;
const longestText = 4_000;

/** Which fields a message may have, and which it must. */
const fields = {
  text: { must: ['operator', 'dedupe_key', 'kind', 'text'], may: ['reference', 'fleeting'] },
  place: { must: ['operator', 'dedupe_key', 'kind', 'lat', 'lon'], may: ['text', 'reference', 'fleeting'] },
};

type Form = Readonly<Record<string, string>>;

/**
 * Telegraph in memory: strict, and without a socket.
 *
 * What its documents say: `POST /oauth/token` gives a token for an hour. `POST /v2/channels/{channel}/messages` takes a
 * form and answers 201 with an id of its own making, also for a channel that nobody has: such a message is lost. The
 * `operator` must be known. A `dedupe_key` that the operator used for the channel within ten minutes is answered with
 * 409 and the first message's id. At most 100 requests a second, and one message a second for each channel; what is too
 * fast is answered with 429 and `Retry-After`, and not counted, nor is what has no valid token. A message with a `fleeting` reaches only who is online.
 * With 401, 403, 429 and 503 nothing was done.
 */
export class TelegraphDouble extends VendorInMemory {
  readonly limits = [
    { endpoints: ['messages', 'oauth/token'], counts: 'calls', capacity: 100, windowMs: second },
    { endpoints: ['messages'], counts: 'calls', capacity: 1, windowMs: second, per: 'recipient' },
  ] as const;
  readonly notCarriedOut = [401, 403, 429, 503];
  readonly saysRetryAfter = true;
  readonly sessions = { lifetimeMs: tokenLifeSeconds * second, end: () => this.#tokens.clear() };
  /** When each token ends. */
  readonly #tokens = new Map<string, number>();
  /** The id of the message with this operator, key and channel. */
  readonly #copies = new CopyMemory<string>(dedupMs);
  #lastNumber = 0;

  constructor() {
    super();
    this.mailboxes.add(clientId, 'online');
  }

  protected sketch({ url }: HttpRequest): RequestSketch {
    const { pathname } = new URL(url);
    const channel = channelIn(pathname);
    return {
      kind: pathname === '/oauth/token' ? 'session' : 'send',
      userIds: channel === undefined ? [] : [channel],
    };
  }

  protected internalError(): HttpReply {
    return this.#failure(500, 'internal');
  }

  protected answer(request: HttpRequest, fault: DoubleFault | undefined): HttpReply {
    const isForm = request.headers['content-type'] === 'application/x-www-form-urlencoded';
    if (request.method !== 'POST' || !isForm) {
      return this.#failure(400, 'invalid_request', 'a form is required');
    }
    const form = Object.fromEntries(new URLSearchParams(request.body));
    if (fault?.kind === 'too_fast') return this.#tooFast('rate_limited', fault.retryAfterSeconds ?? 0);
    const { pathname } = new URL(request.url);
    const channel = channelIn(pathname);
    if (pathname === '/oauth/token') {
      return this.count({ endpoint: 'oauth/token' })
        ? this.#tooFast('rate_limited')
        : this.#grant(form, fault);
    }
    const token = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
    const endsAt = this.#tokens.get(token);
    if (endsAt === undefined || fault?.kind === 'signature_refused') {
      return this.#failure(401, 'invalid_token');
    }
    if (endsAt <= this.now()) return this.#failure(401, 'token_expired');
    if (channel === undefined) return this.#failure(404, 'no_such_resource');
    const full = this.count({ endpoint: 'messages', recipients: [channel] });
    if (full) return this.#tooFast(full.per ? 'channel_busy' : 'rate_limited');
    return this.#take(form, channel, fault);
  }

  #grant(form: Form, fault: DoubleFault | undefined): HttpReply {
    const isKnown = form.client_id === clientId && form.client_secret === clientSecret;
    if (form.grant_type !== 'client_credentials') return this.#failure(400, 'invalid_request');
    if (!isKnown || fault?.kind === 'refused') return this.#failure(401, 'invalid_client', wordsOf(fault));
    this.#lastNumber += 1;
    const access_token = `tg-token-${this.#lastNumber}-0123456789abcdef`;
    this.#tokens.set(access_token, this.now() + tokenLifeSeconds * second);
    return this.#reply(200, { access_token, token_type: 'bearer', expires_in: tokenLifeSeconds });
  }

  #take(form: Form, channel: string, fault: DoubleFault | undefined): HttpReply {
    const shape = fields[form.kind as keyof typeof fields];
    const isComplete = shape?.must.every((name) => (form[name] ?? '') !== '');
    const isKnown = Object.keys(form).every(
      (name) => shape?.must.includes(name) || shape?.may.includes(name),
    );
    if (!isComplete || !isKnown || Math.abs(Number(form.lat ?? 0)) > 90) {
      return this.#failure(400, 'invalid_request');
    }
    if ([...(form.text ?? '')].length > longestText) return this.#failure(400, 'text_too_long');
    const { operator = '', dedupe_key } = form;
    if (!this.mailboxes.has(operator)) return this.#failure(404, 'unknown_operator');
    if (fault?.kind === 'refused') return this.#failure(403, 'content_refused', wordsOf(fault));
    if (fault?.kind === 'recipient_refused' || channel === operator) {
      return this.#failure(403, 'channel_closed');
    }
    const name = `${operator} ${dedupe_key} ${channel}`;
    const first = this.#copies.recall(name, this.now());
    if (first) return this.#reply(409, { error: { code: 'duplicate', message_id: first } });
    this.#lastNumber += 1;
    const id = `msg_${this.#lastNumber}.${this.now().toString(36)}`;
    this.#copies.remember(name, id, this.now());
    const message: InboxMessage = {
      from: operator,
      countsAsUnread: true,
      messageId: id,
      message: form,
      content: contentOf(form),
    };
    this.mailboxes.post(channel, message, { isStored: !form.fleeting });
    return this.#reply(201, { id, created_at: this.now() / second });
  }

  #reply(status: number, body: object, headers: Readonly<Record<string, string>> = {}): HttpReply {
    this.#lastNumber += 1;
    const always = { 'content-type': 'application/json', 'x-request-id': `req-${this.#lastNumber}` };
    return { status, headers: { ...always, ...headers }, text: JSON.stringify(body) };
  }

  #failure(status: number, code: string, message?: string): HttpReply {
    return this.#reply(status, { error: { code, message } });
  }

  #tooFast(code: string, seconds = 1): HttpReply {
    const error = { code, message: 'slow down' };
    return this.#reply(429, { error }, { 'retry-after': String(seconds) });
  }
}

function channelIn(pathname: string): string | undefined {
  const channel = /^\/v2\/channels\/([^/]+)\/messages$/.exec(pathname)?.[1];
  return channel && decodeURIComponent(channel);
}

/** What the app shows of a message. */
function contentOf({ kind, text, lat, lon }: Form): Readonly<Record<string, unknown>> {
  if (kind === 'text') return { type: 'text', text };
  const label = text === undefined ? {} : { label: text };
  return { type: 'location', latitude: Number(lat), longitude: Number(lon), ...label };
}

function wordsOf(fault: DoubleFault | undefined): string | undefined {
  return fault?.kind === 'refused' ? fault.words : undefined;
}
