import { type Delivery, deliver, deliverOne } from '../delivery/deliver.ts';
import type { ItemState } from '../delivery/item-state.ts';
import { shapedIds } from '../exchange/vendor-ids.ts';
import { checkMessage, completeMessage, messageOrThrow } from '../model/check-message.ts';
import type { GivenMessage } from '../model/given-message.ts';
import type { DirectMessage } from '../model/message.ts';
import type { DirectReceipt, RecipientOutcome, ResultIds } from '../model/outcome.ts';
import type { DirectPlan } from '../ports/plans.ts';
import { warnWhereKeyIsIdle } from './deduplication.ts';
import { type MessagePlanning, planMessage, planOrThrow } from './plan-message.ts';
import { collectOutcomes, countOutcomes, receiptOf, receiptOrThrow } from './receipt.ts';
import { checkRecipients, unique } from './recipients.ts';
import { refOf } from './refs.ts';
import { withRetryAfter } from './retry-after.ts';
import { type ChatCore, type Send, type SendKind, startSend, traceSend } from './send.ts';

/** A direct send whose message has been checked. */
export interface StartedDirect {
  readonly send: Send;
  readonly message: GivenMessage;
}

/** A direct send that is ready for its recipients. */
export interface PlannedDirect {
  readonly send: Send;
  readonly plan: DirectPlan;
}

/** Starts a direct send, up to the point where recipients are needed. Throws for a message that breaks a rule of ours. */
export function startDirect(
  core: ChatCore,
  message: unknown,
  options: unknown,
  kind: SendKind,
): StartedDirect {
  // Only a whole send has its recipients beside the message.
  const checked = messageOrThrow(checkMessage(message, kind === 'whole' ? 'to' : undefined));
  return { send: startSend(core, { operation: 'direct', kind }, options), message: checked };
}

/** How a direct message to so many recipients is planned. */
export function directPlanning(
  { adapter }: ChatCore,
  items: number | 'unknown',
): MessagePlanning<GivenMessage, DirectPlan> {
  const { direct } = adapter.plan;
  const { vendor, title, capabilities } = adapter;
  return {
    destinationField: 'to',
    capabilities: capabilities.direct,
    plan:
      direct &&
      ((message, context) =>
        warnWhereKeyIsIdle(direct(completeMessage(message, vendor), context), {
          idempotencyKey: message.idempotencyKey,
          isSent: capabilities.direct?.fields.idempotencyKey === 'yes',
          title,
        })),
    items,
  };
}

/** Plans a direct message. Throws a `ChatError` for what this vendor cannot carry. */
export function planDirect({ send, message }: StartedDirect, items: number | 'unknown'): PlannedDirect {
  const planned = planMessage(message, directPlanning(send.core, items), send);
  return { send, plan: planOrThrow(planned, send) };
}

type MoreOfDelivery = Partial<
  Pick<
    Delivery<string, ResultIds, RecipientOutcome>,
    'isList' | 'exactDuplicates' | 'fieldAt' | 'onOutcomes' | 'onUnread' | 'onPulled' | 'stop'
  >
>;

/** Streams a message that was planned to its recipients. */
export function deliverDirect(
  planned: PlannedDirect,
  source: Iterable<string> | AsyncIterable<string>,
  more?: MoreOfDelivery,
): AsyncGenerator<readonly RecipientOutcome[]> {
  return deliver(directDelivery(planned, source, more));
}

function directDelivery(
  { send, plan }: PlannedDirect,
  source: Iterable<string> | AsyncIterable<string>,
  more: MoreOfDelivery = {},
): Delivery<string, ResultIds, RecipientOutcome> {
  const { settings } = send.core;
  return {
    operation: 'direct',
    plan,
    source,
    userIdOf: (userId) => userId,
    fieldAt: fieldInList,
    outcomeOf: (position, state) => directOutcome(send, plan.sender, position, state),
    maxInFlight: settings.maxInFlight,
    exposeUserIds: settings.exposeUserIds,
    context: send.context,
    exactDuplicates: send.exactDuplicates,
    cancel: send.core.closing?.cancelled,
    onWarning: (warning) => send.warnings.add(warning),
    ...more,
  };
}

/** `Chat.sendDirect`. Throws where nothing can be sent; rejects where nobody was accepted. */
export function sendDirect(core: ChatCore, input: DirectMessage, options: unknown): Promise<DirectReceipt> {
  const started = startDirect(core, input, options, 'whole');
  const to: unknown = input?.to;
  const recipients = checkRecipients(to, core.settings.maxRecipients);
  const planned = planDirect(started, unique(recipients).length);
  const delivery = directDelivery(planned, recipients, {
    isList: true,
    exactDuplicates: true,
    fieldAt: typeof to === 'string' ? theField : fieldInList,
  });
  const { context, warnings } = started.send;
  return traceSend(started.send, () => carry(delivery, recipients), countOutcomes).then((outcomes) =>
    receiptOrThrow(receiptOf(outcomes, warnings.list()), context.signal),
  );
}

function theField(): string {
  return 'to';
}

/** Carries a list through: one recipient without a stream, which would cost more than all the rest. */
function carry(
  delivery: Delivery<string, ResultIds, RecipientOutcome>,
  recipients: readonly string[],
): Promise<readonly RecipientOutcome[]> {
  const [first] = recipients;
  return first !== undefined && recipients.length === 1
    ? deliverOne(delivery, first)
    : collectOutcomes(deliver(delivery));
}

function fieldInList(index: number): string {
  return `to[${index}]`;
}

/** What became of a direct message for one recipient. */
export function directOutcome(
  { core, context: { via }, warnings }: Pick<Send, 'core' | 'context' | 'warnings'>,
  sender: string | undefined,
  { userId, index }: { readonly userId: string; readonly index: number },
  state: ItemState<ResultIds>,
): RecipientOutcome {
  if (state.status !== 'accepted') {
    return { userId, index, status: state.status, via, problem: withRetryAfter(state.problem) };
  }
  const ids = shapedIds(state.value, (warning) => warnings.add(warning));
  return sender
    ? {
        userId,
        index,
        status: 'accepted',
        via,
        ...ids,
        ref: refOf(core.adapter, sender, { conversation: 'direct', to: userId }, ids),
      }
    : { userId, index, status: 'accepted', via, ...ids };
}
