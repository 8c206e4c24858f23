import { createProblem, type SessionGrant, type VendorCall } from '@polychat/core/adapter';
import {
  type BrokenAdapter,
  brokenTelegraph as broken,
  withCapabilities,
  withDirectPlans,
  withResults,
} from './broken-adapter.ts';
import { clientSecret } from './telegraph-double.ts';
import { type Break, withCalls } from './with-calls.ts';

const limits = 'pacing: the vendor never sees more calls or recipients than its limits allow';

/** Changes the call that fetches a token. */
const withSessions =
  (change: (call: VendorCall<SessionGrant>) => VendorCall<SessionGrant>): Break =>
  (adapter) => {
    const { session } = adapter;
    return session ? { ...adapter, session: { call: (context) => change(session.call(context)) } } : adapter;
  };

/** Telegraphs that cannot keep a session, or do not keep what they declare. */
export const brokenTelegraphs: readonly BrokenAdapter[] = [
  broken(
    'fetches a token for every call',
    withSessions((call) => ({
      ...call,
      read(reply, attempt) {
        const { value, ...result } = call.read(reply, attempt);
        return { ...result, ...(value && { value: { ...value, expiresInMs: 1 } }) };
      },
    })),
    ['sessions: a token serves many sends, and another is fetched when it ends'],
    /a token is fetched more than once/,
  ),
  broken(
    'uses a token after its end',
    withSessions((call) => ({
      ...call,
      read(reply, attempt) {
        const { value, ...result } = call.read(reply, attempt);
        return { ...result, ...(value && { value: { ...value, expiresInMs: value.expiresInMs * 2 } }) };
      },
    })),
    ['sessions: a token serves many sends, and another is fetched when it ends'],
    /an ended token is used/,
  ),
  broken(
    'does not say that a token was refused',
    withResults(({ refused: _, ...result }) => result),
    [
      'sessions: forty calls in flight with one refused token make one new fetch',
      'repeats: a refused signature is made anew, once',
    ],
    /with code invalid_token/,
  ),
  broken(
    'takes a refused token for a refused signature',
    withResults((result) => (result.refused ? { ...result, refused: 'signature' } : result)),
    ['sessions: forty calls in flight with one refused token make one new fetch'],
    /with code invalid_token/,
  ),
  broken(
    "takes a proxy's page for a token",
    withSessions((call) => ({
      ...call,
      read: (reply) => ({ value: { token: reply.text.slice(0, 20), expiresInMs: 3_600_000 } }),
    })),
    [
      'sessions: what is no reply holds no token',
      "sessions: a fetch that is answered with a proxy's page leaves everybody not_sent, and after a pause a send goes",
    ],
    /a token is read from/,
  ),
  broken(
    'shows its secret in what it says of a body',
    withSessions((call) => ({ ...call, describe: () => ({ client_secret: clientSecret }) })),
    ['secrecy: the adapter, its plans and its calls show nothing'],
    /shows a secret/,
  ),
  broken(
    'declares a value that it does not send',
    withCalls((call) => {
      const body = call.body();
      return body
        ? { ...call, body: () => ({ ...body, text: body.text.replace('&fleeting=true', '') }) }
        : call;
    }),
    ['fields: timeToLive does what it is declared to do'],
    /timeToLive: 0 is declared to be kept, and changes nothing in the request/,
  ),
  broken(
    'declares values that it refuses',
    withCapabilities(({ direct, ...capabilities }) => ({
      ...capabilities,
      direct: direct && {
        ...direct,
        content: { ...direct.content, location: 'yes' },
        fields: { ...direct.fields, timeToLive: { only: [0, 60] } },
      },
    })),
    ['fields: timeToLive does what it is declared to do'],
    /timeToLive: 60 is declared to be kept, and changes nothing in the request/,
  ),
  broken(
    'finds fields that cannot go together one at a time',
    withDirectPlans((plan) => ({
      ...plan,
      unsupported: plan.unsupported.map(() => ({ field: 'idempotencyKey', reason: 'is one too many' })),
    })),
    ['conditions: fields that cannot go together are named, all at once'],
    /there is more that cannot be kept|the message has none/,
  ),
  broken(
    'says that it checks recipients',
    withCapabilities(({ direct, ...capabilities }) => ({
      ...capabilities,
      direct: direct && { ...direct, checksRecipients: true },
    })),
    ['partial failure: an unknown recipient fails as recipient_not_found, and the others get the message'],
    /recipient_not_found/,
  ),
  broken(
    'declares a registration that it does not have',
    withCapabilities((capabilities) => ({
      ...capabilities,
      users: { fields: {}, updatesProfiles: false },
    })),
    ['description: plans what it declares, and declares what it plans'],
    /users: capabilities and plans do not agree/,
  ),
  broken(
    'counts only the app and not the channel',
    withCalls((call) => ({ ...call, costs: call.costs.filter(({ key }) => key === undefined) })),
    [limits],
    /for each recipient: the vendor saw/,
  ),
  broken(
    'reads a status as refused that leaves everything open',
    withResults((result, reply) =>
      reply.status === 502 && result.problem
        ? { problem: createProblem({ ...result.problem, effect: 'rejected' }) }
        : result,
    ),
    ["readers: a proxy's page is unclear, whatever its status"],
    /not unclear/,
  ),
  broken(
    'takes a copy that the vendor discarded for a failure',
    withResults((result, reply) =>
      reply.status === 409 ? { problem: undefined, value: undefined } : result,
    ),
    ['unclear outcomes: a reset after the vendor acted: one recipient'],
    /./,
  ),
  broken(
    'swaps latitude and longitude',
    withCalls((call) => {
      const body = call.body();
      if (!body) return call;
      const form = new URLSearchParams(body.text);
      const [lat, lon] = [form.get('lat'), form.get('lon')];
      if (lat === null || lon === null) return call;
      form.set('lat', lon);
      form.set('lon', lat);
      return { ...call, body: () => ({ ...body, text: form.toString() }) };
    }),
    ['contents: location arrives whole, or is declared "no" and refused as unsupported'],
    /code invalid_message|is refused|refused/,
  ),
];
