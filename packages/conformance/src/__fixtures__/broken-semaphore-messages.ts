import { type BrokenAdapter, brokenSemaphore as broken, withBody } from './broken-adapter.ts';
import { startSemaphore } from './semaphore.ts';
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

const parts =
  'contents: every part of a content changes the request, unless canonicalize says that it is lost';

const pushOfBroadcast = 'broadcasts: every part of a push of a broadcast changes the request';
const pushField = 'fields: push does what it is declared to do';
const ownFields = "fields: every one of the vendor's own fields changes the request";
const profiles = 'users: every name and avatar of several users goes to the vendor, or a warning names it';
const defaultSender = 'senders: a default sender stands where a message names none, and nowhere else';

/** Semaphores that lose what they were given. */
export const semaphoresWithBrokenMessages: readonly BrokenAdapter[] = [
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
];
