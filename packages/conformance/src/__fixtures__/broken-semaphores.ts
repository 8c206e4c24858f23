import type { VendorCall } from '@polychat/core/adapter';
import {
  type BrokenAdapter,
  brokenSemaphore as broken,
  withBody,
  withCapabilities,
  withResults,
} from './broken-adapter.ts';
import { startSemaphore } from './semaphore.ts';
import { key, SemaphoreDouble } from './semaphore-double.ts';
import { type Break, withCalls } from './with-calls.ts';

type Body = Record<string, unknown>;
type Alert = Readonly<Record<string, unknown>> | undefined;

/** Changes the body of every call with a content. */
const withSignals = (change: (body: Body) => Body): Break =>
  withCalls((call) => (call.endpoint === 'users' ? call : withBody(call, change)));

/** Changes what is said of a content of one kind. */
const withData = (kind: string, change: (data: Body) => Body): Break =>
  withSignals((body) => (body.kind === kind ? { ...body, data: change(body.data as Body) } : body));

const withAlerts = (change: (alert: Alert) => Alert): Break =>
  withSignals((body) => ({ ...body, alert: change(body.alert as Alert) }));

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

const parts =
  'contents: every part of a content changes the request, unless canonicalize says that it is lost';
const pushOfBroadcast = 'broadcasts: every part of a push of a broadcast changes the request';
const pushField = 'fields: push does what it is declared to do';
const ownFields = "fields: every one of the vendor's own fields changes the request";
const limits = 'pacing: the vendor never sees more calls or recipients than its limits allow';
const speed = 'pacing: nothing is slower than the limits of the vendor make it';
const online = 'broadcasts: audience "online" reaches those who are connected';
const everyone = 'broadcasts: audience "everyone" also pushes to the others';
const retryAfter = 'repeats: how long to wait is said as the vendor says it';
const profiles = 'users: every name and avatar of several users goes to the vendor, or a warning names it';
const defaultSender = 'senders: a default sender stands where a message names none, and nowhere else';

/** Semaphores that lose what they were given, or wait for the wrong limits. */
export const brokenSemaphores: readonly BrokenAdapter[] = [
  broken(
    'drops the payload of a push',
    withAlerts((alert) => alert && { ...alert, payload: undefined }),
    [pushField, pushOfBroadcast],
    /whether push\.payload is left out/,
  ),
  broken(
    'drops the badge of a push',
    withAlerts((alert) => alert && { ...alert, badge: undefined }),
    [pushField, pushOfBroadcast],
    /whether push\.badge is left out/,
  ),
  broken(
    'takes a badge of 0 for none',
    withAlerts((alert) => alert && { ...alert, badge: alert.badge || undefined }),
    [pushField, pushOfBroadcast],
    /whether push\.badge is (left out|zero and not left out)/,
  ),
  broken(
    'takes a timeToLive of 0 and does not keep it',
    withSignals((body) => ({ ...body, keep: body.keep || undefined })),
    [
      'fields: timeToLive does what it is declared to do',
      'fields: a message for devices that are online is not kept for later',
    ],
    /timeToLive: 0 is declared to be kept, and changes nothing/,
  ),
  broken(
    'takes every timeToLive for one minute',
    withSignals((body) => ({ ...body, keep: body.keep && 60 })),
    ['fields: timeToLive does what it is declared to do'],
    /whether timeToLive is 60 or 3600/,
  ),
  broken(
    'keeps a high priority and loses a low one',
    withSignals((body) => ({ ...body, urgency: body.urgency === 'low' ? undefined : body.urgency })),
    ['fields: priority does what it is declared to do'],
    /priority: "low" is declared to be kept, and changes nothing/,
  ),
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
    'loses the name of a user who has an avatar',
    withCalls((call) =>
      call.endpoint === 'users'
        ? withBody(call, (body) => ({ ...body, name: body.picture ? undefined : body.name }))
        : call,
    ),
    [profiles],
    /the name of one of 1 users is lost/,
  ),
  broken(
    'swaps name and avatar',
    withCalls((call) =>
      call.endpoint === 'users'
        ? withBody(call, ({ name, picture }) => ({ name: picture, picture: name }))
        : call,
    ),
    [profiles],
    /the name and avatar that the vendor has of a user/,
  ),
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
  {
    name: 'ignores its default sender (semaphore)',
    start: () => ({ ...startSemaphore(), withDefaultSender: () => startSemaphore().adapter }),
    caughtBy: [defaultSender],
    says: /from/,
  },
  {
    name: 'sends everything from its default sender (semaphore)',
    start: () => ({
      ...startSemaphore(),
      withDefaultSender: (from) =>
        withSignals((body) => ({ ...body, from }))(
          startSemaphore().withDefaultSender?.(from) ?? startSemaphore().adapter,
        ),
    }),
    caughtBy: [defaultSender],
    says: /the sender that the recipient sees/,
  },
  broken(
    'swaps latitude and longitude',
    withData('location', ({ latitude, longitude, ...data }) => ({
      ...data,
      latitude: longitude,
      longitude: latitude,
    })),
    ['contents: location arrives whole, or is declared "no" and refused as unsupported'],
    /the content as the app shows it/,
  ),
  broken(
    'swaps width and height',
    withData('image', ({ width, height, ...data }) => ({ ...data, width: height, height: width })),
    ['contents: image arrives whole, or is declared "no" and refused as unsupported'],
    /the content as the app shows it/,
  ),
  broken(
    'has the large picture where the small one belongs',
    withData('image', ({ thumbnail, large, ...data }) => ({ ...data, thumbnail: large, large: thumbnail })),
    ['contents: image in a broadcast arrives whole, or is declared "no" and refused as unsupported'],
    /the content as the app shows it/,
  ),
  broken(
    'takes a number that is 0 for none in broadcasts alone',
    withCalls((call) =>
      call.endpoint === 'announcements'
        ? withBody(call, (body) => {
            const data = body.data as Body;
            return { ...body, data: { ...data, subType: data.subType || undefined } };
          })
        : call,
    ),
    [parts],
    /custom: it makes no difference to the request whether subType is zero and not left out/,
  ),
  broken(
    'takes a number that is 0 for none',
    withData('custom', (data) => ({ ...data, subType: data.subType || undefined })),
    [parts],
    /custom: it makes no difference to the request whether subType is zero and not left out/,
  ),
  broken(
    'drops a field of the vendor itself',
    withSignals(({ tone: _, ...body }) => body),
    [ownFields],
    /whether vendor\.semaphore\.tone is left out/,
  ),
  broken(
    'drops a part of a field of the vendor itself',
    withSignals((body) => ({ ...body, flags: body.flags && { ...(body.flags as Body), level: 1 } })),
    [ownFields],
    /whether vendor\.semaphore\.flags\.level is left out/,
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
