import type { ConformanceCheck } from './check.ts';
import type { CheckResult, KeptRule } from './check-result.ts';
import { conformanceChecks } from './conformance-checks.ts';
import { DeclaredAway } from './declared-away.ts';
import { ConformanceReport } from './report.ts';
import type { StartSubject } from './subject.ts';
import { Trial } from './trial.ts';

/** Runs one check against a fresh subject. Rejects with what the check, or starting the subject, threw. */
export async function runCheck(check: ConformanceCheck, start: StartSubject): Promise<KeptRule> {
  const { name } = check;
  const subject = await start();
  const trial = new Trial(subject);
  try {
    await check.run(trial);
    return { name, outcome: 'proved', untested: [...trial.untested] };
  } catch (error) {
    if (!(error instanceof DeclaredAway)) throw error;
    return { name, outcome: 'declared_away', reason: error.message, untested: [...trial.untested] };
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
  const results: CheckResult[] = [];
  for (const check of checks) {
    try {
      results.push(await runCheck(check, start));
    } catch (error) {
      results.push({ name: check.name, outcome: 'broken', error, untested: [] });
    }
  }
  return new ConformanceReport(results);
}
