import { conformanceChecks } from '../conformance-checks.ts';
import { runCheck } from '../run-check.ts';
import type { StartSubject } from '../subject.ts';
import { describeChecks } from './describe-checks.ts';

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
  describeChecks({
    title: `${name} keeps the contract`,
    name,
    checks: conformanceChecks,
    run: (check) => runCheck(check, start),
    report,
  });
}
