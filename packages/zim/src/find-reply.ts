import {
  type AttemptInfo,
  asInteger,
  asName,
  asRecord,
  type CallResult,
  type FoundMessage,
  type HttpReply,
  type MessageRef,
  parseJson,
} from '@polychat/core/adapter';
import { commands } from './commands.ts';
import { isSignatureRefusal, problemOfCall, tooFastOf, unclearReply } from './errors.ts';
import { parseReply } from './reply.ts';
import { readContent } from './webhooks/content.ts';
import { emptiness } from './wire.ts';

/**
 * Reads a reply of QueryMessagesByMsgSeq (as of 2026-08-21) for the message that was asked for. What is at its number
 * from another sender, or with another id, is not that message.
 */
export function readFindReply(
  reply: HttpReply,
  attempt: AttemptInfo,
  ref: MessageRef,
): CallResult<FoundMessage> {
  const parsed = parseReply(reply, attempt);
  if ('problem' in parsed) return parsed;
  const { code } = parsed;
  if (code !== 0) {
    const problem = problemOfCall(commands.find, parsed);
    return {
      problem,
      refused: isSignatureRefusal(code) ? 'signature' : undefined,
      tooFast: tooFastOf(commands.find, [problem]),
    };
  }
  // The reply has been parsed once, so it is JSON; its ids are numbers above 2^53. [?] Nothing found may be no list.
  const list = asRecord(parseJson(reply.text))?.MessageList ?? [];
  if (!Array.isArray(list)) {
    return { problem: unclearReply(commands.find, 'a MessageList that is none', parsed) };
  }
  const items: readonly (Readonly<Record<string, unknown>> | undefined)[] = list.map(asRecord);
  const item = items.find((each) => asName(each?.MsgSeq) === ref.sequence);
  return { value: (item && foundIn(item, ref)) ?? { found: false } };
}

function foundIn(
  item: Readonly<Record<string, unknown>>,
  { from, to, messageId: wanted, sequence }: MessageRef,
): FoundMessage | undefined {
  const { MsgType, SubMsgType, MsgBody, Payload } = item;
  const messageId = asName(item.MsgId);
  const empty = asInteger(item.IsEmpty) ?? emptiness.none;
  if (empty === emptiness.gone || asName(item.Sender) !== from) return undefined;
  if (wanted !== undefined && messageId !== wanted) return undefined;
  const sentAt = asInteger(item.MsgTime);
  const message = {
    ...({ found: true, from, to, sequence } as const),
    ...(messageId !== undefined && { messageId }),
    ...(sentAt && { sentAt }),
  };
  if (empty === emptiness.recalled) return { ...message, state: 'recalled' };
  const content = readContent({ msg_type: MsgType, sub_msg_type: SubMsgType, msg_body: MsgBody });
  const metadata = asName(Payload) || undefined;
  return { ...message, state: 'sent', ...(content && { content }), ...(metadata && { metadata }) };
}
