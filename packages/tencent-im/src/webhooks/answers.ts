import type { Content } from '@polychat/core/adapter';
import type {
  Allow,
  AllowExcept,
  Drop,
  Refuse,
  Replace,
  Verdict,
  VetoEventType,
  WebhookAnswer,
  WebhookItem,
} from '@polychat/core/webhooks';
import { contentToWire } from '../content-to-wire.ts';

/** The verdicts that Tencent IM can carry out, by event (34364, 34374, 34368 to 34371, 43467, 43468). */
export interface TencentImVerdicts {
  /** `drop` in groups and rooms alone. Codes: 120001 to 130000 of a direct message, 10100 to 10200 in groups and rooms. */
  readonly 'message.sending': Allow | Refuse | Drop | Replace;
  /** Codes: 10100 to 10200. */
  readonly 'group.creating': Allow | Refuse;
  /** Codes: 10100 to 10200. `allow` does not stand in for the group's own approval. */
  readonly 'group.joining': Allow | Refuse;
  /** Codes: 10100 to 10200. */
  readonly 'group.inviting': Allow | AllowExcept | Refuse;
  /** Codes: 38000 to 39000. */
  readonly 'friend.adding': Allow | AllowExcept | Refuse;
  /** Codes: 38000 to 39000. */
  readonly 'friend.answering': Allow | AllowExcept | Refuse;
}

/** A taken webhook. Any other form of answer counts as a failure. */
export function acknowledge(): WebhookAnswer {
  return answerWith(codes.allow);
}

const codes = { allow: 0, refuse: 1, drop: 2 } as const;

function answerWith(ErrorCode: number, ErrorInfo = '', more: object = {}): WebhookAnswer {
  return { body: JSON.stringify({ ActionStatus: 'OK', ErrorInfo, ErrorCode, ...more }) };
}

/**
 * A verdict as the vendor reads it. Throws a `RangeError` for one that it cannot carry out. Without an item, its body did
 * not come in time: then it is the answer to a message or a group, since a friendship's names those who asked.
 */
export function answer(item: WebhookItem | undefined, verdict: Verdict): WebhookAnswer {
  const event = item?.event;
  if (event?.type === 'friend.adding' || event?.type === 'friend.answering') {
    return answerWith(codes.allow, '', { ResultItem: resultsOf(event.friendIds, event.type, verdict) });
  }
  const isDirect = event?.type === 'message.sending' && event.conversation === 'direct';
  switch (verdict.verdict) {
    case 'allow':
      return acknowledge();
    case 'refuse': {
      const range = isDirect ? ranges.direct : ranges.group;
      return answerWith(codeOf(verdict, codes.refuse, range), verdict.reason);
    }
    case 'drop':
      if (event?.type !== 'message.sending') throw cannot(event?.type, verdict);
      // A one-to-one message has no such answer.
      if (isDirect)
        throw new RangeError('verdict: Tencent IM drops no direct message, it can only refuse one');
      return answerWith(codes.drop);
    case 'replace':
      if (event?.type !== 'message.sending') throw cannot(event?.type, verdict);
      return answerWith(codes.allow, '', replacement(verdict));
    case 'allow_except':
      if (event?.type !== 'group.inviting') throw cannot(event?.type, verdict);
      return answerWith(codes.allow, '', { RefusedMembers_Account: verdict.userIds });
  }
}

/** The codes that a refusal may have. */
const ranges = {
  direct: { from: 120_001, to: 130_000 },
  group: { from: 10_100, to: 10_200 },
  friend: { from: 38_000, to: 39_000 },
} as const;

function codeOf(
  { code }: Refuse,
  without: number,
  { from, to }: (typeof ranges)[keyof typeof ranges],
): number {
  if (code === undefined) return without;
  if (Number.isInteger(code) && from <= code && code <= to) return code;
  throw new RangeError(`code: Tencent IM takes ${from} to ${to} here`);
}

/** A code at the top is ignored here: each user has their own. */
function resultsOf(friendIds: readonly string[], type: string, verdict: Verdict): readonly object[] {
  const { from } = ranges.friend;
  const result = (To_Account: string, ResultCode: number, ResultInfo = '') => ({
    To_Account,
    ResultCode,
    ResultInfo,
  });
  switch (verdict.verdict) {
    case 'allow':
      return friendIds.map((userId) => result(userId, codes.allow));
    case 'refuse': {
      const code = codeOf(verdict, from, ranges.friend);
      return friendIds.map((userId) => result(userId, code, verdict.reason));
    }
    case 'allow_except': {
      const refused = new Set(verdict.userIds);
      return friendIds.map((userId) => result(userId, refused.has(userId) ? from : codes.allow));
    }
    default:
      throw cannot(type, verdict);
  }
}

function cannot(type: VetoEventType | string | undefined, { verdict }: Verdict): RangeError {
  return new RangeError(`verdict: Tencent IM cannot ${verdict} at ${type}`);
}

/** Sound, pictures, files and videos cannot be edited; other elements can stand in for them. */
const media: ReadonlySet<string> = new Set(['image', 'audio', 'video', 'file']);

function replacement({ content, metadata }: Replace): object {
  return {
    ...(content && { MsgBody: elementsOf(content) }),
    ...(metadata !== undefined && { CloudCustomData: metadata }),
  };
}

function elementsOf(content: Content): readonly object[] {
  const parts = content.type === 'mixed' ? content.parts : [content];
  for (const { type } of parts) {
    if (media.has(type))
      throw new RangeError(`content.type: Tencent IM puts no ${type} into a message that waits`);
  }
  return contentToWire(content);
}
