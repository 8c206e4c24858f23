import { readEnvelope } from '@polychat/routing';
import type { Inboxes } from './inboxes.ts';

/**
 * What an app with both SDKs would show wrongly: it shows one message for each id. Returns, in words, what it would show
 * twice, and what it would take for one message though it is two.
 */
export function wronglyShown(inboxes: Inboxes): readonly string[] {
  return [...inboxes].flatMap(([userId, messages]) => {
    const idOf = new Map<string, string>();
    const textOf = new Map<string, string>();
    return messages.flatMap(({ text, metadata }) => {
      // What was written once has no envelope, and stands for itself.
      const id = readEnvelope(metadata).id ?? `alone: ${text}`;
      const isTwice = (idOf.get(text) ?? id) !== id;
      const isLost = (textOf.get(id) ?? text) !== text;
      idOf.set(text, id);
      textOf.set(id, text);
      if (isTwice) return [`${userId} sees ${text} twice`];
      return isLost ? [`${userId} does not see ${text}`] : [];
    });
  });
}
