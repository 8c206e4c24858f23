import type { RecipientOutcome } from '@polychat/core';
import { sleep } from '@polychat/core/combine';
import { countsOf } from '../content/join-outcomes.ts';
import { packOutcomes } from '../content/outcomes.ts';
import type { BeginEntry, CampaignStore, HeldChunk, OutcomeEntry } from '../ports/campaign-store.ts';
import type { WorkerContext } from './worker-context.ts';

/** Outcomes that are to be stored. */
export interface Report {
  readonly chunk: HeldChunk;
  readonly round: number;
  readonly outcomes: readonly RecipientOutcome[];
  readonly endedCalls: readonly string[];
  /** Store it only while the chunk is ours. */
  readonly isFenced: boolean;
}

interface Waiting<Entry> {
  readonly entry: Entry;
  resolve(isStored: boolean): void;
  reject(error: unknown): void;
}

/** How long to wait before outcomes are stored again after the store has failed, in milliseconds. */
const pauseMs = 250;
/** For how long to gather at most between two commits, in milliseconds. */
const longestGatherMs = 10;

/**
 * Stores what the chunks of this process have to say, together: whatever comes in one turn of the event loop, or while
 * the store is busy, is one commit. Calls wait for it before they leave; when the store fails they do not leave.
 * Outcomes are stored again until they are.
 */
export class CommitQueue {
  readonly #store: CampaignStore;
  readonly #context: WorkerContext;
  #begins: Waiting<BeginEntry>[] = [];
  #reports: Waiting<Report>[] = [];
  #isRunning = false;
  /** Ended: nobody waits for the store to come back. */
  readonly #gone = new AbortController();

  constructor(context: WorkerContext) {
    this.#store = context.store;
    this.#context = context;
  }

  /** Resolves to whether the chunk is still ours and the calls may leave. Rejects when the store fails. */
  begin(entry: BeginEntry): Promise<boolean> {
    return this.#add(this.#begins, entry);
  }

  /** Resolves to whether it was stored. Rejects only after `abandon`. */
  report(report: Report): Promise<boolean> {
    return this.#add(this.#reports, report);
  }

  /** Stores what it can at once, and forgets the rest. */
  abandon(): void {
    this.#gone.abort();
  }

  #add<Entry>(list: Waiting<Entry>[], entry: Entry): Promise<boolean> {
    const { promise, resolve, reject } = Promise.withResolvers<boolean>();
    list.push({ entry, resolve, reject });
    if (!this.#isRunning) {
      this.#isRunning = true;
      // Whatever else this turn of the event loop brings goes with it.
      setImmediate(() => void this.#run());
    }
    return promise;
  }

  async #run(): Promise<void> {
    const { clock } = this.#context;
    while (this.#begins.length + this.#reports.length > 0) {
      const begins = this.#begins;
      const reports = this.#reports;
      this.#begins = [];
      this.#reports = [];
      const startedAt = clock.monotonic();
      await this.#commit(begins, reports);
      // Let what has arrived meanwhile come in: a disk that is slow to sync gets fewer and larger commits.
      const tookMs = clock.monotonic() - startedAt;
      if (tookMs >= 1) await sleep(clock, Math.min(longestGatherMs, tookMs));
      else await new Promise<void>((resolve) => void setImmediate(resolve));
    }
    this.#isRunning = false;
  }

  async #commit(begins: readonly Waiting<BeginEntry>[], reports: readonly Waiting<Report>[]): Promise<void> {
    const groups = groupReports(reports);
    try {
      const answer = await this.#context.storeClock.ask(() =>
        this.#store.commit({
          outcomes: groups.map(entryOf),
          begins: begins.map(({ entry }) => entry),
        }),
      );
      groups.forEach((group, place) => {
        for (const each of group) each.resolve(answer.outcomes[place] ?? false);
      });
      begins.forEach((each, place) => void each.resolve(answer.begins[place] ?? false));
    } catch (error) {
      for (const each of begins) each.reject(error);
      this.#context.onError(error);
      if (this.#gone.signal.aborted) {
        for (const each of reports) each.reject(error);
        return;
      }
      this.#reports = [...reports, ...this.#reports];
      await sleep(this.#context.clock, pauseMs, this.#gone.signal);
    }
  }
}

type Group = readonly [Waiting<Report>, ...Waiting<Report>[]];

/** Reports that can be one entry. */
function groupReports(reports: readonly Waiting<Report>[]): readonly Group[] {
  const groups = Map.groupBy(
    reports,
    ({ entry: { chunk, round, isFenced } }) =>
      `${chunk.campaign} ${chunk.chunk} ${chunk.epoch} ${round} ${isFenced}`,
  );
  return [...groups.values()] as unknown as readonly Group[];
}

function entryOf(group: Group): OutcomeEntry {
  const { chunk, round, isFenced } = group[0].entry;
  const outcomes = group.flatMap(({ entry }) => entry.outcomes);
  return {
    campaign: chunk.campaign,
    chunk: chunk.chunk,
    ...(isFenced ? { epoch: chunk.epoch } : {}),
    round,
    bytes: packOutcomes(outcomes, 'plain'),
    counts: countsOf(outcomes),
    endedCalls: group.flatMap(({ entry }) => entry.endedCalls),
  };
}
