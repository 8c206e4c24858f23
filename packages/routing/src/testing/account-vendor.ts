import {
  type Chat,
  type ChatOptions,
  createChat,
  type HttpReply,
  type HttpRequest,
  type ProblemCode,
  type Transport,
  type TransportFault,
  type UserProfile,
} from '@polychat/core';
import {
  type ChatAdapter,
  type ConversationPlan,
  createCall,
  createProblem,
  type ListReply,
  planBatch,
  type ResultIds,
  type VendorCall,
} from '@polychat/core/adapter';
import { SimulatedClock } from '@polychat/core/testing';

/** What becomes of a request. `unknown`: it is carried out, and the reply is lost. */
export type RequestFate = 'answered' | 'not_sent' | 'unknown';

export interface AccountVendorOptions {
  readonly name?: string;
  readonly clock?: SimulatedClock;
  readonly maxItems?: number;
  /** The users that exist already. */
  readonly users?: readonly UserProfile[];
  /** Whether a user who is registered again gets the new name. */
  readonly overwrites?: boolean;
  /** The code for an unknown sender, or for an unknown recipient. */
  readonly codeOf?: { readonly sender?: ProblemCode; readonly recipient?: ProblemCode };
  /** Whom the vendor refuses to register. */
  readonly refusesToRegister?: (userId: string) => boolean;
  /** What becomes of each request. */
  readonly fateOf?: (command: Posted['command']) => RequestFate;
  /** Holds the reply to a request back. */
  readonly beforeReply?: (command: Posted['command']) => Promise<void> | void;
  readonly chat?: Omit<ChatOptions, 'name' | 'clock' | 'transport'>;
}

/** A request, as the vendor sees it. */
export interface Posted {
  readonly command: 'send' | 'broadcast' | 'group' | 'room' | 'register';
  readonly from?: string;
  readonly to: readonly string[];
  readonly users?: readonly UserProfile[];
}

interface Reply {
  readonly accepted?: readonly string[];
  readonly failed?: readonly (readonly [string, ProblemCode])[];
  readonly refusal?: ProblemCode;
  readonly field?: string;
}

/** A vendor in memory that sends only between users whom it knows, and a chat with it. */
export class AccountVendor implements Transport {
  readonly chat: Chat;
  readonly clock: SimulatedClock;
  readonly posted: Posted[] = [];
  /** The users that exist, and their names. */
  readonly accounts = new Map<string, string | undefined>();
  /** Whom a message reached, as often as one did. */
  readonly delivered: string[] = [];
  readonly #options: AccountVendorOptions;

  constructor(options: AccountVendorOptions = {}) {
    this.#options = options;
    this.clock = options.clock ?? new SimulatedClock();
    for (const { userId, name } of options.users ?? []) this.accounts.set(userId, name);
    const { name = 'accounts' } = options;
    this.chat = createChat(accountAdapter(name, options.maxItems ?? 10), {
      retry: { maxAttempts: 1 },
      ...options.chat,
      name,
      clock: this.clock,
      transport: this,
    });
  }

  /** The commands that arrived with whom they were for, such as `register ann bob`. */
  get commands(): readonly string[] {
    return this.posted.map(({ command, to }) => [command, ...to].join(' '));
  }

  async send({ body = '' }: HttpRequest): Promise<HttpReply | TransportFault> {
    const posted = JSON.parse(body) as Posted;
    const fate = this.#options.fateOf?.(posted.command) ?? 'answered';
    if (fate === 'not_sent') return { fault: 'not_sent', reason: 'network', detail: 'ECONNREFUSED' };
    this.posted.push(posted);
    await this.#options.beforeReply?.(posted.command);
    const reply = posted.command === 'register' ? this.#register(posted) : this.#carry(posted);
    if (fate === 'unknown') return { fault: 'unknown', reason: 'network', detail: 'ECONNRESET' };
    return { status: 200, headers: {}, text: JSON.stringify(reply) };
  }

  #register({ users = [] }: Posted): Reply {
    const { overwrites = false, refusesToRegister } = this.#options;
    const failed: [string, ProblemCode][] = [];
    for (const { userId, name } of users) {
      if (refusesToRegister?.(userId)) failed.push([userId, 'permission_denied']);
      else if (!this.accounts.has(userId) || (overwrites && name !== undefined))
        this.accounts.set(userId, name);
    }
    const refused = new Set(failed.map(([userId]) => userId));
    return { accepted: users.map(({ userId }) => userId).filter((userId) => !refused.has(userId)), failed };
  }

  #carry({ command, from = '', to }: Posted): Reply {
    const { sender = 'sender_not_found', recipient = 'recipient_not_found' } = this.#options.codeOf ?? {};
    if (!this.accounts.has(from)) return { refusal: sender };
    if (command === 'group' || command === 'room') return this.#post(command, to);
    const accepted = to.filter((userId) => this.accounts.has(userId));
    this.delivered.push(...accepted);
    return {
      accepted,
      failed: to.filter((userId) => !this.accounts.has(userId)).map((userId) => [userId, recipient] as const),
    };
  }

  #post(command: 'group' | 'room', [id = '']: readonly string[]): Reply {
    if (id.startsWith('no')) return { refusal: 'not_found', field: `${command}Id` };
    this.delivered.push(id);
    return {};
  }
}

function refused(code: ProblemCode, field?: string) {
  const message = `the vendor said ${code}`;
  return createProblem({ code, effect: 'rejected', transient: false, message, field });
}

function accountAdapter(name: string, maxItems: number): ChatAdapter {
  const call = <Value>(posted: Posted, read: (reply: Reply) => Value): VendorCall<Value> =>
    createCall<Value>({
      endpoint: posted.command,
      count: posted.to.length || 1,
      costs: [],
      dedupWindowMs: posted.command === 'register' ? Number.POSITIVE_INFINITY : 0,
      visibleFields: ['from', 'to'],
      request: () => posted,
      signer: () => ({ method: 'POST', url: `https://${name}.example/${posted.command}`, headers: {} }),
      read: ({ text }) => {
        const reply = JSON.parse(text) as Reply;
        return reply.refusal ? { problem: refused(reply.refusal, reply.field) } : { value: read(reply) };
      },
    });
  const readList = <Value>({ accepted = [], failed = [] }: Reply): ListReply<Value> => ({
    accepted: accepted.map((id) => ({ id })),
    failed: failed.map(([id, code]) => ({ id, problem: refused(code) })),
  });
  const findings = { problems: [], unsupported: [], warnings: [] };
  const conversation = (posted: Posted): ConversationPlan => ({
    ...findings,
    sender: posted.from,
    call: () => call<ResultIds>(posted, () => ({})),
  });
  const messages = { content: { text: 'yes' }, fields: { priority: 'yes' } } as const;
  return {
    specificationVersion: 2,
    vendor: name,
    title: name,
    app: `app of ${name}`,
    host: `${name}.example`,
    capabilities: {
      direct: { ...messages, checksRecipients: true },
      audience: { ...messages, audiences: { online: 'yes' } },
      group: { ...messages, mentions: 'yes', targets: 'yes', discardsCopiesForMs: 0 },
      room: { ...messages, discardsCopiesForMs: 0 },
      users: { fields: { name: 'yes' }, updatesProfiles: false },
      behaviour: {
        senderOptional: true,
        canMessageSelf: true,
        checksBlocklist: false,
        moderatesServerSends: false,
        raisesWebhooks: 'never',
        sharesMessageIdInCall: false,
        storesBroadcasts: false,
        discardsCopiesForMs: 0,
      },
    },
    limits: [],
    plan: {
      direct: ({ from }) => ({
        ...findings,
        sender: from,
        maxItems,
        next: (pending) =>
          planBatch<string, ResultIds>(pending.slice(0, maxItems), {
            idOf: (userId) => userId,
            problemOf: () => undefined,
            callFor: (to) => call({ command: 'send', from, to }, (reply) => readList(reply)),
            unlistedMeans: 'unconfirmed',
          }),
      }),
      group: ({ from, groupId }) => conversation({ command: 'group', from, to: [groupId] }),
      room: ({ from, roomId }) => conversation({ command: 'room', from, to: [roomId] }),
      audience: ({ from }) => ({
        ...findings,
        sender: from,
        call: () => call({ command: 'broadcast', from, to: [] }, () => ({ taskId: 'task' })),
      }),
      users: () => ({
        ...findings,
        maxItems,
        next: (pending) =>
          planBatch(pending.slice(0, maxItems), {
            idOf: ({ userId }) => userId,
            problemOf: () => undefined,
            callFor: (users) =>
              call({ command: 'register', to: users.map(({ userId }) => userId), users }, (reply) =>
                readList(reply),
              ),
            unlistedMeans: 'unconfirmed',
          }),
      }),
    },
    resume: () => undefined,
  };
}

export const hello = { from: 'ops', content: { type: 'text', text: 'hello' } } as const;
