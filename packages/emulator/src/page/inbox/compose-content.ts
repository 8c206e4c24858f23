import type { MessageView } from '../../control/message-view.ts';
import type { JsonObject, Vendor } from '../../vendor.ts';

/** What is in the field where somebody writes. */
interface Draft {
  readonly text: string;
  /** True for the vendor's own JSON in place of words. */
  readonly asJson: boolean;
}

/** A message of words alone, as the vendor's devices send it. */
export function textMessage(vendor: Vendor, text: string): JsonObject {
  return vendor === 'zim'
    ? { MessageType: 1, MessageBody: { Message: text } }
    : { MsgBody: [textElement(text)] };
}

/** What an edit puts in the place of words. */
export function textEdit(vendor: Vendor, text: string): JsonObject {
  return vendor === 'zim' ? { Message: text } : { MsgBody: [textElement(text)] };
}

function textElement(text: string): JsonObject {
  return { MsgType: 'TIMTextElem', MsgContent: { Text: text } };
}

/** What can be changed of a message: its words, or the members that the vendor lets an edit replace. */
export function draftOf({ vendor, parts, content }: MessageView): Draft {
  const [part] = parts;
  if (parts.length === 1 && part?.kind === 'text') return { text: part.text, asJson: false };
  const names = vendor === 'zim' ? ['Message', 'ExtendedData'] : ['MsgBody', 'CloudCustomData'];
  const members = names.filter((name) => content[name] !== undefined).map((name) => [name, content[name]]);
  return { text: JSON.stringify(Object.fromEntries(members), undefined, 2), asJson: true };
}

/** A JSON object; nothing where the text is something else. */
export function parseDraft(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

/**
 * A message with those named in it whom its words name as `@user` or `@everyone`. Only Tencent IM's devices can name
 * members of a group.
 */
export function withMentions(message: JsonObject, text: string, members: readonly string[]): JsonObject {
  const words = new Set(
    Array.from(text.matchAll(/@([^\s@,;:!?]+)/g), ([, word = '']) => word.replace(/\.$/, '')),
  );
  const named = members
    .filter((userId) => words.has(userId))
    .map((userId) => ({ GroupAtAllFlag: 0, GroupAt_Account: userId }));
  const everyone = words.has('everyone') ? [{ GroupAtAllFlag: 1 }] : [];
  const GroupAtInfo = [...everyone, ...named];
  return GroupAtInfo.length === 0 ? message : { ...message, GroupAtInfo };
}
