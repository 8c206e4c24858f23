import { ChatError } from '../chat-error.ts';
import { checkMessage } from '../check-message.ts';
import type { DirectMessage } from '../message.ts';
import type {
  AcceptedOutcome,
  DirectReceipt,
  MessageRef,
  NotAccepted,
  RecipientOutcome,
  UsersReceipt,
} from '../outcome.ts';
import { createProblem, invalidField, type Problem } from '../problem.ts';
import { type Delivery, deliver } from './deliver.ts';
import { type ChatCore, failedSend, refuseOrWarn, type Send, startSend } from './send.ts';
import type { Standing } from './standing.ts';

/** Starts a direct send, up to the point where recipients are needed. Throws for a message that is refused. */
export function startDirect(core: ChatCore, message: unknown, options: unknown, bounded: boolean) {
  const send = startSend(core, message, options, bounded);
  const checked = checkMessage(message, core.adapter.vendorKey);
  if ('problems' in checked) throw new ChatError(checked.problems[0] as Problem);
  const plan = core.adapter.planDirect(checked.message, send.planContext);
  refuseOrWarn(send, plan);
  return { send, plan };
}

export type StartedDirect = ReturnType<typeof startDirect>;

/** The recipients of a stream. Throws a `ChatError` where they are none: one id alone is for `sendDirect`. */
export function checkSource(source: unknown): asserts source is Iterable<string> | AsyncIterable<string> {
  const isIterable =
    typeof source === 'object' &&
    source !== null &&
    (Symbol.asyncIterator in source || Symbol.iterator in source);
  if (!isIterable) throw new ChatError(invalidField('recipients', 'must be an iterable of user ids'));
}

/** Streams a message that was started to its recipients. */
export function deliverDirect(
  { send, plan }: StartedDirect,
  source: Iterable<string> | AsyncIterable<string>,
  more: Partial<
    Pick<Delivery<string>, 'isList' | 'exactDuplicates' | 'fieldAt' | 'onOutcomes' | 'onPulled'>
  > = {},
): AsyncGenerator<readonly RecipientOutcome[]> {
  return deliver({
    plan,
    source,
    userIdOf: (userId) => userId,
    fieldAt: (index) => `to[${index}]`,
    outcomeOf: ({ userId, index }, standing) => directOutcome(send, plan.sender, userId, index, standing),
    maxInFlight: send.core.settings.maxInFlight,
    context: send.context,
    exactDuplicates: send.exactDuplicates,
    onWarning: (warning) => send.warnings.add(warning),
    ...more,
  });
}

/** `Chat.sendDirect`. */
export async function sendDirect(
  core: ChatCore,
  input: DirectMessage,
  options: unknown,
): Promise<DirectReceipt> {
  const { to, ...message } = input ?? {};
  const started = startDirect(core, message, options, true);
  const recipients = checkRecipients(to, core.settings.maxRecipients);
  const fieldAt = typeof to === 'string' ? () => 'to' : (index: number) => `to[${index}]`;
  const outcomes: RecipientOutcome[] = [];
  const more = { isList: true, exactDuplicates: true, fieldAt };
  for await (const batch of deliverDirect(started, recipients, more)) outcomes.push(...batch);
  return receiptOrThrow({ ...receiptOf(outcomes), warnings: started.send.warnings.list() }, started.send);
}

/** The recipients of a `sendDirect` as a list. Throws a `ChatError` where it is no list of ids, or too long a one. */
export function checkRecipients(to: unknown, max: number): readonly string[] {
  const [problem] = problemsOfRecipients(to, max);
  if (problem) throw new ChatError(problem);
  // A copy: the caller's list may change while the send goes on.
  return typeof to === 'string' ? [to] : [...(to as readonly string[])];
}

export function problemsOfRecipients(to: unknown, max: number): readonly Problem[] {
  if (typeof to === 'string') return [];
  if (!Array.isArray(to)) return [invalidField('to', 'must be a user id or a list of user ids')];
  if (to.length === 0)
    return [invalidField('to', 'must name at least one recipient', { min: 1, unit: 'items', actual: 0 })];
  if (to.length > max) return [tooMany('to', max, to.length)];
  return to.flatMap((userId, index) =>
    typeof userId === 'string' ? [] : [invalidField(`to[${index}]`, 'must be a user id, which is a text')],
  );
}

export function tooMany(field: string, max: number, actual: number): Problem {
  return createProblem({
    code: 'too_many_recipients',
    outcome: 'not_sent',
    retryable: false,
    message: `${field}: at most ${max} in one send; sendBulk takes any number`,
    field,
    limit: { max, unit: 'items', actual },
  });
}

/** Sorts outcomes into the three lists, each in the order of the input. */
export function receiptOf(outcomes: RecipientOutcome[]) {
  outcomes.sort((a, b) => a.index - b.index);
  const accepted: Omit<AcceptedOutcome, 'index' | 'status'>[] = [];
  const failed: NotAccepted[] = [];
  const unconfirmed: NotAccepted[] = [];
  for (const { index: _index, ...outcome } of outcomes) {
    const { status, ...entry } = outcome;
    if (status === 'accepted') accepted.push(entry as (typeof accepted)[number]);
    else (status === 'failed' ? failed : unconfirmed).push(entry as NotAccepted);
  }
  return { accepted, failed, unconfirmed };
}

/** A receipt in which nobody was accepted is thrown: as the first unconfirmed problem, else the first failed one. */
export function receiptOrThrow<Receipt extends DirectReceipt | UsersReceipt>(
  receipt: Receipt,
  { context }: Send,
): Receipt {
  if (receipt.accepted.length > 0) return receipt;
  const first = (receipt.unconfirmed[0] ?? receipt.failed[0]) as NotAccepted;
  throw failedSend(first.problem, receipt, context.signal);
}

function directOutcome(
  { core, context }: Send,
  sender: string | undefined,
  userId: string,
  index: number,
  standing: Standing,
): RecipientOutcome {
  const { via } = context;
  if (standing.status !== 'accepted')
    return { userId, index, status: standing.status, via, problem: standing.problem };
  const { messageId, sequence, sentAt } = standing.details;
  const known = {
    ...(messageId === undefined ? {} : { messageId }),
    ...(sequence === undefined ? {} : { sequence }),
    ...(sentAt === undefined ? {} : { sentAt }),
  };
  const ref: MessageRef = {
    version: 1,
    vendor: core.adapter.vendor,
    app: core.adapter.app,
    from: sender ?? '',
    to: userId,
    ...known,
  };
  return { userId, index, status: 'accepted', via, ...known, ref };
}
