import {
  type Audience,
  type Capabilities,
  type ChatAdapter,
  type Cost,
  createCall,
  filledStringSchema,
  type HttpTarget,
  type Limit,
  type ListReply,
  parseJsonAs,
  parseOptions,
  planBatch,
  type RegisteredUserFields,
  type ResultIds,
  readSecret,
  type Secret,
  secretSchema,
  type UserProfile,
  type VendorCall,
} from '@polychat/core/adapter';
import * as z from 'zod/mini';
import { semaphoreContent } from './semaphore-content.ts';
import {
  conversationCapabilities,
  conversationLimits,
  createHails,
  hailSchema,
} from './semaphore-conversations.ts';
import {
  identityOf,
  ownOf,
  problemsOf,
  signalOf,
  userIdPattern,
  userIdProblem,
} from './semaphore-message.ts';
import { readAnnouncement, readEmpty } from './semaphore-reply.ts';

export interface SemaphoreOptions {
  readonly app: string;
  readonly key: Secret;
  readonly defaultSender?: string;
}

const keyPattern = /^sk_[0-9a-z]{24}$/;
const optionsSchema = z.strictObject({
  app: filledStringSchema,
  key: secretSchema(keyPattern, 'sk_ and 24 letters or digits'),
  defaultSender: z.optional(z.string().check(z.regex(userIdPattern))),
});

const host = 'semaphore.example';
const source = 'Semaphore API 4, "Quotas", 2026-08-21';
const perSecond = { windowMs: 1_000, kind: 'rate', countedBy: 'app', source } as const;
const limits = {
  ...conversationLimits,
  signals: { name: 'signals', capacity: 20, ...perSecond },
  /** For every sender by themselves. */
  ofSender: { name: 'signals of a sender', capacity: 5, ...perSecond },
  users: { name: 'users', capacity: 10, ...perSecond },
  live: { name: 'live announcements', capacity: 2, ...perSecond },
  pushed: { name: 'pushed announcements', capacity: 2, ...perSecond },
  daily: { name: 'signals of a day', ...perSecond, capacity: 1_000_000, windowMs: 86_400_000 },
} satisfies Record<string, Limit>;
const dedupWindowMs = 600_000;

const content = { text: 'yes', image: 'yes', location: 'yes', custom: 'yes' } as const;
const capabilities: Capabilities = {
  direct: {
    content,
    fields: {
      metadata: 'yes',
      priority: 'yes',
      senderCopy: 'yes',
      countsAsUnread: 'yes',
      push: 'yes',
      timeToLive: 'yes',
      idempotencyKey: 'yes',
    },
    checksRecipients: true,
  },
  audience: {
    content,
    fields: { push: 'yes', idempotencyKey: 'yes' },
    audiences: { online: 'yes', everyone: 'yes', push_only: 'yes' },
  },
  ...conversationCapabilities,
  users: { fields: { name: 'yes', avatarUrl: 'yes' }, updatesProfiles: true },
  behaviour: {
    senderOptional: false,
    canMessageSelf: true,
    checksBlocklist: false,
    moderatesServerSends: false,
    raisesWebhooks: 'never',
    sharesMessageIdInCall: false,
    storesBroadcasts: true,
    discardsCopiesForMs: dedupWindowMs,
  },
};

type AnnouncementRequest = z.output<typeof requestSchemas.announcements>;
const requestSchemas = {
  signals: z.looseObject({ from: z.string() }),
  announcements: z.looseObject({ from: z.string(), reach: z.enum(['online', 'everyone', 'push_only']) }),
  users: z.looseObject({}),
};

/** Semaphore, for `createChat`. Throws a `ChatError` with code `misconfigured` that names the option at fault. */
export function semaphore(options: SemaphoreOptions): ChatAdapter {
  const { app, key, defaultSender } = parseOptions(optionsSchema, options, 'semaphore');

  const signerTo = (path: string, identity?: string) => async (): Promise<HttpTarget> => ({
    method: 'POST',
    url: `https://${host}/v4/${app}/${path}`,
    headers: {
      authorization: `Semaphore key=${await readSecret(key, 'key', keyPattern)}`,
      ...(identity && { 'idempotency-key': identity }),
    },
  });
  const visibleFields = ['from', 'kind', 'reach'];

  /** The recipient stands in the URL, and the identity in a header. */
  const signalCall = (
    to: string,
    request: { from: string },
    identity: string,
  ): VendorCall<ListReply<ResultIds>> =>
    createCall<ListReply<ResultIds>>({
      endpoint: 'signals',
      costs: [
        { limit: limits.signals, units: 1 },
        { limit: limits.ofSender, units: 1, key: request.from },
        { limit: limits.daily, units: 1 },
      ],
      dedupWindowMs,
      identity,
      visibleFields,
      request: () => request,
      signer: signerTo(`signals?to=${encodeURIComponent(to)}`, identity),
      read: readEmpty,
    });
  const announcementCall = (request: AnnouncementRequest, identity: string): VendorCall<ResultIds> =>
    createCall<ResultIds>({
      endpoint: 'announcements',
      costs: [costOf(request.reach)],
      dedupWindowMs,
      identity,
      visibleFields,
      request: () => request,
      signer: signerTo('announcements', identity),
      read: readAnnouncement,
    });
  const userCall = (id: string, request: object): VendorCall<ListReply<RegisteredUserFields>> =>
    createCall<ListReply<RegisteredUserFields>>({
      endpoint: 'users',
      costs: [{ limit: limits.users, units: 1 }],
      dedupWindowMs: Number.POSITIVE_INFINITY,
      visibleFields,
      request: () => request,
      signer: signerTo(`users?id=${encodeURIComponent(id)}`),
      read: readEmpty,
    });

  const hails = createHails(signerTo);

  return {
    specificationVersion: 2,
    vendor: 'semaphore',
    title: 'Semaphore',
    app,
    host,
    capabilities,
    limits: Object.values(limits),
    plan: {
      direct(message, context) {
        const from = message.from ?? defaultSender;
        const own = identityOf(message, context);
        return {
          sender: from,
          problems: problemsOf(message, from),
          unsupported: [],
          warnings: [],
          maxItems: 1,
          next: (pending) =>
            planBatch(pending.slice(0, 1), {
              idOf: (userId) => userId,
              problemOf: userIdProblem,
              callFor: ([to]) => signalCall(to, { from: from ?? '', ...signalOf(message) }, `${own}:${to}`),
              unlistedMeans: 'accepted',
            }),
        };
      },
      audience(message, context) {
        const from = message.from ?? defaultSender;
        return {
          sender: from,
          problems: problemsOf(message, from),
          unsupported: [],
          warnings: [],
          call: () =>
            announcementCall(
              {
                from: from ?? '',
                reach: message.audience,
                ...semaphoreContent.toWire(message.content),
                alert: message.push,
                ...ownOf(message),
              },
              identityOf(message, context),
            ),
        };
      },
      group: (message, context) => hails.plan('crews', message.from ?? defaultSender, message, context),
      room: (message, context) => hails.plan('quays', message.from ?? defaultSender, message, context),
      users: () => ({
        problems: [],
        unsupported: [],
        warnings: [],
        maxItems: 1,
        next: (pending) =>
          planBatch<UserProfile, RegisteredUserFields>(pending.slice(0, 1), {
            idOf: ({ userId }) => userId,
            problemOf: ({ userId }) => userIdProblem(userId),
            callFor: ([{ userId, name, avatarUrl }]) => userCall(userId, { name, picture: avatarUrl }),
            unlistedMeans: 'accepted',
          }),
      }),
    },
    resume({ vendor, app: appOfRecord, endpoint, body, identity, items }) {
      if (vendor !== 'semaphore' || appOfRecord !== app || !body) return undefined;
      const id = items[0]?.id ?? '';
      // The bytes that were stored, and no others.
      const again = <Result>(call: VendorCall<Result>) => ({ ...call, body: () => body });
      if (endpoint === 'users') {
        const request = parseJsonAs(requestSchemas.users, body.text);
        return request && again(userCall(id, request));
      }
      if (endpoint === 'signals' && identity !== undefined) {
        const request = parseJsonAs(requestSchemas.signals, body.text);
        return request && again(signalCall(id, request, identity));
      }
      if ((endpoint === 'crews' || endpoint === 'quays') && identity !== undefined) {
        const request = parseJsonAs(hailSchema, body.text);
        return request && again(hails.hail(endpoint, request, identity));
      }
      if (endpoint !== 'announcements' || identity === undefined) return undefined;
      const request = parseJsonAs(requestSchemas.announcements, body.text);
      return request && again(announcementCall(request, identity));
    },
  };
}

function costOf(reach: Audience): Cost {
  return { limit: reach === 'online' ? limits.live : limits.pushed, units: 1 };
}
