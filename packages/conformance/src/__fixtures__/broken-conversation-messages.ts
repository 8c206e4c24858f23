import { type BrokenAdapter, bodyOf, broken, brokenSemaphore, withBody } from './broken-adapter.ts';
import { numberOf } from './semaphore.ts';
import type { Place } from './semaphore-conversations.ts';
import { type Break, withCalls, withPlans } from './with-calls.ts';

type Body = Record<string, unknown>;

/** Changes the bodies of a semaphore's calls to crews, to quays, or to both. */
const withHails = (places: readonly Place[], change: (body: Body) => Body): Break =>
  withCalls((call) => (places.some((place) => place === call.endpoint) ? withBody(call, change) : call));
const toCrews = (change: (body: Body) => Body) => withHails(['crews'], change);
const toQuays = (change: (body: Body) => Body) => withHails(['quays'], change);
const toBoth = (change: (body: Body) => Body) => withHails(['crews', 'quays'], change);

const reaches = 'a message reaches every member once, and nobody else';
const users = 'groups: users who are mentioned are named to the members, or a mention is refused';
const everyone = 'groups: everyone can be mentioned, or that is refused';
const only = 'groups: only those get a message whom it is for, or that is refused';
const except = 'groups: those do not get a message who are left out, or that is refused';
const parts = 'every part of a content changes the request, unless canonicalize says that it is lost';
const own = "every one of the vendor's own fields changes the request";
const sender = 'its members see who sent it';

/** Adapters that lose, add or change something in messages to groups and rooms. */
export const brokenConversationMessages: readonly BrokenAdapter[] = [
  brokenSemaphore(
    'does not say whom a text names',
    toCrews((body) => ({ ...body, names: undefined })),
    [users, everyone],
    /whom the text names/,
  ),
  brokenSemaphore(
    'names everyone where one user is mentioned',
    toCrews((body) => ({ ...body, names: body.names && { everyone: true } })),
    [users, everyone],
    /whom the text names/,
  ),
  brokenSemaphore(
    'loses that everyone is mentioned beside some',
    toCrews(({ names, ...body }) => {
      const { users: named, ...others } = (names ?? {}) as Body;
      return { ...body, names: named ? { users: named } : others };
    }),
    [everyone],
    /whom the text names/,
  ),
  brokenSemaphore(
    'lets everybody read what is for some',
    toCrews((body) => ({ ...body, for: undefined, notFor: undefined })),
    [only, except],
    /who of .* got a message for \{"only"/,
  ),
  brokenSemaphore(
    'gives a message to those who are not to get it',
    toCrews((body) => ({ ...body, for: body.notFor, notFor: body.for })),
    [only, except],
    /who of .* got a message for \{"only"/,
  ),
  brokenSemaphore(
    'sends whatever it has to one group',
    toCrews((body) => ({ ...body, to: 'team' })),
    [`groups: ${reaches}`],
    /is a member, and has 0 messages of the group/,
  ),
  broken(
    'sends to the user who has the name of the group',
    withCalls((call) =>
      call.endpoint === 'flocks'
        ? {
            ...withBody(call, ({ flock, ...letter }) => ({ ...letter, recipients: [flock] })),
            target: async (context) => {
              const target = await call.target(context);
              return { ...target, url: target.url.replace('/flocks', '/messages') };
            },
          }
        : call,
    ),
    [`groups: ${reaches}`],
    /is a member, and has 0 messages of the group/,
  ),
  brokenSemaphore(
    'keeps what is said in a room for those who come later',
    toQuays((body) => ({ ...body, store: true })),
    ['rooms: a message to a room is not there for those who come later'],
    /somebody who came later finds 1 messages in the room/,
  ),
  brokenSemaphore(
    'sends in the name of somebody else',
    toBoth((body) => ({ ...body, from: numberOf('carol') })),
    [`groups: ${sender}`, `rooms: ${sender}`],
    /not_aboard|the sender that a member sees/,
  ),
  brokenSemaphore(
    'does not say who the sender is',
    withPlans(({ group, room }) => ({
      ...(group && {
        group: (...given) => {
          const { sender: _, ...plan } = group(...given);
          return plan;
        },
      }),
      ...(room && {
        room: (...given) => {
          const { sender: _, ...plan } = room(...given);
          return plan;
        },
      }),
    })),
    ['groups', 'rooms'].map(
      (kind) =>
        `${kind}: a receipt has the ids that the vendor gave, and a ref that names where the message is`,
    ) as [string, ...string[]],
    /the ref/,
  ),
  brokenSemaphore(
    'forgets its default sender where a message goes to a room',
    withPlans(({ room }) => ({
      ...(room && {
        room: (message, context) => {
          const plan = room(message, context);
          const nobody = <Call extends ReturnType<typeof plan.call>>(call: Call): Call =>
            withBody(call, (body) => ({ ...body, from: '' })) as Call;
          return message.from === undefined ? { ...plan, call: () => nobody(plan.call()) } : plan;
        },
      }),
    })),
    ['rooms: a default sender stands where a message names none, and nowhere else'],
    /the sender that a member sees/,
  ),
  brokenSemaphore(
    'loses the metadata of what goes to a group',
    toCrews((body) => ({ ...body, reference: undefined })),
    ['groups: metadata does what it is declared to do', 'groups: metadata arrives'],
    /changes nothing in the request/,
  ),
  brokenSemaphore(
    'gives the sender a copy from rooms that was not wanted',
    toQuays((body) => ({ ...body, copy: undefined })),
    [
      'rooms: senderCopy does what it is declared to do',
      'rooms: the sender gets a copy unless the message says not to',
    ],
    /changes nothing in the request/,
  ),
  brokenSemaphore(
    'asks for no read receipt in groups',
    toCrews((body) => ({ ...body, receipt: undefined })),
    ['groups: readReceipt does what it is declared to do'],
    /changes nothing in the request/,
  ),
  brokenSemaphore(
    'pushes nothing to those who are not there',
    toCrews((body) => ({ ...body, alert: undefined })),
    ['groups: push does what it is declared to do', 'groups: nothing is pushed unless push is given'],
    /changes nothing in the request/,
  ),
  brokenSemaphore(
    'keeps for later what was for those who are online',
    toCrews((body) => ({ ...body, keep: body.keep || undefined })),
    [
      'groups: timeToLive does what it is declared to do',
      'groups: a message for devices that are online is not kept for later',
    ],
    /timeToLive: 0 is declared to be kept, and changes nothing/,
  ),
  brokenSemaphore(
    'counts as unread in groups what is not to count',
    toCrews((body) => ({ ...body, quiet: undefined })),
    [
      'groups: countsAsUnread does what it is declared to do',
      'groups: a message counts as unread unless it says not to',
    ],
    /changes nothing in the request/,
  ),
  brokenSemaphore(
    'loses a part of a content in rooms',
    toQuays((body) =>
      body.kind === 'location' ? { ...body, data: { ...(body.data as Body), label: 'x' } } : body,
    ),
    [`rooms: ${parts}`, 'rooms: location arrives whole, or is declared "no" and refused as unsupported'],
    /it makes no difference to the request whether label is/,
  ),
  brokenSemaphore(
    'loses the fields that only this vendor has',
    toBoth((body) => ({ ...body, tone: undefined, flags: undefined })),
    [`groups: ${own}`, `rooms: ${own}`],
    /whether vendor\.semaphore\.tone is/,
  ),
  broken(
    'refuses a content in groups that it declares',
    withPlans(({ group }) => ({
      ...(group && {
        group: (...given) => ({
          ...group(...given),
          unsupported: [{ field: 'content.type', reason: 'no such thing' }],
        }),
      }),
    })),
    [
      'groups: a message to a group is planned, or refused where none is declared',
      'groups: text arrives whole, or is declared "no" and refused as unsupported',
    ],
    /is declared, and refused/,
  ),
  broken(
    'lets a preview show what is said in a group',
    withCalls((call) => (call.endpoint === 'flocks' ? { ...call, describe: () => bodyOf(call) } : call)),
    ['groups: a plan, a preview and a receipt show neither texts nor secrets'],
    /preview of text content shows what the message says/,
  ),
];
