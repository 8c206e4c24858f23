import { createProblem, type VendorCall } from '@polychat/core/adapter';
import {
  type BrokenAdapter,
  broken,
  reasonIn,
  withBody,
  withCapabilities,
  withDirectPlans,
  withLists,
  withResults,
} from './broken-adapter.ts';
import { type Break, withCalls } from './with-calls.ts';

const resume = 'resume: a call that is resumed is the same call, byte for byte';
const redaction =
  "readers: nothing of the vendor's words or ids is kept that did not go through the redaction";

/** Changes every call that is made again from a record. */
const withResumed =
  (change: (call: VendorCall<unknown>) => VendorCall<unknown>): Break =>
  (adapter) => ({
    ...adapter,
    resume(record) {
      const call: VendorCall<unknown> | undefined = adapter.resume?.(record);
      return call && change(call);
    },
  });

/** Pigeons that are no pure translation, or that do not know their own calls again. */
export const brokenRecords: readonly BrokenAdapter[] = [
  broken(
    'looks at the clock when it reads a reply',
    withLists((list) => ({ ...list, shared: { sentAt: Date.now() } })),
    ['purity: reading touches no clock, timer, random numbers or network of its own'],
    /uses Date\.now/,
  ),
  broken(
    'asks for the date when it reads a reply',
    withLists((list) => ({ ...list, shared: { sentAt: new Date().setMilliseconds(0) } })),
    ['purity: reading touches no clock, timer, random numbers or network of its own'],
    /uses new Date\(\)/,
  ),
  broken(
    'counts the replies that it has read',
    (adapter) => {
      let count = 0;
      return withResults((result) => {
        count += 1;
        const message = `reply number ${count}`;
        return { ...result, warnings: [{ code: 'pigeon.reply', message }] };
      })(adapter);
    },
    ['purity: the same reply read twice gives the same result'],
    /reads one reply twice, and says something else/,
  ),
  broken(
    'draws random numbers of its own for a signature',
    withCalls((call) => ({
      ...call,
      async target(context) {
        const target = await call.target(context);
        return { ...target, url: `${target.url}?nonce=${Math.random()}` };
      },
    })),
    ['purity: signing touches no clock, timer, random numbers or network of its own'],
    /uses Math\.random/,
  ),
  broken(
    'remembers what it has planned',
    (adapter) => {
      let count = 0;
      return withCalls((call) => {
        count += 1;
        const key = String(count);
        return withBody(call, (body) => ({ ...body, key }));
      })(adapter);
    },
    ['purity: the same context makes the same plan'],
    /is planned twice, and differs/,
  ),
  broken(
    'changes the list that it is given',
    withDirectPlans((plan) => ({
      ...plan,
      next: (pending) => plan.next((pending as string[]).sort()),
    })),
    ['purity: planning, signing and reading change nothing that they are given'],
    /read only|read-only/,
  ),
  broken(
    "keeps the vendor's words as they came",
    withResults((result, reply) => {
      const { problem } = result;
      const said = reasonIn(reply);
      return problem?.vendor && said
        ? {
            ...result,
            problem: createProblem({ ...problem, vendor: { ...problem.vendor, message: said } }),
          }
        : result;
    }),
    [redaction],
    /did not go through redact\.words/,
  ),
  broken(
    'takes for an id whatever stands in its place',
    withLists((list) => ({
      ...list,
      accepted: list.accepted.map(({ id, value }) => ({
        id,
        value: { messageId: value?.messageId && `no. ${value.messageId}` },
      })),
    })),
    ['readers: a reply names only those who were asked for'],
    /did not go through redact\.id/,
  ),
  broken(
    'does not tell the pacer that it was too fast',
    withResults(({ tooFast: _, ...result }) => result),
    ['repeats: whoever is refused for speed is said to be too fast'],
    /does not learn/,
  ),
  broken(
    'says its type of content in a header',
    withCalls((call) => ({
      ...call,
      async target(context) {
        const target = await call.target(context);
        return { ...target, headers: { ...target.headers, 'Content-Type': 'application/json' } };
      },
    })),
    ["repeats: a call's type of content stands with its body, and in no header of its own"],
    /sets content-type/,
  ),
  broken(
    'resumes with other bytes',
    withResumed((call) => withBody(call, (body) => ({ ...body, key: 'another' }))),
    [resume, 'resume: a call that is resumed inside the window arrives once'],
    /resumed with other bytes/,
  ),
  broken(
    'resumes with a longer window',
    withResumed((call) => ({ ...call, dedupWindowMs: call.dedupWindowMs * 2 })),
    [resume],
    /resumed with another dedupWindowMs/,
  ),
  broken(
    'resumes without its costs',
    withResumed((call) => ({ ...call, costs: [] })),
    [resume],
    /resumed with another costs/,
  ),
  broken(
    'cannot read the reply to a call that it resumed',
    withResumed((call) => ({
      ...call,
      read: (reply, attempt) => ({ ...call.read(reply, attempt), value: undefined }),
    })),
    ['resume: a call that is resumed reads every reply as the call did'],
    /reads a reply otherwise/,
  ),
  broken(
    'resumes what is not its own',
    (adapter) => ({
      ...adapter,
      resume: (record) => adapter.resume?.({ ...record, vendor: adapter.vendor, app: adapter.app }),
    }),
    ["resume: a record that is none of the adapter's makes no call"],
    /of another vendor makes a call/,
  ),
  broken(
    'plans what it does not declare',
    withCapabilities(({ audience: _, ...capabilities }) => capabilities),
    ['description: plans what it declares, and declares what it plans'],
    /audience: capabilities and plans do not agree/,
  ),
  broken(
    'declares that a user has an avatar, and leaves it out',
    withCapabilities(({ users, ...capabilities }) => ({
      ...capabilities,
      users: users && { ...users, fields: { ...users.fields, avatarUrl: 'yes' } },
    })),
    ['users: name and avatar do what they are declared to do'],
    /avatarUrl is declared "yes", and it is not/,
  ),
];
