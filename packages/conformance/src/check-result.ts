/** What became of one check that did not fail. */
export interface KeptRule {
  readonly name: string;
  /** `declared_away`: it needs what the adapter, or the subject, declares not to have. */
  readonly outcome: 'proved' | 'declared_away';
  /** What is declared not to be there. */
  readonly reason?: string;
  /** What of the rule could not be looked at, and why. */
  readonly untested: readonly string[];
}

/** What became of one check that failed. */
export interface BrokenRule {
  readonly name: string;
  readonly outcome: 'broken';
  /** What the check, or starting its subject, threw. */
  readonly error: unknown;
  readonly untested: readonly string[];
}

/** What one check found. */
export type CheckResult = KeptRule | BrokenRule;
