import type { HttpReply, HttpRequest, Transport, TransportFault, TransportOptions } from '@polychat/core';
import type { DoubleFault, Inbox, InboxMessage, RequestKind, VendorDouble } from '../vendor-double.ts';

interface User {
  readonly device: 'online' | 'offline';
  readonly blocked: Set<string>;
  readonly received: InboxMessage[];
  readonly sent: InboxMessage[];
  readonly pushes: { title: string; body: string }[];
}

interface Letter {
  readonly sender: string;
  readonly key: string;
  readonly kind: string;
  readonly text: string;
  readonly silent?: true;
  readonly alert?: { readonly title: string; readonly body: string };
}

/** What one request asks for, in the vendor's words. */
interface Body extends Letter {
  readonly recipients?: readonly string[];
  readonly users?: readonly { readonly userId: string; readonly name?: string }[];
}

interface Reply {
  readonly code: number;
  readonly reason?: string;
  readonly results?: readonly { readonly user: string; readonly code: number; readonly id?: string }[];
}

export const token = '0123456789abcdef0123456789abcdef';
const headers = { 'content-type': 'application/json' };
const page = '<html><body>502 Bad Gateway</body></html>';

/** Pigeon Post in memory: strict, and without a socket. */
export class PigeonDouble implements VendorDouble, Transport {
  readonly limits = [
    { endpoints: ['messages'], counts: 'calls', capacity: 10, windowMs: 1_000 },
    { endpoints: ['messages'], counts: 'recipients', capacity: 100, windowMs: 1_000 },
    { endpoints: ['users'], counts: 'calls', capacity: 5, windowMs: 1_000 },
    { endpoints: ['broadcasts'], counts: 'calls', capacity: 1, windowMs: 1_000 },
  ] as const;
  readonly #users = new Map<string, User>();
  readonly #requests: HttpRequest[] = [];
  readonly #faults: DoubleFault[] = [];
  /** When a letter with this sender, key and recipient came first. */
  readonly #seen = new Map<string, { readonly at: number; readonly id: string }>();
  readonly #dedupMs: number;
  #offset = 0;
  #lastId = 0;

  /** @param dedupMs for how long it discards copies, in milliseconds */
  constructor(dedupMs: number) {
    this.#dedupMs = dedupMs;
  }

  addUsers(userIds: readonly string[], device: 'online' | 'offline'): void {
    for (const userId of userIds) {
      this.#users.set(userId, { device, blocked: new Set(), received: [], sent: [], pushes: [] });
    }
  }

  knowsUser(userId: string): boolean {
    return this.#users.has(userId);
  }

  block(blocker: string, blocked: string): void {
    this.#users.get(blocker)?.blocked.add(blocked);
  }

  inbox(userId: string): Inbox {
    const user = this.#users.get(userId);
    return {
      received: [...(user?.received ?? [])],
      sent: [...(user?.sent ?? [])],
      pushes: user?.pushes ?? [],
    };
  }

  requests(): readonly HttpRequest[] {
    return [...this.#requests];
  }

  failNext(fault: DoubleFault, of: RequestKind = 'send'): void {
    if (of === 'send') this.#faults.push(fault);
  }

  now(): number {
    return Date.now() + this.#offset;
  }

  advance(milliseconds: number): void {
    this.#offset += milliseconds;
  }

  async send(request: HttpRequest, { signal }: TransportOptions): Promise<HttpReply | TransportFault> {
    if (signal.aborted) return { fault: 'not_sent', reason: 'aborted' };
    this.#requests.push(request);
    const body: Body = JSON.parse(request.body ?? '');
    const named = [...(body.recipients ?? []), ...(body.users ?? []).map(({ userId }) => userId)];
    const at = this.#faults.findIndex((fault) => !('userId' in fault) || named.includes(fault.userId));
    const fault = at < 0 ? undefined : this.#faults.splice(at, 1)[0];
    await new Promise((resolve) => setImmediate(resolve));
    const isBefore = fault && 'when' in fault && fault.when === 'before';
    const reply = isBefore ? undefined : this.#answer(request, body, fault);
    return this.#deliver(JSON.stringify(reply), fault, signal);
  }

  #deliver(
    text: string,
    fault: DoubleFault | undefined,
    signal: AbortSignal,
  ): Promise<HttpReply | TransportFault> {
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
        return Promise.resolve({ status: 502, headers: {}, text: page });
      case 'truncated':
        return Promise.resolve({ status: 200, headers, text: text.slice(0, text.length / 2) });
      case 'internal_error':
        return Promise.resolve({ status: 200, headers, text: JSON.stringify({ code: 500 }) });
      default:
        return Promise.resolve({ status: 200, headers, text });
    }
  }

  #answer({ url, headers }: HttpRequest, body: Body, fault: DoubleFault | undefined): Reply {
    const refused = fault?.kind === 'signature_refused' || headers.authorization !== `Bearer ${token}`;
    if (refused || headers['content-type'] !== 'application/json') return { code: 401 };
    if (fault?.kind === 'too_fast') return { code: 429 };
    if (fault?.kind === 'refused') return { code: 422, reason: fault.words };
    const reply = this.#act(new URL(url).pathname.split('/').at(-1) ?? '', body, fault);
    if (fault?.kind !== 'left_out') return reply;
    return { ...reply, results: (reply.results ?? []).filter(({ user }) => user !== fault.userId) };
  }

  #act(endpoint: string, body: Body, fault: DoubleFault | undefined): Reply {
    const refused = fault?.kind === 'recipient_refused' ? fault.userId : undefined;
    if (endpoint === 'users') return this.#register(body, refused);
    if (!this.#users.has(body.sender)) return { code: 410 };
    if (Buffer.byteLength(body.text) > 1_000) return { code: 413 };
    if (endpoint === 'broadcasts') {
      const everybody = [...this.#users]
        .filter(([, { device }]) => device === 'online')
        .map(([userId]) => userId);
      for (const userId of everybody) this.#put(body, userId, 'broadcast');
      return { code: 0 };
    }
    const { recipients = [] } = body;
    if (recipients.length === 0 || recipients.length > 20) return { code: 400 };
    return {
      code: 0,
      results: recipients.map((user) => {
        const known = this.#users.get(user);
        if (!known) return { user, code: 404 };
        if (user === refused || known.blocked.has(body.sender)) return { user, code: 403 };
        return { user, code: 0, id: this.#put(body, user, 'letter') };
      }),
    };
  }

  #register({ users = [] }: Body, refused: string | undefined): Reply {
    if (users.length > 20) return { code: 400 };
    const results = users.map(({ userId }) => {
      if (userId === refused) return { user: userId, code: 403 };
      if (!this.#users.has(userId)) this.addUsers([userId], 'online');
      return { user: userId, code: 0 };
    });
    return { code: 0, results };
  }

  /** Puts a letter into the recipient's box, unless it is a copy. */
  #put({ recipients: _, ...letter }: Body, userId: string, what: string): string {
    const name = `${what} ${letter.sender} ${letter.key} ${userId}`;
    const first = this.#seen.get(name);
    if (first && this.now() - first.at < this.#dedupMs) return first.id;
    this.#lastId += 1;
    const id = `p-90071992547409${this.#lastId}`;
    this.#seen.set(name, { at: this.now(), id });
    const { sender: from, silent, alert } = letter;
    const message: InboxMessage = { from, countsAsUnread: silent !== true, messageId: id, message: letter };
    const user = this.#users.get(userId);
    user?.received.push(message);
    if (alert && user?.device === 'offline') user.pushes.push({ title: alert.title, body: alert.body });
    this.#users.get(from)?.sent.push(message);
    return id;
  }
}
