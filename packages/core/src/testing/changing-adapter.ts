import { planBatch } from '../adapter/batch.ts';
import { createCall } from '../adapter/call.ts';
import type { FoundMessage } from '../model/found-message.ts';
import type { MessageRef, ResultIds } from '../model/outcome.ts';
import { createProblem, invalidField } from '../model/problem.ts';
import type { Capabilities } from '../ports/capabilities.ts';
import type { ChatAdapter } from '../ports/chat-adapter.ts';
import type { ListReply } from '../ports/plans.ts';
import type { AttemptInfo, CallResult } from '../ports/vendor-call.ts';
import { plainAdapter } from './plain-adapter.ts';

/** A ref of the plain vendor. */
export function plainRef(messageId: string, fields: Partial<MessageRef> = {}): MessageRef {
  return {
    version: 1,
    vendor: 'plain',
    app: 'app-1',
    conversation: 'direct',
    from: 'alice',
    to: 'bob',
    messageId,
    ...fields,
  };
}

const changes = {
  recall: { windowMs: { direct: 1_000, group: 1_000 }, leavesNote: false },
  edit: {
    windowMs: { direct: 1_000 },
    content: { text: 'yes' },
    fields: { metadata: 'yes' },
    metadataAlone: true,
    changesType: true,
  },
  find: { conversations: { direct: 'yes', group: 'yes' } },
} satisfies Partial<Capabilities>;

const alreadyDone = createProblem({
  code: 'conflict',
  effect: 'rejected',
  transient: false,
  message: 'taken back already',
});

/**
 * The plain vendor, which also takes messages back, two a call, changes them and looks them up. A reply is `{ gone: ids }`, with whom it
 * names in `problems`; what it names in `before` was taken back before.
 */
export function changingAdapter(capabilities: Partial<Capabilities> = {}): ChatAdapter {
  const plain = plainAdapter();
  const call = <Value>(
    endpoint: string,
    request: object,
    read: (text: string, attempt: AttemptInfo) => CallResult<Value>,
  ) =>
    createCall<Value>({
      endpoint,
      costs: [],
      dedupWindowMs: Number.POSITIVE_INFINITY,
      request: () => request,
      visibleFields: [],
      signer: () => ({ method: 'POST', url: `https://vendor.example/${endpoint}`, headers: {} }),
      read: ({ text }, attempt) => read(text, attempt),
    });
  return {
    ...plain,
    capabilities: { ...plain.capabilities, ...changes, ...capabilities },
    plan: {
      ...plain.plan,
      recall: () => ({
        problems: [],
        unsupported: [],
        warnings: [],
        maxItems: 2,
        next: (pending) =>
          planBatch(pending.slice(0, 2), {
            idOf: ({ messageId = '' }) => messageId,
            problemOf: ({ messageId }) =>
              messageId === undefined ? invalidField('messageId', 'is required') : undefined,
            callFor: (refs) =>
              call('recall', { recipients: refs.map(({ messageId }) => messageId) }, readRecall),
            unlistedMeans: 'unconfirmed',
          }),
      }),
      edit: (ref, edit) => ({
        sender: ref.from,
        problems: [],
        unsupported: [],
        warnings: [],
        call: () => call<ResultIds>('edit', { ref, edit }, (text) => JSON.parse(text)),
      }),
      find: (ref) => ({
        problems: ref.messageId === undefined ? [invalidField('ref.messageId', 'is required')] : [],
        unsupported: [],
        warnings: [],
        call: () => call<FoundMessage>('find', { ref }, (text) => JSON.parse(text)),
      }),
    },
  };
}

function readRecall(text: string, { earlier }: AttemptInfo): CallResult<ListReply<ResultIds>> {
  const { gone = [], before = [], problems = {}, problem } = JSON.parse(text);
  const mayBeOurs = earlier.some(({ effect }) => effect === 'unknown');
  return {
    problem,
    value: {
      accepted: [...gone, ...(mayBeOurs ? before : [])].map((id: string) => ({
        id,
        value: { requestId: 'r-1' },
      })),
      failed: [
        ...Object.entries(problems).map(([id, each]) => ({ id, problem: each as typeof alreadyDone })),
        ...(mayBeOurs ? [] : before.map((id: string) => ({ id, problem: alreadyDone }))),
      ],
    },
  };
}
