import type { CreatePacer } from './pacer-subject.ts';
import { PacerTrial } from './pacer-trial.ts';

/** One rule for pacers, as a function that throws an `AssertionError` where the rule is broken. */
export interface PacerCheck {
  /** Unique. */
  readonly name: string;
  /** @internal Called by `runPacerCheck`. */
  run(trial: PacerTrial): Promise<void>;
}

/** Runs one check against a fresh pacer. Rejects with what the check, or making the pacer, threw. */
export async function runPacerCheck(check: PacerCheck, create: CreatePacer): Promise<void> {
  const subject = await create();
  try {
    await check.run(new PacerTrial(subject));
  } finally {
    await subject.close?.();
  }
}
