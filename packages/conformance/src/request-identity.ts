import assert from 'node:assert/strict';
import type { HttpRequest } from '@polychat/core';
import { everyCall } from './every-call.ts';
import { differences } from './request-changes.ts';
import { requestParts } from './request-parts.ts';
import type { Trial } from './trial.ts';

/**
 * Says of requests which are the same but for their signatures, wherever a call's own data stand: in the body, in the
 * URL or in headers.
 */
export async function identifier(trial: Trial): Promise<(request: HttpRequest) => string> {
  const except = new Set<string>();
  const now = trial.double.now();
  const { session } = trial.adapter;
  for (const { call } of everyCall(trial, trial.message)) {
    const [one, other] = [
      await trial.requestOf(call, { now, random: () => 1, ...(session && { sessionToken: 'a-token' }) }),
      await trial.requestOf(call, {
        now: now + 5_000,
        random: () => 2,
        ...(session && { sessionToken: 'b-token' }),
      }),
    ];
    for (const path of differences(one, other)) except.add(path);
  }
  return (request) => JSON.stringify(without(requestParts(request), '', except));
}

/** Fails unless so many calls were made, however often each of them. */
export async function assertSameRequests(trial: Trial, calls: number): Promise<void> {
  const identities = new Set(trial.sentRequests().map(await identifier(trial)));
  assert.equal(identities.size, calls, 'the request changes between the attempts of a call');
}

/** A JSON value without what stands at some paths, in the notation of `differingPaths`. */
function without(value: unknown, path: string, except: ReadonlySet<string>): unknown {
  if (except.has(path)) return undefined;
  if (Array.isArray(value)) return value.map((item, index) => without(item, `${path}[${index}]`, except));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, without(member, `${path}.${name}`, except)]),
  );
}
