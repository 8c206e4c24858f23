import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import { createMemoryClaimStore } from '@polychat/core';
import { SimulatedClock } from '@polychat/core/testing';
import fc from 'fast-check';
import { answeredInTime } from './answered-in-time.ts';
import { handledOnce, steps } from './handled-once.ts';
import { longestStepMs, receiverOf } from './traffic.ts';
import type { WebhookSourceCheck } from './webhook-check.ts';
import type { WebhookSample } from './webhook-subject.ts';
import { now } from './webhook-trial.ts';

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
