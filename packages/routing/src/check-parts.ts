import type { AnyMessage, Chat, CheckFinding } from '@polychat/core';
import { atField, checkRecipients, isDirect } from '@polychat/core/combine';
import type { ConversationMessage } from './conversation.ts';
import type { PlacedNow } from './conversation-placer.ts';
import { atPlaceInInput, fieldsOf, positionIn } from './place-in-input.ts';
import type { Placer } from './placing.ts';

/** What `check` needs of a chat that routes. */
export interface CheckOptions {
  readonly chats: ReadonlyMap<string, Chat>;
  readonly placer: Placer;
  readonly maxRecipients: number;
}

/**
 * What the chats would refuse: of a broadcast all of them; of a message to a list those at which its recipients are. For
 * recipients whose chat has to be looked up first, the message is checked at all chats, and they themselves are not.
 */
export function checkThrough(
  message: AnyMessage,
  { chats, placer, maxRecipients }: CheckOptions,
): readonly CheckFinding[] {
  const everywhere = () => [...chats.values()].map((chat) => chat.check(message));
  if (!isDirect(message)) return eachOnce(everywhere().flat());
  const { to } = message ?? {};
  const problem = thrownBy(() => checkRecipients(to, maxRecipients));
  if (problem) return eachOnce([...everywhere().flat(), problem]);

  const places = placesIn(typeof to === 'string' ? [to] : to);
  const userIds = [...places.keys()];
  const placements = placer.placeNow(userIds);
  const found: CheckFinding[] = [];
  const fieldOf = fieldsOf(to);
  for (const [at, placement] of placements.entries()) {
    if (placement?.problem)
      found.push(atField(placement.problem, fieldOf(places.get(userIds[at] ?? '') ?? 0)));
  }
  const isHit = placements.some((placement) => placement?.chat);
  const isOpen = placements.includes(undefined) || !isHit;
  for (const chat of chats.values()) {
    const own = userIds.filter((_userId, at) => placements[at]?.chat === chat);
    if (own.length === 0 && !isOpen) continue;
    for (const finding of chat.check({ ...message, to: own.length > 0 ? own : userIds })) {
      const position = positionIn(finding);
      if (own.length === 0 && (position !== undefined || finding.field === 'to')) continue;
      if (position === undefined || finding.effect === undefined) found.push(finding);
      else found.push(atPlaceInInput(finding, fieldOf(places.get(own[position] ?? '') ?? position)));
    }
  }
  return eachOnce(found);
}

/**
 * What is wrong with a message to a group or a room: what its chat says, or why it has none. Where the chat has to be
 * looked up first, it is checked at all chats.
 */
export function checkConversation(
  message: ConversationMessage,
  chats: ReadonlyMap<string, Chat>,
  placed: PlacedNow,
): readonly CheckFinding[] {
  if (placed !== 'open' && 'chat' in placed) return placed.chat.check(message);
  const everywhere = [...chats.values()].flatMap((chat) => chat.check(message));
  return eachOnce(placed === 'open' ? everywhere : [...everywhere, placed.finding]);
}

/** Every id once, and where it first stands. */
export function placesIn(userIds: readonly string[]): ReadonlyMap<string, number> {
  const places = new Map<string, number>();
  for (const [index, userId] of userIds.entries()) if (!places.has(userId)) places.set(userId, index);
  return places;
}

/** What several chats say in the same words is said once. */
export function eachOnce(findings: readonly CheckFinding[]): readonly CheckFinding[] {
  const found = new Map<string, CheckFinding>();
  for (const finding of findings) {
    const key = JSON.stringify([finding.code, finding.field, finding.message]);
    if (!found.has(key)) found.set(key, finding);
  }
  return [...found.values()];
}

function thrownBy(act: () => unknown): CheckFinding | undefined {
  try {
    act();
    return undefined;
  } catch (error) {
    return error as CheckFinding;
  }
}
