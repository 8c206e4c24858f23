import { type BroadcastMessage, type BroadcastReceipt, ChatError, type SendOptions } from '@polychat/core';
import { failedSend } from '@polychat/core/combine';
import { problemOfThrown, statusOf } from '../part-fault.ts';
import { lackOf, noReceipt, readBroadcastReceipt } from '../read-receipt.ts';
import { SendDeadline } from '../send-deadline.ts';
import type { SentMessage } from './copies.ts';
import { envelopeIdOf } from './envelope.ts';
import { followUp } from './follow-up.ts';
import { decidedInTime, type MigrationContext } from './migration-list.ts';
import type { Decision } from './rollout.ts';
import { wayOf } from './stage.ts';

/** Sends a broadcast through the authority, whose receipt, or what it throws, is the answer, unchanged. */
export async function broadcastOnce(
  context: MigrationContext,
  message: BroadcastMessage,
  options: SendOptions | undefined,
): Promise<BroadcastReceipt> {
  const { settings, planner } = context;
  const envelopeId = envelopeIdOf(message?.idempotencyKey);
  const refuse = (decision: Decision) => {
    const stage = planner.stageForEverybody(decision);
    const own = planner.messageFor(message, planner.isTwice(stage), envelopeId);
    const refusal = settings[wayOf(stage).authority].check(own).find(({ effect }) => effect !== undefined);
    if (refusal?.effect !== undefined) throw new ChatError(refusal);
  };
  const time = new SendDeadline(settings.clock, options?.deadlineMs);
  const deciding = planner.decide(message ?? {}, options?.signal, refuse);
  const { decision, problem } = await decidedInTime(time, deciding);
  if (problem) {
    const failed = [{ via: settings.name, problem }];
    throw failedSend(problem, { results: [], failed, warnings: [] }, options?.signal);
  }
  const stage = planner.stageForEverybody(decision);
  const chat = settings[wayOf(stage).authority];
  const own = planner.messageFor(message, planner.isTwice(stage), envelopeId);
  const sent: SentMessage = {
    operation: 'broadcast',
    sendId: globalThis.crypto.randomUUID(),
    options,
    envelopeId: settings.envelope ? envelopeId : undefined,
    message: planner.copyFor(message, envelopeId),
  };
  const startedAt = settings.clock.monotonic();
  const tellResult = (result: {
    status: 'accepted' | 'failed' | 'unconfirmed';
    code: 'accepted' | ChatError['code'];
  }) => {
    const durationMs = settings.clock.monotonic() - startedAt;
    followUp(context, sent, [{ userId: '', stage, durationMs, ...result }], 'offer');
  };
  try {
    const receipt = await chat.broadcast(own, time.sendOptions(options));
    const named = readBroadcastReceipt(receipt);
    if (!named) tellResult({ status: 'unconfirmed', code: noReceipt.code });
    // The copy cannot leave out those whom some of the authority's chats did not reach; the report shows it.
    else tellResult({ status: 'accepted', code: lackOf(named)?.problem.code ?? 'accepted' });
    return receipt;
  } catch (error) {
    const problemThrown = problemOfThrown(error);
    tellResult({ status: statusOf(problemThrown), code: problemThrown.code });
    throw error;
  }
}
