import type { CheckFinding, Problem } from '@polychat/core';

/** What of a message would be refused. Several chats may say it each in their own words. */
export function problemsIn(findings: readonly CheckFinding[]): readonly string[] {
  const problems = findings.filter((finding): finding is Problem => finding.effect !== undefined);
  return [...new Set(problems.map(({ code, field }) => `${code} ${field}`))].toSorted();
}
