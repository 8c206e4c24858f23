import { createProblem } from '@polychat/core/adapter';
import {
  type BrokenAdapter,
  bodyOf,
  broken,
  reasonIn,
  unsupported,
  withDirectPlans,
  withLists,
  withResults,
} from './broken-adapter.ts';
import { changeBatches } from './with-calls.ts';

/** Pigeons that read replies wrongly, or misjudge what they mean. */
export const pigeonsWithBrokenReplies: readonly BrokenAdapter[] = [
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
];
