import type { VendorCall } from '@polychat/core/adapter';
import {
  type BrokenAdapter,
  brokenSemaphore as broken,
  withCapabilities,
  withResults,
} from './broken-adapter.ts';
import { startSemaphore } from './semaphore.ts';
import { key, SemaphoreDouble } from './semaphore-double.ts';
import { type Break, withCalls } from './with-calls.ts';

/** Changes what the vendor knows a copy by. */
const withIdentities = (change: (identity: string) => string): Break =>
  withCalls((call) => {
    const identity = call.identity === undefined ? undefined : change(call.identity);
    return {
      ...call,
      identity,
      async target(context) {
        const target = await call.target(context);
        return {
          ...target,
          headers: { ...target.headers, ...(identity && { 'idempotency-key': identity }) },
        };
      },
    };
  });

/** Whether a key was given; others are made of a counter and a random number. */
const isOfCaller = (identity: string) => !/^\d+-\d+(:|$)/.test(identity);

/** Changes what every call costs. */
const withCosts = (change: (costs: VendorCall<unknown>['costs']) => VendorCall<unknown>['costs']): Break =>
  withCalls((call) => ({ ...call, costs: change(call.costs) }));

const stored = (storesBroadcasts: boolean) =>
  withCapabilities(({ behaviour, ...others }) => ({
    ...others,
    behaviour: { ...behaviour, storesBroadcasts },
  }));

const limits = 'pacing: the vendor never sees more calls or recipients than its limits allow';
const speed = 'pacing: nothing is slower than the limits of the vendor make it';
const online = 'broadcasts: audience "online" reaches those who are connected';
const everyone = 'broadcasts: audience "everyone" also pushes to the others';
const retryAfter = 'repeats: how long to wait is said as the vendor says it';

/** Semaphores whose calls are wrong: their limits, their identities and how their replies are read; or who declare what is not so. */
export const semaphoresWithBrokenCalls: readonly BrokenAdapter[] = [
  broken(
    'has broadcasts stored and does not say so',
    stored(false),
    [everyone],
    /storesBroadcasts is false, and somebody who is offline has 1/,
  ),
  {
    name: 'says that broadcasts are stored that are not (semaphore)',
    start: () => startSemaphore((adapter) => adapter, new SemaphoreDouble(false)),
    caughtBy: [everyone],
    says: /storesBroadcasts is true, and somebody who is offline has 0/,
  },
  broken(
    'charges one audience to the limit of another',
    (adapter) => {
      const live = adapter.limits.find(({ name }) => name === 'live announcements');
      return withCosts((costs) =>
        costs.map((cost) =>
          live && cost.limit.name === 'pushed announcements' ? { ...cost, limit: live } : cost,
        ),
      )(adapter);
    },
    [speed],
    /broadcasts to all audiences: announcements .* waits although none/,
  ),
  broken(
    'counts two calls for one',
    withCosts((costs) => costs.map((cost) => ({ ...cost, units: 2 * cost.units }))),
    [speed],
    /waits although none of the vendor's limits is used up/,
  ),
  broken(
    'has a limit of its own that is stricter than the one of the vendor',
    (adapter) => {
      const stricter = adapter.limits.map((limit) => ({ ...limit, capacity: Math.ceil(limit.capacity / 2) }));
      const named = new Map(stricter.map((limit) => [limit.name, limit]));
      const changed = withCosts((costs) =>
        costs.map((cost) => ({ ...cost, limit: named.get(cost.limit.name) ?? cost.limit })),
      )(adapter);
      return { ...changed, limits: stricter };
    },
    [speed],
    /waits although none of the vendor's limits is used up/,
  ),
  broken(
    'does not count what each sender sends',
    withCosts((costs) => costs.filter(({ key: sender }) => sender === undefined)),
    [limits],
    /for each sender: the vendor saw/,
  ),
  broken(
    'counts all senders as one',
    withCosts((costs) => costs.map(({ key: _, ...cost }) => cost)),
    [speed],
    /messages of many senders: signals waits although none/,
  ),
  broken(
    'drops the id of a broadcast',
    withResults((result, _reply, call) =>
      call.endpoint === 'announcements' && result.value
        ? { ...result, value: {} as typeof result.value }
        : result,
    ),
    [online, everyone],
    /the taskId that the vendor gave is in no id of the result/,
  ),
  broken(
    'has one identity for all calls of a send',
    withIdentities((identity) => identity.split(':')[0] ?? ''),
    [
      'fields: a message with a key reaches everybody, however many calls it takes',
      'splitting: more recipients than fit into one call all get the message, once',
    ],
    /the calls of one send are copies to the vendor/,
  ),
  broken(
    'has one identity for all calls of a send with a key',
    withIdentities((identity) => (isOfCaller(identity) ? 'one for all' : identity)),
    ['fields: a message with a key reaches everybody, however many calls it takes'],
    /the calls of one send are copies to the vendor/,
  ),
  broken(
    'leaves the key of the caller out of the header',
    withIdentities((identity) => (isOfCaller(identity) ? `none:${identity.split(':')[1]}` : identity)),
    ['fields: idempotencyKey does what it is declared to do'],
    /two idempotencyKeys make the same request/,
  ),
  broken(
    'does not read how long to wait',
    withResults(({ problem, ...result }) => ({
      ...result,
      ...(problem && { problem: Object.freeze({ ...problem, retryAfterMs: undefined }) }),
    })),
    [retryAfter],
    /Retry-After, in milliseconds/,
  ),
  broken(
    'takes seconds for milliseconds',
    withResults(({ problem, ...result }) => {
      const { retryAfterMs } = problem ?? {};
      return retryAfterMs && problem
        ? { ...result, problem: Object.freeze({ ...problem, retryAfterMs: retryAfterMs / 1_000 }) }
        : { ...result, problem };
    }),
    [retryAfter],
    /Retry-After, in milliseconds/,
  ),
  broken(
    'resumes without the identity in its header',
    (adapter) => ({
      ...adapter,
      resume: (record) => adapter.resume?.({ ...record, identity: record.identity && 'another' }),
    }),
    ['resume: a call that is resumed is the same call, byte for byte'],
    /is resumed as another request/,
  ),
  broken(
    'resumes messages and nothing else',
    (adapter) => ({
      ...adapter,
      resume: (record) => (record.endpoint === 'signals' ? adapter.resume?.(record) : undefined),
    }),
    ['resume: a call that is resumed is the same call, byte for byte'],
    /who has resume\(\) has it for every call/,
  ),
  broken(
    'takes no body for success, whatever the status',
    withCalls((call) => ({
      ...call,
      read: (reply, attempt) => call.read(reply.text === '' ? { ...reply, status: 204 } : reply, attempt),
    })),
    ['readers: a good body is not believed at a status that is none of success'],
    /not unclear/,
  ),
  broken(
    'cannot read a reply without a body',
    withCalls((call) => ({
      ...call,
      read: (reply, attempt) => call.read(reply.status === 204 ? { ...reply, status: 200 } : reply, attempt),
    })),
    ['contents: text arrives whole, or is declared "no" and refused as unsupported'],
    /did not come from the API/,
  ),
  broken(
    'shows the bare key of its header on a call',
    withCalls((call) => ({ ...call, seen: [key] })),
    ['secrecy: the adapter, its plans and its calls show nothing'],
    /shows a secret/,
  ),
  broken(
    'shows its key in Base64',
    (adapter) => Object.assign({ ...adapter }, { options: { basic: Buffer.from(key).toString('base64') } }),
    ['secrecy: the adapter, its plans and its calls show nothing'],
    /the adapter shows a secret/,
  ),
];
