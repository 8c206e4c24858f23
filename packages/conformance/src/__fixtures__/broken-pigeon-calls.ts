import type { Transport } from '@polychat/core';
import { createProblem, type Limit, type VendorCall } from '@polychat/core/adapter';
import {
  type BrokenAdapter,
  broken,
  withBodies,
  withBody,
  withDirectPlans,
  withResults,
} from './broken-adapter.ts';
import { startPigeon } from './pigeon.ts';
import { changeBatches, withCalls } from './with-calls.ts';

const everybody = 'receipts: every recipient is in exactly one list, in the order of the input';
const cutting = 'splitting: every recipient is in exactly one call or refused, in the order of the input';
const sameBody = 'repeats: a call has one body, whenever it is asked for';
const limits = 'pacing: the vendor never sees more calls or recipients than its limits allow';

/** Pigeons whose calls are wrong: who is in them, what they cost, and what they are repeated with. */
export const pigeonsWithBrokenCalls: readonly BrokenAdapter[] = [
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
];

function twice(limit: Limit): Limit {
  return { ...limit, capacity: limit.capacity * 2 };
}
