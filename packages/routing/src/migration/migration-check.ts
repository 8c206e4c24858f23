import type { AnyMessage, CheckFinding, DirectMessage, MessageFields, PlannedCall } from '@polychat/core';
import { ChatError } from '@polychat/core';
import { checkRecipients, isConversation, isDirect } from '@polychat/core/combine';
import { eachOnce, placesIn } from '../check-parts.ts';
import { kindOf } from '../conversation.ts';
import { atPlaceInInput, fieldsOf, positionIn } from '../place-in-input.ts';
import { envelopeIdOf } from './envelope.ts';
import type { MigrationContext } from './migration-list.ts';
import type { Decision } from './rollout.ts';
import { type MigrationSide, type MigrationStage, wayOf } from './stage.ts';

/** A message as one of the chats would get it, with its recipients. */
interface PlannedPart {
  readonly side: MigrationSide;
  readonly message: AnyMessage;
  /** Whether it is a copy, or the rehearsal of one. */
  readonly isCopy: boolean;
}

/**
 * What the chats would refuse or leave out: the authority of each recipient, and the chat that gets their copies, which
 * then are missing. Goes by the stage that was read last; where none is known, asks both chats about everybody.
 */
export function checkMigration(context: MigrationContext, message: AnyMessage): readonly CheckFinding[] {
  const { planner, settings } = context;
  const found: CheckFinding[] = [];
  let sender = '';
  let userIds: readonly string[] = [];
  if (isDirect(message)) {
    try {
      sender = planner.senderOf(message);
    } catch (error) {
      found.push(error as ChatError);
    }
    userIds = idsIn(message?.to, settings.maxRecipients);
  }
  const decision = planner.last;
  const parts =
    decision && (!isDirect(message) || userIds.length > 0)
      ? partsOf(context, decision, message, sender, userIds)
      : everywhere(context, message);
  for (const part of parts) found.push(...checkPart(context, part, message));
  return eachOnce(found.map((finding) => (ChatError.is(finding) ? finding.toJSON() : finding)));
}

/** The calls of the authority of each recipient, and those that write the copies. */
export async function* previewMigration(
  context: MigrationContext,
  message: AnyMessage,
): AsyncGenerator<PlannedCall> {
  const { planner, settings } = context;
  const direct = isDirect(message) ? (message ?? ({} as DirectMessage)) : undefined;
  const sender = direct ? planner.senderOf(direct) : '';
  const places = direct ? placesIn(checkRecipients(direct.to, settings.maxRecipients)) : undefined;
  const { decision, problem } = await planner.read();
  if (problem) throw new ChatError(problem);
  for (const { side, message: own, isCopy } of partsOf(context, decision, message, sender, [
    ...(places?.keys() ?? []),
  ])) {
    if (!isCopy || !settings.rehearse) yield* settings[side].preview(own);
  }
}

/** All that a message would be sent as. */
function partsOf(
  { planner }: MigrationContext,
  decision: Decision,
  message: AnyMessage,
  sender: string,
  userIds: readonly string[],
): readonly PlannedPart[] {
  const envelopeId = envelopeIdOf(message?.idempotencyKey);
  const asAuthority = <Message extends MessageFields>(stage: MigrationStage, own: Message) =>
    planner.messageFor(own, planner.isTwice(stage), envelopeId);
  if (!isDirect(message)) {
    const stage = isConversation(message)
      ? planner.stageForConversation(decision, kindOf(message), message)
      : planner.stageForEverybody(decision);
    const copySide = planner.copySideOf(stage);
    const parts: PlannedPart[] = [
      { side: wayOf(stage).authority, message: asAuthority(stage, message), isCopy: false },
    ];
    if (copySide) parts.push({ side: copySide, message: planner.copyFor(message, envelopeId), isCopy: true });
    return parts;
  }
  const { groups, stageOf } = planner.plan(decision, sender, userIds);
  const parts: PlannedPart[] = groups.map(({ side, isTwice, userIds: own }) => ({
    side,
    message: { ...planner.messageFor(message, isTwice, envelopeId), to: own },
    isCopy: false,
  }));
  for (const side of ['from', 'to'] as const) {
    const own = userIds.filter((userId) => planner.copySideOf(stageOf(userId)) === side);
    if (own.length === 0) continue;
    parts.push({ side, message: { ...planner.copyFor(message, envelopeId), to: own }, isCopy: true });
  }
  return parts;
}

function everywhere({ planner }: MigrationContext, message: AnyMessage): readonly PlannedPart[] {
  const own = planner.copyFor(message, envelopeIdOf(message?.idempotencyKey));
  return (['from', 'to'] as const).map((side) => ({ side, message: own, isCopy: false }));
}

/** Checks a part, and names the places of the caller's list. */
function checkPart(
  { settings }: MigrationContext,
  { side, message: own }: PlannedPart,
  message: AnyMessage,
): readonly CheckFinding[] {
  const found = settings[side].check(own);
  if (!isDirect(message) || !isDirect(own) || own?.to === message?.to) return found;
  const places = placesIn(idsIn(message?.to, settings.maxRecipients));
  const ownIds = idsIn(own.to, settings.maxRecipients);
  const fieldOf = fieldsOf(message.to);
  return found.map((finding) => {
    const position = positionIn(finding);
    if (position === undefined || finding.effect === undefined) return finding;
    return atPlaceInInput(finding, fieldOf(places.get(ownIds[position] ?? '') ?? position));
  });
}

/** The ids of a list as it should be; none where it is no such list, of which the chats will say so. */
function idsIn(to: unknown, max: number): readonly string[] {
  try {
    return [...new Set(checkRecipients(to, max))];
  } catch {
    return [];
  }
}
