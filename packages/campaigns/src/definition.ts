import type { Chat, MessageWithoutRecipients } from '@polychat/core';

/** How recipients are put into calls; see `StartOptions.delivery`. */
export type Delivery = 'single' | 'batch';

/** What a campaign sends, and how. */
export interface Definition {
  readonly message: MessageWithoutRecipients;
  readonly delivery: Delivery;
}

/** The same definition gives the same JSON, in whatever order its members stand. */
export function packDefinition(definition: Definition): string {
  return JSON.stringify(definition, (_key, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1)))
      : value,
  );
}

export function unpackDefinition(json: string): Definition {
  return JSON.parse(json) as Definition;
}

/**
 * The message of one round. With a key a vendor that can discard copies does so, also where one of several commands
 * can; each round has a key of its own, so that it is not taken for a copy of the one before. A chat that refuses keys
 * gets none.
 */
export function messageOf(
  { message, delivery }: Definition,
  chat: Chat,
  campaign: string,
  round: number,
): MessageWithoutRecipients {
  if (delivery === 'batch') return message;
  const keyed = { ...message, idempotencyKey: `${campaign} ${round}` };
  return refusesKey(chat, keyed) ? message : keyed;
}

function refusesKey(chat: Chat, message: MessageWithoutRecipients): boolean {
  return chat
    .check({ ...message, to: 'somebody' })
    .some(({ code, field }) => code === 'unsupported' && field === 'idempotencyKey');
}
