import {
  type ChatAdapter,
  type CheckedGroupMessage,
  type CheckedMessage,
  type Content,
  type ConversationPlan,
  createCall,
  type FoundMessage,
  invalidField,
  type ListReply,
  type Mentions,
  type MessageRef,
  type Problem,
  planBatch,
  type ResultIds,
  type Targets,
  type VendorCall,
} from '@polychat/core/adapter';
import { inboxCapabilities } from './inbox-capabilities.ts';
import { refusals, unknownRecipient } from './inbox-refusals.ts';
import type { InboxVendorOptions } from './inbox-vendor-options.ts';
import { type Posted, type PostedCommand, recalledNote } from './posted.ts';

type Reply = {
  readonly accepted: readonly string[];
  readonly refused: readonly string[];
  readonly ids?: Readonly<Record<string, string>>;
  readonly text?: string;
};

type ConversationMessage = CheckedMessage & Partial<Pick<CheckedGroupMessage, 'mentions' | 'targets'>>;

const messageCommands: readonly PostedCommand[] = ['send', 'broadcast', 'group', 'room'];

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
      dedupWindowMs: messageCommands.includes(command) ? dedupWindowMs : Number.POSITIVE_INFINITY,
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

  const badNames = (mentions: Mentions | undefined, targets: Targets | undefined) =>
    Object.entries({
      'mentions.users': mentions?.users,
      'targets.only': targets?.only,
      'targets.except': targets?.except,
    }).flatMap(([field, userIds = []]) =>
      userIds.flatMap((userId, index) => problemOf(`${field}[${index}]`, userId) ?? []),
    );

  const conversation = (
    command: 'group' | 'room',
    id: string,
    { from, content, metadata, idempotencyKey, mentions, targets }: ConversationMessage,
  ): ConversationPlan => ({
    ...findings,
    problems: [...senderProblems(from), ...badNames(mentions, targets)],
    sender: from,
    call: () =>
      call(
        { command, from, to: [id], text: textOf(content), metadata, idempotencyKey, mentions, targets },
        ({ ids = {} }) => (ids[id] === undefined ? {} : { messageId: ids[id] }),
      ),
  });

  return {
    specificationVersion: 2,
    vendor: name,
    title: name,
    app: `app of ${name}`,
    host: `${name}.example`,
    capabilities: inboxCapabilities(options),
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
      group: (message) => conversation('group', message.groupId, message),
      room: (message) => conversation('room', message.roomId, message),
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
      find: (ref) => ({
        ...findings,
        call: () => {
          const posted = { command: 'find', id: ref.messageId ?? '', to: [ref.to], text: '' } as const;
          return callOf(
            posted,
            () => posted,
            ({ text }) => foundMessage(ref, text),
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
      if (endpoint === 'broadcast' || endpoint === 'group' || endpoint === 'room') {
        return callOf({ command: endpoint, to }, request, () => ({}));
      }
      return endpoint === 'send' || endpoint === 'register'
        ? callOf({ command: endpoint, to }, request, readList)
        : undefined;
    },
  };
}

function textOf(content: Content): string {
  return content.type === 'text' ? content.text : content.type;
}

function foundMessage({ from, to }: MessageRef, text: string | undefined): FoundMessage {
  if (text === undefined) return { found: false };
  return text === recalledNote
    ? { found: true, state: 'recalled', from, to }
    : { found: true, state: 'sent', from, to, content: { type: 'text', text } };
}

function readList<Value>({ accepted, refused, ids = {} }: Reply): ListReply<Value> {
  return {
    accepted: accepted.map((id) => {
      const messageId = ids[id];
      return messageId === undefined ? { id } : { id, value: { messageId } as Value };
    }),
    failed: refused.map((id) => ({ id, problem: unknownRecipient })),
  };
}
