import type { CampaignStore } from '../ports/campaign-store.ts';

/** A value, or a promise of it. */
export type Awaitable<T> = T | Promise<T>;

/** A campaign store that is put to the test. */
export interface CampaignStoreSubject {
  readonly store: CampaignStore;
  /** The same campaigns through another connection, as another process has them. Default: `store`. */
  readonly other?: CampaignStore;
  /** Moves the store's time on; where it cannot be moved, waits for so many milliseconds. */
  advance(milliseconds: number): Awaitable<void>;
  /** How long chunks are leased, in milliseconds. Default a minute. Where `advance` waits: as long as ten answers take. */
  readonly leaseMs?: number;
  /** Takes the store out of reach, as when its server is gone. Absent where that cannot happen. */
  disconnect?(): Awaitable<void>;
  /** Called at the end of every check. */
  close?(): Awaitable<void>;
}

/** Makes a store without campaigns. Called for every check. */
export type CreateCampaignStore = () => Awaitable<CampaignStoreSubject>;

/** A subject with its defaults filled in. */
type CompleteSubject = CampaignStoreSubject & Required<Pick<CampaignStoreSubject, 'other' | 'leaseMs'>>;

/** One rule for campaign stores, as a function that throws an `AssertionError` where the rule is broken. */
export interface CampaignStoreCheck {
  /** Unique. */
  readonly name: string;
  /** @internal Called by `runCampaignStoreCheck`. */
  run(subject: CompleteSubject): Promise<void>;
}

/** Runs one check against a fresh store. Rejects with what the check, or making the store, threw. */
export async function runCampaignStoreCheck(
  check: CampaignStoreCheck,
  create: CreateCampaignStore,
): Promise<void> {
  const subject = await create();
  try {
    const { store, other = store, leaseMs = 60_000 } = subject;
    await check.run({
      store,
      other,
      leaseMs,
      advance: (milliseconds) => subject.advance(milliseconds),
      ...(subject.disconnect && { disconnect: () => subject.disconnect?.() }),
    });
  } finally {
    await subject.close?.();
  }
}
