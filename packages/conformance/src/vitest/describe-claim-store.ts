import { describe, test } from 'vitest';
import { type CreateClaimStore, runClaimStoreCheck } from '../claim-store/claim-store-check.ts';
import { claimStoreChecks } from '../claim-store/claim-store-checks.ts';

/** A store of another process may answer slowly. */
const timeLimitMs = 30_000;

/** What `describeClaimStore` takes. */
export interface ClaimStoreOptions {
  /** The store's name, for the report. */
  readonly name: string;
  /** Makes a store in which nothing is claimed, fresh for every check. */
  readonly create: CreateClaimStore;
}

/** Registers what every claim store must do with vitest. To be called at the top of a test file. */
export function describeClaimStore({ name, create }: ClaimStoreOptions): void {
  describe(`${name} keeps claims`, () => {
    for (const check of claimStoreChecks) {
      test(check.name, () => runClaimStoreCheck(check, create), timeLimitMs);
    }
  });
}
