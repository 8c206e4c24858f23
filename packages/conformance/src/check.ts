import type { Trial } from './trial.ts';

/** One rule of the contract, as a function that throws an `AssertionError` where the rule is broken. */
export interface ConformanceCheck {
  /** Unique: the family, a colon, and the rule. */
  readonly name: string;
  readonly family: string;
  readonly rule: string;
  /** @internal Called by `runCheck`. */
  run(trial: Trial): Promise<void>;
}

/** Checks that belong together, by the rules that they look at. */
export function family(
  name: string,
  rules: Readonly<Record<string, (trial: Trial) => Promise<void> | void>>,
): readonly ConformanceCheck[] {
  return Object.entries(rules).map(([rule, look]) => ({
    name: `${name}: ${rule}`,
    family: name,
    rule,
    run: async (trial) => look(trial),
  }));
}
