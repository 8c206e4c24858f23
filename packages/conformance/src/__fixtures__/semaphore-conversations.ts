import {
  type Capabilities,
  type CheckedGroupMessage,
  type CheckedRoomMessage,
  type ConversationPlan,
  type Cost,
  createCall,
  type HttpTarget,
  invalidField,
  type Limit,
  type PlanContext,
  type ResultIds,
  type VendorCall,
} from '@polychat/core/adapter';
import * as z from 'zod/mini';
import { identityOf, problemsOf, signalOf } from './semaphore-message.ts';
import { readHail } from './semaphore-reply.ts';

/** The vendor's words for groups and rooms: crews and quays. */
export type Place = 'crews' | 'quays';

const source = 'Semaphore API 4, "Crews and quays", 2026-08-21';
const perSecond = { windowMs: 1_000, kind: 'rate', countedBy: 'app', source } as const;
export const conversationLimits = {
  crews: { name: 'hails to crews', capacity: 20, ...perSecond },
  /** For every crew by itself. */
  ofCrew: { name: 'hails to one crew', capacity: 4, ...perSecond },
  quays: { name: 'hails to quays', capacity: 10, ...perSecond },
} satisfies Record<string, Limit>;
const dedupWindowMs = 600_000;

const content = { text: 'yes', image: 'yes', location: 'yes', custom: 'yes' } as const;
const fields = { metadata: 'yes', priority: 'yes', senderCopy: 'yes', idempotencyKey: 'yes' } as const;
export const conversationCapabilities = {
  group: {
    content,
    fields: { ...fields, countsAsUnread: 'yes', readReceipt: 'yes', push: 'yes', timeToLive: 'yes' },
    mentions: 'yes',
    targets: 'yes',
    discardsCopiesForMs: dedupWindowMs,
  },
  room: {
    content,
    // Nothing waits for anybody, and nobody counts what they have not read.
    fields: { ...fields, countsAsUnread: { only: [false] }, timeToLive: { only: [0] } },
    discardsCopiesForMs: dedupWindowMs,
  },
} satisfies Partial<Capabilities>;

export const hailSchema = z.looseObject({ from: z.string(), to: z.string() });
type HailRequest = z.output<typeof hailSchema>;
type Signer = () => Promise<HttpTarget>;

/** Makes calls to crews and quays. A hail that was dropped is made again under another identity. */
export function createHails(signerTo: (path: string, identity: string) => Signer) {
  const hail = (
    place: Place,
    request: HailRequest,
    identity: string,
    renewed?: () => VendorCall<ResultIds>,
  ): VendorCall<ResultIds> =>
    createCall<ResultIds>({
      endpoint: place,
      costs: costsOf(place, request.to),
      dedupWindowMs,
      identity,
      visibleFields: ['from', 'to', 'kind'],
      request: () => request,
      signer: signerTo(place, identity),
      read: (reply, attempt) => readHail(place, reply, attempt),
      renewed,
    });

  const plan = (
    place: Place,
    from: string | undefined,
    message: CheckedGroupMessage | CheckedRoomMessage,
    context: PlanContext,
  ): ConversationPlan => {
    const to = 'groupId' in message ? message.groupId : message.roomId;
    const problems = problemsOf(message, from);
    if (!/^[a-z][a-z0-9]{0,30}$/.test(to)) {
      problems.push(invalidField('groupId' in message ? 'groupId' : 'roomId', 'must be a name'));
    }
    return {
      sender: from,
      problems,
      unsupported: [],
      warnings: [],
      call: () => {
        const identity = `${identityOf(message, context)}:${place}:${to}`;
        const request = { from: from ?? '', to, ...signalOf(message), ...crewOnly(message) };
        const call = (renewals: number): VendorCall<ResultIds> =>
          hail(place, request, renewals === 0 ? identity : `${identity}:${renewals}`, () =>
            call(renewals + 1),
          );
        return call(0);
      },
    };
  };

  return { hail, plan };
}

/** What a quay has no place for. */
function crewOnly(message: CheckedGroupMessage | CheckedRoomMessage): object {
  if (!('groupId' in message)) return { quiet: undefined, keep: undefined };
  const { mentions, targets, readReceipt } = message;
  return {
    receipt: readReceipt ? true : undefined,
    names: mentions,
    for: targets?.only,
    notFor: targets?.except,
  };
}

function costsOf(place: Place, to: string): readonly Cost[] {
  if (place === 'quays') return [{ limit: conversationLimits.quays, units: 1 }];
  return [
    { limit: conversationLimits.crews, units: 1 },
    { limit: conversationLimits.ofCrew, units: 1, key: to },
  ];
}
