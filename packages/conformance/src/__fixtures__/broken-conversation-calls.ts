import { type CallResult, createProblem, type VendorCall } from '@polychat/core/adapter';
import {
  type BrokenAdapter,
  bodyOf,
  broken,
  brokenSemaphore,
  withBody,
  withCapabilities,
  withResults,
} from './broken-adapter.ts';
import { startForgetfulPigeon, startPigeon } from './pigeon.ts';
import { type Break, type ChangeCall, withCalls, withPlans } from './with-calls.ts';

/** Changes the calls to groups. */
const toGroups = (change: ChangeCall): Break =>
  withCalls((call) => (['crews', 'flocks'].includes(call.endpoint) ? change(call) : call));

/** Changes what is read of the replies to calls to groups. */
const fromGroups = (change: <Result>(result: CallResult<Result>) => CallResult<Result>): Break =>
  withResults((result, _reply, call) =>
    ['crews', 'flocks'].includes(call.endpoint) ? change(result) : result,
  );

/** Changes what stands in the value of a reply from a group. */
const withIds = (change: (ids: Record<string, unknown>) => object): Break =>
  fromGroups((result) =>
    result.value === undefined
      ? result
      : { ...result, value: change(result.value as Record<string, unknown>) as typeof result.value },
  );

/** Sends another idempotency key to groups than the call says. */
const withKeys = (change: (key: string, random: () => number) => string): Break =>
  toGroups((call) => ({
    ...call,
    target: async (context) => {
      const target = await call.target(context);
      const key = change(target.headers['idempotency-key'] ?? '', context.random);
      return { ...target, headers: { ...target.headers, 'idempotency-key': key } };
    },
  }));

/** Changes the key of the limit for each group. */
const withCostKeys = (change: (call: VendorCall<unknown>) => string | undefined): Break =>
  toGroups((call) => ({
    ...call,
    costs: call.costs.map(({ key, ...cost }) => {
      const other = key === undefined ? undefined : change(call);
      return { ...cost, ...(other !== undefined && { key: other }) };
    }),
  }));

const ids = 'groups: a receipt has the ids that the vendor gave, and a ref that names where the message is';
const dropped = 'groups: a message that was dropped is repeated under another identity, and arrives once';
const staysDropped = 'groups: a message that stays dropped fails as rate_limited, and certainly';
const copies = 'groups: a copy is discarded for as long as is declared';
const resetAfter = 'groups: a reset after the vendor acted: nobody claims to know, and nobody gets it twice';
const resumed = 'groups: a message that is resumed inside the window arrives once';
const seesNoMore = 'pacing: the vendor never sees more calls or recipients than its limits allow';
const notSlower = 'pacing: nothing is slower than the limits of the vendor make it';

/** Adapters whose calls to groups and rooms, or what they read of replies, are wrong. */
export const brokenConversationCalls: readonly BrokenAdapter[] = [
  brokenSemaphore(
    'sends what was dropped as the same call',
    toGroups((call) => ({ ...call, renewed: () => call })),
    [dropped],
    /sent as a copy, which the vendor discards/,
  ),
  brokenSemaphore(
    'does not say that what was dropped is known',
    fromGroups(({ discarded: _, ...result }) => result),
    [dropped],
    /sent as a copy, which the vendor discards/,
  ),
  brokenSemaphore(
    'makes nothing new of what was dropped',
    toGroups(({ renewed: _, ...call }) => call),
    [dropped],
    /dropped the signal/,
  ),
  brokenSemaphore(
    'keeps the identity of what was dropped where a message has a key',
    withPlans(({ group }) => ({
      ...(group && {
        group: (message, context) => {
          const plan = group(message, context);
          if (message.idempotencyKey === undefined) return plan;
          const again = <Result>(call: VendorCall<Result>): VendorCall<Result> => ({
            ...call,
            renewed: () => again(call),
          });
          return { ...plan, call: () => again(plan.call()) };
        },
      }),
    })),
    [dropped],
    /sent as a copy, which the vendor discards/,
  ),
  brokenSemaphore(
    'takes what was dropped for sent',
    fromGroups((result) =>
      result.discarded
        ? { value: { messageId: 's-1' } as unknown as NonNullable<typeof result.value> }
        : result,
    ),
    [dropped, staysDropped],
    /a message that was dropped twice is not sent three times/,
  ),
  brokenSemaphore(
    'calls unclear what was dropped',
    fromGroups((result) =>
      result.discarded && result.problem
        ? { ...result, problem: createProblem({ ...result.problem, effect: 'unknown' }) }
        : result,
    ),
    [dropped, staysDropped],
    /dropped the signal/,
  ),
  brokenSemaphore(
    'declares that copies are discarded, and marks none as one',
    withKeys((key, random) => `${key}:${random()}`),
    [copies, resetAfter, resumed],
    /a message that is repeated: .* has 2 messages of the group/,
  ),
  brokenSemaphore(
    'marks messages to two groups as copies of each other',
    withKeys((key) => key.split(':')[0] ?? key),
    ['groups: one key is delivered once where the vendor discards copies'],
    /one key for two of them is taken for a copy/,
  ),
  {
    name: 'repeats an unclear message to a group at a vendor that discards no copy (pigeon)',
    start: () => startPigeon(undefined, 0),
    caughtBy: [copies, resetAfter],
    says: /has 2 messages of the group/,
  },
  {
    name: 'says of its calls to groups that copies are discarded, and declares that none are (pigeon)',
    start: () => {
      const subject = startForgetfulPigeon();
      const breakIt = toGroups((call) => ({ ...call, dedupWindowMs: 60_000 }));
      return { ...subject, adapter: breakIt(subject.adapter) };
    },
    caughtBy: [copies, resetAfter],
    says: /what the call says, and what is declared/,
  },
  brokenSemaphore(
    'charges the sender for what a group gets',
    withCostKeys((call) => String(bodyOf(call).from)),
    [seesNoMore],
    /crews: 4 calls in 1000 ms for each conversation: the vendor saw/,
  ),
  brokenSemaphore(
    'charges all groups for what one gets',
    withCostKeys(() => undefined),
    [notSlower],
    /messages to many groups: crews waits although none of the vendor's limits is used up/,
  ),
  brokenSemaphore(
    'says that all groups have too much where one has',
    fromGroups((result) =>
      result.tooFast ? { ...result, tooFast: { limits: ['hails to crews'], counted: false } } : result,
    ),
    ['groups: who is too fast for one of them is told that, by the name of its limit or of none'],
    /what is too fast for one group holds others back/,
  ),
  brokenSemaphore(
    'does not say that a message to a group came too fast',
    fromGroups(({ tooFast: _, ...result }) => result),
    ['groups: a message that stays too fast fails as rate_limited, and so says who is too fast'],
    /the pacer does not learn/,
  ),
  brokenSemaphore(
    'loses the id of a message',
    withIds(({ messageId: _, ...others }) => others),
    [ids],
    /the messageId that the vendor gave is in no id of the result/,
  ),
  brokenSemaphore(
    'gives the number of the message before',
    withIds(({ sequence, ...others }) => ({ ...others, sequence: String(Number(sequence) - 1) })),
    [ids],
    /the sequence that the vendor gave is in no id of the result/,
  ),
  broken(
    'does not say what there is not',
    fromGroups((result) => {
      const { field: _, ...problem } = result.problem ?? {};
      return result.problem
        ? { ...result, problem: createProblem(problem as typeof result.problem) }
        : result;
    }),
    ['groups: what there is not is refused by its field, and sent once'],
    /deep-equal/,
  ),
  broken(
    'blames the group for a sender who is no member',
    fromGroups((result) =>
      result.problem?.code === 'permission_denied'
        ? { ...result, problem: createProblem({ ...result.problem, field: 'groupId' }) }
        : result,
    ),
    ['groups: a sender who is no member is refused, and nobody gets the message'],
    /"groupId" is not to blame/,
  ),
  broken(
    'tries again where there is no such group',
    fromGroups((result) =>
      result.problem?.code === 'not_found'
        ? { ...result, problem: createProblem({ ...result.problem, transient: true }) }
        : result,
    ),
    ['groups: what there is not is refused by its field, and sent once'],
    /is sent again/,
  ),
  brokenSemaphore(
    'cannot make a call to a group again',
    (adapter) => ({
      ...adapter,
      resume: (record) => (record.endpoint === 'crews' ? undefined : adapter.resume?.(record)),
    }),
    [resumed, 'resume: a call that is resumed is the same call, byte for byte'],
    /accepted/,
  ),
  brokenSemaphore(
    'declares rooms that it does not plan',
    withPlans(() => ({ room: undefined })),
    [
      'description: plans what it declares, and declares what it plans',
      'rooms: a message to a room is planned, or refused where none is declared',
    ],
    /room: capabilities and plans do not agree/,
  ),
  broken(
    'declares mentions of what nobody can mention',
    withCapabilities(({ group, ...others }) => ({
      ...others,
      group: group && { ...group, mentions: { only: ['members'] } },
    })),
    ['description: declares content types, fields and audiences that there are'],
    /there is no such thing to declare/,
  ),
  broken(
    'declares targets, and sends to everybody',
    withCapabilities(({ group, ...others }) => ({ ...others, group: group && { ...group, targets: 'yes' } })),
    [
      'groups: only those get a message whom it is for, or that is refused',
      'groups: those do not get a message who are left out, or that is refused',
    ],
    /who of .* got a message for/,
  ),
  broken(
    'asks the clock for the key of a letter to a flock',
    toGroups((call) => withBody(call, (body) => ({ ...body, key: `${Date.now()}` }))),
    ['purity: planning touches no clock, timer, random numbers or network of its own'],
    /planning uses Date\.now/,
  ),
];
