import {
  type AttemptInfo,
  type CallResult,
  type Capabilities,
  type ChatAdapter,
  type CheckedBroadcast,
  type CheckedMessage,
  type Content,
  type ContentTranslation,
  createCall,
  createCatalogue,
  createProblem,
  type HttpReply,
  invalidField,
  type Limit,
  type ListReply,
  type PlanContext,
  type Problem,
  parseJsonAs,
  parseOptions,
  planBatch,
  problemOfCode,
  type RegisteredUserFields,
  type ResultIds,
  readReply,
  readSecret,
  type Secret,
  type Signer,
  secretSchema,
  type UserProfile,
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

const host = 'api.pigeon.example';
const source = 'Pigeon Post API, "Limits", 2026-08-21';
const perSecond = { windowMs: 1_000, kind: 'rate', countedBy: 'app', source } as const;
const limits = {
  messages: { name: 'messages calls', capacity: 10, ...perSecond },
  recipients: { name: 'messages recipients', capacity: 100, ...perSecond },
  users: { name: 'users calls', capacity: 5, ...perSecond },
  broadcasts: { name: 'broadcasts calls', capacity: 1, ...perSecond },
} satisfies Record<string, Limit>;
const maxItems = 20;
const maxTextBytes = 1_000;
const dedupWindowMs = 60_000;

/** What is not named here is "no". */
const content = { text: 'yes', custom: 'yes' } as const;
const capabilities: Capabilities = {
  direct: {
    content,
    fields: {
      metadata: 'yes',
      priority: 'ignored',
      countsAsUnread: 'yes',
      push: 'yes',
      idempotencyKey: 'yes',
    },
    checksRecipients: true,
  },
  audience: {
    content,
    fields: { priority: 'ignored', idempotencyKey: 'yes' },
    audiences: { online: 'yes' },
  },
  users: { fields: { name: 'yes' }, updatesProfiles: false },
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
    { codes: [401], code: 'unauthenticated', effect: 'rejected', transient: false },
    { codes: [403], code: 'recipient_blocked', effect: 'rejected', transient: false },
    { codes: [404], code: 'recipient_not_found', effect: 'rejected', transient: false },
    { codes: [410], code: 'sender_not_found', effect: 'rejected', transient: false },
    { codes: [422], code: 'content_rejected', effect: 'rejected', transient: false },
    { codes: [429], code: 'rate_limited', effect: 'rejected', transient: true },
    // "Please try again": the message may have gone.
    { codes: [500], code: 'vendor_unavailable', effect: 'unknown', transient: true },
  ],
});

const replySchema = z.object({
  code: z.int(),
  reason: z.nullish(z.string()),
  results: z.nullish(z.array(z.object({ user: z.string(), code: z.int(), id: z.nullish(z.string()) }))),
});

/** What a journal kept of a call, as far as it must be understood to make the call again. */
const requestSchemas = {
  messages: z.looseObject({ recipients: z.array(z.string()) }),
  broadcasts: z.looseObject({ sender: z.string() }),
  users: z.looseObject({ users: z.array(z.looseObject({ userId: z.string() })) }),
};
type MessagesRequest = z.output<typeof requestSchemas.messages>;
type BroadcastsRequest = z.output<typeof requestSchemas.broadcasts>;
type UsersRequest = z.output<typeof requestSchemas.users>;

/** Pigeon Post, for `createChat`. Throws a `ChatError` with code `misconfigured` that names the option at fault. */
export function pigeon(options: PigeonOptions): ChatAdapter {
  const { app, token } = parseOptions(optionsSchema, options, 'pigeon');

  /** The token stays in this closure, so that nobody who inspects a call sees it. */
  const signer: Signer = async (endpoint) => {
    const authorization = `Bearer ${await readSecret(token, 'token', tokenPattern)}`;
    return { method: 'POST', url: `https://${host}/${app}/${endpoint}`, headers: { authorization } };
  };
  const shared = { signer, visibleFields: ['sender', 'recipients', 'kind', 'userId'] };

  const messagesCall = (request: MessagesRequest): VendorCall<ListReply<ResultIds>> => {
    const count = request.recipients.length;
    return createCall<ListReply<ResultIds>>({
      ...shared,
      endpoint: 'messages',
      count,
      costs: [
        { limit: limits.messages, units: 1 },
        { limit: limits.recipients, units: count },
      ],
      dedupWindowMs,
      request: () => request,
      read: (reply, attempt) => readList('messages', reply, attempt),
    });
  };

  const broadcastsCall = (request: BroadcastsRequest): VendorCall<ResultIds> =>
    createCall<ResultIds>({
      ...shared,
      endpoint: 'broadcasts',
      costs: [{ limit: limits.broadcasts, units: 1 }],
      dedupWindowMs,
      request: () => request,
      read(reply, attempt) {
        const { value, ...result } = readList('broadcasts', reply, attempt);
        return { ...result, ...(value && { value: {} }) };
      },
    });

  const usersCall = (request: UsersRequest): VendorCall<ListReply<RegisteredUserFields>> =>
    createCall<ListReply<RegisteredUserFields>>({
      ...shared,
      endpoint: 'users',
      count: request.users.length,
      costs: [{ limit: limits.users, units: 1 }],
      // Registering somebody twice does no harm.
      dedupWindowMs: Number.POSITIVE_INFINITY,
      request: () => request,
      read(reply, attempt) {
        const { value, ...result } = readList('users', reply, attempt);
        const accepted = value?.accepted.map(({ id }) => ({ id })) ?? [];
        return { ...result, ...(value && { value: { failed: value.failed, accepted } }) };
      },
    });

  return {
    specificationVersion: 2,
    vendor: 'pigeon',
    title: 'Pigeon Post',
    app,
    host,
    capabilities,
    limits: Object.values(limits),

    plan: {
      direct(message, context) {
        const { metadata: note, countsAsUnread, push: alert } = message;
        const silent = countsAsUnread ? undefined : true;
        const letter = { ...letterOf(message, context), note, silent, alert };
        return {
          sender: message.from,
          problems: problemsOf(message),
          unsupported: [],
          warnings: [],
          maxItems,
          next: (pending) =>
            planBatch(pending.slice(0, maxItems), {
              idOf: (userId) => userId,
              problemOf: userIdProblem,
              callFor: (recipients) => messagesCall({ recipients: [...recipients], ...letter }),
              // The vendor names everybody: whom it does not name may have got nothing.
              unlistedMeans: 'unconfirmed',
            }),
        };
      },

      audience: (message, context) => ({
        sender: message.from,
        problems: problemsOf(message),
        unsupported: [],
        warnings: [],
        call: () => broadcastsCall(letterOf(message, context)),
      }),

      users: () => ({
        problems: [],
        unsupported: [],
        warnings: [],
        maxItems,
        next: (pending) =>
          planBatch<UserProfile, RegisteredUserFields>(pending.slice(0, maxItems), {
            idOf: ({ userId }) => userId,
            problemOf: ({ userId }) => userIdProblem(userId),
            callFor: (users) => usersCall({ users: users.map(({ userId, name }) => ({ userId, name })) }),
            unlistedMeans: 'unconfirmed',
          }),
      }),
    },

    resume({ vendor, app: appOfRecord, endpoint, body }) {
      if (vendor !== 'pigeon' || appOfRecord !== app || !body) return undefined;
      const again = <Request, Result>(
        schema: z.ZodMiniType<Request>,
        callFor: (request: Request) => VendorCall<Result>,
      ): VendorCall<Result> | undefined => {
        const request = parseJsonAs(schema, body.text);
        // The bytes that were stored, and no others.
        return request && { ...callFor(request), body: () => body };
      };
      if (endpoint === 'messages') return again(requestSchemas.messages, messagesCall);
      if (endpoint === 'broadcasts') return again(requestSchemas.broadcasts, broadcastsCall);
      return endpoint === 'users' ? again(requestSchemas.users, usersCall) : undefined;
    },
  };
}

/** Everything but the recipients. The vendor discards a second letter with the same sender, key and recipient. */
function letterOf(message: CheckedMessage | CheckedBroadcast, context: PlanContext) {
  const { from = '', content, idempotencyKey } = message;
  const key = idempotencyKey ?? `${context.counter()}-${context.random()}`;
  return { sender: from, key, ...pigeonContent.toWire(content) };
}

/** Why the vendor would refuse an id, or undefined. */
function userIdProblem(userId: string): Problem | undefined {
  return /^[\w-]{1,40}$/.test(userId)
    ? undefined
    : invalidField('userId', 'must be 1 to 40 letters, digits, _ or -');
}

/** What the vendor would refuse. What it has no place for, the engine knows from the capabilities. */
function problemsOf({ from, content, vendorFields }: CheckedMessage | CheckedBroadcast): Problem[] {
  const problems: Problem[] = [];
  if (from === undefined) problems.push(invalidField('from', 'is required'));
  else if (userIdProblem(from)) problems.push(invalidField('from', 'is no user id'));
  const actual = utf8Length(pigeonContent.toWire(content).text);
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

/** Reads any reply: who was accepted, who was not, or why nobody was. */
function readList(
  endpoint: string,
  reply: HttpReply,
  attempt: AttemptInfo,
): CallResult<ListReply<ResultIds>> {
  const read = readReply(reply, attempt, { vendor: 'pigeon', schemas: { 200: replySchema } });
  if ('problem' in read) return { problem: read.problem };
  const { code, reason, results } = read.data;
  const problemOf = (vendorCode: number, position: 'call' | 'recipient') =>
    problemOfCode(
      catalogue,
      { endpoint, position },
      { name: 'pigeon', title: 'Pigeon Post', code: vendorCode, message: attempt.redact.words(reason) },
    );
  if (code !== 0) {
    return {
      problem: problemOf(code, 'call'),
      ...(code === 401 && { refused: 'signature' }),
      // The document does not say whether a call that came too fast is counted.
      ...(code === 429 && { tooFast: { counted: true } }),
    };
  }
  const all = results ?? [];
  return {
    value: {
      accepted: all
        .filter((each) => each.code === 0)
        .map(({ user, id }) => ({ id: user, value: { messageId: attempt.redact.id(id) } })),
      failed: all
        .filter((each) => each.code !== 0)
        .map((each) => ({ id: each.user, problem: problemOf(each.code, 'recipient') })),
    },
  };
}

/** A letter has a kind and a text, and nothing else. */
export const pigeonContent: ContentTranslation<{ kind: string; text: string }> = {
  toWire: (content) => ({
    kind: content.type,
    text: content.type === 'text' ? content.text : content.type === 'custom' ? content.data : '',
  }),
  fromWire({ kind, text }) {
    if (kind === 'text') return { type: 'text', text };
    return kind === 'custom' ? { type: 'custom', data: text } : undefined;
  },
  canonicalize: (content: Content) => pigeonContent.fromWire(pigeonContent.toWire(content)) ?? content,
};
