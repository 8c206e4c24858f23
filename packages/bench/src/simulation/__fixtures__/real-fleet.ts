import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CampaignStore, type Campaigns, createCampaigns } from '@polychat/campaigns';
import { createSqliteStore } from '@polychat/campaigns/sqlite';
import { type Clock, createChat, createMemoryPacer, type Pacer, type Transport } from '@polychat/core';
import { tencentIm } from '@polychat/tencent-im';
import { tencentImReply } from '../../replies.ts';
import { httpReply, nowhere } from '../../vendors.ts';
import { EventClock } from '../event-clock.ts';

/** A fleet that is small enough to be run as it is. */
interface RealFleetOptions {
  /** Recipients of each app's campaign. */
  readonly recipients: readonly number[];
  readonly workers: number;
  readonly concurrency: number;
  readonly chunkSize: number;
  readonly vendorMs: number;
  /** When one worker dies and another begins, in seconds. */
  readonly deathAtSeconds: number;
}

const forever = new Promise<never>(() => {});

/** A worker of campaigns that can die: then nobody hears of it any more. */
class RealWorker {
  readonly campaigns: Campaigns;
  #isDead = false;

  constructor(store: CampaignStore, pacer: Pacer, time: EventClock, options: RealFleetOptions) {
    const ifAlive = async <T>(running: Promise<T>): Promise<T> => {
      const result = await running;
      return this.#isDead ? forever : result;
    };
    const clock: Clock = {
      now: () => time.now(),
      monotonic: () => time.monotonic(),
      schedule: (callback, delayMs) => time.schedule(() => this.#isDead || callback(), delayMs),
    };
    const transport: Transport = {
      send: () =>
        ifAlive(
          new Promise(
            (resolve) => void time.schedule(() => resolve(httpReply(tencentImReply)), options.vendorMs),
          ),
        ),
    };
    const guarded = new Proxy(store, {
      get: (target, name) => {
        const method = target[name as keyof CampaignStore] as (...given: unknown[]) => Promise<unknown>;
        return (...given: unknown[]) => (this.#isDead ? forever : ifAlive(method.apply(target, given)));
      },
    });
    this.campaigns = createCampaigns({
      store: guarded,
      chats: options.recipients.map((_, app) =>
        createChat(
          tencentIm({
            sdkAppId: 1_400_000_000 + app,
            secretKey: '0123456789abcdef'.repeat(4),
            adminUserId: 'admin',
            baseUrl: nowhere,
          }),
          { name: `app ${app}`, clock, transport, pacer },
        ),
      ),
      clock,
      concurrency: options.concurrency,
      chunkSize: options.chunkSize,
    });
  }

  die(): void {
    this.#isDead = true;
  }
}

/** Runs real campaigns of `@polychat/campaigns` over a real file in simulated time. Returns how long they took, in seconds. */
export async function runRealFleet(options: RealFleetOptions): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'polychat-fleet-'));
  // What follows from a step of the store takes a few turns of the event loop.
  const time = new EventClock(async () => {
    for (let turn = 0; turn < 6; turn += 1) await new Promise<void>((resolve) => setImmediate(resolve));
  });
  const store = createSqliteStore({ file: join(folder, 'campaigns.sqlite'), clock: time });
  const pacer = createMemoryPacer({ clock: time });
  const begin = () => new RealWorker(store, pacer, time, options);
  const observer = begin();
  try {
    const starting = Promise.all(
      options.recipients.map(async (count, app) => {
        const campaign = await observer.campaigns.start({
          key: `campaign ${app}`,
          chat: `app ${app}`,
          message: { from: 'shop', content: { type: 'text', text: 'Hello' } },
          recipients: Array.from({ length: count }, (_, index) => `user-${index}`),
        });
        await campaign.appended;
        return campaign;
      }),
    );
    let campaigns: Awaited<typeof starting> | undefined;
    void starting.then((all) => {
      campaigns = all;
    });
    while (!campaigns) await time.runUntil(time.monotonic() + 100);
    const from = time.monotonic();
    const workers = Array.from({ length: options.workers }, begin);
    for (const { campaigns: each } of workers) each.work();
    time.schedule(() => {
      workers[0]?.die();
      begin().campaigns.work();
    }, options.deathAtSeconds * 1_000);
    let finishedAt: number | undefined;
    void Promise.all(campaigns.map((campaign) => campaign.finished())).then(() => {
      finishedAt = time.monotonic();
    });
    while (finishedAt === undefined) await time.runUntil(time.monotonic() + 250);
    return (finishedAt - from) / 1_000;
  } finally {
    await store.close();
    await rm(folder, { recursive: true });
  }
}
