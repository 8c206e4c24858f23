import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { WebhookSourceCheck } from './webhook-check.ts';
import type { WebhookSample, WebhookSampleRequest } from './webhook-subject.ts';
import { now, otherSecret, secret, type WebhookTrial } from './webhook-trial.ts';

/** How a time may be cut, and still be within the age. */
const secondMs = 1_000;

function check(name: string, run: WebhookSourceCheck['run']): WebhookSourceCheck {
  return { name, run };
}

function firstOf({ samples }: WebhookTrial['subject']): WebhookSample {
  const [sample] = samples;
  return sample ?? assert.fail('the subject has no samples');
}

/** Runs a property with few, cheap runs: there are many rules. */
function assertAlways<Value>(
  arbitrary: fc.Arbitrary<Value>,
  run: (value: Value) => Promise<void>,
): Promise<void> {
  return fc.assert(fc.asyncProperty(arbitrary, run), { numRuns: 60 });
}

const names = fc.string({ minLength: 1, maxLength: 12 });
const queries = fc.dictionary(names, fc.string({ maxLength: 40 }), { maxKeys: 5 });
const bodies = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.json(),
  fc.json().map(encodeURIComponent),
  fc.dictionary(names, fc.string()).map((fields) => new URLSearchParams(fields).toString()),
);

/** Nothing but what the vendor signed is believed. */
export const authenticityChecks: readonly WebhookSourceCheck[] = [
  check('every sample is believed with its secret, also as one of several', async (trial) => {
    const several = trial.subject.createSource([otherSecret, secret]);
    for (const sample of trial.subject.samples) {
      await trial.believed(sample);
      await trial.believed(sample, {}, { from: several });
    }
  }),

  check('no sample is believed with another secret', async (trial) => {
    for (const sample of trial.subject.samples) {
      const request = trial.request(sample, { secret: otherSecret });
      await trial.refused(request, sample.name, 'signature');
    }
  }),

  check('no sample of another app is believed', async (trial) => {
    for (const sample of trial.subject.samples) {
      await trial.refused(trial.request(sample, { app: `${trial.subject.app}1` }), sample.name, 'app');
    }
  }),

  check('a webhook is believed until it is too old, and none from too far ahead', async (trial) => {
    const sample = firstOf(trial.subject);
    const { maxAgeMs } = trial.subject;
    await trial.believed(sample, { signedAt: now - maxAgeMs + secondMs });
    const old = trial.request(sample, { signedAt: now - maxAgeMs - secondMs });
    await trial.refused(old, 'a webhook that is too old', 'expired');
    const early = trial.request(sample, { signedAt: now + maxAgeMs + secondMs });
    await trial.refused(early, 'a webhook from too far ahead', 'expired');
  }),

  check('a signature for one time is none for another', async (trial) => {
    // What differs between two signed requests are the time and its signature: one of each is taken.
    const sample = firstOf(trial.subject);
    const [one, other] = [trial.request(sample), trial.request(sample, { signedAt: now - secondMs })];
    const mixtures = mixturesOf(one, other);
    assert.ok(mixtures.length > 0, `${sample.name}: its signature is the same a second later`);
    for (const mixed of mixtures)
      await trial.refused(mixed, 'a signature with the time of another, or without one');
  }),

  check('without a secret no source is made, unless it is told to take unsigned webhooks', async (trial) => {
    const { subject } = trial;
    assert.throws(
      () => subject.createSource('none'),
      (error) => (error as { readonly code?: unknown }).code === 'misconfigured',
      'a source without a secret is made',
    );
    const unsigned = subject.createSource('unsigned');
    assert.equal(
      unsigned.signed,
      false,
      'a source that takes unsigned webhooks says that it wants signatures',
    );
    assert.equal(trial.source.signed, true, 'a source with a secret says that it wants no signatures');
    const sample = firstOf(subject);
    await trial.believed(sample, { secret: otherSecret }, { from: unsigned });
    const foreign = trial.request(sample, { app: `${subject.app}1` });
    await trial.refused(foreign, 'an unsigned webhook of another app', 'app', { from: unsigned });
  }),

  check('what is no webhook is refused and not thrown at, whatever it is', async (trial) => {
    await assertAlways(fc.tuple(queries, bodies), async ([query, body]) => {
      const url = `https://hooks.example/?${new URLSearchParams(query)}`;
      await trial.refused({ url, body }, 'anything at all');
    });
  }),

  check(
    'a signature that is named belongs to the request, and to no longer than it is good',
    async (trial) => {
      const sample = firstOf(trial.subject);
      const reading = await trial.believed(sample);
      const { signature } = reading;
      if (!signature) return;
      assert.ok(
        signature.ttlMs >= trial.subject.maxAgeMs && signature.ttlMs <= 2 * trial.subject.maxAgeMs + secondMs,
        `a signature that is good for ${trial.subject.maxAgeMs} ms is remembered for ${signature.ttlMs} ms`,
      );
      const later = await trial.believed(sample, { signedAt: now - secondMs });
      assert.notEqual(later.signature?.key, signature.key, 'two signatures have one name');
      for (const other of trial.subject.samples) {
        const { signature: same } = await trial.believed(other);
        assert.equal(
          same?.key,
          signature.key,
          `${other.name}: the same signature has another name with this body`,
        );
      }
    },
  ),
];

/** Requests with one of the members in which two differ from the other, or emptied, and the rest of the one. */
function mixturesOf(one: WebhookSampleRequest, other: WebhookSampleRequest): readonly WebhookSampleRequest[] {
  return [...mixedQueries(one, other), ...mixedBodies(one, other)];
}

function mixedQueries(one: WebhookSampleRequest, other: WebhookSampleRequest): WebhookSampleRequest[] {
  const [left, right] = [new URL(one.url).searchParams, new URL(other.url).searchParams];
  return differing(Object.fromEntries(left), Object.fromEntries(right)).map((query) => {
    const url = new URL(one.url);
    url.search = new URLSearchParams(query).toString();
    return { ...one, url: url.href };
  });
}

function mixedBodies(one: WebhookSampleRequest, other: WebhookSampleRequest): WebhookSampleRequest[] {
  const bodies = differing(membersOf(one.body), membersOf(other.body));
  return bodies.map((body) => ({ ...one, body: JSON.stringify(body) }));
}

/** Where but one member differs, that is a time which is not signed. */
function differing<Value>(
  left: Readonly<Record<string, Value>>,
  right: Readonly<Record<string, Value>>,
): Record<string, Value | ''>[] {
  const names = Object.keys(left).filter((name) => left[name] !== right[name]);
  if (names.length < 2) return [];
  return names.flatMap((name) => [
    { ...left, [name]: right[name] ?? '' },
    { ...left, [name]: '' },
  ]);
}

function membersOf(body: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(body.replace(/^\uFEFF/, ''));
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}
