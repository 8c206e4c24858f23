import assert from 'node:assert/strict';
import { createMemoryClaimStore } from '@polychat/core';
import { SimulatedClock } from '@polychat/core/testing';
import {
  createWebhookHandler,
  drop,
  type WebhookEvent,
  type WebhookEventType,
  type WebhookHandler,
  type WebhookHandlers,
  webhookEventTypes,
} from '@polychat/core/webhooks';
import type { WebhookSourceCheck } from './webhook-check.ts';
import type { WebhookSampleRequest } from './webhook-subject.ts';
import { now, otherSecret, type WebhookTrial } from './webhook-trial.ts';

function check(name: string, run: WebhookSourceCheck['run']): WebhookSourceCheck {
  return { name, run };
}

/** By then every question is answered. */
const longestDeadlineMs = 2_000;

/** A handler with a function for every event that the source declares. */
class Receiver {
  readonly events: WebhookEvent[] = [];
  readonly clock = new SimulatedClock(now);
  readonly #handler: WebhookHandler;
  readonly #asked: Promise<void>;

  constructor(
    { source }: WebhookTrial,
    onEvent: (event: WebhookEvent) => unknown = () => ({ verdict: 'allow' }),
  ) {
    const types = webhookEventTypes.filter((type) => source.events[type]);
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#asked = promise;
    const receive = (event: WebhookEvent) => {
      this.events.push(event);
      resolve();
      return onEvent(event);
    };
    // Each function takes its own event, and all of them are one here.
    const handlers = Object.fromEntries(types.map((type) => [type, receive])) as WebhookHandlers;
    this.#handler = createWebhookHandler(source, handlers, {
      atDeadline: 'refuse',
      clock: this.clock,
      store: createMemoryClaimStore({ clock: this.clock }),
      onError: () => {},
    });
  }

  post({ url, headers = {}, body }: WebhookSampleRequest): Promise<Response> {
    return this.#handler(new Request(url, { method: 'POST', headers, body }));
  }

  /** The same, where nobody gives a verdict. Time passes when the question has been asked: hashes take time of their own. */
  async postUntilDeadline(request: WebhookSampleRequest): Promise<Response> {
    const answered = this.post(request);
    await Promise.race([this.#asked, answered]);
    await this.clock.advance(longestDeadlineMs);
    return answered;
  }

  /** Events of one request are handled at once: in which order, nobody says. */
  typesSeen(): readonly WebhookEventType[] {
    return this.events.map(({ type }) => type).sort();
  }
}

/** What a source and a handler do together. */
export const handlingChecks: readonly WebhookSourceCheck[] = [
  check('every sample is handled once, however often the same request comes', async (trial) => {
    for (const sample of trial.subject.samples) {
      const receiver = new Receiver(trial);
      const request = trial.request(sample);
      const first = await receiver.post(request);
      const again = await receiver.post(request);
      assert.ok(first.ok, `${sample.name}: it is answered with ${first.status}`);
      assert.equal(again.status, first.status, `${sample.name}: it has two answers`);
      assert.equal(await again.text(), await first.text(), `${sample.name}: it has two answers`);
      assert.deepEqual(
        receiver.typesSeen(),
        sample.types.toSorted(),
        `${sample.name}: other events are handled`,
      );
      assert.equal(new Set(receiver.events.map(({ eventId }) => eventId)).size, sample.types.length);
    }
  }),

  check('a sample that is not believed is not handled, and its answer tells nothing', async (trial) => {
    const bodies = new Set<string>();
    for (const sample of trial.subject.samples) {
      const receiver = new Receiver(trial);
      const response = await receiver.post(trial.request(sample, { secret: otherSecret }));
      assert.ok(response.status >= 400 && response.status < 500, `${sample.name}: status ${response.status}`);
      assert.deepEqual(receiver.typesSeen(), [], `${sample.name}: it is handled`);
      bodies.add(`${response.status} ${await response.text()}`);
    }
    assert.equal(bodies.size, 1, 'the answer says which webhook it is');
  }),

  check('a signature that belongs to one request is not taken with another body', async (trial) => {
    const [sample] = trial.subject.samples;
    if (!sample) return assert.fail('the subject has no samples');
    const { signature } = await trial.believed(sample);
    if (!signature) return;
    for (const other of trial.subject.samples.slice(1)) {
      const receiver = new Receiver(trial);
      await receiver.post(trial.request(sample));
      const response = await receiver.post(trial.request(other));
      assert.equal(response.status, 400, `${other.name}: it is taken with the signature of ${sample.name}`);
      assert.deepEqual(receiver.typesSeen(), sample.types.toSorted());
    }
  }),

  check(
    'what asks is answered by the deadline with what was told, also where the verdict cannot be carried out',
    async (trial) => {
      for (const sample of trial.subject.samples) {
        const { kind, items } = await trial.believed(sample);
        const [item] = items;
        if (kind !== 'veto' || !item) continue;
        const refusal = trial.source.answer(item, { verdict: 'refuse' }).body ?? '';
        const cases: readonly (() => unknown)[] = [
          () => new Promise<never>(() => {}),
          () => Promise.reject(new Error('broken')),
          () => ({ verdict: 'nonsense' }),
          ...(trial.source.events[item.event.type]?.verdicts?.includes('drop') ? [] : [drop]),
        ];
        for (const answer of cases) {
          const receiver = new Receiver(trial, answer);
          const response = await receiver.postUntilDeadline(trial.request(sample));
          assert.equal(response.status, 200, `${sample.name}: status ${response.status} is no answer`);
          assert.equal(await response.text(), refusal, `${sample.name}: it is not refused`);
        }
      }
    },
  ),

  check('a sample whose handler fails is asked for again, and handled when it comes again', async (trial) => {
    for (const sample of trial.subject.samples) {
      const { kind } = await trial.believed(sample);
      if (kind === 'veto') continue;
      let fails = true;
      const receiver = new Receiver(trial, () => {
        if (fails) throw new Error('broken');
      });
      const request = trial.request(sample);
      const first = await receiver.post(request);
      assert.ok(first.status >= 500, `${sample.name}: what failed is acknowledged with ${first.status}`);
      fails = false;
      assert.ok((await receiver.post(request)).ok, `${sample.name}: it is not taken again`);
      assert.deepEqual(receiver.typesSeen(), [...sample.types, ...sample.types].sort());
    }
  }),
];
