import type { JsonObject } from '../vendor.ts';
import { moderatedTexts } from './message-body.ts';
import type { ZimSettings } from './options-schema.ts';

/** What moderation found, as `AuditInfos` of a reply. */
export interface AuditInfo {
  /** The item's number in a message of type 10, from 0 [?]; otherwise 0. */
  readonly Index: number;
  readonly Reason: string;
}

/** The findings in a message; none unless the option names words, and the sender is moderated at all. */
export function moderate(
  content: JsonObject,
  { moderation }: ZimSettings,
  source: 'server' | 'client',
): AuditInfo[] {
  if (moderation.words.length === 0 || (source === 'server' && !moderation.serverSends)) return [];
  const found: AuditInfo[] = [];
  for (const { index, text } of moderatedTexts(content)) {
    if (moderation.words.some((word) => text.includes(word))) found.push({ Index: index, Reason: 'text' });
  }
  return found;
}
