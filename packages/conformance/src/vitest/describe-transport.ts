import { describe, test } from 'vitest';
import { type CreateTransport, runTransportCheck } from '../transport/transport-check.ts';
import { transportChecks } from '../transport/transport-checks.ts';

/** A busy machine is no broken rule. */
const timeLimitMs = 60_000;

/** What `describeTransport` takes. */
export interface DescribeTransportOptions {
  /** The transport's name, for the report. */
  readonly name: string;
  /** Makes a transport with nothing open, fresh for every check. */
  readonly create: CreateTransport;
}

/** Registers what every transport must do with vitest. To be called at the top of a test file. */
export function describeTransport({ name, create }: DescribeTransportOptions): void {
  describe(`${name} carries requests`, () => {
    for (const check of transportChecks) {
      test(check.name, () => runTransportCheck(check, create), timeLimitMs);
    }
  });
}
