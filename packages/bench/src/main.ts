/**
 * What Polychat costs: `sendDirect` beside bare ky and bare fetch, which send the same body to the same server on
 * loopback. The clients take turns, so that all of them see the same noise; read the ratios.
 *
 *   npm run bench [-- messages rounds inFlight]
 */
import { createChat, type HttpRequest } from '@polychat/core';
import { tencentIm } from '@polychat/tencent-im';
import ky from 'ky';
import { measureRound, median, type Round } from './measure.ts';
import { startServer } from './server.ts';

const [messages = 1000, rounds = 30, inFlight = 64] = process.argv.slice(2).map(Number);
const server = await startServer();

const plenty = 1e9;
const chat = createChat(
  tencentIm({
    sdkAppId: 1_400_000_000,
    secretKey: '0123456789abcdef'.repeat(4),
    adminUserId: 'administrator',
    baseUrl: server.url,
    singleCallsPerSecond: plenty,
  }),
);
const message = { from: 'alice', to: 'bob', content: { type: 'text', text: 'The table is booked' } } as const;

/** The request that `sendDirect` makes, caught once, for the other clients to repeat. */
const { method, url, headers, body } = await new Promise<HttpRequest>((resolve) => {
  const spy = createChat(
    tencentIm({
      sdkAppId: 1_400_000_000,
      secretKey: '0123456789abcdef'.repeat(4),
      adminUserId: 'administrator',
      baseUrl: server.url,
    }),
    {
      transport: {
        send: async (request) => {
          resolve(request);
          return {
            status: 200,
            headers: { 'content-type': 'application/json' },
            text: '{"ActionStatus":"OK","ErrorCode":0}',
          };
        },
      },
    },
  );
  void spy.sendDirect(message);
});

const clients = {
  'bare fetch': async () => (await fetch(url, { method, headers, body })).json(),
  'bare ky': () => ky(url, { method, headers, body }).json(),
  'Polychat sendDirect': () => chat.sendDirect(message),
};

/** Who comes first changes from round to round: each client leaves its garbage to the next. */
function rotate<T>(list: readonly T[], by: number): readonly T[] {
  const start = by % list.length;
  return [...list.slice(start), ...list.slice(0, start)];
}

const results = new Map<string, Round[]>(Object.keys(clients).map((name) => [name, []]));
for (let round = 0; round <= rounds; round += 1) {
  for (const [name, send] of rotate(Object.entries(clients), round)) {
    const result = await measureRound(send, messages, inFlight);
    // The first round warms up.
    if (round > 0) results.get(name)?.push(result);
  }
}
await chat.close();
server.stop();

const summary = [...results].map(([name, all]) => ({
  name,
  requestsPerSecond: median(all.map(({ requestsPerSecond }) => requestsPerSecond)),
  cpuMicroseconds: median(all.map(({ cpuMicroseconds }) => cpuMicroseconds)),
}));
const base = summary.find(({ name }) => name === 'bare ky') ?? { requestsPerSecond: 1, cpuMicroseconds: 1 };
console.log(
  `${messages} messages a round, ${inFlight} in flight, median of ${rounds} rounds, Node ${process.version}`,
);
console.table(
  Object.fromEntries(
    summary.map(({ name, requestsPerSecond, cpuMicroseconds }) => [
      name,
      {
        'requests/s': Math.round(requestsPerSecond),
        'against bare ky': (requestsPerSecond / base.requestsPerSecond).toFixed(2),
        'CPU µs per message': Math.round(cpuMicroseconds),
        'CPU against bare ky': (cpuMicroseconds / base.cpuMicroseconds).toFixed(2),
      },
    ]),
  ),
);
