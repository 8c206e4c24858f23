import {
  type AnyMessage,
  type Chat,
  ChatError,
  type MessageRef,
  type Problem,
  type SendOptions,
} from '@polychat/core';
import { problemOfThrown, statusOf } from '../part-fault.ts';
import { SendDeadline } from '../send-deadline.ts';
import { placeOf, type SentMessage } from './copies.ts';
import { envelopeIdOf } from './envelope.ts';
import { followUp } from './follow-up.ts';
import { decidedInTime, type MigrationContext } from './migration-list.ts';
import type { Decision } from './rollout.ts';
import type { Result } from './side-counts.ts';
import { type MigrationStage, wayOf } from './stage.ts';

/** A message that is one call, and how it is sent. */
export interface SingleSend<Message extends AnyMessage, Receipt> {
  readonly message: Message;
  readonly options: SendOptions | undefined;
  stageOf(decision: Decision): MigrationStage;
  send(chat: Chat, message: Message, options: SendOptions | undefined): Promise<Receipt>;
  /** What a receipt says; it may be none. */
  resultOf(receipt: Receipt): Result & { readonly ref?: MessageRef };
  /** As its copy needs it. */
  sentMessage(message: Message): Pick<SentMessage, 'operation' | 'message'>;
  /** The error of a send of which nothing left. */
  errorOf(problem: Problem): ChatError;
}

/** Sends a message through the authority, whose receipt, or what it throws, is the answer, unchanged. */
export async function sendSingle<Message extends AnyMessage, Receipt>(
  context: MigrationContext,
  single: SingleSend<Message, Receipt>,
): Promise<Receipt> {
  const { settings, planner } = context;
  const { message, options } = single;
  const envelopeId = envelopeIdOf(message?.idempotencyKey);
  const wayAt = (decision: Decision) => {
    const stage = single.stageOf(decision);
    const own = planner.messageFor(message, planner.isTwice(stage), envelopeId);
    return { stage, own, chat: settings[wayOf(stage).authority] };
  };
  const refuse = (decision: Decision) => {
    const { chat, own } = wayAt(decision);
    const refusal = chat.check(own).find(({ effect }) => effect !== undefined);
    if (refusal?.effect !== undefined) throw new ChatError(refusal);
  };
  const time = new SendDeadline(settings.clock, options?.deadlineMs);
  const deciding = planner.decide(message ?? {}, options?.signal, refuse);
  const { decision, problem } = await decidedInTime(time, deciding);
  if (problem) throw single.errorOf(problem);
  const { stage, own, chat } = wayAt(decision);
  const sent = {
    sendId: globalThis.crypto.randomUUID(),
    options,
    envelopeId: settings.envelope ? envelopeId : undefined,
    ...single.sentMessage(planner.copyFor(message, envelopeId)),
  } as SentMessage;
  const startedAt = settings.clock.monotonic();
  const tellResult = (result: ReturnType<typeof single.resultOf>) => {
    const durationMs = settings.clock.monotonic() - startedAt;
    followUp(context, sent, [{ userId: placeOf(sent), stage, durationMs, ...result }], 'offer');
  };
  try {
    const receipt = await single.send(chat, own, time.sendOptions(options));
    tellResult(single.resultOf(receipt));
    return receipt;
  } catch (error) {
    const problemThrown = problemOfThrown(error);
    tellResult({ status: statusOf(problemThrown), code: problemThrown.code });
    throw error;
  }
}
