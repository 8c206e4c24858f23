import type { MessageWithoutRecipients, RecipientOutcome, SendOptions } from '@polychat/core';
import { aborted } from '@polychat/core/combine';
import { CombinedStream, type Position } from '../combined-stream.ts';
import { Lane } from '../lane.ts';
import type { SentMessage } from './copies.ts';
import type { Decided } from './decision-source.ts';
import { envelopeIdOf } from './envelope.ts';
import { followUp } from './follow-up.ts';
import { type MigrationContext, sentMessage } from './migration-list.ts';
import type { Decision } from './rollout.ts';
import { type MigrationStage, wayOf } from './stage.ts';

/** How many recipients are pulled, and decided for, at once. */
const batchSize = 500;

export interface MigrationStreamOptions {
  readonly message: MessageWithoutRecipients;
  readonly source: Iterable<string> | AsyncIterable<string>;
  readonly options: SendOptions | undefined;
  readonly exactDuplicates: boolean;
}

/** Somebody who is on the way through the authority. */
interface Traveller {
  readonly stage: MigrationStage;
  readonly startedAt: number;
}

/**
 * Pulls recipients batch by batch, asks for the stage once for each, and hands everybody to their authority. Nobody more
 * is sent to while those on their way would fill the queue of copies. Who is pulled while the same id is on its way is a
 * duplicate.
 */
export class MigrationStream extends CombinedStream {
  readonly #context: MigrationContext;
  readonly #stream: MigrationStreamOptions;
  readonly #sender: string;
  readonly #envelopeId: string;
  readonly #sent: SentMessage;
  readonly #travellers = new Map<string, Traveller>();
  readonly #lanes = new Map<string, Lane>();
  /** How many of those on their way are to get a copy. */
  #copied = 0;
  #pinned: Decision | undefined;

  /** Throws a `ChatError` where the message has no sender and needs one. */
  constructor(context: MigrationContext, stream: MigrationStreamOptions) {
    const { settings, planner } = context;
    const { message, options, source, exactDuplicates } = stream;
    super({
      via: settings.name,
      source,
      exactDuplicates,
      batchSize,
      signal: options?.signal,
      clock: settings.clock,
    });
    this.#context = context;
    this.#stream = stream;
    this.#sender = planner.senderOf(message);
    this.#envelopeId = envelopeIdOf(message?.idempotencyKey);
    this.#sent = sentMessage(context, message, options, this.#envelopeId);
  }

  protected get lanes(): Iterable<Lane> {
    return this.#lanes.values();
  }

  protected async hand(positions: readonly Position[]): Promise<void> {
    const { otherSide, planner, settings } = this.#context;
    const { decision, problem } = await this.#decide();
    const failed: RecipientOutcome[] = [];
    for (const { userId, index } of positions) {
      const stage = decision && planner.stageFor(decision, this.#sender, userId);
      const isCopied = stage !== undefined && planner.copySideOf(stage) !== undefined;
      if (isCopied && !otherSide.hasSpace(this.#copied)) {
        await otherSide.space(() => this.#copied, this.stopped);
      }
      const isDuplicate = this.#travellers.has(userId);
      this.onPulled(isDuplicate);
      if (isDuplicate) continue;
      if (!stage || this.stopped.aborted) {
        failed.push({
          userId,
          index,
          status: 'failed',
          via: settings.name,
          problem: problem ?? aborted('not_sent'),
        });
        continue;
      }
      if (isCopied) this.#copied += 1;
      this.#travellers.set(userId, { stage, startedAt: settings.clock.monotonic() });
      const lane = this.#laneOf(stage);
      // A turn of the event loop for each would cost more than all the rest.
      const refused = lane.hasSpace ? lane.addNow(userId, index) : await lane.add(userId, index);
      if (refused) await this.#arrive([refused]);
    }
    await this.put(failed);
  }

  /** A stream with a key goes by what its first batch went by. */
  async #decide(): Promise<Decided> {
    if (this.#pinned) return { decision: this.#pinned };
    const { message } = this.#stream;
    const decided = await this.#context.planner.decide(message, this.stopped, () => {});
    if (message.idempotencyKey !== undefined) this.#pinned = decided.decision;
    return decided;
  }

  #laneOf(stage: MigrationStage): Lane {
    const { planner, settings } = this.#context;
    const { message, options } = this.#stream;
    const key = planner.groupOf(stage);
    const known = this.#lanes.get(key);
    if (known) return known;
    const chat = settings[wayOf(stage).authority];
    const own = planner.messageFor(message, planner.isTwice(stage), this.#envelopeId);
    const lane = new Lane({
      chat,
      bufferSize: batchSize,
      open: (source) => chat.sendBulk(own, source, { ...options, signal: this.cancelled }),
      put: (outcomes) => this.#arrive(outcomes),
      stop: this.stopped,
    });
    this.#lanes.set(key, lane);
    return lane;
  }

  /** The copies are on their way before the outcomes are read: a slow reader does not hold them up. */
  async #arrive(outcomes: readonly RecipientOutcome[]): Promise<void> {
    const now = this.#context.settings.clock.monotonic();
    const results = outcomes.flatMap((outcome) => {
      const { userId, status } = outcome;
      const traveller = this.#travellers.get(userId);
      if (!traveller) return [];
      this.#travellers.delete(userId);
      if (this.#context.planner.copySideOf(traveller.stage)) this.#copied -= 1;
      const code = outcome.status === 'accepted' ? ('accepted' as const) : outcome.problem.code;
      return [{ userId, stage: traveller.stage, status, code, durationMs: now - traveller.startedAt }];
    });
    followUp(this.#context, this.#sent, results, 'add');
    this.#context.otherSide.wake();
    await this.put(outcomes);
  }
}
