import type { Clock } from '@polychat/core';
import { misconfigured } from '@polychat/core/adapter';
import { sleep } from '@polychat/core/combine';
import type { CampaignStore, ChunkName } from '../ports/campaign-store.ts';
import type { CampaignControl, StoredCampaign } from '../ports/stored-campaign.ts';
import type { Campaign, CampaignProgress, OutcomePage, OutcomesOptions, RetryOptions } from './campaign.ts';
import { outcomePages } from './outcome-pages.ts';
import { retryFailed } from './retry-failed.ts';

/** What handles share. */
export interface HandleContext {
  readonly store: CampaignStore;
  readonly clock: Clock;
  readonly pollMs: number;
  /** Says that chunks can be worked on. */
  readonly enqueue: (chunks: readonly ChunkName[]) => Promise<void>;
}

/** How many chunks are named to the engine at once. */
const chunksAtOnce = 1_000;

/** A campaign in a store. */
export class StoredCampaignHandle implements Campaign {
  readonly key: string;
  readonly id: string;
  readonly #chunkSize: number;
  readonly #context: HandleContext;
  readonly #appended: Promise<void> | undefined;

  constructor(campaign: StoredCampaign, context: HandleContext, appended?: Promise<void>) {
    this.key = campaign.key;
    this.id = campaign.id;
    this.#chunkSize = campaign.chunkSize;
    this.#context = context;
    this.#appended = appended;
    // Who does not ask for it hears of it from the progress, which stays `appending`.
    appended?.catch(() => {});
  }

  get appended(): Promise<void> {
    return this.#appended ?? this.#until(({ state }) => state !== 'appending').then(() => {});
  }

  async progress(): Promise<CampaignProgress> {
    return progressOf(await this.#find());
  }

  async *watch({ signal }: { readonly signal?: AbortSignal } = {}): AsyncGenerator<CampaignProgress> {
    const { clock, pollMs } = this.#context;
    let last = '';
    while (!signal?.aborted) {
      const progress = await this.progress();
      const text = JSON.stringify(progress);
      if (text !== last) yield progress;
      last = text;
      if (progress.state === 'done') return;
      await sleep(clock, pollMs, signal);
    }
  }

  async finished({ signal }: { readonly signal?: AbortSignal } = {}): Promise<CampaignProgress> {
    return this.#until(({ state }) => state === 'done', signal);
  }

  async pause(): Promise<void> {
    await this.#control('paused');
  }

  async resume(): Promise<void> {
    if ((await this.#control('running')).control !== 'running') {
      throw misconfigured(`resume: the campaign "${this.key}" was cancelled`);
    }
    await this.#enqueueOpen();
  }

  async cancel(): Promise<void> {
    const { store } = this.#context;
    let campaign = await this.#control('cancelled');
    // Nobody more is added. Whoever adds a chunk at this moment is waited for.
    while ((await store.seal(this.id, campaign.chunks, 0)) === 'different') campaign = await this.#find();
    await this.#enqueueOpen();
  }

  outcomes(options?: OutcomesOptions): AsyncIterable<OutcomePage> {
    const { store, clock, pollMs } = this.#context;
    return outcomePages({ store, id: this.id, chunkSize: this.#chunkSize, clock, pollMs }, options);
  }

  retry(options?: RetryOptions): Promise<number> {
    const { store, enqueue } = this.#context;
    return retryFailed({ store, id: this.id, onChunk: (chunk) => enqueue([chunk]) }, options);
  }

  async #until(
    isReached: (progress: CampaignProgress) => boolean,
    signal?: AbortSignal,
  ): Promise<CampaignProgress> {
    const { clock, pollMs } = this.#context;
    for (;;) {
      signal?.throwIfAborted();
      const progress = await this.progress();
      if (isReached(progress)) return progress;
      await sleep(clock, pollMs, signal);
    }
  }

  async #find(): Promise<StoredCampaign> {
    const campaign = await this.#context.store.find({ id: this.id });
    if (!campaign) throw new Error(`the campaign "${this.key}" is gone from the store`);
    return campaign;
  }

  async #control(control: CampaignControl): Promise<StoredCampaign> {
    const campaign = await this.#context.store.control(this.id, control);
    if (!campaign) throw new Error(`the campaign "${this.key}" is gone from the store`);
    return campaign;
  }

  /** A queue may have dropped the jobs of a campaign that was paused. */
  async #enqueueOpen(): Promise<void> {
    const { store, enqueue } = this.#context;
    for (let from = 0; ; ) {
      const numbers = await store.openChunks(this.id, from, chunksAtOnce);
      if (numbers.length > 0) await enqueue(numbers.map((chunk) => ({ campaign: this.id, chunk })));
      if (numbers.length < chunksAtOnce) return;
      from = (numbers.at(-1) ?? 0) + 1;
    }
  }
}

function progressOf(campaign: StoredCampaign): CampaignProgress {
  const { state, control, recipients, duplicates, accepted, failed, unconfirmed } = campaign;
  const pending = Math.max(0, recipients - accepted - failed - unconfirmed);
  return { state, control, recipients, duplicates, pending, accepted, failed, unconfirmed };
}
