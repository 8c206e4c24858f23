import { ChatError, type MessageFields } from '@polychat/core';
import { invalidField } from '@polychat/core/combine';
import type { ConversationKind, ConversationMessage } from '../conversation.ts';
import { tell } from '../tell.ts';
import { type Decided, DecisionSource } from './decision-source.ts';
import { inEnvelope } from './envelope.ts';
import type { CompleteMigrationOptions } from './migration-options.ts';
import { PinnedDecisions } from './pinned-decisions.ts';
import { type Decision, Rollout, stageForEverybody, stageReached } from './rollout.ts';
import { copySideOf, type MigrationSide, type MigrationStage, wayOf } from './stage.ts';

/** Recipients who get the same message through the same chat. */
export interface SendGroup {
  readonly side: MigrationSide;
  /** Whether they get it twice. */
  readonly isTwice: boolean;
  readonly userIds: readonly string[];
}

/** Where a list goes. */
export interface SendPlan {
  readonly groups: readonly SendGroup[];
  readonly stageOf: (userId: string) => MigrationStage;
}

/** Decides where messages go. */
export class SendPlanner {
  readonly #settings: CompleteMigrationOptions;
  readonly #source: DecisionSource;
  readonly #pinned: PinnedDecisions;
  readonly #rollout: Rollout;

  /** Throws a `ChatError` with code `misconfigured` for a stage or a rollout that is none. */
  constructor(settings: CompleteMigrationOptions) {
    const { stage, rollout, unit, stageTimeoutMs, claimTimeoutMs, claims, clock, name, salt, hooks } =
      settings;
    this.#settings = settings;
    this.#rollout = new Rollout(salt);
    this.#pinned = new PinnedDecisions({ claims, chat: name, timeoutMs: claimTimeoutMs, clock });
    this.#source = new DecisionSource({
      stage,
      rollout,
      unit,
      timeoutMs: stageTimeoutMs,
      clock,
      onFault: (option, reason, kept) =>
        tell(hooks, 'sourceFault', { chat: name, option, reason, ...(kept === undefined ? {} : { kept }) }),
    });
  }

  /** What a send would go by as far as is known, without asking. */
  get last(): Decision | undefined {
    return this.#source.last;
  }

  /** What a send goes by now, whatever its key. Never rejects. */
  read(signal?: AbortSignal): Promise<Decided> {
    return this.#source.read(signal);
  }

  /**
   * What a message goes by; one with a key as it did the first time. What `check` throws is the only way in which this
   * rejects: a message that nobody can carry keeps no key.
   */
  async decide(
    message: MessageFields,
    signal: AbortSignal | undefined,
    check: (decision: Decision) => void,
  ): Promise<Decided> {
    const read = await this.read(signal);
    const key: unknown = message.idempotencyKey;
    if (read.problem || typeof key !== 'string' || key === '') return read;
    const refusal = thrownBy(() => check(read.decision));
    const pinned = await this.#pinned.pin(key, read.decision, signal);
    // It may have gone another way before, by which it can be carried.
    if (!refusal || (pinned.decision && !pinned.release)) return pinned;
    await pinned.release?.();
    throw refusal.error;
  }

  /** Whose message it is, for the rollout. Throws a `ChatError` where nobody knows. */
  senderOf(message: MessageFields | undefined): string {
    const { hasRollout, logicalSender } = this.#settings;
    const from: unknown = message?.from ?? logicalSender;
    if (from === undefined && hasRollout) throw new ChatError(noSender);
    // What is no id the chat refuses by itself.
    return typeof from === 'string' ? from : '';
  }

  stageFor(decision: Decision, sender: string, userId: string): MigrationStage {
    return this.#rollout.stageFor(decision, sender, userId);
  }

  /** Where everybody in a list goes. */
  plan(decision: Decision, sender: string, userIds: readonly string[]): SendPlan {
    if (decision.rollout <= 0 || decision.rollout >= 1) {
      const stage = this.stageFor(decision, sender, '');
      const group = { side: wayOf(stage).authority, isTwice: this.isTwice(stage), userIds };
      return { groups: [group], stageOf: () => stage };
    }
    const stages = new Map<string, MigrationStage>();
    const groups = new Map<string, { side: MigrationSide; isTwice: boolean; userIds: string[] }>();
    for (const userId of userIds) {
      const stage = this.stageFor(decision, sender, userId);
      stages.set(userId, stage);
      const key = this.groupOf(stage);
      const group = groups.get(key);
      if (group) group.userIds.push(userId);
      else groups.set(key, { side: wayOf(stage).authority, isTwice: this.isTwice(stage), userIds: [userId] });
    }
    return { groups: [...groups.values()], stageOf: (userId) => stages.get(userId) ?? decision.stage };
  }

  /** Names what goes through one chat as one message: all of its recipients, but for those who have another envelope. */
  groupOf(stage: MigrationStage): string {
    return `${wayOf(stage).authority}${this.#settings.envelope && this.isTwice(stage) ? ' in envelope' : ''}`;
  }

  /** Whether a message is written twice by this stage. */
  isTwice(stage: MigrationStage): boolean {
    return !this.#settings.rehearse && wayOf(stage).other !== undefined;
  }

  /** The chat that gets copies by this stage, or rehearses them. */
  copySideOf(stage: MigrationStage): MigrationSide | undefined {
    return copySideOf(stage, this.#settings.rehearse);
  }

  /** The message as the authority gets it. */
  messageFor<Message extends MessageFields>(message: Message, isTwice: boolean, envelopeId: string): Message {
    return isTwice && this.#settings.envelope ? inEnvelope(message, envelopeId) : message;
  }

  /** The message as the chat gets it that gets copies. */
  copyFor<Message extends MessageFields>(message: Message, envelopeId: string): Message {
    return this.#settings.envelope ? inEnvelope(message, envelopeId) : message;
  }

  /** The stages by which recipients that are not known yet may be sent to. All of them where no stage is known. */
  possibleStages(): readonly MigrationStage[] {
    const decision = this.last;
    // The two that have one way each to either chat.
    if (!decision) return ['dualwrite', 'live'];
    const { stage, rollout } = decision;
    const stages: MigrationStage[] = [];
    if (rollout > 0) stages.push(stage);
    if (rollout < 1) stages.push(stageReached(stage, 'none'));
    return stages;
  }

  /** The stage of a message to a group or a room. */
  stageForConversation(
    decision: Decision,
    kind: ConversationKind,
    message: ConversationMessage | undefined,
  ): MigrationStage {
    const { groupId, roomId } = (message ?? {}) as { readonly groupId?: unknown; readonly roomId?: unknown };
    // What is no id the chat refuses by itself.
    return this.#rollout.stageForConversation(decision, kind, String(kind === 'group' ? groupId : roomId));
  }

  /** The stage of a broadcast, and of users to register. */
  stageForEverybody(decision: Decision): MigrationStage {
    return stageForEverybody(decision);
  }
}

function thrownBy(act: () => void): { readonly error: unknown } | undefined {
  try {
    act();
    return undefined;
  } catch (error) {
    return { error };
  }
}

const noSender = invalidField(
  'from',
  'is required where there is a rollout; or give migration the option logicalSender',
);
