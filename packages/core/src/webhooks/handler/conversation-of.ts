import type { WebhookEventDraft } from '../webhook-source.ts';

/** What an event is about, for the order of events: a conversation, a group or room, a call, or a user. */
export function conversationOf(event: WebhookEventDraft): string {
  // The members differ from event to event, and this asks which are there.
  const { conversation, from, to, groupId, roomId, callId, userId } = event as Readonly<
    Record<string, unknown>
  >;
  if (conversation === 'direct') return JSON.stringify(['direct', ...[from, to].map(String).sort()]);
  if (conversation !== undefined) return JSON.stringify([conversation, to]);
  if (groupId !== undefined) return JSON.stringify(['group', groupId]);
  if (roomId !== undefined) return JSON.stringify(['room', roomId]);
  return JSON.stringify(callId === undefined ? ['user', userId] : ['call', callId]);
}
