import type { MessageView } from '../../control/message-view.ts';
import type { JsonObject } from '../../vendor.ts';
import { vendorPages } from '../vendors.ts';

/** What is in the field where somebody writes. */
interface Draft {
  readonly text: string;
  /** True for the vendor's own JSON in place of words. */
  readonly asJson: boolean;
}

/** What can be changed of a message: its words, or the members that the vendor lets an edit replace. */
export function draftOf({ vendor, parts, content }: MessageView): Draft {
  const [part] = parts;
  if (parts.length === 1 && part?.kind === 'text') return { text: part.text, asJson: false };
  const members = vendorPages[vendor].editableMembers
    .filter((name) => content[name] !== undefined)
    .map((name) => [name, content[name]]);
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
