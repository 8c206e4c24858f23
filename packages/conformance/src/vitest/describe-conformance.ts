import { afterAll, describe, test } from 'vitest';
import type { CheckResult } from '../check-result.ts';
import { conformanceChecks } from '../conformance-checks.ts';
import { ConformanceReport } from '../report.ts';
import { runCheck } from '../run-check.ts';
import type { StartSubject } from '../subject.ts';

/** A busy machine is no broken rule. */
const timeLimitMs = 60_000;

/** What `describeConformance` takes. */
export interface ConformanceOptions {
  /** The adapter's name, for the report. */
  readonly name: string;
  /** Makes the adapter and its vendor's double, fresh for every check. */
  readonly start: StartSubject;
  /** Gets the report, as lines to be read, once all checks have run. Default: it is printed. */
  readonly report?: (text: string) => void;
}

/** Registers the whole contract with vitest, a test for each rule. To be called at the top of a test file. */
export function describeConformance({ name, start, report = console.log }: ConformanceOptions): void {
  describe(`${name} keeps the contract`, () => {
    const results: CheckResult[] = [];
    for (const [family, checks] of Map.groupBy(conformanceChecks, (check) => check.family)) {
      describe(family, () => {
        for (const check of checks) {
          test(
            check.rule,
            async () => {
              try {
                results.push(await runCheck(check, start));
              } catch (error) {
                results.push({ name: check.name, outcome: 'broken', error, untested: [] });
                throw error;
              }
            },
            timeLimitMs,
          );
        }
      });
    }
    afterAll(() => report(`${name}: ${new ConformanceReport(results)}`));
  });
}
