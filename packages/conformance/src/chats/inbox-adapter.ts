import {
  type Capabilities,
  type ChatAdapter,
  type Content,
  createCall,
  createProblem,
  invalidField,
  type ListReply,
  type MessageRef,
  type Problem,
  planBatch,
  type ResultIds,
  type VendorCall,
} from '@polychat/core/adapter';
import type { InboxVendorOptions } from './inbox-vendor-options.ts';
import type { Posted } from './posted.ts';

type Reply = {
  readonly accepted: readonly string[];
  readonly refused: readonly string[];
  readonly ids?: Readonly<Record<string, string>>;
};

const unknownRecipient = createProblem({
  code: 'recipient_not_found',
  effect: 'rejected',
  transient: false,
  message: 'no such user',
});

const refusals: Readonly<Record<string, Problem>> = {
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
  conflict: createProblem({
    code: 'conflict',
    effect: 'rejected',
    transient: false,
    message: 'taken back before',
  }),
  not_found: createProblem({
    code: 'not_found',
    effect: 'rejected',
    transient: false,
    message: 'no such message',
  }),
  unknown_sender: createProblem({
    code: 'sender_not_found',
    effect: 'rejected',
    transient: false,
    message: 'no such sender',
  }),
};

const findings = { problems: [], unsupported: [], warnings: [] };

/** The adapter of an `InboxVendor`. */
export function inboxAdapter(options: InboxVendorOptions): ChatAdapter {
  const { name, maxItems = 10, dedupWindowMs = 0, maxUserId, secret } = options;
  let calls = 0;
  const problemOf = (field: string, userId: string) =>
    maxUserId === undefined || (userId.length <= maxUserId && /^[\w-]+$/.test(userId))
      ? undefined
      : invalidField(field, 'is no id of this vendor');
  const signature = secret === undefined ? '' : `?signature=${encodeURIComponent(secret)}`;

  const callOf = <Value>(
    { command, to }: Pick<Posted, 'command' | 'to'>,
    request: () => object,
    read: (reply: Reply) => Value,
  ): VendorCall<Value> =>
    createCall<Value>({
      endpoint: command,
      count: to.length || 1,
      costs: [],
      // Registering somebody twice does no harm, nor does a read, taking a message back and changing it.
      dedupWindowMs: command === 'send' || command === 'broadcast' ? dedupWindowMs : Number.POSITIVE_INFINITY,
      visibleFields: ['from', 'to'],
      request,
      signer: () => ({
        method: 'POST',
        url: `https://${name}.example/${command}${signature}`,
        headers: {},
      }),
      read({ text }, { earlier }) {
        const { refusal, ...reply } = JSON.parse(text) as Reply & { readonly refusal?: string };
        const mayBeOurs = earlier.some(({ effect }) => effect === 'unknown');
        if (refusal === 'conflict' && mayBeOurs) return { value: read({ accepted: [], refused: [] }) };
        const problem = refusal === undefined ? undefined : refusals[refusal];
        return problem ? { problem } : { value: read(reply) };
      },
    });

  const senderProblems = (from: string | undefined): Problem[] => {
    const problem = from === undefined ? invalidField('from', 'is required') : problemOf('from', from);
    return problem ? [problem] : [];
  };

  const call = <Value>(
    { idempotencyKey, ...posted }: Omit<Posted, 'id'> & { readonly idempotencyKey?: string },
    read: (reply: Reply) => Value,
  ): VendorCall<Value> => {
    calls += 1;
    const request = { ...posted, id: idempotencyKey ?? `call ${calls}` };
    return callOf(posted, () => request, read);
  };

  return {
    specificationVersion: 2,
    vendor: name,
    title: name,
    app: `app of ${name}`,
    host: `${name}.example`,
    capabilities: {
      ...capabilitiesWithout(options.lacks ?? [], dedupWindowMs),
      ...(options.changes && changes),
    },
    limits: [],
    plan: {
      direct({ from, content, metadata, idempotencyKey }) {
        const letter = { command: 'send', from, text: textOf(content), metadata, idempotencyKey } as const;
        return {
          ...findings,
          problems: senderProblems(from),
          sender: from,
          maxItems,
          next: (pending) =>
            planBatch<string, ResultIds>(pending.slice(0, maxItems), {
              idOf: (userId) => userId,
              problemOf: (userId) => problemOf('to', userId),
              callFor: (to) => call({ ...letter, to }, (reply) => readList(reply)),
              unlistedMeans: 'unconfirmed',
            }),
        };
      },
      audience: ({ from, content, metadata, idempotencyKey }) => ({
        ...findings,
        problems: senderProblems(from),
        sender: from,
        call: () =>
          call(
            { command: 'broadcast', from, to: [], text: textOf(content), metadata, idempotencyKey },
            () => ({
              taskId: `task-${name}`,
            }),
          ),
      }),
      recall: () => ({
        ...findings,
        maxItems: 1,
        next: (pending) =>
          planBatch<MessageRef, ResultIds>(pending.slice(0, 1), {
            idOf: ({ messageId = '' }) => messageId,
            problemOf: ({ messageId }) =>
              messageId === undefined ? invalidField('messageId', 'is required') : undefined,
            callFor: ([{ messageId = '', to }]) => {
              const posted = { command: 'recall', id: messageId, to: [to], text: '' } as const;
              return callOf(
                posted,
                () => posted,
                (reply) => readList(reply),
              );
            },
            unlistedMeans: 'accepted',
          }),
      }),
      edit: ({ messageId = '', from, to }, { content, metadata }) => ({
        ...findings,
        sender: from,
        call: () => {
          const text = content ? textOf(content) : '';
          const posted = { command: 'edit', id: messageId, to: [to], text, metadata } as const;
          return callOf(
            posted,
            () => posted,
            () => ({}),
          );
        },
      }),
      users: () => ({
        ...findings,
        maxItems,
        next: (pending) =>
          planBatch(pending.slice(0, maxItems), {
            idOf: ({ userId }) => userId,
            problemOf: ({ userId }) => problemOf('userId', userId),
            callFor: (users) =>
              call({ command: 'register', to: users.map(({ userId }) => userId), text: '' }, (reply) =>
                readList(reply),
              ),
            unlistedMeans: 'unconfirmed',
          }),
      }),
      verify: () => call({ command: 'verify', to: [], text: '' }, () => true),
    },
    resume({ body, items, endpoint }) {
      if (!body) return undefined;
      const to = items.map(({ id }) => id);
      const request = () => JSON.parse(body.text) as object;
      if (endpoint === 'broadcast') return callOf({ command: endpoint, to }, request, () => ({}));
      return endpoint === 'send' || endpoint === 'register'
        ? callOf({ command: endpoint, to }, request, readList)
        : undefined;
    },
  };
}

function textOf(content: Content): string {
  return content.type === 'text' ? content.text : content.type;
}

/** What a vendor that changes messages declares. */
const changes = {
  recall: { windowMs: { direct: 'unlimited' }, leavesNote: true },
  edit: {
    windowMs: { direct: 'unlimited' },
    content: { text: 'yes' },
    fields: { metadata: 'yes' },
    metadataAlone: false,
    changesType: true,
  },
} satisfies Partial<Capabilities>;

function readList<Value>({ accepted, refused, ids = {} }: Reply): ListReply<Value> {
  return {
    accepted: accepted.map((id) => {
      const messageId = ids[id];
      return messageId === undefined ? { id } : { id, value: { messageId } as Value };
    }),
    failed: refused.map((id) => ({ id, problem: unknownRecipient })),
  };
}

const fieldNames = [
  'metadata',
  'priority',
  'senderCopy',
  'countsAsUnread',
  'readReceipt',
  'push',
  'timeToLive',
];

function capabilitiesWithout(lacks: readonly string[], dedupWindowMs: number): Capabilities {
  const fields = Object.fromEntries([
    ...fieldNames.filter((field) => !lacks.includes(field)).map((field) => [field, 'yes'] as const),
    ['idempotencyKey', dedupWindowMs > 0 ? 'yes' : 'ignored'],
  ]);
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
