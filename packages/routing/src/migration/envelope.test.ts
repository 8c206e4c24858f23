import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { crowd } from '../testing/crowd.ts';
import { hello } from '../testing/inbox-vendor.ts';
import { migratingVendors } from '../testing/migrating-vendors.ts';
import { envelopeIdOf, inEnvelope, readEnvelope } from './envelope.ts';

describe('readEnvelope', () => {
  test('gives back what was put in, whatever it was', () => {
    fc.assert(
      fc.property(fc.option(fc.string(), { nil: undefined }), fc.string(), (metadata, key) => {
        const id = envelopeIdOf(key);
        const wrapped = inEnvelope({ ...hello, ...(metadata === undefined ? {} : { metadata }) }, id);
        expect(readEnvelope(wrapped.metadata)).toEqual(metadata === undefined ? { id } : { id, metadata });
      }),
      { numRuns: 1_000 },
    );
  });

  test('leaves metadata without an envelope as it is', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (metadata) => {
        expect(readEnvelope(metadata)).toEqual({ metadata });
      }),
      { numRuns: 1_000 },
    );
  });

  test.each([
    ['{"id":"1","metadata":"m"}'],
    [`{"id":"${envelopeIdOf('k')}","metadata":7}`],
    [`{"id":"${envelopeIdOf('k')}","more":true}`],
    [`{"id":"${envelopeIdOf('k')}"`],
    [`[ "${envelopeIdOf('k')}" ]`],
  ])('takes %s for your own', (metadata) => {
    expect(readEnvelope(metadata)).toEqual({ metadata });
  });

  test('of nothing is nothing', () => {
    expect(readEnvelope(undefined)).toEqual({});
    expect(readEnvelope(null)).toEqual({});
  });
});

test('the id comes from the key, always the same, and does not show it; without a key it is another each time', () => {
  expect(envelopeIdOf('order 17')).toBe(envelopeIdOf('order 17'));
  expect(envelopeIdOf('order 17')).not.toBe(envelopeIdOf('order 18'));
  expect(envelopeIdOf('order 17')).not.toContain('17-');
  expect(envelopeIdOf(undefined)).not.toBe(envelopeIdOf(undefined));
  expect(envelopeIdOf(undefined)).toHaveLength(envelopeIdOf('order 17').length);
});

test('a message that has an envelope keeps it', () => {
  const once = inEnvelope({ ...hello, metadata: 'm' }, envelopeIdOf('one'));
  expect(inEnvelope(once, envelopeIdOf('two'))).toEqual(once);
});

describe('a migration with envelopes', () => {
  const options = { stage: 'shadow', envelope: true } as const;
  const message = { ...hello, metadata: 'mine', idempotencyKey: 'k' };

  test('puts both copies in one, with the same id', async () => {
    for (const send of ['list', 'stream', 'broadcast'] as const) {
      const { chat, clock, old, young } = migratingVendors({ options });
      if (send === 'list') await clock.finish(chat.sendDirect({ ...hello, metadata: 'mine', to: 'bob' }));
      else if (send === 'stream')
        await clock.finish(chat.sendBulk({ ...hello, metadata: 'mine' }, ['bob']).summary());
      else await clock.finish(chat.broadcast({ ...hello, metadata: 'mine', audience: 'online' }));
      await clock.finish(chat.drain());
      const [first] = old.posted;
      const [second] = young.posted;
      if (send !== 'broadcast') {
        expect(readEnvelope(first?.metadata)).toMatchObject({ id: expect.any(String), metadata: 'mine' });
        expect(second?.metadata).toBe(first?.metadata);
      }
      expect(young.posted).toHaveLength(1);
    }
  });

  test('gives a repeated send the same id', async () => {
    const ids: unknown[] = [];
    for (let at = 0; at < 2; at += 1) {
      const { chat, clock, old } = migratingVendors({ options });
      await clock.finish(chat.sendDirect({ ...message, to: 'bob' }));
      ids.push(readEnvelope(old.posted[0]?.metadata).id);
    }
    expect(ids[0]).toBe(ids[1]);
  });

  test('leaves those alone who get the message once', async () => {
    for (const [stage, of] of [
      ['off', 'old'],
      ['complete', 'young'],
    ] as const) {
      const vendors = migratingVendors({ options: { ...options, stage } });
      await vendors.clock.finish(vendors.chat.sendDirect({ ...message, to: 'bob' }));
      expect(vendors[of].posted.map(({ metadata }) => metadata)).toEqual(['mine']);
    }
  });

  test('sends those of one list apart who get the message once', async () => {
    const { chat, clock, old } = migratingVendors({
      options: { ...options, stage: 'dualwrite', rollout: 0.5 },
      old: { maxItems: 100 },
    });
    const to = crowd(20);
    const { accepted } = await clock.finish(chat.sendDirect({ ...hello, metadata: 'mine', to }));
    expect(accepted.map(({ userId }) => userId)).toEqual(to);
    const sizes = old.posted.map(({ metadata }) => readEnvelope(metadata).id !== undefined);
    expect(sizes.toSorted()).toEqual([false, true]);
  });

  test.each([
    [undefined, 50],
    ['', 64],
    ['{"a":1}', 64 + 9],
    ['back\\slash', 64 + 11],
    ['two\nlines', 64 + 10],
  ])(
    'takes a fixed number of bytes beside the metadata %j and what JSON escapes in it',
    (metadata, bytes) => {
      const { metadata: whole = '' } = inEnvelope({ ...hello, metadata }, envelopeIdOf('k'));
      expect(whole).toHaveLength(bytes);
    },
  );

  test('check counts the envelope', () => {
    const { chat } = migratingVendors({ options });
    const whole = inEnvelope({ ...hello, to: 'bob', metadata: 'm' }, envelopeIdOf('k'));
    expect(chat.check({ ...hello, to: 'bob', metadata: 'm' })).toEqual([]);
    const lacking = migratingVendors({ options, young: { lacks: ['metadata'] } });
    // Without metadata of its own the message has an envelope all the same.
    expect(lacking.chat.check({ ...hello, to: 'bob' })).toMatchObject([
      { code: 'unsupported', field: 'metadata' },
    ]);
    expect(whole.metadata?.length).toBeGreaterThan(40);
  });
});
