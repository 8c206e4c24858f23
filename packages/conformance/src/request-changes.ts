import type { HttpRequest } from '@polychat/core';
import type { VendorCall } from '@polychat/core/adapter';
import { differingPaths } from './json-difference.ts';
import { requestParts } from './request-parts.ts';
import type { Trial } from './trial.ts';

/** Where two requests differ, but for places that are no difference. */
export function differences(
  one: HttpRequest,
  other: HttpRequest,
  except: ReadonlySet<string> = new Set(),
): ReadonlySet<string> {
  return new Set(
    [...differingPaths(requestParts(one), requestParts(other))].filter((path) => !except.has(path)),
  );
}

/** Where two attempts of one call differ: what a signature is made of. */
export async function signaturePaths(trial: Trial, call: VendorCall<unknown>): Promise<ReadonlySet<string>> {
  const now = trial.double.now();
  const [first, second] = [
    await trial.requestOf(call, { now, random: () => 1 }),
    await trial.requestOf(call, { now: now + 5_000, random: () => 2 }),
  ];
  return differences(first, second);
}

/**
 * What a field changes in a request. Places that differ between two requests for one message, such as a random
 * number, are no change.
 */
export async function changesOf(
  trial: Trial,
  make: (isGiven: boolean) => VendorCall<unknown>,
): Promise<ReadonlySet<string>> {
  const plain = make(false);
  const except = new Set(await signaturePaths(trial, plain));
  const [one, other, changed] = [
    await trial.requestOf(plain),
    await trial.requestOf(make(false)),
    await trial.requestOf(make(true)),
  ];
  for (const path of differences(one, other)) except.add(path);
  return differences(one, changed, except);
}
