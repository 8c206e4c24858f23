import {
  type CheckedBroadcast,
  type CheckedGroupMessage,
  type CheckedMessage,
  createProblem,
  type Problem,
  utf8Length,
} from '@polychat/core/adapter';
import { maxBatchRecipients, maxUserIdBytes } from './limits.ts';

/** An id that takes the most bytes in a request: every character of it is escaped. */
export const longestUserId = '"'.repeat(maxUserIdBytes);

type Sized = Partial<
  Pick<CheckedMessage | CheckedBroadcast, 'content' | 'metadata' | 'push'> &
    Pick<CheckedGroupMessage, 'mentions' | 'targets'>
>;

/** The size of a body on the wire, in bytes. */
export function bodyBytes(body: object): number {
  return utf8Length(JSON.stringify(body));
}

/**
 * Whether a text is so short that its body certainly fits, which can be told without writing the body: no character
 * takes more than the six bytes of an escape, and all else of such a body less than a kilobyte.
 */
export function isSurelySmall(
  { content, metadata = '', push, from = '' }: PlainText,
  maxBytes: number,
): boolean {
  if (content.type !== 'text' || push) return false;
  return (content.text.length + metadata.length + from.length) * 6 + 1_024 <= maxBytes;
}

type PlainText = Pick<CheckedMessage, 'content' | 'metadata' | 'push' | 'from'>;

/** The problem of a body that is larger than the vendor takes; it names the field that takes the most bytes. */
export function bodySizeProblem(bytes: number, maxBytes: number, message: Sized): Problem | undefined {
  if (bytes <= maxBytes) return undefined;
  const field = largestField(message);
  return createProblem({
    code: 'message_too_large',
    effect: 'not_sent',
    transient: false,
    message: `${field}: makes a request body of up to ${bytes} bytes, where Tencent IM takes ${maxBytes}`,
    field,
    limit: { max: maxBytes, unit: 'bytes', actual: bytes },
  });
}

function largestField({ content, metadata, push, mentions, targets }: Sized): string {
  const sizes: [field: string, value: unknown][] = [
    [content?.type === 'text' ? 'content.text' : 'content', content],
    ['metadata', metadata],
    ['push', push],
    ['mentions', mentions],
    ['targets', targets],
  ];
  const sized = sizes.map(([field, value]) => ({
    field,
    bytes: value === undefined ? 0 : utf8Length(JSON.stringify(value)),
  }));
  return sized.reduce((largest, one) => (one.bytes > largest.bytes ? one : largest)).field;
}

/**
 * How many ids, from the front, make one batch, where so many bytes are left for them. One that is refused counts
 * too: it must not move the others.
 */
export function countThatFit(pending: readonly string[], bytesForIds: number): number {
  let bytes = 0;
  let count = 0;
  for (const userId of pending) {
    bytes += Math.min(JSON.stringify(userId).length, longestUserId.length * 2 + 2) + (count > 0 ? 1 : 0);
    if (count > 0 && (bytes > bytesForIds || count >= maxBatchRecipients)) break;
    count += 1;
  }
  return count;
}
