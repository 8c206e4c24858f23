import { describe, test } from 'vitest';
import { runPacerCheck } from '../pacer/pacer-check.ts';
import { pacerChecks } from '../pacer/pacer-checks.ts';
import type { CreatePacer } from '../pacer/pacer-subject.ts';

/** A pacer that cannot move time waits as long as it says. */
const timeLimitMs = 180_000;

/** What `describePacer` takes. */
export interface PacerOptions {
  /** The pacer's name, for the report. */
  readonly name: string;
  /** Makes a pacer that knows of no calls, fresh for every check. */
  readonly create: CreatePacer;
}

/** Registers what every pacer must do with vitest. To be called at the top of a test file. */
export function describePacer({ name, create }: PacerOptions): void {
  describe(`${name} keeps below the limits`, () => {
    for (const check of pacerChecks) {
      test(check.name, () => runPacerCheck(check, create), timeLimitMs);
    }
  });
}
