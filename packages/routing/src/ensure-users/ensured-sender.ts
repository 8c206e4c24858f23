import { type AnyMessage, ChatError, type SendOptions } from '@polychat/core';
import { checkSignal } from '../check-options.ts';
import type { EnsureContext } from './ensured-list.ts';
import { SendTime } from './send-time.ts';

/**
 * Sends a message that is one call, from a sender who is made known: before their first message, or once the vendor has
 * said that it does not know them. Then it is sent again, once. What was taken, or may have been, is not.
 */
export async function sendFromEnsured<Receipt>(
  { chat, settings, known, registrar }: EnsureContext,
  message: AnyMessage,
  options: SendOptions | undefined,
  send: (options: SendOptions | undefined) => Promise<Receipt>,
): Promise<Receipt> {
  checkSignal(options);
  const { clock, registerMs, ahead, pauseMs } = settings;
  const from: unknown = message?.from;
  const signal = options?.signal;
  const time = new SendTime(clock, registerMs, options?.deadlineMs);
  if (typeof from !== 'string' || from === '') return send(options);
  const [refusal] = chat.check(message).filter(({ effect }) => effect !== undefined);
  // What the chat would refuse it refuses before anybody is registered.
  if (ahead && !known.has(from) && !refusal) {
    const failures = await registrar.register([from], { reason: 'first_use', options, time, signal });
    const failure = failures.get(from);
    if (failure?.isOfProfile) throw new ChatError(failure.problem);
  }
  const since = known.moment;
  try {
    const receipt = await send(time.sendOptions(options));
    known.seen(from);
    return receipt;
  } catch (error) {
    if (!isUnknownSender(error) || signal?.aborted || time.isOver) throw error;
    if (!known.wasRegisteredSince(from, since)) {
      const failures = await registrar.register([from], { reason: 'not_found', options, time, signal });
      if (failures.size > 0) throw error;
    }
    if (!(await time.pause(pauseMs, signal))) throw error;
    return send(time.sendOptions(options));
  }
}

/** Whether a message reached nobody since the vendor does not know the sender. */
function isUnknownSender(error: unknown): boolean {
  if (!ChatError.is(error) || error.effect !== 'rejected') return false;
  const { receipt, code, field = '' } = error;
  const isOpen = receipt !== undefined && (receipt.unconfirmed ?? []).length > 0;
  // A group that is not there stays so, whoever sends.
  const isOfSender = code === 'sender_not_found' || (code === 'not_found' && !/^(group|room)Id$/.test(field));
  return !isOpen && isOfSender;
}
