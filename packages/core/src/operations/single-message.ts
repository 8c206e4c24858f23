import type { ItemState } from '../delivery/item-state.ts';
import { countStates } from '../delivery/item-state.ts';
import { type Checked, messageOrThrow } from '../model/check-message.ts';
import type { GivenBroadcast, GivenGroupMessage, GivenRoomMessage } from '../model/given-message.ts';
import type { CheckedBroadcast, CheckedGroupMessage, CheckedRoomMessage } from '../model/message.ts';
import type { ResultIds } from '../model/outcome.ts';
import type { PlanContext, SinglePlan } from '../ports/plans.ts';
import { warnOfIdleKey } from './deduplication.ts';
import { type MessagePlanning, planMessage, planOrThrow, planSafely } from './plan-message.ts';
import { type ChatCore, type Send, startSend, traceSend } from './send.ts';
import { performSingle } from './single-operation.ts';

/** Messages that are one call, by the name of their plan: as somebody gives them, and as an adapter gets them. */
export interface SingleMessages {
  readonly audience: { readonly given: GivenBroadcast; readonly checked: CheckedBroadcast };
  readonly group: { readonly given: GivenGroupMessage; readonly checked: CheckedGroupMessage };
  readonly room: { readonly given: GivenRoomMessage; readonly checked: CheckedRoomMessage };
}

type SingleName = keyof SingleMessages;

/** One kind of message that is one call: how it is checked and completed. */
export interface SingleMessageKind<Name extends SingleName = SingleName> {
  /** Names the plan, the capabilities, and the operation in a journal and in events. */
  readonly operation: Name;
  /** The member that names the destination. */
  readonly destinationField: string;
  check(input: unknown): Checked<SingleMessages[Name]['given']>;
  complete(message: SingleMessages[Name]['given'], vendor: string): SingleMessages[Name]['checked'];
}

/** A message that is one call, ready to go. */
export interface StartedMessage<Name extends SingleName = SingleName> {
  readonly message: SingleMessages[Name]['given'];
  readonly send: Send;
  readonly plan: SinglePlan<ResultIds>;
}

/** How a message of this kind is planned. */
export function singlePlanning<Name extends SingleName>(
  { adapter }: ChatCore,
  { operation, destinationField, complete }: SingleMessageKind<Name>,
): MessagePlanning<SingleMessages[Name]['given'], SinglePlan<ResultIds>> {
  const { vendor, title } = adapter;
  const capabilities = adapter.capabilities[operation];
  // A plan takes the messages of its own name.
  const plan = adapter.plan[operation] as
    | ((message: SingleMessages[Name]['checked'], context: PlanContext) => SinglePlan<ResultIds>)
    | undefined;
  return {
    destinationField,
    capabilities,
    plan:
      plan &&
      ((message, context) =>
        warnOfIdleKey(plan(complete(message, vendor), context), {
          idempotencyKey: message.idempotencyKey,
          isSent: capabilities?.fields.idempotencyKey === 'yes',
          title,
        })),
    items: 1,
  };
}

/** Checks and plans a message. Throws a `ChatError` for what cannot be sent. */
export function startMessage<Name extends SingleName>(
  core: ChatCore,
  kind: SingleMessageKind<Name>,
  message: unknown,
  options: unknown,
): StartedMessage<Name> {
  const checked = messageOrThrow(kind.check(message));
  const send = startSend(core, { operation: kind.operation, kind: 'whole' }, options);
  const plan = planOrThrow(planMessage(checked, singlePlanning(core, kind), send), send);
  return { message: checked, send, plan };
}

/** Sends a message that was planned: one result, or one problem. */
export function performMessage({
  send,
  plan,
}: Pick<StartedMessage, 'send' | 'plan'>): Promise<ItemState<ResultIds>> {
  return traceSend(
    send,
    async () =>
      performSingle(
        send,
        planSafely(() => plan.call()),
        { sender: plan.sender },
      ),
    (ended) => countStates([ended]),
  );
}
