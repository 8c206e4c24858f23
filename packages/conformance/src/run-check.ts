import type { ConformanceCheck } from './check.ts';
import { conformanceChecks } from './conformance-checks.ts';
import type { StartSubject } from './subject.ts';
import { Trial } from './trial.ts';

/** Runs one check against a fresh subject. Rejects with what the check, or starting the subject, threw. */
export async function runCheck(check: ConformanceCheck, start: StartSubject): Promise<void> {
  const subject = await start();
  try {
    await check.run(new Trial(subject));
  } finally {
    await subject.close?.();
  }
}

/** What became of one check. */
export interface CheckResult {
  readonly name: string;
  /** What it threw; absent where the rule is kept. */
  readonly error?: unknown;
}

/** Runs checks one after another, all of them unless told otherwise, and says which rules are broken. */
export async function runConformance(
  start: StartSubject,
  checks: readonly ConformanceCheck[] = conformanceChecks,
): Promise<readonly CheckResult[]> {
  const results: CheckResult[] = [];
  for (const check of checks) {
    try {
      await runCheck(check, start);
      results.push({ name: check.name });
    } catch (error) {
      results.push({ name: check.name, error });
    }
  }
  return results;
}
