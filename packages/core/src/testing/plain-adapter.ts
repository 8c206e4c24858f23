import { planBatch } from '../adapter/batch.ts';
import { createCall } from '../adapter/call.ts';
import { contentTypes } from '../model/content.ts';
import type { CheckedBroadcast, CheckedMessage } from '../model/message.ts';
import type { ResultIds } from '../model/outcome.ts';
import { createProblem, invalidField, type Problem } from '../model/problem.ts';
import type { RegisteredUserFields, UserProfile } from '../model/user.ts';
import type { Capabilities, MessageCapabilities } from '../ports/capabilities.ts';
import type { ChatAdapter } from '../ports/chat-adapter.ts';
import type { CallRecord } from '../ports/journal.ts';
import type { Limit } from '../ports/pacer.ts';
import type { ConversationPlan, DirectPlan, ListPlan, ListReply, UnsupportedField } from '../ports/plans.ts';
import type { HttpReply } from '../ports/transport.ts';
import type { AttemptInfo, CallResult, VendorCall } from '../ports/vendor-call.ts';

/** What the plain vendor replies, as JSON. */
interface PlainReply {
  /** A problem for everybody who is not named. */
  readonly problem?: Problem;
  readonly accepted?: readonly string[];
  readonly failed?: Readonly<Record<string, Problem>>;
  readonly refused?: 'signature' | 'session';
  /** Ids that the reply says of everybody who is not named. */
  readonly shared?: ResultIds;
  /** The message was dropped, and a copy would be. */
  readonly discarded?: boolean;
}

export interface PlainAdapterOptions {
  readonly maxItems?: number;
  readonly dedupWindowMs?: number;
  readonly timeoutMs?: number;
  readonly unlistedMeans?: 'accepted' | 'unconfirmed';
  readonly limits?: readonly Limit[];
  /** Fields that it cannot keep, where a message has them. */
  readonly unsupported?: readonly UnsupportedField[];
  readonly capabilities?: Partial<Capabilities>;
  /** Changes the plan of a direct message. */
  readonly planned?: (plan: DirectPlan) => DirectPlan;
  /** Instead of the plain signed URL. */
  readonly target?: VendorCall<unknown>['target'];
  /** Instead of reading the reply as JSON. */
  readonly read?: (reply: HttpReply, attempt: AttemptInfo) => CallResult<ListReply<ResultIds>>;
  /** The same for the reply to a broadcast. */
  readonly readBroadcast?: (reply: HttpReply, attempt: AttemptInfo) => CallResult<ResultIds>;
  readonly session?: ChatAdapter['session'];
}

/**
 * The plainest vendor there can be, to test the engine with: it refuses ids that begin with `bad`, and its replies
 * say in JSON what the engine is to be told.
 */
export function plainAdapter(options: PlainAdapterOptions = {}): ChatAdapter {
  const { maxItems = 3, dedupWindowMs = 0, timeoutMs, unlistedMeans = 'unconfirmed', limits = [] } = options;
  let bodies = 0;

  const callFor = <Value>(
    endpoint: string,
    recipients: readonly string[],
    text: string,
    read: (reply: HttpReply, attempt: AttemptInfo) => CallResult<Value>,
    stored?: string,
  ): VendorCall<Value> => {
    const call = createCall<Value>({
      endpoint,
      count: recipients.length || 1,
      costs: limits.map((limit) => ({ limit, units: limit.name === 'recipients' ? recipients.length : 1 })),
      dedupWindowMs,
      timeoutMs,
      visibleFields: ['recipients'],
      request: () => {
        if (stored !== undefined) return JSON.parse(stored) as object;
        bodies += 1;
        return { number: bodies, recipients, text };
      },
      signer:
        (options.target && ((_endpoint, context) => options.target?.(context) as never)) ??
        ((_endpoint, { now, renewSignature, sessionToken }) => ({
          method: 'POST',
          url: `https://vendor.example/${endpoint}?signature=sig-${now}${renewSignature ? '-renewed' : ''}`,
          headers: headersOf(sessionToken),
        })),
      read,
    });
    // Made at once, so that bodies are numbered in the order of the calls.
    call.body();
    return call;
  };

  /** One call for a whole audience or conversation; `renewed` has another number. */
  const singleCall = (endpoint: string, to: string, text: string): VendorCall<ResultIds> => ({
    ...callFor(endpoint, to === '' ? [] : [to], text, readSingle),
    count: 1,
    renewed: () => singleCall(endpoint, to, text),
  });

  const readSingle = options.readBroadcast ?? ((reply, attempt) => readPlainSingle(reply, attempt));
  const readList = options.read ?? ((reply, attempt) => readPlain(reply, attempt));
  const textOf = (content: { type: string; text?: string }) => content.text ?? content.type;

  const listPlan = <Item, Value>(
    endpoint: string,
    text: string,
    idOf: (item: Item) => string,
    field: string,
    read: (reply: HttpReply, attempt: AttemptInfo) => CallResult<ListReply<Value>>,
  ): Pick<ListPlan<Item, Value>, 'maxItems' | 'next'> => ({
    maxItems,
    next: (pending) =>
      planBatch(pending.slice(0, maxItems), {
        idOf,
        problemOf: (item) =>
          idOf(item).startsWith('bad') ? invalidField(field, 'begins with "bad"') : undefined,
        callFor: (items) => callFor(endpoint, items.map(idOf), text, read),
        unlistedMeans,
      }),
  });

  const conversationPlan = (endpoint: string, to: string, message: CheckedMessage): ConversationPlan => ({
    sender: message.from,
    problems: message.from ? [] : [invalidField('from', 'is required')],
    unsupported: unsupportedIn(message, options.unsupported),
    warnings: [],
    call: () => singleCall(endpoint, to, textOf(message.content)),
  });

  return {
    specificationVersion: 2,
    vendor: 'plain',
    title: 'Plain',
    app: 'app-1',
    host: 'vendor.example',
    capabilities: { ...plainCapabilities(dedupWindowMs), ...options.capabilities },
    limits,
    ...(options.session ? { session: options.session } : {}),
    plan: {
      direct: (message) => {
        const plan: DirectPlan = {
          sender: message.from,
          problems: message.from ? [] : [invalidField('from', 'is required')],
          unsupported: unsupportedIn(message, options.unsupported),
          warnings: [],
          ...listPlan<string, ResultIds>('send', textOf(message.content), (userId) => userId, 'to', readList),
        };
        return options.planned?.(plan) ?? plan;
      },
      audience: (message) => ({
        sender: message.from,
        problems: [],
        unsupported: unsupportedIn(message, options.unsupported),
        warnings: [{ code: 'stored_for_next_login', message: 'kept for seven days' }],
        call: () => callFor('broadcast', [], textOf(message.content), readSingle),
      }),
      group: (message) => conversationPlan('group', message.groupId, message),
      room: (message) => conversationPlan('room', message.roomId, message),
      users: () => ({
        problems: [],
        unsupported: [],
        warnings: [],
        ...listPlan<UserProfile, RegisteredUserFields>(
          'register',
          '',
          ({ userId }) => userId,
          'userId',
          (reply, attempt) => readPlain(reply, attempt) as CallResult<ListReply<RegisteredUserFields>>,
        ),
      }),
    },
    resume: ({ body, endpoint, items, operation }: CallRecord) => {
      const ids = items.map(({ id }) => id);
      if (!body) return undefined;
      return operation === 'audience' || operation === 'group' || operation === 'room'
        ? callFor(endpoint, ids, '', readSingle, body.text)
        : callFor(endpoint, ids, '', readList, body.text);
    },
  };
}

/** Those of the fields that a message has and asks something with. */
function unsupportedIn(
  { vendorFields, ...fields }: CheckedMessage | CheckedBroadcast,
  unsupported: readonly UnsupportedField[] = [],
): readonly UnsupportedField[] {
  const valueAt = (path: string) =>
    path.split('.').reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], {
      ...fields,
      vendor: { plain: vendorFields },
    });
  return unsupported.filter(({ field }) => ![undefined, false].includes(valueAt(field) as undefined));
}

function headersOf(sessionToken: string | undefined): Record<string, string> {
  return sessionToken === undefined ? {} : { authorization: `Bearer ${sessionToken}` };
}

function plainCapabilities(dedupWindowMs: number): Capabilities {
  const all = <Key extends string>(keys: readonly Key[]) =>
    Object.fromEntries(keys.map((key) => [key, 'yes'])) as Record<Key, 'yes'>;
  const messages: MessageCapabilities = {
    content: all(contentTypes),
    fields: all([
      'metadata',
      'priority',
      'senderCopy',
      'countsAsUnread',
      'readReceipt',
      'push',
      'timeToLive',
      'idempotencyKey',
    ]),
  };
  return {
    direct: { ...messages, checksRecipients: true },
    audience: { ...messages, audiences: all(['online', 'everyone', 'push_only']) },
    group: { ...messages, mentions: 'yes', targets: 'yes', discardsCopiesForMs: dedupWindowMs },
    room: { ...messages, discardsCopiesForMs: dedupWindowMs },
    users: { fields: all(['name', 'avatarUrl']), updatesProfiles: true },
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

function readPlain({ text }: HttpReply, { redact }: AttemptInfo): CallResult<ListReply<ResultIds>> {
  const reply = JSON.parse(text) as PlainReply;
  return {
    ...outline(reply, redact),
    value: {
      accepted: (reply.accepted ?? []).map((id) => ({ id, value: { messageId: `id-${id}` } })),
      failed: Object.entries(reply.failed ?? {}).map(([id, problem]) => ({
        id,
        problem: redacted(problem, redact),
      })),
      shared: reply.shared ?? { messageId: 'shared' },
    },
  };
}

function readPlainSingle({ text }: HttpReply, { redact }: AttemptInfo): CallResult<ResultIds> {
  const reply = JSON.parse(text) as PlainReply;
  return { ...outline(reply, redact), value: reply.shared ?? { taskId: 'task-1' } };
}

function outline({ problem, failed, refused, discarded }: PlainReply, redact: AttemptInfo['redact']) {
  const problems = [...(problem ? [problem] : []), ...Object.values(failed ?? {})];
  const isTooFast = problems.some(({ code, effect }) => code === 'rate_limited' && effect === 'rejected');
  return {
    ...(problem ? { problem: redacted(problem, redact) } : {}),
    ...(refused ? { refused } : {}),
    ...(discarded ? { discarded } : {}),
    ...(isTooFast ? { tooFast: { counted: true } } : {}),
  };
}

function redacted(problem: Problem, { words, id }: AttemptInfo['redact']): Problem {
  const { vendor } = problem;
  return createProblem({
    ...problem,
    vendor: vendor && { ...vendor, message: words(vendor.message), requestId: id(vendor.requestId) },
  });
}

/** Problems of every kind that decides over a repeat. */
export const plainProblems = {
  tooFast: createProblem({
    code: 'rate_limited',
    effect: 'rejected',
    transient: true,
    message: 'too fast',
  }),
  refused: createProblem({
    code: 'recipient_blocked',
    effect: 'rejected',
    transient: false,
    message: 'blocked',
    vendor: { name: 'plain', code: 7, message: 'user has blocked you' },
  }),
  internal: createProblem({
    code: 'vendor_unavailable',
    effect: 'unknown',
    transient: true,
    message: 'internal fault',
  }),
} satisfies Record<string, Problem>;
