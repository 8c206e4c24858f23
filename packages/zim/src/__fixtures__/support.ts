import { readFileSync } from 'node:fs';
import type {
  CallResult,
  ChatAdapter,
  CheckedBroadcast,
  CheckedMessage,
  Content,
  VendorCall,
} from '@polychat/core/adapter';
import { zim } from '../adapter.ts';
import type { ZimOptions } from '../options.ts';

export const appId = 2000000001;
export const serverSecret = '0123456789abcdef0123456789abcdef';

/** Words by which the nonce of a signature comes out as in the vector of the vendor reference. */
export const nonceWords = [0xa1b2c3d4, 0xe5f60718];

export const context = { now: () => 1_750_000_000_000, random: () => 7 };

export function adapterWith(options: Partial<ZimOptions> = {}): ChatAdapter {
  return zim({ appId, serverSecret, ...options });
}

export const hello: Content = { type: 'text', text: 'hello' };

/** A message as the engine hands it over, with Polychat's defaults. */
export function direct(fields: Partial<CheckedMessage> = {}): CheckedMessage {
  return {
    from: 'ann',
    content: hello,
    priority: 'normal',
    senderCopy: true,
    countsAsUnread: true,
    readReceipt: false,
    vendorFields: undefined,
    ...fields,
  };
}

export function broadcast(fields: Partial<CheckedBroadcast> = {}): CheckedBroadcast {
  return { from: 'ops', audience: 'online', content: hello, vendorFields: undefined, ...fields };
}

/** The first call of a plan for these recipients. */
export function directCall(
  message: CheckedMessage = direct(),
  recipients: readonly string[] = ['ana', 'bo'],
  options: Partial<ZimOptions> = {},
): VendorCall {
  const { call } = adapterWith(options).planDirect(message, context).next(recipients);
  if (!call) throw new Error('nobody is left to send to');
  return call;
}

export function broadcastCall(message: CheckedBroadcast = broadcast()): VendorCall {
  return adapterWith().planBroadcast(message, context).call();
}

export function usersCall(userIds: readonly string[] = ['ana', 'bo']): VendorCall {
  const users = userIds.map((userId) => ({ userId }));
  const { call } = adapterWith().planUsers(context).next(users);
  if (!call) throw new Error('nobody is left to register');
  return call;
}

export function readFixture(name: string): string {
  return readFileSync(new URL(`${name}.json`, import.meta.url), 'utf8');
}

/** Reads a reply given as text or as what JSON makes of a value. */
export function read(call: VendorCall, reply: unknown): CallResult {
  return call.read({ status: 200, text: typeof reply === 'string' ? reply : JSON.stringify(reply) });
}

/** A reading in one line per user, for tables: `bo: recipient_blocked rejected`. */
export function summarize({ problem, accepted, failed }: CallResult): readonly string[] {
  return [
    ...accepted.map(({ userId }) => `${userId}: accepted`),
    ...failed.map(({ userId, problem: own }) => `${userId}: ${own.code} ${own.effect}`),
    ...(problem ? [`others: ${problem.code} ${problem.effect}`] : []),
  ];
}
