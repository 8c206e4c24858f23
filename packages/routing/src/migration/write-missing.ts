import {
  type BroadcastMessage,
  type BroadcastReceipt,
  ChatError,
  type ConversationReceipt,
  type DirectReceipt,
  type GroupMessage,
  type MessageWithoutRecipients,
  type NotAcceptedOutcome,
  type RoomMessage,
  type SendOptions,
} from '@polychat/core';
import { createProblem, invalidField, isBroadcast, misconfigured } from '@polychat/core/combine';
import { type ConversationKind, type ConversationMessage, sendToConversation } from '../conversation.ts';
import { type ListPart, sendInParts, sendPart } from '../list-send.ts';
import { problemOfThrown, statusOf } from '../part-fault.ts';
import { fieldInList } from '../place-in-input.ts';
import { lackOf, readBroadcastReceipt, readConversationReceipt } from '../read-receipt.ts';
import { longestId, placeOf } from './copies.ts';
import type { CopyClaims, TakenCopies } from './copy-claims.ts';
import { inEnvelope } from './envelope.ts';
import type { MigrationContext } from './migration-list.ts';
import type { MigrationOperation } from './migration-report.ts';
import type { MissingCopies } from './missing-copies.ts';
import { copySideOf, isStage } from './stage.ts';

type Entry = DirectReceipt['accepted'][number];

/**
 * Writes a message where it is missing, as any send through that chat. With a key, whoever has got their copy meanwhile is
 * `failed` with code `conflict`.
 */
export async function writeMissingCopies(
  context: MigrationContext & { readonly claims: CopyClaims },
  message: MessageWithoutRecipients | BroadcastMessage | ConversationMessage,
  missing: MissingCopies,
  options: SendOptions | undefined,
): Promise<DirectReceipt | BroadcastReceipt | ConversationReceipt> {
  checkMissing(context, missing);
  checkIsSame(message, missing);
  const chat = context.settings[missing.side];
  const counts = context.book.other(missing.stage, missing.operation);
  const own = missing.envelopeId === undefined ? message : inEnvelope(message, missing.envelopeId);
  if (isBroadcast(own as BroadcastMessage)) {
    // A chat that does not choose among others refuses the option, and nothing is sent.
    const chosen = missing.missingAt && { via: missing.missingAt };
    const receipt = await chat.broadcast(
      own as BroadcastMessage,
      chosen ? { ...chosen, ...options } : options,
    );
    const named = readBroadcastReceipt(receipt);
    if (named && !lackOf(named)) counts.writtenLater += 1;
    return receipt;
  }
  if (missing.operation === 'group' || missing.operation === 'room') {
    return writeConversation(context, missing.operation, own as ConversationMessage, missing, options);
  }
  const { idempotencyKey, side, status } = missing;
  const userIds = [...new Set(missing.userIds)];
  const places = new Map(userIds.map((userId, index) => [userId, index]));
  // Of those whose copy is unclear the claim is kept: who asks for it again has decided.
  const key = status === 'unconfirmed' ? undefined : idempotencyKey;
  const taken = key === undefined ? undefined : await context.claims.take(key, side, userIds);
  const mine = taken ? [...taken.mine.keys()] : userIds;
  const send = async (): Promise<DirectReceipt> => {
    const write = async () => chat.sendDirect({ ...own, to: mine }, options);
    const writing = write();
    const part: ListPart<Entry> = { via: chat.name, userIds: mine, send: () => writing };
    const { outcomes } = await sendPart<Entry>({ places, fieldOf: fieldInList }, part);
    const failed = new Set<string>();
    for (const { userId, status: became } of outcomes) {
      if (became === 'accepted') counts.writtenLater += 1;
      if (became === 'failed') failed.add(userId);
    }
    if (taken && key !== undefined) {
      await context.claims.settle(key, side, taken.mine, (userId) => !failed.has(userId));
    }
    return writing;
  };
  return sendInParts<Entry>({
    noun: 'to',
    places,
    fieldOf: fieldInList,
    parts: mine.length === 0 ? [] : [{ via: chat.name, userIds: mine, send }],
    refused: taken ? refusedOutcomes(context.settings.name, taken, places) : [],
    signal: options?.signal,
  });
}

async function writeConversation(
  { settings, book, claims }: MigrationContext & { readonly claims: CopyClaims },
  kind: ConversationKind,
  message: ConversationMessage,
  { side, status, stage, idempotencyKey }: MissingCopies,
  options: SendOptions | undefined,
): Promise<ConversationReceipt> {
  const place = placeOf({ operation: kind, message });
  // As for users: of what is unclear the claim is kept.
  const key = status === 'unconfirmed' ? undefined : idempotencyKey;
  const taken = key === undefined ? undefined : await claims.take(key, side, [place]);
  if (taken && taken.mine.size === 0) {
    throw new ChatError(taken.existing.length > 0 ? alreadyThere : claimsFailed);
  }
  const settle = async (hasCopy: boolean) => {
    if (taken && key !== undefined) await claims.settle(key, side, taken.mine, () => hasCopy);
  };
  try {
    const receipt = await sendToConversation(settings[side], kind, message, options);
    if (readConversationReceipt(receipt)) book.other(stage, kind).writtenLater += 1;
    await settle(true);
    return receipt;
  } catch (error) {
    await settle(statusOf(problemOfThrown(error)) !== 'failed');
    throw error;
  }
}

function refusedOutcomes(
  via: string,
  { existing, unknown }: TakenCopies,
  places: ReadonlyMap<string, number>,
): readonly NotAcceptedOutcome[] {
  return [
    ...existing.map((userId) => ({ userId, problem: alreadyThere })),
    ...unknown.map((userId) => ({ userId, problem: claimsFailed })),
  ].map((one) => ({ ...one, index: places.get(one.userId) ?? 0, status: 'failed', via }));
}

const alreadyThere = createProblem({
  code: 'conflict',
  effect: 'not_sent',
  transient: false,
  message: 'the copy has been written, or is being written',
});

const claimsFailed = createProblem({
  code: 'network',
  effect: 'not_sent',
  transient: true,
  message: 'claims: the store failed, so nothing was sent',
  field: 'claims',
});

function checkMissing({ settings }: MigrationContext, missing: MissingCopies): void {
  const refuse = (field: string, words: string) => {
    throw misconfigured(`writeMissing: ${field}: must be ${words}`, field);
  };
  if (typeof missing !== 'object' || missing === null) refuse('missing', 'what takeMissing gave');
  const { side, via, operation, userIds, status, stage, missingAt } = missing;
  if (side !== 'from' && side !== 'to') refuse('missing.side', 'from or to');
  if (via !== settings[side].name)
    refuse('missing.via', `the name of the chat, which is ${settings[side].name}`);
  if (!['direct', 'broadcast', 'group', 'room'].includes(operation)) {
    refuse('missing.operation', 'direct, broadcast, group or room');
  }
  if (!['not_written', 'failed', 'unconfirmed'].includes(status)) {
    refuse('missing.status', 'not_written, failed or unconfirmed');
  }
  if (!isStage(stage) || copySideOf(stage, false) !== side)
    refuse('missing.stage', 'a stage that writes twice');
  const isList = (value: unknown) => Array.isArray(value) && value.every((id) => typeof id === 'string');
  if (missingAt !== undefined && !(isList(missingAt) && missingAt.length > 0)) {
    refuse('missing.missingAt', 'a list of the names of chats');
  }
  if (!isList(userIds) || (operation === 'direct' && userIds.length === 0))
    refuse('missing.userIds', 'a list of user ids');
}

const nouns: Readonly<Record<MigrationOperation, string>> = {
  direct: 'a direct message',
  broadcast: 'a broadcast',
  group: 'a message to a group',
  room: 'a message to a room',
};

/** The message must be the one that is missing, as far as that can be told. */
function checkIsSame(message: unknown, missing: MissingCopies): void {
  const given = message as Partial<BroadcastMessage & GroupMessage & RoomMessage> | undefined;
  const members = { broadcast: 'audience', group: 'groupId', room: 'roomId' } as const;
  for (const [operation, member] of Object.entries(members)) {
    if ((given?.[member] !== undefined) === (missing.operation === operation)) continue;
    throw new ChatError(invalidField(member, `what is missing is ${nouns[missing.operation]}`));
  }
  const { conversationId } = missing;
  const id = given?.groupId ?? given?.roomId;
  if (conversationId !== undefined && id?.slice(0, longestId) !== conversationId) {
    const member = missing.operation === 'room' ? 'roomId' : 'groupId';
    throw new ChatError(invalidField(member, 'is not that of the message that is missing'));
  }
  if (given?.idempotencyKey !== missing.idempotencyKey) {
    throw new ChatError(invalidField('idempotencyKey', 'is not that of the message that is missing'));
  }
}
