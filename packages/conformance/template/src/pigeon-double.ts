import type { DoubleFault, InboxMessage } from '@polychat/conformance';
import { CopyMemory, type RequestSketch, VendorInMemory } from '@polychat/conformance/double';
import type { HttpReply, HttpRequest } from '@polychat/core';

interface Letter {
  readonly sender: string;
  readonly key: string;
  readonly kind: string;
  readonly text: string;
  readonly note?: string;
  readonly silent?: true;
  readonly alert?: {
    readonly title: string;
    readonly body: string;
    readonly payload?: string;
    readonly badge?: number;
  };
}

/** What one request asks for, in the vendor's words. */
interface Body extends Letter {
  readonly recipients?: readonly string[];
  readonly flock?: string;
  readonly tagged?: readonly string[];
  readonly users?: readonly { readonly userId: string; readonly name?: string }[];
}

interface Reply {
  readonly code: number;
  readonly reason?: string;
  readonly id?: string;
  readonly results?: readonly { readonly user: string; readonly code: number; readonly id?: string }[];
}

/** The token that Pigeon Post knows. */
export const token = '0123456789abcdef0123456789abcdef';
const second = 1_000;
const most = { recipients: 20, textBytes: 1_000 };

/**
 * Pigeon Post in memory, as strict as its documents: `POST /{app}/{endpoint}` with JSON and a bearer token, and a reply
 * with status 200 whose `code` says what happened. It shares no code with the adapter.
 */
export class PigeonDouble extends VendorInMemory {
  readonly limits = [
    { endpoints: ['messages'], counts: 'calls', capacity: 10, windowMs: second },
    { endpoints: ['messages'], counts: 'recipients', capacity: 100, windowMs: second },
    { endpoints: ['users'], counts: 'calls', capacity: 5, windowMs: second },
    { endpoints: ['account'], counts: 'calls', capacity: 5, windowMs: second },
    { endpoints: ['flocks'], counts: 'calls', capacity: 10, windowMs: second },
    { endpoints: ['flocks'], counts: 'calls', capacity: 4, windowMs: second, per: 'conversation' },
    { endpoints: ['broadcasts'], counts: 'calls', capacity: 1, windowMs: second },
  ] as const;
  /** The id of the first letter with this sender, key and recipient, or flock. */
  readonly #copies: CopyMemory<string>;
  readonly #names = new Map<string, string | undefined>();
  #lastId = 0;

  /** @param dedupMs for how long it discards copies, in milliseconds */
  constructor(dedupMs: number) {
    super();
    this.#copies = new CopyMemory(dedupMs);
  }

  /** Of users it keeps the first name that it learns. */
  profileOf(userId: string) {
    return { name: this.#names.get(userId) };
  }

  protected sketch(request: HttpRequest): RequestSketch {
    const { recipients = [], users = [] } = bodyOf(request);
    return { userIds: [...recipients, ...users.map(({ userId }) => userId)] };
  }

  protected internalError(): HttpReply {
    return replyOf({ code: 500 });
  }

  protected answer(request: HttpRequest, fault: DoubleFault | undefined): HttpReply {
    const { authorization, 'content-type': contentType } = request.headers;
    const isSigned = authorization === `Bearer ${token}` && contentType === 'application/json';
    if (!isSigned || fault?.kind === 'signature_refused') return replyOf({ code: 401 });
    const body = bodyOf(request);
    const endpoint = new URL(request.url).pathname.split('/').at(-1) ?? '';
    const { recipients, sender, flock: conversation } = body;
    const full = this.count({ endpoint, recipients, sender, conversation });
    if (fault?.kind === 'too_fast' || full) {
      return replyOf({ code: full?.per === 'conversation' ? 430 : 429 });
    }
    if (fault?.kind === 'refused') return replyOf({ code: 422, reason: fault.words });
    const reply = this.#act(endpoint, body, fault);
    if (fault?.kind !== 'left_out') return replyOf(reply);
    return replyOf({ ...reply, results: reply.results?.filter(({ user }) => user !== fault.userId) });
  }

  #act(endpoint: string, body: Body, fault: DoubleFault | undefined): Reply {
    const refused = fault?.kind === 'recipient_refused' ? fault.userId : undefined;
    if (endpoint === 'account') return { code: 0 };
    if (endpoint === 'users') return this.#register(body, refused);
    if (!this.mailboxes.has(body.sender)) return { code: 410 };
    if (Buffer.byteLength(body.text) > most.textBytes) return { code: 413 };
    if (endpoint === 'broadcasts') {
      for (const userId of this.mailboxes.userIds('online')) this.#post(body, userId, 'broadcast');
      return { code: 0 };
    }
    if (endpoint === 'flocks') return this.#sendToFlock(body);
    const { recipients = [] } = body;
    if (recipients.length === 0 || recipients.length > most.recipients) return { code: 400 };
    return {
      code: 0,
      results: recipients.map((user) => {
        if (!this.mailboxes.has(user)) return { user, code: 404 };
        if (user === refused || this.mailboxes.hasBlocked(user, body.sender)) return { user, code: 403 };
        return { user, code: 0, id: this.#post(body, user, 'letter') };
      }),
    };
  }

  #sendToFlock({ flock = '', tagged = [], ...letter }: Body): Reply {
    if (!this.conversations.has('group', flock)) return { code: 411 };
    if (!this.conversations.isMember('group', flock, letter.sender)) return { code: 412 };
    const { first, messageId } = this.#identify(`flock ${letter.sender} ${letter.key} ${flock}`);
    if (first === undefined) {
      const message = { ...messageOf(letter, messageId), mentions: { everyone: false, users: tagged } };
      this.conversations.post('group', flock, message, { push: letter.alert });
    }
    return { code: 0, id: messageId };
  }

  #register({ users = [] }: Body, refused: string | undefined): Reply {
    if (users.length > most.recipients) return { code: 400 };
    const results = users.map(({ userId, name }) => {
      if (userId === refused) return { user: userId, code: 403 };
      if (!this.#names.get(userId)) this.#names.set(userId, name);
      if (!this.mailboxes.has(userId)) this.mailboxes.add(userId, 'online');
      return { user: userId, code: 0 };
    });
    return { code: 0, results };
  }

  /** Puts a letter into the recipient's box, unless it is a copy. Returns its id. */
  #post({ recipients: _, ...letter }: Body, userId: string, what: string): string {
    const { first, messageId } = this.#identify(`${what} ${letter.sender} ${letter.key} ${userId}`);
    if (first === undefined) {
      this.mailboxes.post(userId, messageOf(letter, messageId), { push: letter.alert });
    }
    return messageId;
  }

  /** The id of a letter: that of the first of its name, of which it is a copy, or a new one. */
  #identify(name: string): { readonly first: string | undefined; readonly messageId: string } {
    const first = this.#copies.recall(name, this.now());
    if (first !== undefined) return { first, messageId: first };
    this.#lastId += 1;
    const messageId = `p-90071992547409${this.#lastId}`;
    this.#copies.remember(name, messageId, this.now());
    return { first, messageId };
  }
}

function messageOf(letter: Letter, messageId: string): InboxMessage {
  return {
    from: letter.sender,
    countsAsUnread: letter.silent !== true,
    messageId,
    message: letter,
    content: { type: letter.kind, [letter.kind === 'text' ? 'text' : 'data']: letter.text },
  };
}

/** The body of a request. Of one that is none, nothing. */
function bodyOf({ body = '' }: HttpRequest): Body {
  const nothing = { sender: '', key: '', kind: '', text: '' };
  try {
    return { ...nothing, ...JSON.parse(body) };
  } catch {
    return nothing;
  }
}

function replyOf(reply: Reply): HttpReply {
  return { status: 200, headers: { 'content-type': 'application/json' }, text: JSON.stringify(reply) };
}
