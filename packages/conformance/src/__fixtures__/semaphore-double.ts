import type { Audience, HttpReply, HttpRequest } from '@polychat/core';
import { CopyMemory } from '../double/copy-memory.ts';
import { type RequestSketch, VendorInMemory } from '../double/vendor-in-memory.ts';
import type { DoubleFault, InboxMessage, InboxPush } from '../vendor-double.ts';

export const app = 'harbour';
export const key = 'sk_0123456789abcdefghijklmn';

const second = 1_000;
const day = 86_400 * second;

interface Signal {
  readonly from: string;
  readonly kind: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly quiet?: true;
  readonly copy?: false;
  readonly keep?: number;
  readonly alert?: InboxPush;
  readonly reach?: Audience;
  /** The crew or the quay that it is for. */
  readonly to?: string;
  readonly names?: { readonly everyone?: boolean; readonly users?: readonly string[] };
  readonly for?: readonly string[];
  readonly notFor?: readonly string[];
  /** Of a signal to a quay: whether those find it who come later. */
  readonly store?: boolean;
  readonly name?: string;
  readonly picture?: string;
}

/**
 * Semaphore in memory. What its documents say: `POST /v4/{app}/signals?to={user}` takes JSON and a bearer key and
 * answers 204, `users?id={user}` the same, `announcements` 202 with a task. A `reference` may be in the header `x-reference`, and an
 * `idempotency-key` in the URL as `key`. A signal, or an announcement, with a key that came within ten minutes is answered like the first and discarded. The sender is whoever it is
 * said to be. `crews` and `quays` take the name of one in `to` and answer 202 with the number of the signal, or with
 * `dropped`; a crew has members, and only they write to it, a quay has those who stand there. At most 20 signals a second, five of them from one sender, and a million a day; ten users a second; two
 * announcements a second to those who are online, and two to others; 20 signals a second to crews, four of them to one, and
 * ten to quays. What is too fast is answered with 429 and
 * `Retry-After`, by whoever stands before the vendor, and is not counted.
 */
export class SemaphoreDouble extends VendorInMemory {
  readonly limits = [
    { endpoints: ['signals'], counts: 'calls', capacity: 20, windowMs: second },
    { endpoints: ['signals'], counts: 'calls', capacity: 5, windowMs: second, per: 'sender' },
    { endpoints: ['signals'], counts: 'calls', capacity: 1_000_000, windowMs: day },
    { endpoints: ['users'], counts: 'calls', capacity: 10, windowMs: second },
    { endpoints: ['crews'], counts: 'calls', capacity: 20, windowMs: second },
    { endpoints: ['crews'], counts: 'calls', capacity: 4, windowMs: second, per: 'conversation' },
    { endpoints: ['quays'], counts: 'calls', capacity: 10, windowMs: second },
    { endpoints: ['announcements'], counts: 'calls', capacity: 2, windowMs: second, audiences: ['online'] },
    {
      endpoints: ['announcements'],
      counts: 'calls',
      capacity: 2,
      windowMs: second,
      audiences: ['everyone', 'push_only'],
    },
  ] as const;
  readonly notCarriedOut = [429];
  readonly saysRetryAfter = true;
  /** The task, or the reply, of the first with this key; empty for a signal to a user. */
  readonly #copies = new CopyMemory<string>(600 * second);
  readonly #profiles = new Map<string, { readonly name?: string; readonly avatarUrl?: string }>();
  readonly #storesBroadcasts: boolean;
  #lastTask = 0;
  #lastHail = 0;

  /** @param storesBroadcasts whether an announcement to everyone waits for those who are offline */
  constructor(storesBroadcasts = true) {
    super();
    this.#storesBroadcasts = storesBroadcasts;
  }

  profileOf(userId: string) {
    return this.#profiles.get(userId);
  }

  protected sketch({ url }: HttpRequest): RequestSketch {
    const { searchParams } = new URL(url);
    return { userIds: [...searchParams.values()] };
  }

  protected internalError(): HttpReply {
    return failure(500, 'internal');
  }

  protected answer({ url, headers, body = '' }: HttpRequest, fault: DoubleFault | undefined): HttpReply {
    const { pathname, searchParams } = new URL(url);
    const [version, owner, endpoint = ''] = pathname.split('/').slice(1);
    const isSigned = headers.authorization === `Semaphore key=${key}`;
    if (!isSigned || fault?.kind === 'signature_refused') return failure(401, 'bad_key');
    if (version !== 'v4' || owner !== app) return failure(404, 'no_such_app');
    const reference = headers['x-reference'];
    const signal: Signal = {
      ...JSON.parse(body),
      ...(reference !== undefined && { reference: decodeURIComponent(reference) }),
    };
    const { from: sender, reach: audience, to: conversation } = signal;
    const full = this.count({ endpoint, sender, audience, conversation });
    if (fault?.kind === 'too_fast' || full) {
      const seconds = fault?.kind === 'too_fast' ? (fault.retryAfterSeconds ?? 0) : 1;
      const code = full?.per === 'conversation' ? 'crew_busy' : 'slow_down';
      return failure(429, code, undefined, { 'retry-after': String(seconds) });
    }
    if (fault?.kind === 'refused') return failure(403, 'refused', fault.words);
    if (endpoint === 'users') return this.#register(searchParams.get('id') ?? '', signal);
    const identity = headers['idempotency-key'] ?? searchParams.get('key') ?? '';
    if (endpoint === 'crews' || endpoint === 'quays') {
      return this.#hail(endpoint, signal, identity, fault?.kind === 'dropped');
    }
    return endpoint === 'announcements'
      ? this.#announce(signal, identity)
      : this.#signal(searchParams.get('to') ?? '', signal, identity);
  }

  #register(userId: string, { name, picture: avatarUrl }: Signal): HttpReply {
    if (!this.knowsUser(userId)) this.mailboxes.add(userId, 'online');
    this.#profiles.set(userId, { name, avatarUrl });
    return done;
  }

  #signal(to: string, signal: Signal, identity: string): HttpReply {
    if (!this.mailboxes.has(to)) return failure(404, 'no_such_user');
    if (this.#copies.recall(identity, this.now()) !== undefined) return done;
    this.#copies.remember(identity, '', this.now());
    this.mailboxes.post(to, messageOf(signal), {
      push: signal.alert,
      isStored: signal.keep !== 0,
      isCopied: signal.copy !== false,
    });
    return done;
  }

  #hail(place: 'crews' | 'quays', signal: Signal, identity: string, isDropped: boolean): HttpReply {
    const { to = '', from, alert: push, names, for: only, notFor: except } = signal;
    const kind = place === 'crews' ? 'group' : 'room';
    if (!this.conversations.has(kind, to)) {
      return failure(404, place === 'crews' ? 'no_such_crew' : 'no_such_quay');
    }
    if (kind === 'group' && !this.conversations.isMember(kind, to, from)) return failure(403, 'not_aboard');
    const first = this.#copies.recall(identity, this.now());
    if (first !== undefined) return accepted(JSON.parse(first));
    this.#lastHail += 1;
    const signalId = `s-90071992547409${this.#lastHail}`;
    const said = { signal: signalId, number: this.#lastHail, at: this.now() };
    this.#copies.remember(identity, JSON.stringify(said), this.now());
    if (isDropped) return accepted({ dropped: 'too_many' });
    const message = {
      ...messageOf(signal),
      ...(kind === 'room' && { countsAsUnread: false }),
      messageId: signalId,
      sequence: String(said.number),
      sentAt: said.at,
      mentions: { everyone: names?.everyone === true, users: names?.users ?? [] },
    };
    this.conversations.post(kind, to, message, {
      push,
      targets: { only, except },
      isStored: kind === 'group' && signal.keep !== 0,
      isCopied: signal.copy !== false,
      isKept: signal.store === true,
    });
    return accepted(said);
  }

  #announce(signal: Signal, identity: string): HttpReply {
    const first = this.#copies.recall(identity, this.now());
    if (first !== undefined) return accepted({ task: first });
    this.#lastTask += 1;
    const taskId = `task-${this.#lastTask}`;
    this.#copies.remember(identity, taskId, this.now());
    const { reach, alert: push } = signal;
    for (const userId of this.mailboxes.userIds()) {
      this.mailboxes.post(
        userId,
        { ...messageOf(signal), taskId },
        {
          push,
          isStored: this.#storesBroadcasts && reach === 'everyone',
          isInApp: reach !== 'push_only',
          isCopied: false,
        },
      );
    }
    return accepted({ task: taskId });
  }
}

const done: HttpReply = { status: 204, headers: {}, text: '' };

function accepted(said: object): HttpReply {
  return { status: 202, headers: { 'content-type': 'application/json' }, text: JSON.stringify(said) };
}

function failure(
  status: number,
  error: string,
  detail?: string,
  headers: Readonly<Record<string, string>> = {},
): HttpReply {
  const text = JSON.stringify({ error, detail });
  return { status, headers: { 'content-type': 'application/json', ...headers }, text };
}

function messageOf({ from, kind, data, quiet, ...others }: Signal): InboxMessage {
  return {
    from,
    countsAsUnread: quiet !== true,
    message: { kind, data, ...others },
    content: { type: kind, ...data },
  };
}
