import type { Chat, RecipientOutcome } from '@polychat/core';
import { joinKnown, settledOf } from '../content/join-outcomes.ts';
import { unpackRecipients } from '../content/recipients.ts';
import { unpackDefinition } from '../definition.ts';
import type { ClaimedChunk, HeldChunk } from '../ports/campaign-store.ts';
import type { CampaignControl } from '../ports/stored-campaign.ts';
import { BegunCalls } from './begun-calls.ts';
import { ChunkJournal } from './chunk-journal.ts';
import type { ChunkWork } from './chunk-work.ts';
import type { CommitQueue } from './commit-queue.ts';
import { sendRest } from './send-rest.ts';
import { Stopping, type StopReason } from './stopping.ts';
import { takeOver } from './take-over.ts';
import type { WorkerContext } from './worker-context.ts';

/** How the work on a chunk ended. */
export type RunEnd = 'settled' | 'given back' | 'lost';

/** The work on one chunk, from the claim to the end. */
export class ChunkRun {
  readonly held: HeldChunk;
  readonly #claim: ClaimedChunk;
  readonly #context: WorkerContext;
  readonly #commits: CommitQueue;
  readonly #stopping = new Stopping();
  readonly #stored = new Set<Promise<unknown>>();
  readonly #work: ChunkWork;

  constructor(claim: ClaimedChunk, chat: Chat, commits: CommitQueue, context: WorkerContext) {
    const { campaign, chunk, epoch } = claim;
    this.held = { campaign, chunk, epoch };
    this.#claim = claim;
    this.#context = context;
    this.#commits = commits;
    const recipients = unpackRecipients(claim.recipients);
    const calls = new BegunCalls(claim.count);
    this.#work = {
      claim,
      chat,
      recipients,
      calls,
      stopping: this.#stopping,
      context,
      journal: new ChunkJournal({
        held: this.held,
        recipients,
        calls,
        stopping: this.#stopping,
        commits,
        context,
      }),
      report: (outcomes, endedCalls, isFenced) => this.#report(outcomes, endedCalls, isFenced),
    };
    this.noteControl(claim.of.control);
  }

  /** What was asked of the campaign meanwhile. */
  noteControl(control: CampaignControl): void {
    if (control !== 'running') this.stop(control);
  }

  /** Ends the work: calls in flight go on to their end. */
  stop(reason: StopReason): void {
    this.#stopping.because(reason);
  }

  async run(): Promise<RunEnd> {
    const { recipients } = this.#work;
    const { missing } = joinKnown(this.#claim, recipients);
    const definition = unpackDefinition(this.#claim.of.definition);
    const takeover = takeOver(this.#work, missing);
    await Promise.all([takeover.ended, sendRest(this.#work, definition, takeover.rest)]);
    await Promise.all(this.#stored);
    return this.#end();
  }

  async #end(): Promise<RunEnd> {
    if (this.#stopping.reason === 'lost') return 'lost';
    if (this.#stopping.isPassing) return this.#giveBack();
    const { recipients } = this.#work;
    const answer = await this.#context.store.settle(this.held, (known) => settledOf(known, recipients));
    return answer === 'incomplete' ? this.#giveBack() : answer;
  }

  async #giveBack(): Promise<RunEnd> {
    await this.#context.store.release(this.held);
    return 'given back';
  }

  #report(outcomes: readonly RecipientOutcome[], endedCalls: readonly string[], isFenced: boolean): void {
    if (outcomes.length === 0 && endedCalls.length === 0) return;
    const { round } = this.#claim;
    const stored: Promise<unknown> = this.#commits
      .report({ chunk: this.held, round, outcomes, endedCalls, isFenced })
      .then((isStored) => {
        if (!isStored && isFenced) this.stop('lost');
        this.#stored.delete(stored);
      });
    // Whoever waits for all of them hears of it.
    stored.catch(() => {});
    this.#stored.add(stored);
  }
}
