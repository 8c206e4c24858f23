import type { ChatAdapter, HttpReply } from '@polychat/core';
import { tencentIm } from '@polychat/tencent-im';
import { zim } from '@polychat/zim';
import type { Send } from './clients/bare-clients.ts';
import { handWrittenTencentIm } from './clients/hand-written-tencent-im.ts';
import { handWrittenZim } from './clients/hand-written-zim.ts';
import { message } from './message.ts';
import { tencentImReply, zimReply } from './replies.ts';

/** One vendor, as the benchmark needs it. */
export interface BenchVendor {
  readonly name: string;
  /** The adapter, with limits that nothing here reaches. */
  adapter(baseUrl?: string): ChatAdapter;
  /** The hand-written code, which sends {@link message}. */
  handWritten(baseUrl: string, fetch?: typeof globalThis.fetch): Send;
  /** The reply to {@link message}. */
  readonly reply: string;
  /** The most recipients of one call. */
  readonly recipientsPerCall: number;
  /** The reply to a call with these recipients. */
  replyTo(userIds: readonly string[]): string;
}

/** Stands for the vendor where nothing is sent. */
export const nowhere = 'http://127.0.0.1:9';

const plenty = 1e9;

const tencentImApp = {
  sdkAppId: 1_400_000_000,
  secretKey: '0123456789abcdef'.repeat(4),
  adminUserId: 'administrator',
};
const zimApp = { appId: 1_234_567_890, serverSecret: '0123456789abcdef'.repeat(2) };

export const vendors: readonly BenchVendor[] = [
  {
    name: 'Tencent IM',
    adapter: (baseUrl = nowhere) =>
      tencentIm({
        ...tencentImApp,
        baseUrl,
        singleCallsPerSecond: plenty,
        batchCallsPerSecond: plenty,
        batchRecipientsPerMinute: plenty,
      }),
    handWritten: (baseUrl, fetch) => {
      const send = handWrittenTencentIm({ ...tencentImApp, baseUrl }, fetch);
      return () => send(message.from, message.to, message.content.text);
    },
    reply: tencentImReply,
    recipientsPerCall: 500,
    replyTo: () => tencentImReply,
  },
  {
    name: 'ZIM',
    adapter: (baseUrl = nowhere) => zim({ ...zimApp, baseUrl, directCallsPerSecond: plenty }),
    handWritten: (baseUrl, fetch) => {
      const send = handWrittenZim({ ...zimApp, baseUrl }, fetch);
      return () => send(message.from, message.to, message.content.text);
    },
    reply: zimReply([message.to]),
    recipientsPerCall: 100,
    replyTo: zimReply,
  },
];

/** A reply as a transport gives it. */
export function httpReply(text: string): HttpReply {
  return { status: 200, headers: { 'content-type': 'application/json' }, text };
}
