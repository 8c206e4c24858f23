import { describe, test } from 'vitest';
import { conformanceChecks } from './conformance-checks.ts';
import { runCheck } from './run-check.ts';
import type { StartSubject } from './subject.ts';

/** A busy machine is no broken rule. */
const timeLimitMs = 30_000;

export interface ConformanceOptions {
  /** The adapter's name, for the report. */
  readonly name: string;
  /** Makes the adapter and its vendor's double, fresh for every check. */
  readonly start: StartSubject;
}

/** Registers the whole contract with vitest. To be called at the top of a test file. */
export function describeConformance({ name, start }: ConformanceOptions): void {
  describe(`${name} keeps the contract`, () => {
    for (const [family, checks] of Map.groupBy(conformanceChecks, (check) => check.family)) {
      describe(family, () => {
        for (const check of checks) {
          test(check.rule, () => runCheck(check, start), timeLimitMs);
        }
      });
    }
  });
}
