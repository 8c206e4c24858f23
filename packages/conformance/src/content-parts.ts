import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import type { Content } from '@polychat/core';
import type { VendorCall } from '@polychat/core/adapter';
import { leafVariants } from './leaf-variants.ts';
import { changesOf } from './request-changes.ts';
import type { Trial } from './trial.ts';

/** Messages that can have a content. */
export interface ContentCarrier {
  /** Whether a message with this content is refused. */
  readonly isRefused: (content: Content) => boolean;
  /** Calls for a message with it, each way of making one. */
  readonly calls: readonly ((content: Content) => VendorCall<unknown>)[];
}

/** Fails where a part of a content makes no difference to the request, though `canonicalize` does not say that it is lost. */
export async function assertEveryPart(
  trial: Trial,
  content: Content,
  { isRefused, calls }: ContentCarrier,
): Promise<void> {
  for (const { path, what, ...pair } of leafVariants(content)) {
    const [one, other] = [pair.value as Content, pair.other as Content];
    if (isRefused(one) || isRefused(other)) continue;
    if (isDeepStrictEqual(trial.canonical(other), trial.canonical(one))) continue;
    for (const callOf of calls) {
      const paths = await changesOf(trial, (isGiven) => callOf(isGiven ? one : other));
      assert.ok(
        paths.size > 0,
        `${content.type}: it makes no difference to the request whether ${path} is ${what}`,
      );
    }
  }
}
