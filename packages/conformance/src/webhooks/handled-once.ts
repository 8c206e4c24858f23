import assert from 'node:assert/strict';
import { type ClaimStore, createMemoryClaimStore } from '@polychat/core';
import { SimulatedClock } from '@polychat/core/testing';
import type { WebhookEvent } from '@polychat/core/webhooks';
import fc from 'fast-check';
import { longestStepMs, pause, postOf, receiverOf } from './traffic.ts';
import type { WebhookSample } from './webhook-subject.ts';
import { now, otherSecret, type WebhookTrial } from './webhook-trial.ts';

/** Longer than a handler's claim lasts. */
const claimsEndMs = 21_000;

/** One delivery of a sample. */
interface Step {
  readonly sample: number;
  /** How it is signed: of two that are alike, one is the redelivery of the other. */
  readonly signing: number;
  readonly process: 0 | 1;
  readonly afterMs: number;
  readonly fault?: 'secret' | 'age' | 'app';
}

export const steps = fc.array(
  fc.record<Step>({
    sample: fc.nat(3),
    signing: fc.nat(2),
    process: fc.constantFrom(0, 1),
    afterMs: fc.nat(longestStepMs),
    fault: fc.option(fc.constantFrom('secret', 'age', 'app'), { nil: undefined, freq: 2 }),
  }),
  { minLength: 1, maxLength: 14 },
);

/** What comes, and what goes wrong on the way. */
export interface Traffic {
  readonly first: number;
  readonly steps: readonly Step[];
  readonly durations: readonly number[];
  readonly failures: readonly boolean[];
  readonly storeFailures: readonly boolean[];
}

/** Takes turns through a list that was made by chance. */
function dealer<Value>(values: readonly Value[]): () => Value | undefined {
  let next = 0;
  return () => {
    next += 1;
    return values[(next - 1) % values.length];
  };
}

/** Delivers it all to two processes, then again what was not taken, and counts. */
export async function handledOnce(
  trial: WebhookTrial,
  telling: readonly WebhookSample[],
  { first, steps: given, durations, failures, storeFailures }: Traffic,
): Promise<void> {
  const clock = new SimulatedClock(now);
  const [duration, fails, storeFails] = [dealer(durations), dealer(failures), dealer(storeFailures)];
  const handled = new Map<string, number>();
  const running = new Set<string>();
  let isCalm = false;
  const onEvent = async ({ eventId }: WebhookEvent) => {
    assert.ok(!running.has(eventId), 'an event is handled twice at a time');
    running.add(eventId);
    if (!isCalm) await pause(clock, duration() ?? 0);
    running.delete(eventId);
    if (!isCalm && fails()) throw new Error('broken');
    handled.set(eventId, (handled.get(eventId) ?? 0) + 1);
  };
  const shared = createMemoryClaimStore({ clock });
  const store: ClaimStore = {
    ...shared,
    claim: async (...claim) => {
      if (!isCalm && storeFails()) throw new Error('down');
      return shared.claim(...claim);
    },
  };
  // Of events that tell alone: with others there would be deadlines, and the clock may be faster than hashes are.
  const processes = [0, 1].map(() => receiverOf(trial, clock, store, onEvent, ({ verdicts }) => !verdicts));
  // What comes with a fault comes with nothing else, so that it can be told whether it was handled.
  const sampleOf = ({ sample, fault }: Step) => telling[(first + sample + (fault ? 4 : 0)) % telling.length];
  const good = [...new Set(given.filter(({ fault }) => !fault).map(sampleOf))];
  const bad = given.filter(({ fault }) => fault).map((step) => sampleOf(step));
  if (bad.some((sample) => good.includes(sample))) return;

  const requestOf = (sample: WebhookSample, signing: number, fault?: Step['fault']) => {
    const place = telling.indexOf(sample) % 8;
    // An event without an id is another one when it is signed at another time.
    const mayRepeat = sample.types.some((type) => trial.source.events[type]?.mayRepeat);
    const signedAt = now + (place * 3 + (mayRepeat ? 0 : signing)) * 1_000;
    return trial.request(sample, {
      signedAt: fault === 'age' ? now - trial.subject.maxAgeMs - 60_000 : signedAt,
      ...(fault === 'secret' && { secret: otherSecret }),
      ...(fault === 'app' && { app: `${trial.subject.app}1` }),
    });
  };
  const deliver = async (step: Step) => {
    const sample = sampleOf(step);
    if (!sample) return;
    await pause(clock, step.afterMs);
    const response = await processes[step.process]?.(postOf(requestOf(sample, step.signing, step.fault)));
    const { status = 0 } = response ?? {};
    if (step.fault)
      assert.equal(status, 400, `${sample.name}: status ${status} in spite of its ${step.fault}`);
  };
  await clock.finish(Promise.all(given.map(deliver)));

  // The vendor delivers what was not taken again, until it is: claims of what went wrong have ended by then.
  await clock.advance(claimsEndMs);
  isCalm = true;
  const again = async (sample: WebhookSample | undefined) => {
    const response = sample && (await processes[0]?.(postOf(requestOf(sample, 0))));
    assert.ok(response?.ok, `${sample?.name}: it is not taken in the end: status ${response?.status}`);
  };
  // Without moving the clock: it would be faster than hashes are, and the patience with bodies would end.
  await Promise.all(good.map(again));
  const expected = good.reduce((sum, sample) => sum + (sample?.types.length ?? 0), 0);
  assert.deepEqual(
    [...handled.values()],
    Array(expected).fill(1),
    'an event is handled twice, or not at all',
  );
}
