import assert from 'node:assert/strict';
import { type WebhookEventType, type WebhookReading, webhookEventTypes } from '@polychat/core/webhooks';
import fc from 'fast-check';
import { touchedBy } from '../surroundings.ts';
import type { WebhookSourceCheck } from './webhook-check.ts';
import { asGiven, now, otherSecret, secret } from './webhook-trial.ts';

/** Texts that a source may take for something else; all of them are tried each time. */
const telling = [
  '100%25',
  '50%',
  '%E4%BD',
  'a+b c',
  ' a ',
  '{"a":1}',
  '&=?#',
  '"',
  '\\u0041',
  '1234567890123456789',
];

function check(name: string, run: WebhookSourceCheck['run']): WebhookSourceCheck {
  return { name, run };
}

/** A later delivery of the same event, signed anew. */
const laterMs = 3_000;

/** What a source says of the vendor's requests. */
export const translationChecks: readonly WebhookSourceCheck[] = [
  check(
    'every sample becomes the events that it tells of, and every event that is declared has a sample',
    async (trial) => {
      const { subject, source } = trial;
      const told = new Set<WebhookEventType>();
      for (const sample of subject.samples) {
        const { items, vendorEvent, raw } = await trial.believed(sample);
        const types = items.map(({ event }) => event.type);
        assert.deepEqual(types, sample.types, `${sample.name}: it has other events`);
        assert.ok(raw !== undefined, `${sample.name}: its body is not there`);
        for (const { event, edit } of items) {
          for (const type of [event.type, ...(edit ? [edit.edited.type] : [])]) {
            told.add(type);
            const names = source.events[type]?.vendorEvents;
            assert.ok(names, `${sample.name}: ${type} is not declared`);
            assert.ok(
              type === 'unknown' || names.includes(vendorEvent),
              `${sample.name}: ${vendorEvent} is no declared name of ${type}`,
            );
          }
        }
      }
      const untold = webhookEventTypes.filter((type) => source.events[type] && !told.has(type));
      assert.deepEqual(untold, [], 'events are declared that no sample tells of');
    },
  ),

  check('an event about a message is in a conversation that is declared', async (trial) => {
    for (const sample of trial.subject.samples) {
      for (const { event } of (await trial.believed(sample)).items) {
        const declared = trial.source.events[event.type]?.conversations;
        if (!declared || !('conversation' in event) || event.conversation === undefined) continue;
        assert.ok(
          declared.includes(event.conversation),
          `${sample.name}: no ${event.conversation} is declared`,
        );
      }
    }
  }),

  check('an event has no member that is undefined, and a time in milliseconds', async (trial) => {
    for (const sample of trial.subject.samples) {
      for (const { event } of (await trial.believed(sample)).items) {
        for (const [name, value] of Object.entries(event)) {
          assert.notEqual(value, undefined, `${sample.name}: ${name} is there and undefined`);
        }
        const isTime = Number.isInteger(event.at) && event.at > 1e11 && event.at < 1e14;
        assert.ok(isTime, `${sample.name}: at is no time in milliseconds`);
      }
    }
  }),

  check(
    'what asks is one event that is declared to ask, and headers and query never say otherwise',
    async (trial) => {
      const { source, subject } = trial;
      for (const sample of subject.samples) {
        const { items, kind } = await trial.believed(sample);
        const asks = items.filter(({ event }) => source.events[event.type]?.verdicts !== undefined);
        if (kind === 'veto') {
          assert.equal(items.length, 1, `${sample.name}: it asks about several events`);
          assert.equal(asks.length, 1, `${sample.name}: it asks, and its event is declared to tell`);
        } else {
          assert.equal(asks.length, 0, `${sample.name}: it tells, and its event is declared to ask`);
        }
        const { body: _, ...early } = asGiven(trial.request(sample), now);
        const kindOfQuery = await source.kindOf?.(early);
        assert.ok(
          kindOfQuery === undefined || kindOfQuery === kind,
          `${sample.name}: its query says ${kindOfQuery}`,
        );
      }
    },
  ),

  check('a query without its signature proves nothing', async ({ source, subject, signing }) => {
    for (const sample of subject.samples) {
      const { body: _, ...early } = asGiven(sample.request({ ...signing, secret: otherSecret }), now);
      assert.equal(await source.kindOf?.(early), undefined, `${sample.name}: an unsigned query is believed`);
    }
  }),

  check('an event has the same id in every delivery, and no two events have the same', async (trial) => {
    const owners = new Map<string, string>();
    for (const sample of trial.subject.samples) {
      const [first, again] = [
        (await trial.believed(sample)).items,
        (await trial.believed(sample, { signedAt: now - laterMs })).items,
      ];
      for (const [index, { id, event }] of first.entries()) {
        const name = `${sample.name}, event ${index}`;
        assert.equal(owners.get(id), undefined, `${name} has the id of ${owners.get(id)}`);
        owners.set(id, name);
        const { mayRepeat, redelivered } = trial.source.events[event.type] ?? {};
        assert.ok(
          mayRepeat !== undefined || redelivered === 'never' || again[index]?.id === id,
          `${name} has another id when it is signed anew, and does not say that it may repeat`,
        );
      }
    }
  }),

  check('an edit is known by its content', async (trial) => {
    const read = async (text: string) => {
      const reading = await trial.read(trial.subject.textMessage(text, trial.signing));
      return reading.status === 'believed' ? reading.items[0] : undefined;
    };
    const [one, same, other] = [await read('one'), await read('one'), await read('other')];
    if (!one?.edit) return;
    assert.equal(one.id, other?.id, 'a message has another id with another text');
    assert.equal(one.edit.contentHash, same?.edit?.contentHash, 'the same text has another hash');
    assert.notEqual(one.edit.contentHash, other?.edit?.contentHash, 'another text has the same hash');
    assert.equal(one.edit.edited.type, 'message.edited');
    assert.ok(!one.edit.contentHash.includes('one'), 'a hash has the text in it');
  }),

  check('a text arrives as it was written', async (trial) => {
    const texts = fc.oneof(fc.string({ minLength: 1 }), fc.string({ unit: 'grapheme', minLength: 1 }));
    await fc.assert(
      fc.asyncProperty(texts, async (text) => {
        const reading = await trial.read(trial.subject.textMessage(text, trial.signing));
        assert.equal(reading.status, 'believed', 'a text is refused');
        assert.deepEqual(contentOf(reading), { type: 'text', text });
      }),
      { numRuns: 80, examples: telling.map((text) => [text]) },
    );
  }),

  check(
    'the same request read twice is the same reading, and touches nothing but what is given',
    async (trial) => {
      for (const sample of trial.subject.samples) {
        const request = trial.request(sample);
        const first = await trial.read(request);
        let again: unknown;
        const touched = await touchedBy(async () => {
          again = await trial.read(request);
        });
        assert.deepEqual(again, first, `${sample.name}: it says something else the second time`);
        assert.deepEqual(touched, [], `${sample.name}: reading it touches what was not given`);
      }
    },
  ),

  check('no body that is nearly a sample makes it throw, or tell of what is not declared', async (trial) => {
    for (const sample of trial.subject.samples) {
      const { body, ...request } = trial.request(sample);
      for (const changed of nearly(body)) {
        const reading = await trial.read({ ...request, body: changed });
        if (reading.status === 'refused') continue;
        for (const { id, event } of reading.items) {
          assert.equal(typeof id, 'string');
          assert.ok(trial.source.events[event.type], `${sample.name}: nearly, it is a ${event.type}`);
        }
      }
    }
  }),

  check(
    'nothing of a secret or of a signature is in an id, an event, or what is said of a refusal',
    async (trial) => {
      for (const sample of trial.subject.samples) {
        const { items } = await trial.believed(sample);
        // The whole body is there as it was sent, and a body that is an item of it, too.
        const told = JSON.stringify(items, (name, value) => (name === 'raw' ? undefined : value));
        assert.ok(!told.includes(secret), `${sample.name}: an event has the secret in it`);
        const refusal = await trial.read(trial.request(sample, { secret: otherSecret }));
        assert.deepEqual(
          Object.keys(refusal).sort(),
          ['reason', 'status'],
          `${sample.name}: a refusal says more`,
        );
      }
    },
  ),
];

function contentOf(reading: WebhookReading): unknown {
  const event = reading.status === 'believed' ? reading.items[0]?.event : undefined;
  return event && 'content' in event ? event.content : undefined;
}

const strange: readonly unknown[] = [null, '', 0, -1, 1e300, true, [], {}, [null], [[]], 'x', '__proto__'];

/** Bodies with one member changed or left out. One that is no JSON is cut off. */
function nearly(body: string): readonly string[] {
  const members = jsonOf(body);
  if (!members) return [body.slice(0, -1), body.slice(1), body.replace('%', '')];
  return Object.keys(members).flatMap((name) => [
    JSON.stringify({ ...members, [name]: undefined }),
    ...strange.map((value) => JSON.stringify({ ...members, [name]: value })),
  ]);
}

function jsonOf(body: string): object | undefined {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
