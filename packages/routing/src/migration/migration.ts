import type {
  AnyMessage,
  BroadcastMessage,
  BroadcastReceipt,
  BulkOptions,
  BulkSend,
  CallRecord,
  ChangeOptions,
  Chat,
  CheckFinding,
  CloseOptions,
  ConversationReceipt,
  DirectMessage,
  DirectReceipt,
  EditReceipt,
  GroupMessage,
  MessageEdit,
  MessageRef,
  MessageWithoutRecipients,
  PlannedCall,
  RecallReceipt,
  RecipientOutcome,
  RoomMessage,
  SendOptions,
  UserProfile,
  UsersReceipt,
} from '@polychat/core';
import { ChatError } from '@polychat/core';
import { checkSource, createBulkSend, misconfigured, UnderWay } from '@polychat/core/combine';
import { answerInTime } from '../answer-in-time.ts';
import { checkSignal } from '../check-options.ts';
import { CombinedChat } from '../combined-chat.ts';
import type { ConversationKind, ConversationMessage } from '../conversation.ts';
import { registerThrough } from '../register-parts.ts';
import { SendDeadline } from '../send-deadline.ts';
import { CopyClaims } from './copy-claims.ts';
import { CopyRefs } from './copy-refs.ts';
import { envelopeIdOf } from './envelope.ts';
import { broadcastOnce } from './migration-broadcast.ts';
import { editTwice, recallTwice } from './migration-change.ts';
import type { MigrationChat } from './migration-chat.ts';
import { checkMigration, previewMigration } from './migration-check.ts';
import { sendToConversationOnce } from './migration-conversation.ts';
import { decidedInTime, type MigrationContext, sendList } from './migration-list.ts';
import {
  type CompleteMigrationOptions,
  completeMigrationOptions,
  type MigrationOptions,
} from './migration-options.ts';
import type { MigrationReport } from './migration-report.ts';
import { MigrationStream } from './migration-stream.ts';
import type { MissingCopies } from './missing-copies.ts';
import { OtherSide } from './other-side.ts';
import { ReportBook } from './report-book.ts';
import { SendPlanner } from './send-planner.ts';
import { wayOf } from './stage.ts';
import { writeMissingCopies } from './write-missing.ts';

type Source = Iterable<string> | AsyncIterable<string>;

/**
 * A chat that moves its users from the chat `from` to the chat `to`, by stages. One of the two is the authority: its
 * receipt is the answer, never changed by the other chat and never waiting for it. In the stages that write twice, the
 * other chat gets a copy for everybody whom the authority accepted or left unconfirmed. Copies wait in the memory of this
 * process: a crash loses them.
 *
 * Throws a `ChatError` with code `misconfigured` for options that do not fit, two chats of one name among them.
 */
export function migration(options: MigrationOptions): MigrationChat {
  return new ChatInMigration(completeMigrationOptions(options));
}

class ChatInMigration extends CombinedChat implements MigrationChat {
  readonly #context: MigrationContext;
  readonly #claims: CopyClaims;
  readonly #copyRefs: CopyRefs;
  readonly #since: number;
  readonly #underWay = new UnderWay();
  readonly #closed = new AbortController();

  constructor(settings: CompleteMigrationOptions) {
    super(settings.name, [settings.from, settings.to], settings.clock);
    const { from, to, rehearse, clock, claims, sharedClaims, name, claimTimeoutMs: timeoutMs } = settings;
    const book = new ReportBook({ from: from.name, to: to.name }, rehearse);
    this.#claims = new CopyClaims({ claims, chat: name, timeoutMs, clock });
    this.#copyRefs = new CopyRefs({ claims: sharedClaims, chat: name, timeoutMs, clock });
    const otherSide = new OtherSide(settings, book, this.#claims, this.#copyRefs);
    this.#context = { settings, planner: new SendPlanner(settings), book, otherSide };
    this.#since = clock.now();
  }

  report(): MigrationReport {
    const { settings, book, otherSide, planner } = this.#context;
    const { stage, rollout } = planner.last ?? {};
    return {
      chat: this.name,
      from: settings.from.name,
      to: settings.to.name,
      since: this.#since,
      ...(stage === undefined ? {} : { stage, rollout }),
      stages: book.stages,
      waiting: otherSide.waiting,
      missing: otherSide.missing.count,
      missingDropped: otherSide.missing.dropped,
    };
  }

  takeMissing(): AsyncIterable<MissingCopies> {
    return this.#context.otherSide.missing.take();
  }

  writeMissing(
    message: BroadcastMessage & GroupMessage & RoomMessage & MessageWithoutRecipients,
    missing: MissingCopies,
    options?: SendOptions,
  ): Promise<BroadcastReceipt & ConversationReceipt & DirectReceipt> {
    return this.#underWay.track(async () => {
      this.refuseIfClosed();
      const context = { ...this.#context, claims: this.#claims };
      const receipt = await writeMissingCopies(context, message, missing, options);
      return receipt as BroadcastReceipt & ConversationReceipt & DirectReceipt;
    });
  }

  async drain(): Promise<void> {
    const { settings, otherSide } = this.#context;
    while (!this.#underWay.isIdle || otherSide.waiting > 0) {
      await this.#underWay.whenIdle(settings.clock);
      await otherSide.idle();
    }
  }

  deliver(
    message: MessageWithoutRecipients,
    recipients: Source,
    options?: SendOptions,
  ): AsyncIterable<readonly RecipientOutcome[]> {
    this.refuseIfClosed();
    checkSource(recipients);
    this.#refuse(message, (chat, own) => chat.deliver(own, [], options));
    const source = { message, source: recipients, options, exactDuplicates: false };
    const stream = new MigrationStream(this.#context, source);
    return this.#underWay.trackStream(stream.run({ stop: this.closing }));
  }

  sendBulk(message: MessageWithoutRecipients, recipients: Source, options?: BulkOptions): BulkSend {
    this.refuseIfClosed();
    checkSource(recipients);
    this.#refuse(message, (chat, own) => chat.sendBulk(own, [], options));
    const { duplicates, ...others } = options ?? {};
    const source = { message, source: recipients, options: others, exactDuplicates: duplicates === 'exact' };
    const stream = new MigrationStream(this.#context, source);
    return createBulkSend({
      open: (watch) => this.#underWay.trackStream(stream.run(watch)),
      isCancelled: () => options?.signal?.aborted === true || stream.isCutShort,
      warnings: () => stream.warnings,
      closing: this.closing,
    });
  }

  sendDirect(message: DirectMessage, options?: SendOptions): Promise<DirectReceipt> {
    return this.#underWay.track(async () => {
      this.refuseIfClosed();
      checkSignal(options);
      return sendList(this.#context, message, options);
    });
  }

  /**
   * Goes to all of a vendor's users, so that a rollout cannot divide it: while one is under way, the stage before holds,
   * and a stage that begins to write twice writes it twice.
   */
  broadcast(message: BroadcastMessage, options?: SendOptions): Promise<BroadcastReceipt> {
    return this.#underWay.track(async () => {
      this.refuseIfClosed();
      checkSignal(options);
      return broadcastOnce(this.#context, message, options);
    });
  }

  protected sendToConversation(
    kind: ConversationKind,
    message: ConversationMessage,
    options: SendOptions | undefined,
  ): Promise<ConversationReceipt> {
    return this.#underWay.track(async () => {
      this.refuseIfClosed();
      checkSignal(options);
      return sendToConversationOnce(this.#context, kind, message, options);
    });
  }

  /** Registers users where the stage sends, and waits for it; a user is accepted when all of these chats accepted them. */
  registerUsers(users: readonly UserProfile[], options?: SendOptions): Promise<UsersReceipt> {
    return this.#underWay.track(async () => {
      this.refuseIfClosed();
      checkSignal(options);
      const { settings, planner } = this.#context;
      const signal = options?.signal;
      const time = new SendDeadline(settings.clock, options?.deadlineMs);
      const { decision, problem } = await decidedInTime(time, planner.read(signal));
      if (problem) throw new ChatError(problem);
      const stage = planner.stageForEverybody(decision);
      const { authority, other } = wayOf(stage);
      const chat = settings[authority];
      if (!other || !planner.isTwice(stage)) return chat.registerUsers(users, time.sendOptions(options));
      return registerThrough([chat, settings[other]], users, () => time.sendOptions(options), {
        via: this.name,
        signal,
      });
    });
  }

  /** Both copies of a message that `sendDirect`, `sendToGroup` or `sendToRoom` wrote twice in the last day; `partial` names one that is still there. */
  override recall(refs: MessageRef | readonly MessageRef[], options?: ChangeOptions): Promise<RecallReceipt> {
    return this.#underWay.track(async () => {
      this.refuseIfClosed();
      return recallTwice({ ...this.#context, copyRefs: this.#copyRefs }, refs, options);
    });
  }

  /** Both copies of a message that `sendDirect`, `sendToGroup` or `sendToRoom` wrote twice in the last day; `partial` names one that is as before. */
  override edit(ref: MessageRef, edit: MessageEdit, options?: ChangeOptions): Promise<EditReceipt> {
    return this.#underWay.track(async () => {
      this.refuseIfClosed();
      return editTwice({ ...this.#context, copyRefs: this.#copyRefs }, ref, edit, options);
    });
  }

  check(message: AnyMessage): readonly CheckFinding[] {
    return checkMigration(this.#context, message);
  }

  preview(message: AnyMessage): AsyncIterable<PlannedCall> {
    return previewMigration(this.#context, message);
  }

  override resume(record: CallRecord, options?: SendOptions): Promise<readonly RecipientOutcome[]> {
    return this.#underWay.track(() => super.resume(record, options));
  }

  override async close(options: CloseOptions = {}): Promise<void> {
    const { settings, otherSide } = this.#context;
    const { drainMs } = options;
    if (drainMs !== undefined && !(typeof drainMs === 'number' && drainMs >= 0)) {
      throw misconfigured('close: drainMs: must be a number, at least 0', 'drainMs');
    }
    this.#closed.abort();
    const startedAt = settings.clock.monotonic();
    // The chats go on until the copies are written: each of the two may be the other one's.
    if (drainMs === undefined) await this.drain();
    else await answerInTime(() => this.drain(), drainMs, settings.clock);
    otherSide.cancel();
    const passedMs = settings.clock.monotonic() - startedAt;
    await super.close(
      drainMs === undefined ? options : { ...options, drainMs: Math.max(0, drainMs - passedMs) },
    );
    await answerInTime(() => otherSide.idle(), lastWordMs, settings.clock);
  }

  protected override get closing(): AbortSignal {
    return this.#closed.signal;
  }

  protected override refuseIfClosed(): void {
    if (this.#closed.signal.aborted) throw misconfigured(`the chat is closed: ${this.name}`);
  }

  /** Starts a stream at each chat that may be the authority, which nobody reads: what a chat would refuse it refuses then. */
  #refuse(
    message: MessageWithoutRecipients,
    start: (chat: Chat, message: MessageWithoutRecipients) => unknown,
  ): void {
    const { planner, settings } = this.#context;
    const envelopeId = envelopeIdOf(message?.idempotencyKey);
    const groups = new Map(planner.possibleStages().map((stage) => [planner.groupOf(stage), stage]));
    for (const stage of groups.values()) {
      const own = planner.messageFor(message, planner.isTwice(stage), envelopeId);
      start(settings[wayOf(stage).authority], own);
    }
  }
}

/** How long cancelled copies may take to name everybody, in milliseconds. */
const lastWordMs = 1_000;
