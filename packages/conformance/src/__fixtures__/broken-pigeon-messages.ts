import type { Content, ContentTranslation } from '@polychat/core/adapter';
import { content as pigeonContent } from '../../template/src/content.ts';
import { token } from '../../template/src/pigeon-double.ts';
import {
  type BrokenAdapter,
  bodyOf,
  broken,
  withBodies,
  withBody,
  withCapabilities,
  withDirectPlans,
} from './broken-adapter.ts';
import { startPigeon } from './pigeon.ts';
import { type Break, withCalls } from './with-calls.ts';

const profiles = 'users: every name and avatar of several users goes to the vendor, or a warning names it';
const objects = 'secrecy: the adapter, its plans and its calls show nothing';
type Users = readonly { readonly userId: string; readonly name?: string }[];

/** Pigeons that lose or add something on the way, or show what nobody may see. */
export const pigeonsWithBrokenMessages: readonly BrokenAdapter[] = [
  broken(
    'shows its secret to whoever inspects it',
    (adapter) => Object.assign({ ...adapter }, { options: { token } }),
    [objects],
    /the adapter shows a secret/,
  ),
  broken(
    'keeps the message in its calls for all to see',
    withCalls((call) => ({ ...call, wire: bodyOf(call) })),
    [objects],
    /a call of messages shows what the message says/,
  ),
  broken(
    'lets a preview show the text',
    withCalls((call) => ({ ...call, describe: () => bodyOf(call) })),
    ['secrecy: a preview shows neither texts nor secrets'],
    /preview of text content shows what the message says/,
  ),
  broken(
    'drops a content that it declares',
    withBodies((body) => ({ ...body, text: body.kind === 'custom' ? '{}' : body.text })),
    ['contents: custom arrives whole, or is declared "no" and refused as unsupported'],
    /this is lost on the way/,
  ),
  broken(
    'refuses a content that it declares',
    withDirectPlans((plan) => ({
      ...plan,
      unsupported: [...plan.unsupported, { field: 'content.type', reason: 'no such thing' }],
    })),
    ['contents: text arrives whole, or is declared "no" and refused as unsupported'],
    /no such thing/,
  ),
  broken(
    'leaves out a field without a word',
    withCapabilities(({ direct, ...others }) => ({
      ...others,
      direct: direct && { ...direct, fields: { ...direct.fields, timeToLive: 'ignored' } },
    })),
    ['description: declares content types, fields and audiences that there are'],
    /timeToLive is a promise/,
  ),
  broken(
    'names another field than the one it refuses',
    withDirectPlans((plan) => ({
      ...plan,
      unsupported: [{ field: 'readReceipt', reason: 'cannot be had with what is in the message' }],
    })),
    ['conditions: fields that cannot go together are named, all at once'],
    /readReceipt cannot be kept, and the message has none/,
  ),
  broken(
    'declares a field that it does not send',
    withBodies(({ note: _, ...body }) => body),
    ['fields: metadata does what it is declared to do', 'fields: metadata arrives'],
    /changes nothing in the request/,
  ),
  broken(
    'pushes what was not to be pushed',
    withBodies((body) => ({ alert: { title: 'New message', body: 'Tap to read' }, ...body })),
    ['fields: nothing is pushed unless push is given'],
    /a message without push is pushed/,
  ),
  broken(
    'takes vendor fields that it does not know',
    withDirectPlans((plan) => ({
      ...plan,
      problems: plan.problems.filter(({ field }) => !field?.startsWith('vendor.')),
    })),
    ["fields: an unknown field under the vendor's own key is refused"],
    /is not refused/,
  ),
  {
    name: 'has less left of a content each time',
    start: () => ({
      ...startPigeon(),
      content: {
        ...pigeonContent,
        canonicalize: (content: Content) =>
          content.type === 'text' ? { ...content, text: content.text.slice(0, -1) } : content,
      } as ContentTranslation,
    }),
    caughtBy: [
      'contents: what is left of a content is left of it again',
      'contents: what is read back of a content is what is left of it',
    ],
    says: /not idempotent for text/,
  },
  broken(
    'does not say who the sender is',
    withDirectPlans(({ sender: _, ...plan }) => plan),
    ['senders: the recipient and the ref both name the sender'],
    /the ref does not name the sender/,
  ),
  broken(
    'sends in the name of somebody else',
    withBodies((body) => ({ ...body, sender: body.sender === 'ann' ? 'dave' : body.sender })),
    ['senders: the recipient and the ref both name the sender'],
    /Expected values to be strictly equal/,
  ),
  broken(
    'says that an audience is reached that is not',
    withCapabilities(({ audience, ...others }) => ({
      ...others,
      audience: audience && {
        ...audience,
        fields: { ...audience.fields, push: 'yes' },
        audiences: { ...audience.audiences, everyone: 'yes' },
      },
    })),
    ['broadcasts: audience "everyone" also pushes to the others'],
    /shown to somebody who is not connected/,
  ),
  broken(
    'loses the names of all but the first user of a call',
    withUsers((users) =>
      users.map(({ userId, name }, index) => (index === 0 ? { userId, name } : { userId })),
    ),
    [profiles],
    /the name of one of 22 users is lost/,
  ),
  broken(
    'gives every user the name of the next one',
    withUsers((users) =>
      users.map(({ userId }, index) => ({ userId, name: users[(index + 1) % users.length]?.name })),
    ),
    [profiles],
    /the name and avatar that the vendor has of a user/,
  ),
];

/** Changes what is said of the users in a registration. */
function withUsers(change: (users: Users) => Users): Break {
  return withCalls((call) =>
    call.endpoint === 'users'
      ? withBody(call, (body) => ({ ...body, users: change(body.users as Users) }))
      : call,
  );
}
