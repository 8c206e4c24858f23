import { checkBroadcast, checkMessage } from '../model/check-message.ts';
import type { BroadcastMessage, DirectMessage } from '../model/message.ts';
import { atField, type Problem } from '../model/problem.ts';
import { audiencePlanning } from './broadcast.ts';
import { isBroadcast } from './is-broadcast.ts';
import { planMessage } from './plan-message.ts';
import { batchesOf } from './preview.ts';
import { problemsOfRecipients, unique } from './recipients.ts';
import { type ChatCore, startSend } from './send.ts';
import { directPlanning } from './send-direct.ts';

/** `Chat.check`: all that would be refused or left out. */
export function checkOnly(core: ChatCore, message: DirectMessage | BroadcastMessage): readonly Problem[] {
  return isBroadcast(message) ? checkBroadcastOnly(core, message) : checkDirectOnly(core, message);
}

function checkBroadcastOnly(core: ChatCore, message: BroadcastMessage): readonly Problem[] {
  const checked = checkBroadcast(message);
  if ('problems' in checked) return checked.problems;
  const send = startSend(core, { operation: 'audience', kind: 'whole', sent: undefined }, {});
  const { problems, leftOut } = planMessage(checked.message, audiencePlanning(core), send);
  return [...problems, ...leftOut];
}

function checkDirectOnly(core: ChatCore, message: DirectMessage): readonly Problem[] {
  const { to, ...fields } = message ?? {};
  const badRecipients = problemsOfRecipients(to, core.settings.maxRecipients);
  const checked = checkMessage(fields);
  if ('problems' in checked) return [...checked.problems, ...badRecipients];
  const send = startSend(core, { operation: 'direct', kind: 'whole', sent: undefined }, {});
  const recipients = badRecipients.length > 0 ? [] : unique(typeof to === 'string' ? [to] : to);
  const planned = planMessage(checked.message, directPlanning(core, recipients.length), send);
  const found = [...planned.problems, ...planned.leftOut, ...badRecipients];
  if (!planned.plan || planned.problems.length > 0) return found;
  const refused = batchesOf(planned.plan, recipients).flatMap((batch) => batch.refused);
  // The first place of each id: a list may name one twice.
  const places = new Map<string, number>();
  if (typeof to !== 'string')
    for (const [index, userId] of to.entries()) if (!places.has(userId)) places.set(userId, index);
  return [
    ...found,
    ...refused.map(({ position, problem }) =>
      atField(problem, typeof to === 'string' ? 'to' : `to[${places.get(position.userId)}]`),
    ),
  ];
}
