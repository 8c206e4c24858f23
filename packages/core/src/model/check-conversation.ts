import { type Checked, checkedWith, completeMessage } from './check-message.ts';
import type { GivenGroupMessage, GivenRoomMessage } from './given-message.ts';
import { problemsFromIssues } from './issues.ts';
import type { CheckedGroupMessage, CheckedRoomMessage, Mentions, Targets } from './message.ts';
import { messageSchemas } from './message-schema.ts';
import { invalidField, type Problem } from './problem.ts';

/** Checks our own rules for a message to a group. */
export function checkGroupMessage(input: unknown): Checked<GivenGroupMessage> {
  const result = messageSchemas().group.safeParse(input, { reportInput: true });
  if (!result.success) return { problems: problemsFromIssues(result.error.issues) };
  const { mentions, targets, ...fields } = result.data;
  const message = {
    ...fields,
    ...(mentions === undefined ? {} : { mentions: eachOnce(mentions) }),
    // That it is one of the two is a rule below.
    ...(targets === undefined ? {} : { targets: eachOnce(targets) as Targets }),
  };
  return checkedWith(message, [...problemsOfMentions(mentions), ...problemsOfTargets(targets)]);
}

/** Checks our own rules for a message to a room. */
export function checkRoomMessage(input: unknown): Checked<GivenRoomMessage> {
  const result = messageSchemas().room.safeParse(input, { reportInput: true });
  if (!result.success) return { problems: problemsFromIssues(result.error.issues) };
  return checkedWith(result.data, []);
}

/** A message to a group as an adapter gets it: with our defaults, and its own vendor's fields. */
export function completeGroupMessage(message: GivenGroupMessage, vendorName: string): CheckedGroupMessage {
  return completeMessage(message, vendorName);
}

/** A message to a room as an adapter gets it: with our defaults, and its own vendor's fields. */
export function completeRoomMessage(message: GivenRoomMessage, vendorName: string): CheckedRoomMessage {
  return completeMessage(message, vendorName);
}

/** The same lists without an id that was there before. */
function eachOnce<Lists extends object>(lists: Lists): Lists {
  return Object.fromEntries(
    Object.entries(lists).map(([name, list]) => [name, Array.isArray(list) ? [...new Set(list)] : list]),
  ) as Lists;
}

function problemsOfMentions(mentions: Mentions | undefined): readonly Problem[] {
  if (!mentions || mentions.everyone || mentions.users) return [];
  return [invalidField('mentions', 'must have everyone: true, or users')];
}

function problemsOfTargets(targets: { readonly only?: unknown; readonly except?: unknown } | undefined) {
  if (!targets || (targets.only === undefined) !== (targets.except === undefined)) return [];
  return [invalidField('targets', 'must have either only or except')];
}
