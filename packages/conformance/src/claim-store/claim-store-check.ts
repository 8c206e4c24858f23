import type { ClaimStore } from '@polychat/core';
import type { Awaitable } from '../vendor-double.ts';

/** A claim store that is put to the test. */
export interface ClaimStoreSubject {
  readonly store: ClaimStore;
  /** The same claims through another connection, as another process has them. Default: `store`. */
  readonly other?: ClaimStore;
  /** Moves the store's time on; where it cannot be moved, waits for so many milliseconds. */
  advance(milliseconds: number): Awaitable<void>;
  /**
   * For how long the checks claim keys, in milliseconds. Default a minute. Where `advance` waits: many times as long
   * as forty answers of the store take.
   */
  readonly ttlMs?: number;
  /** Takes the store out of reach, as when its server is gone. Absent where that cannot happen. */
  disconnect?(): Awaitable<void>;
  /** Called at the end of every check. */
  close?(): Awaitable<void>;
}

/** Makes a store in which nothing is claimed. Called for every check. */
export type CreateClaimStore = () => Awaitable<ClaimStoreSubject>;

/** A subject with its defaults filled in. */
export type CompleteSubject = ClaimStoreSubject & Required<Pick<ClaimStoreSubject, 'other' | 'ttlMs'>>;

/** One rule for claim stores, as a function that throws an `AssertionError` where the rule is broken. */
export interface ClaimStoreCheck {
  /** Unique. */
  readonly name: string;
  /** @internal Called by `runClaimStoreCheck`. */
  run(subject: CompleteSubject): Promise<void>;
}

/** Runs one check against a fresh store. Rejects with what the check, or making the store, threw. */
export async function runClaimStoreCheck(check: ClaimStoreCheck, create: CreateClaimStore): Promise<void> {
  const subject = await create();
  try {
    const { store, other = store, ttlMs = 60_000 } = subject;
    await check.run({
      store,
      other,
      ttlMs,
      advance: (milliseconds) => subject.advance(milliseconds),
      ...(subject.disconnect && { disconnect: () => subject.disconnect?.() }),
    });
  } finally {
    await subject.close?.();
  }
}
