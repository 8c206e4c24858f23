import { family } from '../check.ts';
import { assertDeclared, conversationRules } from '../conversations/conversation-rules.ts';
import { rulesFor } from '../conversations/destination.ts';
import { groupRules } from '../conversations/group-rules.ts';

/** Messages to groups. */
export const groups = family('groups', {
  'a message to a group is planned, or refused where none is declared': (trial) =>
    assertDeclared(trial, 'group'),
  ...rulesFor('group', { ...conversationRules, ...groupRules }),
});
