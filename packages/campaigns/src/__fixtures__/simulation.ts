import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Chat, type Clock, createChat, type Transport } from '@polychat/core';
import { SimulatedClock } from '@polychat/core/testing';
import { type Campaigns, createCampaigns } from '../campaigns.ts';
import type { Campaign } from '../handle/campaign.ts';
import type { StartOptions } from '../options.ts';
import type { CampaignStore } from '../ports/campaign-store.ts';
import { createSqliteStore } from '../sqlite/sqlite-store.ts';
import type { Worker } from '../worker/start-worker.ts';
import { PostOffice, type PostOfficeOptions } from './post-office.ts';

export interface ProcessOptions {
  /** By how much the process's wall clock is ahead, in milliseconds. */
  readonly clockAheadMs?: number;
  readonly chunkSize?: number;
  readonly concurrency?: number;
  readonly leaseMs?: number;
  readonly timeoutMs?: number;
  readonly maxInFlight?: number;
}

const never = new Promise<never>(() => {});

/**
 * A process that works on campaigns, in simulated time. One that is dead does nothing more, and nobody hears of it; one
 * that is asleep does what it was about to do when it wakes up.
 */
export class SimulatedProcess {
  readonly campaigns: Campaigns;
  readonly chat: Chat;
  readonly worker: Worker;
  readonly errors: unknown[] = [];
  #state: 'awake' | 'asleep' | 'dead' = 'awake';
  /** The store fails for this process. */
  isStoreAway = false;
  /** How late the store's answers come to this process, in milliseconds. */
  storeDelayMs = 0;
  readonly #time: SimulatedClock;
  #wake = () => {};
  #woken: Promise<void> = Promise.resolve();

  constructor(
    store: CampaignStore,
    office: PostOffice,
    time: SimulatedClock,
    {
      clockAheadMs = 0,
      chunkSize = 4,
      concurrency = 2,
      leaseMs = 5_000,
      timeoutMs = 2_000,
      maxInFlight = 32,
    }: ProcessOptions,
  ) {
    this.#time = time;
    const clock: Clock = {
      now: () => time.now() + clockAheadMs,
      monotonic: () => time.monotonic() + clockAheadMs / 7,
      schedule: (callback, delayMs) =>
        time.schedule(() => void this.#whenAwake().then(() => callback()), delayMs),
    };
    const transport: Transport = {
      send: async (request, options) => {
        await this.#whenAwake();
        const reply = await office.send(request, options);
        await this.#whenAwake();
        return reply;
      },
    };
    this.chat = createChat(office.adapter(), {
      clock,
      transport,
      timeoutMs,
      maxInFlight,
      retry: { baseDelayMs: 50, maxDelayMs: 500 },
    });
    this.campaigns = createCampaigns({
      store: this.#guarded(store),
      chats: [this.chat],
      clock,
      chunkSize,
      concurrency,
      leaseMs,
      onError: (error) => this.errors.push(error),
    });
    this.worker = this.campaigns.work();
  }

  kill(): void {
    this.#state = 'dead';
  }

  sleep(): void {
    if (this.#state !== 'awake') return;
    this.#state = 'asleep';
    this.#woken = new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  wake(): void {
    if (this.#state === 'asleep') this.#state = 'awake';
    this.#wake();
  }

  async #whenAwake(): Promise<void> {
    if (this.#state === 'asleep') await this.#woken;
    if (this.#state === 'dead') await never;
  }

  #guarded(store: CampaignStore): CampaignStore {
    return new Proxy(store, {
      get: (target, name) => {
        const method = target[name as keyof CampaignStore];
        if (typeof method !== 'function') return method;
        return async (...given: unknown[]) => {
          await this.#whenAwake();
          if (this.isStoreAway) throw new Error('the store is away');
          const answer = await (method as (...all: unknown[]) => Promise<unknown>).apply(target, given);
          if (this.storeDelayMs > 0) {
            await new Promise<void>((resolve) => void this.#time.schedule(resolve, this.storeDelayMs));
          }
          await this.#whenAwake();
          return answer;
        };
      },
    });
  }
}

/** A store in a file, a vendor in memory, and processes, in simulated time. */
export class Simulation {
  readonly clock = new SimulatedClock();
  readonly office: PostOffice;
  readonly store: CampaignStore;
  readonly processes: SimulatedProcess[] = [];
  readonly #folder: string;
  readonly #observer: Campaigns;

  private constructor(folder: string, office: Omit<PostOfficeOptions, 'clock'>) {
    this.#folder = folder;
    this.office = new PostOffice({ ...office, clock: this.clock });
    this.store = createSqliteStore({ file: join(folder, 'campaigns.sqlite'), clock: this.clock });
    this.#observer = createCampaigns({
      store: this.store,
      chats: [createChat(this.office.adapter(), { clock: this.clock })],
      clock: this.clock,
    });
  }

  static async make(office: Omit<PostOfficeOptions, 'clock'> = {}): Promise<Simulation> {
    // Where there is a disk in memory: what is proved here is no disk's.
    const folder = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
    return new Simulation(await mkdtemp(join(folder, 'campaigns-')), office);
  }

  process(options: ProcessOptions = {}): SimulatedProcess {
    const process = new SimulatedProcess(this.store, this.office, this.clock, options);
    this.processes.push(process);
    return process;
  }

  /** Starts a campaign through a process, and stores all of its recipients. */
  async start(
    { campaigns }: SimulatedProcess,
    recipients: StartOptions['recipients'],
    changes: Partial<StartOptions> = {},
  ): Promise<Campaign> {
    const message = { content: { type: 'text', text: 'Hello' } } as const;
    const campaign = await this.clock.finish(
      campaigns.start({ key: 'summer', message, recipients, ...changes }),
    );
    await this.clock.finish(campaign.appended);
    // The one who looks on outlives all processes.
    return (await this.#observer.find(campaign.key)) ?? campaign;
  }

  finish<T>(promise: Promise<T>): Promise<T> {
    return this.clock.finish(promise);
  }

  async end(): Promise<void> {
    for (const process of this.processes) process.kill();
    await this.store.close();
    await rm(this.#folder, { recursive: true });
  }
}

export const people = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `user-${index}`);
