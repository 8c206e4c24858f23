import {
  type Chat,
  type ChatOptions,
  createChat,
  type HttpReply,
  type HttpRequest,
  type Transport,
  type TransportFault,
} from '@polychat/core';
import {
  type Capabilities,
  type ChatAdapter,
  createCall,
  createProblem,
  invalidField,
  type ListReply,
  planBatch,
  type ResultIds,
  type VendorCall,
} from '@polychat/core/adapter';
import { SimulatedClock } from './clock.ts';

/** What becomes of one recipient. `lost` is delivered and not named by the reply. */
export type Fate = 'accepted' | 'refused' | 'lost';

/**
 * What the request of a call runs into, if anything. `unknown` is delivered all the same; `unavailable` is a passing
 * refusal of the whole call, `forbidden` a lasting one.
 */
export type CallFate = 'answered' | 'not_sent' | 'unknown' | 'unavailable' | 'forbidden';

export interface InboxVendorOptions {
  readonly name: string;
  readonly clock?: SimulatedClock;
  readonly maxItems?: number;
  readonly dedupWindowMs?: number;
  /** Fields that the vendor has no place for. */
  readonly lacks?: readonly string[];
  /** Longest user id in characters; letters, digits, `_` and `-` only. Default: any id. */
  readonly maxUserId?: number;
  readonly fateOf?: (userId: string) => Fate;
  readonly callFate?: () => CallFate;
  /** Holds a reply back. */
  readonly beforeReply?: (userIds: readonly string[]) => Promise<void> | void;
  readonly chat?: Omit<ChatOptions, 'name' | 'clock' | 'transport'>;
}

/** A request, as the vendor sees it. */
export interface Posted {
  readonly command: 'send' | 'broadcast' | 'register';
  readonly from?: string;
  readonly to: readonly string[];
  readonly text: string;
  readonly metadata?: string;
}

/** A vendor in memory that keeps inboxes, and a chat with it. */
export class InboxVendor implements Transport {
  readonly name: string;
  readonly chat: Chat;
  readonly clock: SimulatedClock;
  readonly posted: Posted[] = [];
  readonly #options: InboxVendorOptions;
  readonly #inboxes = new Map<string, string[]>();
  readonly #seen = new Set<string>();

  constructor(options: InboxVendorOptions) {
    this.#options = options;
    this.name = options.name;
    this.clock = options.clock ?? new SimulatedClock();
    this.chat = createChat(inboxAdapter(options), {
      ...options.chat,
      name: options.name,
      clock: this.clock,
      transport: this,
    });
  }

  /** The texts that a user got, in order. */
  inbox(userId: string): readonly string[] {
    return this.#inboxes.get(userId) ?? [];
  }

  /** How many messages anybody got. */
  get delivered(): number {
    let count = 0;
    for (const inbox of this.#inboxes.values()) count += inbox.length;
    return count;
  }

  async send({ body = '' }: HttpRequest): Promise<HttpReply | TransportFault> {
    const posted = JSON.parse(body) as Posted & { readonly id: number };
    const callFate = this.#options.callFate?.() ?? 'answered';
    if (callFate === 'not_sent') return { fault: 'not_sent', reason: 'network', detail: 'ECONNREFUSED' };
    this.posted.push(posted);
    if (callFate === 'unavailable' || callFate === 'forbidden') {
      return { status: 200, headers: {}, text: JSON.stringify({ refusal: callFate }) };
    }
    await this.#options.beforeReply?.(posted.to);
    const fates = posted.to.map((userId) => [userId, this.#options.fateOf?.(userId) ?? 'accepted'] as const);
    const copy = this.#options.dedupWindowMs ? `${posted.id} ${posted.to.join(' ')}` : undefined;
    const isCopy = copy !== undefined && this.#seen.has(copy);
    if (copy !== undefined) this.#seen.add(copy);
    for (const [userId, fate] of fates) {
      if (fate !== 'refused' && !isCopy) this.#deliver(userId, posted.text);
    }
    if (callFate === 'unknown') return { fault: 'unknown', reason: 'network', detail: 'ECONNRESET' };
    const named = (wanted: Fate) => fates.filter(([, fate]) => fate === wanted).map(([userId]) => userId);
    const text = JSON.stringify({ accepted: named('accepted'), refused: named('refused') });
    return { status: 200, headers: {}, text };
  }

  #deliver(userId: string, text: string): void {
    const inbox = this.#inboxes.get(userId);
    if (inbox) inbox.push(text);
    else this.#inboxes.set(userId, [text]);
  }
}

const refusedByVendor = createProblem({
  code: 'recipient_not_found',
  effect: 'rejected',
  transient: false,
  message: 'no such user',
});

const refusals = {
  unavailable: createProblem({
    code: 'vendor_unavailable',
    effect: 'rejected',
    transient: true,
    message: 'a passing fault',
  }),
  forbidden: createProblem({
    code: 'permission_denied',
    effect: 'rejected',
    transient: false,
    message: 'not allowed',
  }),
};

let calls = 0;

function inboxAdapter(options: InboxVendorOptions): ChatAdapter {
  const { name, maxItems = 10, dedupWindowMs = 0, maxUserId } = options;
  const problemOf = (field: string, userId: string) =>
    maxUserId === undefined || (userId.length <= maxUserId && /^[\w-]+$/.test(userId))
      ? undefined
      : invalidField(field, 'is no id of this vendor');
  const call = <Value>(
    endpoint: Posted['command'],
    posted: Omit<Posted, 'command'>,
    read: (reply: { accepted: readonly string[]; refused: readonly string[] }) => Value,
    stored?: string,
  ): VendorCall<Value> => {
    calls += 1;
    const request = { ...posted, command: endpoint, id: calls };
    return createCall<Value>({
      endpoint,
      count: posted.to.length || 1,
      costs: [],
      dedupWindowMs: endpoint === 'register' ? Number.POSITIVE_INFINITY : dedupWindowMs,
      visibleFields: ['from', 'to'],
      request: () => (stored === undefined ? request : (JSON.parse(stored) as object)),
      signer: () => ({ method: 'POST', url: `https://${name}.example/${endpoint}`, headers: {} }),
      read: ({ text }) => {
        const { refusal, ...reply } = JSON.parse(text);
        return refusal ? { problem: refusals[refusal as keyof typeof refusals] } : { value: read(reply) };
      },
    });
  };
  const readList = <Value>(reply: {
    accepted: readonly string[];
    refused: readonly string[];
  }): ListReply<Value> => ({
    accepted: reply.accepted.map((id) => ({ id })),
    failed: reply.refused.map((id) => ({ id, problem: refusedByVendor })),
  });
  const findings = { problems: [], unsupported: [], warnings: [] };
  return {
    specificationVersion: 2,
    vendor: name,
    title: name,
    app: `app of ${name}`,
    host: `${name}.example`,
    capabilities: capabilitiesWithout(options.lacks ?? [], dedupWindowMs),
    limits: [],
    plan: {
      direct: ({ from, content, metadata }) => {
        const text = content.type === 'text' ? content.text : content.type;
        const problem = from === undefined ? invalidField('from', 'is required') : problemOf('from', from);
        return {
          ...findings,
          problems: problem ? [problem] : [],
          sender: from,
          maxItems,
          next: (pending) =>
            planBatch<string, ResultIds>(pending.slice(0, maxItems), {
              idOf: (userId) => userId,
              problemOf: (userId) => problemOf('to', userId),
              callFor: (to) => call('send', { from, to, text, metadata }, (reply) => readList(reply)),
              unlistedMeans: 'unconfirmed',
            }),
        };
      },
      audience: ({ from, content }) => ({
        ...findings,
        sender: from,
        call: () =>
          call(
            'broadcast',
            { from, to: [], text: content.type === 'text' ? content.text : content.type },
            () => ({ taskId: `task-${name}` }),
          ),
      }),
      users: () => ({
        ...findings,
        maxItems,
        next: (pending) =>
          planBatch(pending.slice(0, maxItems), {
            idOf: ({ userId }) => userId,
            problemOf: ({ userId }) => problemOf('userId', userId),
            callFor: (users) =>
              call('register', { to: users.map(({ userId }) => userId), text: '' }, (reply) =>
                readList(reply),
              ),
            unlistedMeans: 'unconfirmed',
          }),
      }),
    },
    resume: ({ body, items, endpoint }) =>
      body && call(endpoint as 'send', { to: items.map(({ id }) => id), text: '' }, readList, body.text),
  };
}

function capabilitiesWithout(lacks: readonly string[], dedupWindowMs: number): Capabilities {
  const fields = Object.fromEntries(
    ['metadata', 'priority', 'senderCopy', 'countsAsUnread', 'readReceipt', 'push', 'timeToLive']
      .filter((field) => !lacks.includes(field))
      .map((field) => [field, 'yes' as const]),
  );
  const messages = { content: { text: 'yes', image: 'yes' }, fields } as const;
  return {
    direct: { ...messages, checksRecipients: true },
    ...(lacks.includes('audience')
      ? {}
      : { audience: { ...messages, audiences: { online: 'yes', everyone: 'yes' } } }),
    ...(lacks.includes('users')
      ? {}
      : { users: { fields: { name: 'yes', avatarUrl: 'yes' }, updatesProfiles: true } }),
    behaviour: {
      senderOptional: false,
      canMessageSelf: true,
      checksBlocklist: false,
      moderatesServerSends: false,
      raisesWebhooks: 'never',
      sharesMessageIdInCall: false,
      storesBroadcasts: false,
      discardsCopiesForMs: dedupWindowMs,
    },
  };
}

export const hello = { from: 'ops', content: { type: 'text', text: 'hello' } } as const;
