import type { DirectMessage, DirectReceipt, MessageWithoutRecipients, SendOptions } from '@polychat/core';
import { checkRecipients, deadlinePassed, receiptOf, receiptOrThrow } from '@polychat/core/combine';
import { placesIn } from '../check-parts.ts';
import { type ListPart, sendInParts, sendPart } from '../list-send.ts';
import { fieldsOf } from '../place-in-input.ts';
import { SendDeadline } from '../send-deadline.ts';
import type { SentMessage } from './copies.ts';
import type { Decided } from './decision-source.ts';
import { envelopeIdOf } from './envelope.ts';
import { type FollowUpContext, followUp } from './follow-up.ts';
import type { CompleteMigrationOptions } from './migration-options.ts';
import type { Decision } from './rollout.ts';
import type { SendGroup } from './send-planner.ts';

type Entry = DirectReceipt['accepted'][number];

export interface MigrationContext extends FollowUpContext {
  readonly settings: CompleteMigrationOptions;
}

/**
 * Sends a list through the authority of each recipient. Where all have the same, its receipt, or what it throws, is the
 * answer, unchanged.
 */
export async function sendList(
  context: MigrationContext,
  message: DirectMessage,
  options: SendOptions | undefined,
): Promise<DirectReceipt> {
  const { settings, planner } = context;
  const { to, ...fields } = message ?? {};
  const places = placesIn(checkRecipients(to, settings.maxRecipients));
  const sender = planner.senderOf(fields);
  const userIds = [...places.keys()];
  const envelopeId = envelopeIdOf(fields.idempotencyKey);
  const messageOf = ({ isTwice }: Pick<SendGroup, 'isTwice'>) =>
    planner.messageFor<MessageWithoutRecipients>(fields, isTwice, envelopeId);
  const refuse = (decision: Decision) => {
    for (const group of planner.plan(decision, sender, userIds).groups) {
      settings[group.side].deliver(messageOf(group), [], options);
    }
  };
  const time = new SendDeadline(settings.clock, options?.deadlineMs);
  const { decision, problem } = await decidedInTime(time, planner.decide(fields, options?.signal, refuse));
  const fieldOf = fieldsOf(to);
  if (problem) {
    const outcomes = [...places].map(([userId, index]) => {
      return { userId, index, status: 'failed' as const, via: settings.name, problem };
    });
    return receiptOrThrow(receiptOf<Entry>(outcomes, []), options?.signal);
  }
  const { groups, stageOf } = planner.plan(decision, sender, userIds);
  const sent = sentMessage(context, fields, options, envelopeId);
  const sendGroup = async (group: SendGroup, own: DirectMessage['to']): Promise<DirectReceipt> => {
    const chat = settings[group.side];
    const startedAt = settings.clock.monotonic();
    const send = async () => chat.sendDirect({ ...messageOf(group), to: own }, time.sendOptions(options));
    const sending = send();
    const part: ListPart<Entry> = { via: chat.name, userIds: group.userIds, send: () => sending };
    const { outcomes } = await sendPart<Entry>({ places, fieldOf }, part);
    const durationMs = settings.clock.monotonic() - startedAt;
    const results = outcomes.map((outcome) => ({
      userId: outcome.userId,
      stage: stageOf(outcome.userId),
      status: outcome.status,
      code: 'problem' in outcome ? outcome.problem.code : ('accepted' as const),
      ...('ref' in outcome && outcome.ref ? { ref: outcome.ref } : {}),
      durationMs,
    }));
    followUp(context, sent, results, 'offer');
    return sending;
  };
  const [first] = groups;
  if (first && groups.length === 1) return sendGroup(first, to);
  refuse(decision);
  const parts = groups.map((group): ListPart<Entry> => {
    const { side, userIds: own } = group;
    return { via: settings[side].name, userIds: own, send: () => sendGroup(group, own) };
  });
  return sendInParts<Entry>({ noun: 'to', places, fieldOf, parts, refused: [], signal: options?.signal });
}

/** What a send goes by; where the time of the send is over before that is known, nothing is sent. */
export async function decidedInTime(time: SendDeadline, deciding: Promise<Decided>): Promise<Decided> {
  const decided = await time.before(deciding);
  return decided && (decided.problem || !time.isOver) ? decided : { problem: deadlinePassed };
}

/** A direct message as its copies need it. */
export function sentMessage(
  { planner, settings }: MigrationContext,
  message: MessageWithoutRecipients,
  options: SendOptions | undefined,
  envelopeId: string,
): SentMessage {
  return {
    operation: 'direct',
    sendId: globalThis.crypto.randomUUID(),
    options,
    envelopeId: settings.envelope ? envelopeId : undefined,
    message: planner.copyFor(message, envelopeId),
  };
}
