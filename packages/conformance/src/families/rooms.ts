import { family } from '../check.ts';
import { assertDeclared, conversationRules } from '../conversations/conversation-rules.ts';
import { rulesFor } from '../conversations/destination.ts';
import { roomRules } from '../conversations/room-rules.ts';

/** Messages to rooms. */
export const rooms = family('rooms', {
  'a message to a room is planned, or refused where none is declared': (trial) =>
    assertDeclared(trial, 'room'),
  ...rulesFor('room', { ...conversationRules, ...roomRules }),
});
