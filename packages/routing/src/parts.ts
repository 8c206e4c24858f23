import type { Chat } from '@polychat/core';
import { misconfigured } from '@polychat/core/combine';

const verbs = [
  'deliver',
  'sendDirect',
  'sendBulk',
  'broadcast',
  'sendToGroup',
  'sendToRoom',
  'registerUsers',
  'check',
  'preview',
  'resume',
  'verify',
  'recall',
  'edit',
  'find',
  'close',
] as const;

/** Checks that a value is a chat. Throws a `ChatError` with code `misconfigured` that names the place. */
export function checkChat(where: string, value: unknown, field: string): asserts value is Chat {
  const chat = value as Partial<Chat> | null | undefined;
  const isChat =
    typeof chat === 'object' &&
    chat !== null &&
    typeof chat.name === 'string' &&
    Array.isArray(chat.apps) &&
    verbs.every((verb) => typeof chat[verb] === 'function');
  if (!isChat) throw misconfigured(`${where}: ${field}: must be a chat`, field);
}

/**
 * The chats that another is made of, by their names. Throws a `ChatError` with code `misconfigured` where there is none,
 * where one of them is no chat, and where two have one name, since outcomes tell chats by their names.
 */
export function partsByName(where: string, chats: readonly Chat[]): ReadonlyMap<string, Chat> {
  if (!Array.isArray(chats) || chats.length === 0) {
    throw misconfigured(`${where}: chats: must name at least one chat`, 'chats');
  }
  const parts = new Map<string, Chat>();
  for (const [index, chat] of chats.entries()) {
    const field = `chats[${index}]`;
    checkChat(where, chat, field);
    if (parts.has(chat.name)) {
      throw misconfigured(
        `${where}: ${field}: there is another chat with its name; give each a name of its own with createChat(…, { name })`,
        field,
      );
    }
    parts.set(chat.name, chat);
  }
  return parts;
}

/** The apps that these chats speak for, each once. */
export function appsOf(chats: Iterable<Chat>): Chat['apps'] {
  const apps = new Map<string, Chat['apps'][number]>();
  for (const chat of chats) {
    for (const app of chat.apps) apps.set(JSON.stringify([app.vendor, app.app]), app);
  }
  return Object.freeze([...apps.values()]);
}
