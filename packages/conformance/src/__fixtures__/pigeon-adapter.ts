import {
  type CallResult,
  type Capabilities,
  type ChatAdapter,
  type CheckedBroadcast,
  type CheckedMessage,
  type Content,
  createCall,
  createCatalogue,
  createProblem,
  invalidField,
  type Limit,
  type PlanContext,
  type Problem,
  parseOptions,
  planBatch,
  problemOfCode,
  readReply,
  readSecret,
  type Secret,
  type Signer,
  secretSchema,
  unsupportedField,
  utf8Length,
  type VendorCall,
} from '@polychat/core/adapter';
import * as z from 'zod/mini';

export interface PigeonOptions {
  readonly app: string;
  /** The app's token, or a function that returns it. */
  readonly token: Secret;
}

const tokenPattern = /^[0-9a-f]{32}$/;
const optionsSchema = z.strictObject({
  app: z.string().check(z.minLength(1)),
  token: secretSchema(tokenPattern, '32 hexadecimal digits'),
});

const source = 'Pigeon Post API, "Limits", 2026-08-21';
const perSecond = { windowMs: 1_000, kind: 'rate', source } as const;
const limits = {
  messages: { name: 'messages calls', capacity: 10, ...perSecond },
  recipients: { name: 'messages recipients', capacity: 100, ...perSecond },
  users: { name: 'users calls', capacity: 5, ...perSecond },
  broadcasts: { name: 'broadcasts calls', capacity: 1, ...perSecond },
} satisfies Record<string, Limit>;
const maxItems = 20;
const maxTextBytes = 1_000;
const dedupWindowMs = 60_000;

const noContent = { image: 'no', audio: 'no', video: 'no', file: 'no', location: 'no', face: 'no' } as const;
const content = { text: 'yes', custom: 'yes', signal: 'no', mixed: 'no', ...noContent } as const;
const capabilities: Capabilities = {
  direct: {
    content,
    fields: {
      metadata: 'yes',
      priority: 'ignored',
      senderCopy: 'no',
      countsAsUnread: 'yes',
      readReceipt: 'no',
      push: 'yes',
      timeToLive: 'no',
      idempotencyKey: 'yes',
    },
  },
  broadcast: {
    content,
    fields: {
      metadata: 'no',
      priority: 'ignored',
      senderCopy: 'no',
      countsAsUnread: 'no',
      readReceipt: 'no',
      push: 'no',
      timeToLive: 'no',
      idempotencyKey: 'yes',
    },
    audiences: { online: 'yes', everyone: 'no', push_only: 'no' },
  },
  behaviour: {
    senderOptional: false,
    canMessageSelf: true,
    checksBlocklist: true,
    moderatesServerSends: false,
    raisesWebhooks: 'never',
    sharesMessageIdInCall: false,
    storesBroadcasts: false,
    discardsCopiesForMs: dedupWindowMs,
  },
};

const catalogue = createCatalogue({
  groups: [
    { codes: [401], code: 'unauthenticated', effect: 'rejected', retryable: false },
    { codes: [403], code: 'recipient_blocked', effect: 'rejected', retryable: false },
    { codes: [404], code: 'recipient_not_found', effect: 'rejected', retryable: false },
    { codes: [410], code: 'sender_not_found', effect: 'rejected', retryable: false },
    { codes: [422], code: 'content_rejected', effect: 'rejected', retryable: false },
    { codes: [429], code: 'rate_limited', effect: 'rejected', retryable: true },
    // "Please try again": the message may have gone.
    { codes: [500], code: 'vendor_unavailable', effect: 'unknown', retryable: true },
  ],
});

const replySchema = z.object({
  code: z.int(),
  reason: z.nullish(z.string()),
  results: z.nullish(
    z.array(z.object({ user: z.string(), code: z.int(), id: z.nullish(z.string().check(z.minLength(1))) })),
  ),
});

/** Pigeon Post, for `createChat`. Throws a `ChatError` with code `misconfigured` that names the option at fault. */
export function pigeon(options: PigeonOptions): ChatAdapter {
  const { app, token } = parseOptions(optionsSchema, options, 'pigeon');

  /** The token stays in this closure, so that nobody who inspects a call sees it. */
  const signer: Signer = async (endpoint) => {
    const authorization = `Bearer ${await readSecret(token, 'token', tokenPattern)}`;
    const headers = { 'content-type': 'application/json', authorization };
    return { method: 'POST', url: `https://api.pigeon.example/${app}/${endpoint}`, headers };
  };

  const callFor = (
    endpoint: string,
    fixed: Pick<VendorCall, 'recipients' | 'costs'>,
    request: object,
  ): VendorCall =>
    createCall({
      ...fixed,
      endpoint,
      dedupWindowMs: endpoint === 'users' ? Number.POSITIVE_INFINITY : dedupWindowMs,
      unlistedMeans: endpoint === 'messages' ? 'unconfirmed' : 'accepted',
      request: () => request,
      signer,
      read(reply) {
        const read = readReply(reply, replySchema, 'pigeon');
        if ('problem' in read) return { problem: read.problem, accepted: [], failed: [] };
        return interpret(endpoint, read.data);
      },
    });

  return {
    specificationVersion: 1,
    vendor: 'pigeon',
    vendorKey: 'pigeon',
    app,
    host: 'api.pigeon.example',
    capabilities,
    limits: Object.values(limits),
    previewFields: ['sender', 'recipients', 'kind'],
    canonicalize,

    planDirect(message, context) {
      const { metadata: note, countsAsUnread, push: alert } = message;
      const letter = {
        ...letterOf(message, context),
        note,
        silent: countsAsUnread ? undefined : true,
        alert,
      };
      return {
        sender: message.from,
        problems: problemsOf(message, 'direct'),
        unsupported: unmetOf(message, 'direct'),
        warnings: [],
        maxItems,
        next: (pending) =>
          planBatch(pending.slice(0, maxItems), {
            userIdOf: (userId) => userId,
            problemOf: userIdProblem,
            callFor: (recipients) => {
              const costs = [
                { limit: limits.messages, units: 1 },
                { limit: limits.recipients, units: recipients.length },
              ];
              return callFor('messages', { recipients, costs }, { recipients, ...letter });
            },
          }),
      };
    },

    planBroadcast(message, context) {
      const letter = letterOf(message, context);
      const costs = [{ limit: limits.broadcasts, units: 1 }];
      return {
        sender: message.from,
        problems: problemsOf(message, 'broadcast'),
        unsupported: unmetOf(message, 'broadcast'),
        warnings: [],
        call: () => callFor('broadcasts', { recipients: [message.audience], costs }, letter),
      };
    },

    planUsers: () => ({
      warnings: [],
      maxItems,
      next: (pending) =>
        planBatch(pending.slice(0, maxItems), {
          userIdOf: ({ userId }) => userId,
          problemOf: ({ userId }) => userIdProblem(userId),
          callFor: (users) => {
            const recipients = users.map(({ userId }) => userId);
            return callFor('users', { recipients, costs: [{ limit: limits.users, units: 1 }] }, { users });
          },
        }),
    }),
  };
}

/** Everything but the recipients. The vendor discards a second letter with the same sender, key and recipient. */
function letterOf(
  { from, content, idempotencyKey }: CheckedMessage | CheckedBroadcast,
  context: PlanContext,
) {
  const key = idempotencyKey ?? `${context.now()}-${context.random()}`;
  return { sender: from, key, kind: content.type, text: textOf(content) };
}

function textOf(content: Content): string {
  if (content.type === 'text') return content.text;
  return content.type === 'custom' ? content.data : '';
}

/** Why the vendor would refuse an id, or undefined. */
function userIdProblem(userId: string): Problem | undefined {
  return /^[\w-]{1,40}$/.test(userId)
    ? undefined
    : invalidField('userId', 'must be 1 to 40 letters, digits, _ or -');
}

/** What the vendor would refuse, and the user's mistakes. */
function problemsOf(message: CheckedMessage | CheckedBroadcast, kind: 'direct' | 'broadcast'): Problem[] {
  const problems: Problem[] = [];
  const { from, content, vendorFields } = message;
  if (from === undefined) problems.push(invalidField('from', 'is required'));
  else if (userIdProblem(from)) problems.push(invalidField('from', 'is no user id'));
  if (capabilities[kind].content[content.type] === 'no') problems.push(unsupported('content.type'));
  if ('audience' in message && capabilities.broadcast.audiences[message.audience] === 'no') {
    problems.push(unsupported('audience'));
  }
  const actual = utf8Length(textOf(content));
  if (actual > maxTextBytes) {
    const field = content.type === 'text' ? 'content.text' : 'content.data';
    const limit = { max: maxTextBytes, unit: 'bytes', actual } as const;
    const problem = invalidField(field, `must be at most ${maxTextBytes} bytes of UTF-8`, limit);
    problems.push(createProblem({ ...problem, code: 'message_too_large' }));
  }
  for (const name of Object.keys(vendorFields ?? {})) {
    problems.push(invalidField(`vendor.pigeon.${name}`, 'no such field'));
  }
  return problems;
}

/** Promises that the vendor cannot keep: fields that are declared "no" and do not have their default. */
function unmetOf(message: CheckedMessage | CheckedBroadcast, kind: 'direct' | 'broadcast'): Problem[] {
  const defaults: Readonly<Record<string, unknown>> = {
    senderCopy: true,
    countsAsUnread: true,
    readReceipt: false,
  };
  return Object.entries(capabilities[kind].fields).flatMap(([field, support]) => {
    const value: unknown = Reflect.get(message, field);
    return support === 'no' && value !== undefined && value !== defaults[field] ? [unsupported(field)] : [];
  });
}

function unsupported(field: string): Problem {
  return unsupportedField(field, 'Pigeon Post has no such thing');
}

function interpret(endpoint: string, { code, reason, results }: z.output<typeof replySchema>): CallResult {
  // The engine takes out of the vendor's words what they quote of the message.
  const problemOf = (vendorCode: number, position: 'call' | 'recipient') =>
    problemOfCode(
      catalogue,
      { endpoint, position },
      { name: 'pigeon', title: 'Pigeon Post', code: vendorCode, message: reason ?? undefined },
    );
  if (code !== 0) {
    return { problem: problemOf(code, 'call'), accepted: [], failed: [], signatureRefused: code === 401 };
  }
  const [good, bad] = [true, false].map((isGood) =>
    (results ?? []).filter((each) => (each.code === 0) === isGood),
  );
  return {
    accepted: (good ?? []).map(({ user, id }) => ({ userId: user, ...(id ? { messageId: id } : {}) })),
    failed: (bad ?? []).map((each) => ({ userId: each.user, problem: problemOf(each.code, 'recipient') })),
  };
}

/** A letter has a kind and a text, and nothing else. */
function canonicalize(content: Content): Content {
  return content.type === 'custom' ? { type: 'custom', data: content.data } : content;
}
