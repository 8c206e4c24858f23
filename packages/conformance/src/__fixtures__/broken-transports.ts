import {
  createKyTransport,
  type HttpReply,
  type HttpRequest,
  type Transport,
  type TransportFault,
} from '@polychat/core';

/** A transport that was broken on purpose, and rules that find it. */
interface BrokenTransport {
  readonly name: string;
  readonly create: () => Transport;
  readonly caughtBy: readonly string[];
}

type Result = HttpReply | TransportFault;

/** The transport on ky, with another result, or with requests that are changed before. */
function changed(
  change: (result: Result, request: HttpRequest) => Result,
  before = (request: HttpRequest) => request,
) {
  const transport = createKyTransport();
  return (): Transport => ({
    prepare: () => transport.prepare?.(),
    send: async (request, options) => change(await transport.send(before(request), options), request),
  });
}

const fetching = (fetch: typeof globalThis.fetch) => () => createKyTransport({ fetch });
const asFault = (result: Result, fault: TransportFault): Result => ('fault' in result ? fault : result);
const asReply = (result: Result, change: (reply: HttpReply) => HttpReply): Result =>
  'fault' in result ? result : change(result);

/** `fetch` as it comes, with what everybody adds to it. */
const plainFetch = (): Transport => ({
  async send({ url, ...request }, { signal }) {
    try {
      const response = await fetch(url, { ...request, redirect: 'manual', signal });
      return {
        status: response.status,
        headers: Object.fromEntries(response.headers),
        text: await response.text(),
      };
    } catch {
      return { fault: 'unknown', reason: signal.aborted ? 'aborted' : 'network' };
    }
  },
});

function repeating(): Transport {
  const transport = createKyTransport();
  return {
    async send(request, options) {
      const result = await transport.send(request, options);
      return 'fault' in result && result.reason === 'network' ? transport.send(request, options) : result;
    },
  };
}

/** Remembers the reply to come, whoever asks. */
function sharing(): Transport {
  const transport = createKyTransport();
  let underWay: Promise<Result> | undefined;
  return {
    async send(request, options) {
      underWay ??= transport.send(request, options).finally(() => {
        underWay = undefined;
      });
      return underWay;
    },
  };
}

const aMinute = 60_000;

export const brokenTransports: readonly BrokenTransport[] = [
  {
    name: 'follows redirects',
    create: fetching((url, init) => fetch(url, { ...init, redirect: 'follow' })),
    caughtBy: ['a redirect with status 307 is not followed'],
  },
  {
    name: 'does not know that fetch sends again after 421, and bounds no reply',
    create: plainFetch,
    caughtBy: [
      'a reply with status 421 is no reason to send again',
      'a reply that is too large of an announced length is given up',
      'a reply that is too large once it is unpacked is given up',
      'a request to a port at which nobody listens was not sent',
    ],
  },
  {
    name: 'sends again where nobody knows',
    create: repeating,
    caughtBy: ['where the server resets the connection, nobody knows, and nothing is sent again'],
  },
  {
    name: 'says of all faults that nothing was sent',
    create: changed((result) => asFault(result, { fault: 'not_sent', reason: 'network' })),
    caughtBy: ['where the server hangs up, nobody knows, and nothing is sent again'],
  },
  {
    name: 'says of no fault that nothing was sent',
    create: changed((result) => asFault(result, { fault: 'unknown', reason: 'network' })),
    caughtBy: ['a request to a port at which nobody listens was not sent'],
  },
  {
    name: 'asks whether a request may leave, and does not wait for the answer',
    create: () => {
      const transport = createKyTransport();
      return {
        send(request, { mayLeave, ...options }) {
          mayLeave?.();
          return transport.send(request, options);
        },
      };
    },
    caughtBy: ['where it asks whether a request may still leave, it writes none that may not'],
  },
  {
    name: 'knows of a refused connection alone that nothing was sent',
    create: changed((result) =>
      'fault' in result && result.detail !== 'ECONNREFUSED' ? { ...result, fault: 'unknown' } : result,
    ),
    caughtBy: [
      'a request to a server that speaks no TLS was not sent',
      'a request to a server that refuses the handshake was not sent',
    ],
  },
  {
    name: 'sends what was aborted before it began',
    create: () => {
      const transport = createKyTransport();
      return {
        send: (request, options) =>
          transport.send(request, { ...options, signal: new AbortController().signal }),
      };
    },
    caughtBy: ['a request that is aborted before it begins is not sent'],
  },
  {
    name: 'quotes the address',
    create: changed((result, { url }) =>
      'fault' in result && result.reason === 'network' ? { ...result, detail: url } : result,
    ),
    caughtBy: ['where the server hangs up, nobody knows, and nothing is sent again'],
  },
  {
    name: 'throws',
    create: changed((result) => {
      if ('fault' in result) throw new Error(result.reason);
      return result;
    }),
    caughtBy: ['a URL that is none is a fault and no exception'],
  },
  {
    name: 'takes an error status for a fault',
    create: changed((result) =>
      !('fault' in result) && result.status >= 400 ? { fault: 'unknown', reason: 'network' } : result,
    ),
    caughtBy: ['a reply with any status is a reply, and is asked for once'],
  },
  {
    name: 'loses headers',
    create: changed((result) => asReply(result, ({ status, text }) => ({ status, text, headers: {} }))),
    caughtBy: ['headers have their names in lower case, several values of one name as one'],
  },
  {
    name: 'reads another encoding',
    create: changed((result) =>
      asReply(result, ({ status, headers, text }) => ({
        status,
        headers,
        text: Buffer.from(text).toString('latin1'),
      })),
    ),
    caughtBy: [
      'a reply of a known length is read whole',
      'a character that comes in pieces is one character',
    ],
  },
  {
    name: 'sends no body with a DELETE',
    create: changed(
      (result) => result,
      (request) => (request.method === 'DELETE' ? { ...request, body: undefined } : request),
    ),
    caughtBy: ['the request arrives as it was given'],
  },
  {
    name: 'gives everybody the reply to the first',
    create: sharing,
    caughtBy: ['replies of requests that are under way together are not mixed up'],
  },
  {
    name: 'does not listen to the signal',
    create: fetching((url, init) => fetch(url, { ...init, signal: AbortSignal.timeout(aMinute) })),
    caughtBy: ['an abort ends a request to a server that falls silent before its reply, and its connection'],
  },
  {
    name: 'goes on listening to the signal',
    create: () => {
      const transport = createKyTransport();
      return {
        send(request, options) {
          options.signal.addEventListener('abort', () => {});
          return transport.send(request, options);
        },
      };
    },
    caughtBy: ['nothing listens to the signal once the request has ended'],
  },
  {
    name: 'closes nothing',
    create: () => ({ ...createKyTransport(), close: async () => {} }),
    caughtBy: ['a transport that is closed lets requests under way end, and holds no connection'],
  },
];
