import type { CheckResult, KeptRule } from './check-result.ts';
import { DeclaredAway } from './declared-away.ts';

/** Runs one check, and says what it found. Rejects with what it throws, unless what it needs is declared not to be there. */
export async function resultOf(
  name: string,
  { untested }: { readonly untested: readonly string[] },
  run: () => Promise<void>,
): Promise<KeptRule> {
  try {
    await run();
    return { name, outcome: 'proved', untested: [...untested] };
  } catch (error) {
    if (!(error instanceof DeclaredAway)) throw error;
    return { name, outcome: 'declared_away', reason: error.message, untested: [...untested] };
  }
}

/** Runs checks one after another. Never rejects: what a check throws is its result. */
export async function collectResults<Check extends { readonly name: string }>(
  checks: readonly Check[],
  run: (check: Check) => Promise<KeptRule>,
): Promise<readonly CheckResult[]> {
  const results: CheckResult[] = [];
  for (const check of checks) {
    try {
      results.push(await run(check));
    } catch (error) {
      results.push({ name: check.name, outcome: 'broken', error, untested: [] });
    }
  }
  return results;
}
