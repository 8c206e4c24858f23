import {
  type AttemptInfo,
  asInteger,
  asName,
  asRecord,
  type CallResult,
  createProblem,
  type FoundMessage,
  type HttpReply,
  type MessageRef,
  parseJson,
} from '@polychat/core/adapter';
import { commands, type FindCommand } from './commands.ts';
import { contentFromWire } from './content-from-wire.ts';
import { tooFastOf, unclearReply } from './errors.ts';
import { parseReply } from './reply.ts';
import { vendorName, vendorTitle } from './vendor.ts';
import { messageFlags, placeFlags } from './wire.ts';

/** It may be among those that the reply had no place for; more of them would be another call. */
const tooMany = createProblem({
  code: 'vendor_error',
  effect: 'rejected',
  transient: false,
  message: `${vendorTitle} has more messages of that second than fit into one reply of ${commands.findDirect}`,
  vendor: { name: vendorName },
});

type Entry = Readonly<Record<string, unknown>>;

/**
 * Reads a reply of `admin_getroammsg` (35478 = 269/42794) or of `group_msg_get_simple` (34971 = 269/2738) for the message
 * that was asked for. One of another sender is not that message.
 */
export function readFindReply(
  reply: HttpReply,
  attempt: AttemptInfo,
  ref: MessageRef,
  endpoint: FindCommand,
): CallResult<FoundMessage> {
  const parsed = parseReply(reply, attempt, endpoint);
  if (parsed.problem) {
    const { problem, refused } = parsed;
    return { problem, refused, tooFast: tooFastOf(endpoint, [problem]) };
  }
  // The reply has been parsed once, so it is JSON.
  const body = asRecord(parseJson(reply.text)) ?? {};
  return endpoint === commands.findDirect ? readDirect(body, ref) : readGroup(body, ref);
}

function readDirect(body: Entry, ref: MessageRef): CallResult<FoundMessage> {
  const entries = entriesOf(body.MsgList);
  if (!entries) return { problem: unclearReply(commands.findDirect, 'a MsgList that cannot be read') };
  const entry = entries.find(
    ({ MsgKey, MsgSeq, From_Account, To_Account }) =>
      MsgKey === ref.messageId &&
      asName(From_Account) === ref.from &&
      asName(To_Account) === ref.to &&
      (ref.sequence === undefined || asName(MsgSeq) === ref.sequence),
  );
  if (entry) return { value: messageOf(entry, ref, isRecalledDirect(entry)) };
  return asInteger(body.Complete) === 0 ? { problem: tooMany } : { value: { found: false } };
}

function readGroup(body: Entry, ref: MessageRef): CallResult<FoundMessage> {
  // The field table calls it MsgList.
  const entries = entriesOf(body.RspMsgList ?? body.MsgList);
  if (!entries) return { problem: unclearReply(commands.findGroup, 'a RspMsgList that cannot be read') };
  const entry = entries.find(({ MsgSeq }) => asName(MsgSeq) === ref.sequence);
  const place = asInteger(entry?.IsPlaceMsg) ?? placeFlags.none;
  const isOther =
    asName(entry?.From_Account) !== ref.from ||
    asInteger(entry?.IsSystemMsg) === 1 ||
    place === placeFlags.gone;
  if (!entry || isOther) return { value: { found: false } };
  return { value: messageOf(entry, ref, place === placeFlags.recalled) };
}

/** [?] Nothing found may be no list. Undefined for a list that cannot be read whole. */
function entriesOf(list: unknown): readonly Entry[] | undefined {
  const values: unknown = list ?? [];
  if (!Array.isArray(values)) return undefined;
  const entries: readonly (Entry | undefined)[] = values.map(asRecord);
  return entries.every((entry) => entry !== undefined) ? entries : undefined;
}

function isRecalledDirect({ MsgFlagBits }: Entry): boolean {
  // A set of bits, of which one is known.
  return ((asInteger(MsgFlagBits) ?? 0) & messageFlags.recalled) !== 0;
}

function messageOf(
  { MsgKey, MsgSeq, MsgTimeStamp, MsgBody, CloudCustomData }: Entry,
  { from, to }: MessageRef,
  isRecalled: boolean,
): FoundMessage {
  const [messageId, sequence, second] = [asName(MsgKey), asName(MsgSeq), asInteger(MsgTimeStamp)];
  const message = {
    ...({ found: true, from, to } as const),
    ...(messageId !== undefined && { messageId }),
    ...(sequence !== undefined && { sequence }),
    ...(second && { sentAt: second * 1_000 }),
  };
  if (isRecalled) return { ...message, state: 'recalled' };
  const content = contentFromWire(MsgBody);
  const metadata = asName(CloudCustomData) || undefined;
  return { ...message, state: 'sent', ...(content && { content }), ...(metadata && { metadata }) };
}
