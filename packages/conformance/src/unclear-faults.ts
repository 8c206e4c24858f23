import assert from 'node:assert/strict';
import type { ChatOptions } from '@polychat/core';
import type { VendorCall } from '@polychat/core/adapter';
import type { Trial } from './trial.ts';
import type { DoubleFault, When } from './vendor-double.ts';

export type UnclearFault = Extract<
  DoubleFault,
  { kind: 'silence' | 'reset' | 'html' | 'truncated' | 'internal_error' }
>;

const either: readonly When[] = ['before', 'after'];
/** What leaves open whether the vendor acted, each with what happened. */
export const unclearFaults: readonly (readonly [string, UnclearFault])[] = [
  ...either.map((when) => [`silence ${when} the vendor acted`, { kind: 'silence', when }] as const),
  ...either.map((when) => [`a reset ${when} the vendor acted`, { kind: 'reset', when }] as const),
  ...either.map((when) => [`a proxy's page ${when} the vendor acted`, { kind: 'html', when }] as const),
  ...either.map(
    (when) => [`an internal fault ${when} the vendor acted`, { kind: 'internal_error', when }] as const,
  ),
  ['a reply that ends half way', { kind: 'truncated' }],
];

/** After these the engine knows that trying again helps, wherever that is safe. */
const isRepeatable = ({ kind }: UnclearFault) => kind === 'silence' || kind === 'reset';

/** A chat does not wait long for a double that is silent. */
export const optionsFor = ({ kind }: UnclearFault, { silenceMs }: Trial): ChatOptions =>
  kind === 'silence' ? { timeoutMs: silenceMs } : {};

/** Fails where a fault in a call leads to what the call does not allow. `attempts` is how often it was made. */
export function assertSeen(
  fault: UnclearFault,
  call: VendorCall<unknown>,
  status: string,
  attempts: number,
): void {
  if (call.dedupWindowMs === 0) {
    assert.equal(attempts, 1, 'an unclear attempt is repeated, though the vendor discards no copy');
    assert.equal(status, 'unconfirmed', 'nobody can know what happened');
    return;
  }
  assert.notEqual(status, 'failed', 'nobody can know that it failed');
  if (isRepeatable(fault)) {
    assert.ok(attempts > 1, 'an unclear attempt is not repeated, though the vendor discards the copy');
    assert.equal(status, 'accepted');
  }
}

/** A second before the vendor is said to forget. */
export const lastMoment = ({ dedupWindowMs }: VendorCall<unknown>) => dedupWindowMs - 1_000;
