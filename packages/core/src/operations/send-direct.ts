import { type Delivery, deliver, deliverOne } from '../delivery/deliver.ts';
import type { RecipientState } from '../delivery/recipient-state.ts';
import { checkMessage, messageOrThrow } from '../model/check-message.ts';
import type { DirectMessage } from '../model/message.ts';
import type { DirectReceipt, MessageRef, RecipientOutcome } from '../model/outcome.ts';
import { collectOutcomes, receiptOf, receiptOrThrow } from './receipt.ts';
import { checkRecipients } from './recipients.ts';
import { type ChatCore, refuseOrWarn, type Send, type SendKind, startSend } from './send.ts';

/** Starts a direct send, up to the point where recipients are needed. Throws for a message that is refused. */
export function startDirect(core: ChatCore, message: unknown, options: unknown, kind: SendKind) {
  const send = startSend(core, message, options, kind);
  const checked = messageOrThrow(checkMessage(message, core.adapter.vendorKey));
  const plan = core.adapter.planDirect(checked, send.planContext);
  refuseOrWarn(send, plan);
  return { send, plan };
}

export type StartedDirect = ReturnType<typeof startDirect>;

type MoreOfDelivery = Partial<
  Pick<Delivery<string>, 'isList' | 'exactDuplicates' | 'fieldAt' | 'onOutcomes' | 'onPulled'>
>;

/** Streams a message that was started to its recipients. */
export function deliverDirect(
  started: StartedDirect,
  source: Iterable<string> | AsyncIterable<string>,
  more?: MoreOfDelivery,
): AsyncGenerator<readonly RecipientOutcome[]> {
  return deliver(directDelivery(started, source, more));
}

function directDelivery(
  { send, plan }: StartedDirect,
  source: Iterable<string> | AsyncIterable<string>,
  more: MoreOfDelivery = {},
): Delivery<string> {
  return {
    plan,
    source,
    userIdOf: (userId) => userId,
    fieldAt: (index) => `to[${index}]`,
    outcomeOf: ({ userId, index }, state) => directOutcome(send, plan.sender, userId, index, state),
    maxInFlight: send.core.settings.maxInFlight,
    context: send.context,
    exactDuplicates: send.exactDuplicates,
    onWarning: (warning) => send.warnings.add(warning),
    ...more,
  };
}

/** `Chat.sendDirect`. */
export async function sendDirect(
  core: ChatCore,
  input: DirectMessage,
  options: unknown,
): Promise<DirectReceipt> {
  const { to, ...message } = input ?? {};
  const started = startDirect(core, message, options, 'whole');
  const recipients = checkRecipients(to, core.settings.maxRecipients);
  const fieldAt = typeof to === 'string' ? () => 'to' : (index: number) => `to[${index}]`;
  const delivery = directDelivery(started, recipients, { isList: true, exactDuplicates: true, fieldAt });
  const [first, ...others] = recipients;
  const outcomes =
    first !== undefined && others.length === 0
      ? await deliverOne(delivery, first)
      : await collectOutcomes(deliver(delivery));
  const { context, warnings } = started.send;
  return receiptOrThrow({ ...receiptOf(outcomes), warnings: warnings.list() }, context.signal);
}

function directOutcome(
  { core, context }: Send,
  sender: string | undefined,
  userId: string,
  index: number,
  state: RecipientState,
): RecipientOutcome {
  const { via } = context;
  if (state.status !== 'accepted')
    return { userId, index, status: state.status, via, problem: state.problem };
  const { messageId, sequence, sentAt } = state.details;
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
