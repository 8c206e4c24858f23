import type { ConformanceCheck } from './check.ts';
import type { KeptRule } from './check-result.ts';
import { collectResults, resultOf } from './collect-results.ts';
import { conformanceChecks } from './conformance-checks.ts';
import { ConformanceReport } from './report.ts';
import type { StartSubject } from './subject.ts';
import { Trial } from './trial.ts';

/** Runs one check against a fresh subject. Rejects with what the check, or starting the subject, threw. */
export async function runCheck(check: ConformanceCheck, start: StartSubject): Promise<KeptRule> {
  const subject = await start();
  const trial = new Trial(subject);
  try {
    return await resultOf(check.name, trial, () => check.run(trial));
  } finally {
    await subject.close?.();
  }
}

/**
 * Runs checks one after another, all of them unless told otherwise, with no test runner. Never rejects: a check that
 * fails, or whose subject does not start, is in the report.
 */
export async function runConformance(
  start: StartSubject,
  checks: readonly ConformanceCheck[] = conformanceChecks,
): Promise<ConformanceReport> {
  return new ConformanceReport(await collectResults(checks, (check) => runCheck(check, start)));
}
