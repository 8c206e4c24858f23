import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import { type ClaimStore, createMemoryClaimStore } from '@polychat/core';
import { SimulatedClock } from '@polychat/core/testing';
import {
  createWebhookHandler,
  type WebhookEvent,
  type WebhookEventSupport,
  type WebhookHandlers,
  webhookEventTypes,
} from '@polychat/core/webhooks';
import fc from 'fast-check';
import type { WebhookSourceCheck } from './webhook-check.ts';
import type { WebhookSample, WebhookSampleRequest } from './webhook-subject.ts';
import { now, otherSecret, type WebhookTrial } from './webhook-trial.ts';

/** Longer than a handler's claim lasts. */
const claimsEndMs = 21_000;
/** How late an event may come, and how long its handler may take. */
const longestStepMs = 4_000;

const pause = (clock: SimulatedClock, ms: number) =>
  ms === 0 ? Promise.resolve() : new Promise<void>((resolve) => clock.schedule(resolve, ms));

/** Takes turns through a list that was made by chance. */
function dealer<Value>(values: readonly Value[]): () => Value | undefined {
  let next = 0;
  return () => {
    next += 1;
    return values[(next - 1) % values.length];
  };
}

/** A handler of every event that the source declares, whichever it is. */
function receiverOf(
  { source }: WebhookTrial,
  clock: SimulatedClock,
  store: ClaimStore,
  onEvent: (event: WebhookEvent) => unknown,
  isWanted: (event: WebhookEventSupport) => boolean = () => true,
) {
  const types = webhookEventTypes.filter((type) => {
    const support = source.events[type];
    return support !== undefined && isWanted(support);
  });
  // Each function takes its own event, and all of them are one here.
  const handlers = Object.fromEntries(types.map((type) => [type, onEvent])) as WebhookHandlers;
  return createWebhookHandler(source, handlers, { atDeadline: 'refuse', clock, store, onError: () => {} });
}

function postOf({ url, headers = {}, body }: WebhookSampleRequest): Request {
  return new Request(url, { method: 'POST', headers, body });
}

/** Ways in which a request may be spoilt on its way. */
const damages: fc.Arbitrary<(body: string) => string | Uint8Array<ArrayBuffer>> = fc.oneof(
  fc.nat(2_000).map((length) => (body: string) => body.slice(0, length)),
  fc.tuple(fc.nat(2_000), fc.string()).map(
    ([at, text]) =>
      (body: string) =>
        body.slice(0, at) + text + body.slice(at + 1),
  ),
  fc.constant((body: string) => encodeURIComponent(body)),
  fc.constant((body: string) => `\ufeff${body}`),
  fc.constant((body: string) => new Uint8Array(gzipSync(body))),
  fc.nat(200).map((length) => (body: string) => new Uint8Array(gzipSync(body).subarray(0, length))),
  fc.uint8Array({ maxLength: 300 }).map((bytes) => () => new Uint8Array(bytes)),
  fc.string({ unit: 'binary', maxLength: 300 }).map((text) => () => text),
);
const headers = fc.dictionary(
  fc.oneof(
    fc.constantFrom('content-type', 'content-encoding', 'content-length'),
    fc.stringMatching(/^[a-z][a-z-]{0,10}$/),
  ),
  fc.oneof(
    fc.constantFrom('application/json', 'gzip', 'deflate', 'br', 'application/x-www-form-urlencoded'),
    fc.stringMatching(/^[ -~]{0,20}$/),
  ),
  { maxKeys: 4 },
);

/** One delivery of a sample. */
interface Step {
  readonly sample: number;
  /** How it is signed: of two that are alike, one is the redelivery of the other. */
  readonly signing: number;
  readonly process: 0 | 1;
  readonly afterMs: number;
  readonly fault?: 'secret' | 'age' | 'app';
}

const steps = fc.array(
  fc.record<Step>({
    sample: fc.nat(3),
    signing: fc.nat(2),
    process: fc.constantFrom(0, 1),
    afterMs: fc.nat(longestStepMs),
    fault: fc.option(fc.constantFrom('secret', 'age', 'app'), { nil: undefined, freq: 2 }),
  }),
  { minLength: 1, maxLength: 14 },
);

/** What a source and a handler do together, whatever comes. */
export const trafficChecks: readonly WebhookSourceCheck[] = [
  {
    name: 'whatever is posted is answered, and never with a fault of ours',
    async run(trial) {
      const clock = new SimulatedClock(now);
      const handler = receiverOf(trial, clock, createMemoryClaimStore({ clock }), () => ({
        verdict: 'allow',
      }));
      const { samples } = trial.subject;
      const anything = fc.tuple(fc.nat(), damages, headers, fc.constantFrom('POST', 'POST', 'POST', 'PUT'));
      await fc.assert(
        fc.asyncProperty(anything, async ([index, damage, given, method]) => {
          const sample = samples[index % samples.length];
          if (!sample) return;
          const request = trial.request(sample);
          const body = damage(request.body);
          const response = await handler(
            new Request(request.url, { method, headers: { ...request.headers, ...given }, body }),
          );
          assert.ok(response.status < 500, `${sample.name}: it is answered with ${response.status}`);
        }),
        { numRuns: 150 },
      );
    },
  },

  {
    name: 'in any order, with handlers and stores that fail, every event is handled once and nothing else is',
    async run(trial) {
      const telling: WebhookSample[] = [];
      for (const sample of trial.subject.samples) {
        if ((await trial.believed(sample)).kind === 'event') telling.push(sample);
      }
      const traffic = fc.record({
        first: fc.nat(telling.length),
        steps,
        durations: fc.array(fc.nat(longestStepMs), { minLength: 1 }),
        failures: fc.array(fc.boolean(), { maxLength: 8 }).map((list) => [...list, false]),
        storeFailures: fc.array(fc.boolean(), { maxLength: 8 }).map((list) => [...list, false]),
      });
      await fc.assert(
        fc.asyncProperty(traffic, (given) => handledOnce(trial, telling, given)),
        {
          numRuns: 40,
        },
      );
    },
  },

  {
    name: 'every question is answered by its deadline, however slow handlers, stores and bodies are',
    async run(trial) {
      const asking: WebhookSample[] = [];
      for (const sample of trial.subject.samples) {
        if ((await trial.believed(sample)).kind === 'veto') asking.push(sample);
      }
      const promptly = { handlerMs: 0, storeMs: 0, asked: [{ afterMs: 0, bodyMs: 0 }] };
      for (const sample of asking) {
        for (const refuses of [true, false]) await answeredInTime(trial, { ...promptly, sample, refuses });
      }
      if (asking.length === 0) return;
      const questions = fc.record({
        sample: fc.nat(asking.length - 1).map((index) => asking[index] as WebhookSample),
        handlerMs: fc.option(fc.nat(2_500), { nil: undefined }),
        refuses: fc.boolean(),
        storeMs: fc.nat(1_500),
        asked: fc.array(fc.record({ afterMs: fc.nat(3_000), bodyMs: fc.constantFrom(0, 0, 500, 2_000) }), {
          minLength: 1,
          maxLength: 4,
        }),
      });
      await fc.assert(
        fc.asyncProperty(questions, (given) => answeredInTime(trial, given)),
        { numRuns: 40 },
      );
    },
  },
];

interface Traffic {
  readonly first: number;
  readonly steps: readonly Step[];
  readonly durations: readonly number[];
  readonly failures: readonly boolean[];
  readonly storeFailures: readonly boolean[];
}

async function handledOnce(
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

interface Question {
  readonly sample: WebhookSample;
  readonly handlerMs: number | undefined;
  readonly refuses: boolean;
  readonly storeMs: number;
  readonly asked: readonly { readonly afterMs: number; readonly bodyMs: number }[];
}

const deadlineMs = 1_200;

async function answeredInTime(
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
