import type { GroupMessage, MessageFields } from '@polychat/core';

/** Writes a user's id at the vendor. Throws a `ChatError` that names the field where it cannot be written. */
export type MapField = (userId: string, field: string) => string;

/** The message with the vendor's ids of its sender and of whom it names. What is no id stays, for the chat to refuse. */
export function withMappedIds<Message extends MessageFields>(message: Message, mapField: MapField): Message {
  if (typeof message !== 'object' || message === null) return message;
  const { from, mentions, targets } = message as Message & Partial<GroupMessage>;
  const mapped: Record<string, unknown> = {};
  if (typeof from === 'string') mapped.from = mapField(from, 'from');
  if (isObject(mentions)) mapped.mentions = withMappedLists(mentions, ['users'], 'mentions', mapField);
  if (isObject(targets)) mapped.targets = withMappedLists(targets, ['only', 'except'], 'targets', mapField);
  return Object.keys(mapped).length > 0 ? { ...message, ...mapped } : message;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function withMappedLists(
  lists: object,
  names: readonly string[],
  field: string,
  mapField: MapField,
): Record<string, unknown> {
  const mapped: Record<string, unknown> = { ...lists };
  for (const name of names) {
    const list = mapped[name];
    if (!Array.isArray(list)) continue;
    mapped[name] = Array.from(list, (userId: unknown, index) =>
      typeof userId === 'string' ? mapField(userId, `${field}.${name}[${index}]`) : userId,
    );
  }
  return mapped;
}
