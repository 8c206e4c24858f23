import type { Transport } from '@polychat/core';
import {
  type Content,
  type ContentTranslation,
  createProblem,
  type Limit,
  type VendorCall,
} from '@polychat/core/adapter';
import { pigeonContent } from '../../template/src/pigeon.ts';
import { token } from '../../template/src/pigeon-double.ts';
import {
  type BrokenAdapter,
  bodyOf,
  broken,
  reasonIn,
  unsupported,
  withBodies,
  withBody,
  withCapabilities,
  withDirectPlans,
  withLists,
  withResults,
} from './broken-adapter.ts';
import { startPigeon } from './pigeon.ts';
import { type Break, changeBatches, withCalls } from './with-calls.ts';

const everybody = 'receipts: every recipient is in exactly one list, in the order of the input';
const cutting = 'splitting: every recipient is in exactly one call or refused, in the order of the input';
const sameBody = 'repeats: a call has one body, whenever it is asked for';
const limits = 'pacing: the vendor never sees more calls or recipients than its limits allow';
const profiles = 'users: every name and avatar of several users goes to the vendor, or a warning names it';
const objects = 'secrecy: the adapter, its plans and its calls show nothing';

export const brokenPigeons: readonly BrokenAdapter[] = [
  broken(
    'loses a recipient',
    withDirectPlans((plan) =>
      changeBatches(plan, (batch) => ({ ...batch, items: batch.items.toSpliced(1, 1) })),
    ),
    [cutting, everybody],
    /not exactly those who are called or refused/,
  ),
  broken(
    'invents a recipient',
    withBodies((body) => ({ ...body, recipients: [...(body.recipients as string[]), 'stranger'] })),
    ['receipts: nobody but the recipients gets the message'],
    /stranger was not asked for/,
  ),
  broken(
    'takes more recipients than it was given',
    withDirectPlans((plan) => changeBatches(plan, (batch) => ({ ...batch, taken: batch.taken + 1 }))),
    [cutting],
    /takes 2 of 1 items/,
  ),
  broken(
    'says that it takes fewer recipients than it calls for',
    withDirectPlans((plan) =>
      changeBatches(plan, (batch) => ({ ...batch, taken: Math.max(1, batch.taken - 1) })),
    ),
    [cutting],
    /not exactly those who are called or refused/,
  ),
  broken(
    'makes calls of more recipients than the vendor takes',
    withDirectPlans((plan) => ({
      ...plan,
      maxItems: 30,
      next(pending) {
        const batch = plan.next(pending.slice(0, 20));
        if (!batch.call) return batch;
        const call = {
          ...withBody(batch.call, (body) => ({ ...body, recipients: pending })),
          count: pending.length,
        };
        const items = pending.map((id, index) => ({ index, id }));
        return { ...batch, taken: pending.length, refused: [], items, call };
      },
    })),
    ['splitting: more recipients than fit into one call all get the message, once'],
    /not accepted|refused messages with code 400/,
  ),
  broken(
    'claims that copies are discarded for longer than they are',
    withCalls((call) => ({ ...call, dedupWindowMs: call.dedupWindowMs * 2 })),
    ['unclear outcomes: a copy is discarded for as long as the call says'],
    /120000|2 arrive/,
  ),
  {
    name: 'repeats unclear attempts at a vendor that discards no copies',
    start: () => startPigeon((adapter) => adapter, 0),
    caughtBy: [
      'unclear outcomes: silence after the vendor acted: one recipient',
      'unclear outcomes: a reset after the vendor acted: several recipients',
      'unclear outcomes: silence after the vendor acted: a broadcast',
      'unclear outcomes: a copy is discarded for as long as the call says',
    ],
    says: /bob got the message 2 times/,
  },
  broken(
    'makes a new identity for every attempt',
    withCalls((call) => withBody(call, (body) => ({ ...body, key: String(Math.random()) }))),
    [sameBody, 'fields: one key is delivered once where the vendor discards copies'],
    /changes between attempts/,
  ),
  broken(
    'has a memory for copies and does not use it',
    withCalls((call) => ({ ...call, dedupWindowMs: 0 })),
    ['unclear outcomes: a copy is discarded for as long as the call says'],
    /60000/,
  ),
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
    "puts the vendor's words into its own message",
    withResults((result, reply) => {
      const { problem } = result;
      const words = reasonIn(reply);
      return problem && words
        ? { ...result, problem: createProblem({ ...problem, message: `refused: ${words}` }) }
        : result;
    }),
    ['secrecy: errors do not repeat what the vendor quotes of the message'],
    /shows what the message says/,
  ),
  broken(
    'puts the reply that it cannot read into the problem',
    withResults((result, reply, call) =>
      result.problem?.code === 'bad_reply'
        ? {
            ...result,
            problem: createProblem({ ...result.problem, message: `${call.body()?.text} ${reply.text}` }),
          }
        : result,
    ),
    ['secrecy: errors show nothing, whatever went wrong'],
    /shows what the message says/,
  ),
  broken(
    'lets a preview show the text',
    withCalls((call) => ({ ...call, describe: () => bodyOf(call) })),
    ['secrecy: a preview shows neither texts nor secrets'],
    /preview of text content shows what the message says/,
  ),
  {
    name: 'has a transport that ignores the AbortSignal',
    start: () => {
      const subject = startPigeon();
      const { transport } = subject as { transport: Transport };
      const deaf: Transport = {
        send: (request, options) =>
          transport.send(request, { ...options, signal: new AbortController().signal }),
      };
      return { ...subject, transport: deaf };
    },
    caughtBy: ['cancelling: a send that is cancelled under way ends at once, unconfirmed'],
    says: /holds on to a request that was cancelled/,
  },
  {
    name: 'sends while it plans, whatever the AbortSignal says',
    start: () => {
      const subject = startPigeon();
      const { transport } = subject as { transport: Transport };
      const { signal } = new AbortController();
      const adapter = withDirectPlans((plan) => {
        const { call } = plan.problems.length > 0 ? {} : plan.next(['bob']);
        const early = async (made: VendorCall<unknown>) => {
          const target = await made.target({ now: 0, random: () => 0, renewSignature: false });
          await transport.send({ ...target, body: made.body()?.text }, { signal, maxReplyBytes: 1_000 });
        };
        if (call) void early(call);
        return plan;
      })(subject.adapter);
      return { ...subject, adapter };
    },
    caughtBy: ['cancelling: a send that was cancelled before it began makes no request'],
    says: /left although it was cancelled before/,
  },
  broken(
    'looks at the clock by itself',
    withCalls((call) => {
      const key = String(Date.now());
      return withBody(call, (body) => ({ ...body, key }));
    }),
    ['purity: planning touches no clock, timer, random numbers or network of its own'],
    /uses Date\.now/,
  ),
  broken(
    'cannot read HTML',
    withResults((result, reply) => {
      if (reply.text.startsWith('<')) throw new SyntaxError('unexpected token <');
      return result;
    }),
    ["readers: a proxy's page is unclear, whatever its status"],
    /the reader throws SyntaxError/,
  ),
  broken(
    'takes an unclear reply for success',
    withResults((result, _reply, call) => {
      if (result.problem?.code !== 'bad_reply') return result;
      const { recipients = [], users = [] } = bodyOf(call) as {
        recipients?: string[];
        users?: { userId: string }[];
      };
      const ids = [...recipients, ...users.map(({ userId }) => userId)];
      const value = { accepted: ids.map((id) => ({ id })), failed: [] };
      // Nobody asks a broken adapter what its results are.
      return { value: value as unknown as NonNullable<(typeof result)['value']> };
    }),
    [
      "readers: a proxy's page is unclear, whatever its status",
      "unclear outcomes: a proxy's page before the vendor acted: a registration",
      "unclear outcomes: a proxy's page before the vendor acted: a broadcast",
    ],
    /not unclear/,
  ),
  broken(
    'takes an unclear reply for failure',
    withResults((result) => {
      const { problem } = result;
      return problem?.effect === 'unknown'
        ? { ...result, problem: createProblem({ ...problem, effect: 'rejected', transient: false }) }
        : result;
    }),
    [
      "unclear outcomes: a proxy's page after the vendor acted: one recipient",
      'unclear outcomes: an internal fault after the vendor acted: several recipients',
      'unclear outcomes: a reply that ends half way: a registration',
      'readers: a reply that was cut off is unclear, wherever it was cut',
    ],
    /is failed and got the message/,
  ),
  broken(
    'takes whom the vendor does not name for accepted',
    withDirectPlans((plan) => changeBatches(plan, (batch) => ({ ...batch, unlistedMeans: 'accepted' }))),
    ['partial failure: a recipient whom the reply leaves out is what the plan says that silence means'],
    /silence about somebody cannot mean that they are/,
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
  broken(
    'counts no recipients',
    withCalls((call) => ({ ...call, costs: call.costs.slice(0, 1) })),
    [limits],
    /100 recipients in 1000 ms for each app: the vendor saw/,
  ),
  broken(
    'counts two calls as one',
    withCalls((call) => ({
      ...call,
      costs: call.costs.map(({ limit, units }) => ({ limit, units: units / 2 })),
    })),
    [limits],
    /the vendor saw/,
  ),
  broken(
    'thinks that the vendor allows more than it does',
    (adapter) => ({
      ...withCalls((call) => ({
        ...call,
        costs: call.costs.map(({ limit, units }) => ({ limit: twice(limit), units })),
      }))(adapter),
      limits: adapter.limits.map(twice),
    }),
    [limits],
    /the vendor saw/,
  ),
  broken(
    'says not where a limit comes from',
    (adapter) => ({
      ...adapter,
      limits: adapter.limits.map((limit) => ({ ...limit, source: 'well known' })),
    }),
    ['description: declares limits with a name, a size and the document they come from'],
    /names no document/,
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
    'loses digits of an id',
    withLists((list) => ({
      ...list,
      accepted: list.accepted.map(({ id, value }) => ({
        id,
        value: { messageId: value?.messageId?.slice(0, 12) },
      })),
    })),
    ['receipts: an outcome has the id that the vendor gave, and a ref that says whose message it is'],
    /the id is not the one that the vendor gave/,
  ),
  broken(
    'calls a user that exists already a failure',
    withLists((list, { endpoint, count }) =>
      endpoint === 'users' && count > 1
        ? {
            accepted: list.accepted.filter(({ id }) => id !== 'ann'),
            failed: [{ id: 'ann', problem: unsupported('userId') }],
          }
        : list,
    ),
    ['users: registering again does no harm'],
    /a user that exists already is not accepted/,
  ),
  broken(
    'gives up where waiting helps',
    withResults((result) =>
      result.problem?.code === 'rate_limited'
        ? { ...result, problem: createProblem({ ...result.problem, transient: false }) }
        : result,
    ),
    ['repeats: a call that came too fast is repeated, byte for byte, and arrives once'],
    /accepted/,
  ),
  broken(
    'keeps a signature that was refused',
    withResults(({ refused: _, ...result }) => result),
    ['repeats: a refused signature is made anew, once'],
    /accepted/,
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

function twice(limit: Limit): Limit {
  return { ...limit, capacity: limit.capacity * 2 };
}

type Users = readonly { readonly userId: string; readonly name?: string }[];

/** Changes what is said of the users in a registration. */
function withUsers(change: (users: Users) => Users): Break {
  return withCalls((call) =>
    call.endpoint === 'users'
      ? withBody(call, (body) => ({ ...body, users: change(body.users as Users) }))
      : call,
  );
}
