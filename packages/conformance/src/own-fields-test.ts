import assert from 'node:assert/strict';
import type { MessageFields } from '@polychat/core';
import type { VendorCall } from '@polychat/core/adapter';
import { leafVariants } from './leaf-variants.ts';
import { changesOf } from './request-changes.ts';
import type { VendorFieldsSample } from './subject.ts';
import type { Trial } from './trial.ts';

/** Messages that can have the vendor's own fields. */
export interface OwnFieldsCarrier {
  /** Why a message would be refused. */
  readonly findings: (message: MessageFields) => readonly unknown[];
  /** Calls for a message, each way of making one. */
  readonly calls: readonly ((message: MessageFields) => VendorCall<unknown>)[];
}

/** Fails where one of the vendor's own fields makes no difference to the request. */
export async function assertOwnFields(
  trial: Trial,
  { fields, message }: VendorFieldsSample,
  { findings, calls }: OwnFieldsCarrier,
): Promise<void> {
  const { vendor } = trial.adapter;
  // The vendor's own name is no key that the type knows.
  const withFields = (value: unknown): MessageFields => ({
    ...trial.message,
    ...message,
    vendor: { [vendor]: value },
  });
  assert.deepEqual(findings(withFields(fields)), [], 'a sample of vendorFields is refused');
  for (const { path, what, value, other } of leafVariants(fields)) {
    if ([value, other].some((each) => findings(withFields(each)).length > 0)) continue;
    for (const callOf of calls) {
      const paths = await changesOf(trial, (isGiven) => callOf(withFields(isGiven ? value : other)));
      assert.ok(
        paths.size > 0,
        `it makes no difference to the request whether vendor.${vendor}.${path} is ${what}`,
      );
    }
  }
}
