import type { GroupMessage, MessageFields, RoomMessage } from '@polychat/core';

/** What a message to many goes to, whose members the vendor knows. */
export type ConversationKind = 'group' | 'room';

export const conversationKinds = ['group', 'room'] as const satisfies readonly ConversationKind[];

/** A message to a group or a room. Without an id it goes to the one that everybody is in. */
export type ConversationFields = MessageFields &
  Partial<Pick<GroupMessage, 'groupId' | 'mentions' | 'targets'> & Pick<RoomMessage, 'roomId'>>;

/** The member of a message that names where it goes. */
export function idFieldOf(kind: ConversationKind): 'groupId' | 'roomId' {
  return kind === 'group' ? 'groupId' : 'roomId';
}
