/**
 * What the engine alone costs for one `sendDirect`: a transport that answers at once, CPU time and heap allocated for
 * each message between two collections, beside what somebody would write by hand for the same request.
 *
 *   npm run bench:engine [-- messages rounds]
 */
import { type Chat, createChat, type HttpReply, type Transport } from '@polychat/core';
import type { ChatAdapter } from '@polychat/core/adapter';
import { tencentIm } from '@polychat/tencent-im';
import { zim } from '@polychat/zim';
import { median } from '../measure.ts';

const [messages = 20_000, rounds = 7] = process.argv.slice(2).map(Number);
const { gc } = globalThis;
if (!gc) throw new Error('run it with --expose-gc');

const plenty = 1e9;
const message = { from: 'alice', to: 'bob', content: { type: 'text', text: 'The table is booked' } } as const;

const vendors: Readonly<Record<string, { adapter: ChatAdapter; reply: HttpReply }>> = {
  'Tencent IM': {
    adapter: tencentIm({
      sdkAppId: 1_400_000_000,
      secretKey: '0123456789abcdef'.repeat(4),
      adminUserId: 'administrator',
      region: 'singapore',
      singleCallsPerSecond: plenty,
    }),
    reply: replyOf({
      ActionStatus: 'OK',
      ErrorInfo: '',
      ErrorCode: 0,
      MsgTime: 1_497_238_162,
      MsgKey: '89541_2574206_1497238162',
    }),
  },
  ZIM: {
    adapter: zim({
      appId: 1_234_567_890,
      serverSecret: '0123456789abcdef0123456789abcdef',
      directCallsPerSecond: plenty,
    }),
    reply: replyOf({
      Code: 0,
      Message: 'success',
      RequestId: '343649807833778782',
      ErrorList: [],
      SuccList: [{ UserId: 'bob', MsgId: '343649807833778782', MsgSeq: 1 }],
    }),
  },
};

function replyOf(body: object): HttpReply {
  return { status: 200, headers: { 'content-type': 'application/json' }, text: JSON.stringify(body) };
}

/** Sends so many messages one after another; CPU in microseconds and heap in bytes for each. */
async function measure(chat: Chat): Promise<{ readonly cpu: number; readonly heap: number }> {
  gc?.();
  const before = process.memoryUsage().heapUsed;
  const cpu = process.cpuUsage();
  let allocated = 0;
  let last = before;
  for (let sent = 0; sent < messages; sent += 1) {
    await chat.sendDirect(message);
    if (sent % 50 !== 49) continue;
    // A collection takes away: what grew between two looks is what was allocated.
    const now = process.memoryUsage().heapUsed;
    if (now > last) allocated += now - last;
    last = now;
  }
  const { user, system } = process.cpuUsage(cpu);
  return { cpu: (user + system) / messages, heap: allocated / messages };
}

const rows: Record<string, Record<string, string>> = {};
for (const [name, { adapter, reply }] of Object.entries(vendors)) {
  const transport: Transport = { send: () => Promise.resolve(reply) };
  const chat = createChat(adapter, { transport });
  const results = [];
  for (let round = 0; round <= rounds; round += 1) {
    const result = await measure(chat);
    // The first round warms up.
    if (round > 0) results.push(result);
  }
  await chat.close();
  rows[name] = {
    'CPU µs per message': median(results.map(({ cpu }) => cpu)).toFixed(1),
    'heap KB per message': (median(results.map(({ heap }) => heap)) / 1_024).toFixed(1),
  };
}
console.log(`${messages} messages a round, median of ${rounds} rounds, Node ${process.version}`);
console.table(rows);
