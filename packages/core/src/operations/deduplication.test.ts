import { describe, expect, test } from 'vitest';
import type { DirectMessage } from '../model/message.ts';
import type { Warning } from '../model/warning.ts';
import type { Support } from '../ports/capabilities.ts';
import { type PlainAdapterOptions, plainAdapter } from '../testing/plain-adapter.ts';
import { acceptAll, jsonReply } from '../testing/scripted-transport.ts';
import { hello, simulatedChat } from '../testing/simulated-chat.ts';

const keyed = { ...hello, idempotencyKey: 'order-17' };
const warning = { code: 'not_deduplicated', field: 'idempotencyKey', via: 'plain' };

/** An adapter that says so of keys, and whose calls have such a window. */
function adapterWith(support: Support, options: PlainAdapterOptions) {
  const { capabilities } = plainAdapter(options);
  const { direct, audience } = capabilities;
  if (!direct || !audience) throw new Error('the plain adapter has both');
  const fields = { ...direct.fields, idempotencyKey: support };
  return plainAdapter({
    ...options,
    capabilities: { direct: { ...direct, fields }, audience: { ...audience, fields } },
  });
}

describe('an idempotencyKey', () => {
  test.each<[string, Support, dedupWindowMs: number, isSaid: boolean]>([
    ['that the vendor has no place for is idle', 'ignored', 60_000, true],
    ['that the vendor takes, and discards no copy of the call, is idle', 'yes', 0, true],
    ['that the vendor takes, and discards copies by, is silent', 'yes', 60_000, false],
    ['of a call of which a copy does no harm is silent', 'yes', Number.POSITIVE_INFINITY, false],
  ])('%s: in receipts, in a stream, and in check', async (_, support, dedupWindowMs, isSaid) => {
    const adapter = adapterWith(support, { dedupWindowMs, maxItems: 2 });
    const { chat, clock, transport } = simulatedChat([acceptAll], adapter);
    const said = (warnings: readonly object[]) =>
      warnings.filter((each) => (each as Warning).code === 'not_deduplicated');
    const expected = isSaid ? [expect.objectContaining(warning)] : [];

    for (const to of ['a', ['a', 'b', 'c']]) {
      const receipt = await clock.finish(chat.sendDirect({ ...keyed, to }));
      expect(said(receipt.warnings)).toEqual(expected);
      expect(chat.check({ ...keyed, to })).toEqual(expected);
    }
    const summary = await clock.finish(chat.sendBulk(keyed, ['a', 'b', 'c']).summary());
    expect(said(summary.warnings)).toEqual(expected);

    const sent = transport.requests.length;
    expect(chat.check({ ...keyed, audience: 'online' })).toEqual(expected);
    expect(transport.requests).toHaveLength(sent);
  });

  test.each([
    [0, true],
    [60_000, false],
  ])('of a broadcast with a dedup window of %i ms is warned of: %s', async (dedupWindowMs, isSaid) => {
    const { chat, clock } = simulatedChat([jsonReply({})], { dedupWindowMs });
    const { warnings } = await clock.finish(chat.broadcast({ ...keyed, audience: 'online' }));
    expect(warnings.some(({ code }) => code === 'not_deduplicated')).toBe(isSaid);
  });

  test('that does nothing is a warning in check, which has no effect, unlike a problem', () => {
    const { chat } = simulatedChat([acceptAll], { dedupWindowMs: 0 });
    const found = chat.check({ ...keyed, to: ['a', 'bad'] } satisfies DirectMessage);
    expect(found.map((each) => [each.code, 'effect' in each])).toEqual([
      ['invalid_message', true],
      ['not_deduplicated', false],
    ]);
  });

  test('that a message does not have is never warned of', async () => {
    const { chat, clock } = simulatedChat([acceptAll], { dedupWindowMs: 0 });
    expect((await clock.finish(chat.sendDirect({ ...hello, to: ['a', 'b'] }))).warnings).toEqual([]);
    expect(chat.check({ ...hello, to: ['a', 'b'] })).toEqual([]);
  });

  test('that is left out, since the vendor does not support it, is not warned of twice', async () => {
    const { chat, clock } = simulatedChat([acceptAll], adapterWith('no', {}), { onUnsupported: 'warn' });
    const { warnings } = await clock.finish(chat.sendDirect({ ...keyed, to: 'a' }));
    expect(warnings.map(({ code }) => code)).toEqual(['unsupported']);
  });

  test('to a recipient who is refused before the wire is not warned of: nothing is sent', async () => {
    const { chat } = simulatedChat([acceptAll], { dedupWindowMs: 0 });
    expect(chat.check({ ...keyed, to: 'bad' }).map(({ code }) => code)).toEqual(['invalid_message']);
  });
});
