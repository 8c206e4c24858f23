import assert from 'node:assert/strict';
import { type ClaimStore, createMemoryClaimStore } from '@polychat/core';
import { SimulatedClock } from '@polychat/core/testing';
import { createWebhookHandler, type WebhookHandlers, webhookEventTypes } from '@polychat/core/webhooks';
import { pause } from './traffic.ts';
import type { WebhookSample } from './webhook-subject.ts';
import { now, type WebhookTrial } from './webhook-trial.ts';

/** A question that is asked several times, and how slow all is that has to do with it. */
export interface Question {
  readonly sample: WebhookSample;
  readonly handlerMs: number | undefined;
  readonly refuses: boolean;
  readonly storeMs: number;
  readonly asked: readonly { readonly afterMs: number; readonly bodyMs: number }[];
}

const deadlineMs = 1_200;

/** Asks, and looks when the answers come and whether they agree. */
export async function answeredInTime(
  trial: WebhookTrial,
  { sample, handlerMs, refuses, storeMs, asked }: Question,
): Promise<void> {
  const clock = new SimulatedClock(now);
  let handlerCalls = 0;
  const verdicts = new Set<string>();
  const answered = ({ eventId, verdict }: { readonly eventId?: string; readonly verdict?: string }) => {
    // Of those that were read in time.
    if (eventId !== undefined && verdict !== undefined) verdicts.add(verdict);
  };
  const decide = async () => {
    handlerCalls += 1;
    if (handlerMs === undefined) return new Promise<never>(() => {});
    await pause(clock, handlerMs);
    return { verdict: refuses ? 'refuse' : 'allow' };
  };
  const memory = createMemoryClaimStore({ clock });
  const store: ClaimStore = {
    ...memory,
    claim: async (...claim) => {
      await pause(clock, storeMs);
      return memory.claim(...claim);
    },
  };
  const types = webhookEventTypes.filter((type) => trial.source.events[type]?.verdicts);
  // Nothing but questions, so that one whose body does not come is known for one.
  const handlers = Object.fromEntries(types.map((type) => [type, decide])) as WebhookHandlers;
  const handler = createWebhookHandler(trial.source, handlers, {
    atDeadline: 'allow',
    deadlineMs,
    clock,
    store,
    hooks: { answered },
    onError: () => {},
  });
  const [item] = (await trial.believed(sample)).items;
  // Without an item where the deadline passed before it was there.
  const possible = [
    trial.source.answer(item, { verdict: 'allow' }).body,
    trial.source.answer(item, { verdict: 'refuse' }).body,
    trial.source.answer(undefined, { verdict: 'allow' }).body,
  ];
  const request = trial.request(sample);
  const ask = async ({ afterMs, bodyMs }: Question['asked'][number]) => {
    await pause(clock, afterMs);
    const from = clock.monotonic();
    const init = {
      method: 'POST',
      headers: request.headers,
      body: slowBody(request.body, clock, bodyMs),
      duplex: 'half',
    };
    const response = await handler(new Request(request.url, init as RequestInit));
    const tookMs = clock.monotonic() - from;
    assert.ok(tookMs <= deadlineMs, `${sample.name}: it is answered after ${tookMs} ms`);
    const body = await response.text();
    // One whose body does not come has no item, which a source may need for its answer.
    assert.ok(response.status === 200 || bodyMs > deadlineMs, `${sample.name}: status ${response.status}`);
    if (bodyMs <= deadlineMs)
      assert.ok(possible.includes(body), `${sample.name}: it is neither allowed nor refused`);
  };
  const answers = Promise.all(asked.map(ask));
  // What needs no time gets none: the clock would be faster than hashes are.
  const needsNoTime =
    asked.every((each) => each.afterMs + each.bodyMs === 0) && handlerMs === 0 && storeMs === 0;
  await (needsNoTime ? answers : clock.finish(answers));
  if (needsNoTime) assert.deepEqual([...verdicts], [refuses ? 'refuse' : 'allow']);
  assert.ok(handlerCalls <= 1, `${sample.name}: its handler is asked ${handlerCalls} times`);
  assert.ok(verdicts.size <= 1, `${sample.name}: it has two answers`);
}

function slowBody(body: string, clock: SimulatedClock, delayMs: number): ReadableStream<Uint8Array> {
  const bytes = new TextEncoder().encode(body);
  return new ReadableStream({
    async start(controller) {
      controller.enqueue(bytes.subarray(0, 5));
      if (delayMs > 0) await pause(clock, delayMs);
      controller.enqueue(bytes.subarray(5));
      controller.close();
    },
  });
}
