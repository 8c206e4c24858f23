import type { CheckFinding } from '../chat.ts';
import { checkMessage } from '../model/check-message.ts';
import type { AnyMessage, DirectMessage } from '../model/message.ts';
import { atField } from '../model/problem.ts';
import type { PlanWarning, WarningCode } from '../model/warning.ts';
import { singleKindOf } from './message-kind.ts';
import { planMessage } from './plan-message.ts';
import { batchesOf } from './preview.ts';
import { problemsOfRecipients, unique } from './recipients.ts';
import { type ChatCore, type Send, startSend } from './send.ts';
import { directPlanning } from './send-direct.ts';
import { type SingleMessageKind, singlePlanning } from './single-message.ts';

/** Warnings of a field that does not do what the message asks of it: what `check` is there to find. */
const weakening: readonly WarningCode[] = ['not_deduplicated'];

/** `Chat.check`: all that would be refused, left out, or do nothing. */
export function checkOnly(core: ChatCore, message: AnyMessage): readonly CheckFinding[] {
  const kind = singleKindOf(message);
  return kind ? checkSingleOnly(core, kind, message) : checkDirectOnly(core, message as DirectMessage);
}

function checkSingleOnly(
  core: ChatCore,
  kind: SingleMessageKind,
  message: AnyMessage,
): readonly CheckFinding[] {
  const checked = kind.check(message);
  if ('problems' in checked) return checked.problems;
  const send = startSend(core, { operation: kind.operation, kind: 'whole' }, {});
  const { problems, leftOut, warnings } = planMessage(checked.message, singlePlanning(core, kind), send);
  return [...problems, ...leftOut, ...warnedOf(warnings, send)];
}

function checkDirectOnly(core: ChatCore, message: DirectMessage): readonly CheckFinding[] {
  const { to, ...fields } = message ?? {};
  const badRecipients = problemsOfRecipients(to, core.settings.maxRecipients);
  const checked = checkMessage(fields);
  if ('problems' in checked) return [...checked.problems, ...badRecipients];
  const send = startSend(core, { operation: 'direct', kind: 'whole' }, {});
  const list = badRecipients.length > 0 ? [] : typeof to === 'string' ? [to] : to;
  const recipients = unique(list);
  const planned = planMessage(checked.message, directPlanning(core, recipients.length), send);
  const found = [...planned.problems, ...planned.leftOut, ...badRecipients];
  if (!planned.plan || planned.problems.length > 0) return found;
  const batches = batchesOf(planned.plan, recipients);
  const refused = batches.flatMap((batch) => batch.refused);
  const fieldOf = typeof to === 'string' ? () => 'to' : placesIn(list, recipients);
  return [
    ...found,
    ...refused.map(({ position, problem }) => atField(problem, fieldOf(position))),
    ...warnedOf([...planned.warnings, ...batches.flatMap(({ warnings }) => warnings)], send),
  ];
}

/** The warnings of a field that does nothing, each once. */
function warnedOf(
  warnings: readonly PlanWarning[],
  { warnings: list }: Pick<Send, 'warnings'>,
): readonly CheckFinding[] {
  for (const warning of warnings) if (weakening.includes(warning.code)) list.add(warning);
  return list.list();
}

/** Where a recipient first stands in a list that may name one twice. */
function placesIn(
  to: readonly string[],
  recipients: readonly string[],
): (position: { readonly userId: string; readonly index: number }) => string {
  if (recipients.length === to.length) return ({ index }) => `to[${index}]`;
  const places = new Map<string, number>();
  for (const [index, userId] of to.entries()) if (!places.has(userId)) places.set(userId, index);
  return ({ userId }) => `to[${places.get(userId)}]`;
}
