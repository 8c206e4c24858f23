import { shapedIds } from '../exchange/vendor-ids.ts';
import type { ConversationReceipt } from '../model/outcome.ts';
import { failedOperation } from './receipt.ts';
import { refOf } from './refs.ts';
import { withRetryAfter } from './retry-after.ts';
import type { ChatCore } from './send.ts';
import {
  performMessage,
  type SingleMessageKind,
  type SingleMessages,
  startMessage,
} from './single-message.ts';

/** A message to one conversation of many, as one call. */
export interface ConversationKind<Name extends 'group' | 'room'> extends SingleMessageKind<Name> {
  /** The id of the group or the room. */
  conversationOf(message: SingleMessages[Name]['given']): string;
}

/** Sends a message to a group or a room: one call, and a receipt with its ref. Throws a `ChatError` for a problem. */
export async function sendToConversation<Name extends 'group' | 'room'>(
  core: ChatCore,
  kind: ConversationKind<Name>,
  input: unknown,
  options: unknown,
): Promise<ConversationReceipt> {
  const started = startMessage(core, kind, input, options);
  const { message, plan, send } = started;
  const { via, signal } = send.context;
  const state = await performMessage(started);
  if (state.status !== 'accepted') {
    throw failedOperation(state.problem, withRetryAfter(state.problem), {}, signal);
  }
  const ids = shapedIds(state.value, (warning) => send.warnings.add(warning));
  // Without an id, no vendor finds a message among those of many senders.
  const isNamed = ids.messageId !== undefined || ids.sequence !== undefined;
  const place = { conversation: kind.operation, to: kind.conversationOf(message) };
  const ref = isNamed && plan.sender ? { ref: refOf(core.adapter, plan.sender, place, ids) } : {};
  return { via, ...ids, ...ref, warnings: send.warnings.list() };
}
