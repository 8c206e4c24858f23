import { contentTypes } from '../model/content.ts';
import { createProblem, invalidField, type Problem } from '../model/problem.ts';
import type { CallResult, ChatAdapter, DirectPlan, VendorCall } from '../ports/chat-adapter.ts';
import type { Limit } from '../ports/pacer.ts';

interface PlainReply {
  /** A problem for everybody who is not named. */
  readonly problem?: Problem;
  readonly accepted?: readonly string[];
  readonly failed?: Readonly<Record<string, Problem>>;
  readonly signatureRefused?: boolean;
}

export interface PlainAdapterOptions {
  readonly maxItems?: number;
  readonly dedupWindowMs?: number;
  readonly unlistedMeans?: 'accepted' | 'unconfirmed';
  readonly limits?: readonly Limit[];
  readonly unsupported?: readonly Problem[];
  /** Changes the plan of a direct message. */
  readonly planned?: (plan: DirectPlan) => DirectPlan;
  /** Instead of the plain signed URL. */
  readonly target?: VendorCall['target'];
  /** Instead of a reading as JSON. */
  readonly read?: VendorCall['read'];
}

/**
 * The plainest vendor there can be, to test the engine with: it refuses ids that begin with `bad`, and its replies
 * are readings as JSON.
 */
export function plainAdapter(options: PlainAdapterOptions = {}): ChatAdapter {
  const { maxItems = 3, dedupWindowMs = 0, unlistedMeans = 'unconfirmed', limits = [] } = options;
  let bodies = 0;

  const callFor = (endpoint: string, recipients: readonly string[], text: string): VendorCall => {
    bodies += 1;
    const body = JSON.stringify({ number: bodies, recipients, text });
    return {
      endpoint,
      recipients,
      costs: limits.map((limit) => ({ limit, units: limit.name === 'recipients' ? recipients.length : 1 })),
      dedupWindowMs,
      unlistedMeans,
      body: () => body,
      target:
        options.target ??
        (({ now, renewSignature }) => ({
          method: 'POST',
          url: `https://vendor.example/${endpoint}?signature=sig-${now}${renewSignature ? '-renewed' : ''}`,
          headers: { 'content-type': 'application/json' },
        })),
      read: options.read ?? (({ text: reply }) => readPlain(JSON.parse(reply))),
    };
  };

  const textOf = (content: { type: string; text?: string }) => content.text ?? content.type;

  const listPlan = (endpoint: string, text: string, field = 'to'): Pick<DirectPlan, 'maxItems' | 'next'> => ({
    maxItems,
    next(pending) {
      const taken = pending.slice(0, maxItems);
      const good = taken.filter((userId) => !userId.startsWith('bad'));
      return {
        taken: taken.length,
        refused: taken
          .filter((userId) => userId.startsWith('bad'))
          .map((userId) => ({ userId, problem: invalidField(field, 'begins with "bad"') })),
        call: good.length > 0 ? callFor(endpoint, good, text) : undefined,
      };
    },
  });

  const all = <Key extends string>(keys: readonly Key[]) =>
    Object.fromEntries(keys.map((key) => [key, 'yes'])) as Record<Key, 'yes'>;
  const fields = all([
    'metadata',
    'priority',
    'senderCopy',
    'countsAsUnread',
    'readReceipt',
    'push',
    'timeToLive',
    'idempotencyKey',
  ]);

  return {
    specificationVersion: 1,
    vendor: 'plain',
    vendorKey: 'plain',
    app: 'app-1',
    host: 'vendor.example',
    capabilities: {
      direct: { content: all(contentTypes), fields },
      broadcast: { content: all(contentTypes), fields, audiences: all(['online', 'everyone', 'push_only']) },
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
    },
    limits,
    previewFields: ['recipients'],
    planDirect: (message) => {
      const plan: DirectPlan = {
        sender: message.from,
        problems: message.from ? [] : [invalidField('from', 'is required')],
        unsupported: options.unsupported ?? [],
        warnings: [],
        ...listPlan('send', textOf(message.content)),
      };
      return options.planned?.(plan) ?? plan;
    },
    planBroadcast: (message) => ({
      sender: message.from,
      problems: [],
      unsupported: options.unsupported ?? [],
      warnings: [{ code: 'stored_for_next_login', message: 'kept for seven days' }],
      call: () => callFor('broadcast', [message.audience], textOf(message.content)),
    }),
    planUsers: () => {
      const plan = listPlan('register', '', 'userId');
      return {
        warnings: [],
        maxItems: plan.maxItems,
        next: (pending) => plan.next(pending.map(({ userId }) => userId)),
      };
    },
    canonicalize: (content) => content,
  };
}

function readPlain(reply: PlainReply): CallResult {
  return {
    problem: reply.problem,
    accepted: (reply.accepted ?? []).map((userId) => ({ userId, messageId: `id-${userId}` })),
    failed: Object.entries(reply.failed ?? {}).map(([userId, problem]) => ({ userId, problem })),
    shared: { messageId: 'shared', taskId: 'task-1' },
    signatureRefused: reply.signatureRefused,
  };
}

/** Problems of every kind that decides over a repeat. */
export const plainProblems = {
  tooFast: createProblem({ code: 'rate_limited', effect: 'rejected', retryable: true, message: 'too fast' }),
  refused: createProblem({
    code: 'recipient_blocked',
    effect: 'rejected',
    retryable: false,
    message: 'blocked',
    vendor: { name: 'plain', code: 7, message: 'user has blocked you' },
  }),
  internal: createProblem({
    code: 'vendor_unavailable',
    effect: 'unknown',
    retryable: true,
    message: 'internal fault',
  }),
} satisfies Record<string, Problem>;
