import { afterAll, describe, test } from 'vitest';
import type { CheckResult, KeptRule } from '../check-result.ts';
import { ConformanceReport } from '../report.ts';

/** A busy machine is no broken rule. */
const timeLimitMs = 60_000;

/** Checks that become tests. */
interface DescribedChecks<Check> {
  /** What the tests say together. */
  readonly title: string;
  /** Whose report it is. */
  readonly name: string;
  readonly checks: readonly Check[];
  readonly run: (check: Check) => Promise<KeptRule>;
  /** Who declares rules away, in the words of the report. */
  readonly who?: string;
  readonly report: (text: string) => void;
}

/** Registers a test for each check, by families, and a report at the end. */
export function describeChecks<
  Check extends { readonly name: string; readonly family: string; readonly rule: string },
>({ title, name, checks, run, who, report }: DescribedChecks<Check>): void {
  describe(title, () => {
    const results: CheckResult[] = [];
    for (const [family, members] of Map.groupBy(checks, (check) => check.family)) {
      describe(family, () => {
        for (const check of members) {
          test(
            check.rule,
            async () => {
              try {
                results.push(await run(check));
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
    afterAll(() => report(`${name}: ${new ConformanceReport(results, who)}`));
  });
}
