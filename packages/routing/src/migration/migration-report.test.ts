import { describe, expect, test } from 'vitest';
import { crowd } from '../testing/crowd.ts';
import { hello } from '../testing/inbox-vendor.ts';
import { migratingVendors } from '../testing/migrating-vendors.ts';
import { formatMigrationReport } from './format-report.ts';
import { LatencyHistogram } from './latency-histogram.ts';

describe('latencies', () => {
  test('are within a fifth of the truth, and the slowest is exact', () => {
    const histogram = new LatencyHistogram();
    for (let ms = 1; ms <= 10_000; ms += 1) histogram.add(ms);
    const { p50Ms = 0, p95Ms = 0, p99Ms = 0, maxMs } = histogram.report ?? {};
    for (const [found, truth] of [
      [p50Ms, 5_000],
      [p95Ms, 9_500],
      [p99Ms, 9_900],
    ] as const) {
      expect(found).toBeGreaterThanOrEqual(truth);
      expect(found).toBeLessThanOrEqual(truth * 1.2);
    }
    expect(maxMs).toBe(10_000);
  });

  test('are absent where there was none, and take any number', () => {
    expect(new LatencyHistogram().report).toBeUndefined();
    const histogram = new LatencyHistogram();
    histogram.add(0, 3);
    expect(histogram.report).toEqual({ p50Ms: 0, p95Ms: 0, p99Ms: 0, maxMs: 0 });
    histogram.add(10 ** 12);
    expect(histogram.report?.maxMs).toBe(10 ** 12);
  });
});

/** A migration with something of everything. */
async function eventful() {
  let calls = 0;
  const stage = { now: 'shadow' };
  const vendors = migratingVendors({
    options: { stage: () => stage.now, rollout: () => 1, maxWaiting: 20 },
    old: {
      beforeReply: () => new Promise<void>((resolve) => void vendors.clock.schedule(resolve, 100)),
      fateOf: (id) => (id === 'u2' ? 'lost' : 'accepted'),
    },
    young: {
      fateOf: (id) => (id === 'u1' ? 'refused' : 'accepted'),
      callFate: () => {
        calls += 1;
        return calls === 2 ? 'not_sent' : 'answered';
      },
    },
  });
  const { chat, clock } = vendors;
  await clock.finish(chat.sendDirect({ ...hello, to: crowd(5), idempotencyKey: 'order 17' }));
  await clock.finish(chat.drain());
  await clock.finish(chat.sendDirect({ ...hello, to: crowd(2) }));
  await clock.finish(chat.drain());
  await clock.finish(chat.sendDirect({ ...hello, to: crowd(25) }));
  await clock.finish(chat.drain());
  await clock.finish(chat.sendDirect({ ...hello, to: crowd(5), idempotencyKey: 'order 17' }));
  await clock.finish(chat.broadcast({ ...hello, audience: 'online' }));
  await clock.finish(chat.drain());
  stage.now = 'complete';
  await clock.finish(chat.sendDirect({ ...hello, to: 'u9' }));
  return chat;
}

test('a report has counts, agreement, mismatches, latencies and what is not written, by stage and side', async () => {
  const chat = await eventful();
  const report = chat.report();
  expect(report).toMatchObject({
    chat: 'migration',
    from: 'old',
    to: 'young',
    since: expect.any(Number),
    stage: 'complete',
    rollout: 1,
    waiting: 0,
    missing: 10,
    missingDropped: 0,
  });
  expect(report.stages.map(({ stage, operation }) => `${stage} ${operation}`)).toEqual([
    'shadow direct',
    'shadow broadcast',
    'complete direct',
  ]);
  const [direct] = report.stages;
  expect(direct?.authority).toEqual({
    via: 'old',
    accepted: 34,
    failed: 0,
    unconfirmed: 3,
    problems: { bad_reply: 3 },
    latency: expect.objectContaining({ maxMs: expect.any(Number) }),
  });
  expect(direct?.other).toMatchObject({
    via: 'young',
    isRehearsal: false,
    notWritten: 5,
    alreadyWritten: 4,
    writtenLater: 0,
  });
  expect(JSON.parse(JSON.stringify(report))).toEqual(report);
});

test('what a report says of the other side adds up to those whom the authority accepted or left open', async () => {
  const { authority, other } = (await eventful()).report().stages[0] ?? {};
  if (!authority || !other) throw new Error('the stage is missing');
  const asked = other.accepted + other.failed + other.unconfirmed + other.notWritten + other.alreadyWritten;
  expect(asked).toBe(authority.accepted + authority.unconfirmed);
  const compared = other.agreed + other.mismatches.reduce((sum, { count }) => sum + count, 0);
  expect(compared).toBe(other.accepted + other.failed + other.unconfirmed);
});

test('examples are few, and long ids are cut', async () => {
  const { chat, clock } = migratingVendors({
    options: { stage: 'shadow' },
    young: { callFate: () => 'not_sent' },
  });
  await clock.finish(chat.sendDirect({ ...hello, to: ['x'.repeat(1_000), ...crowd(50)] }));
  await clock.finish(chat.drain());
  const [mismatch] = chat.report().stages[0]?.other?.mismatches ?? [];
  expect(mismatch).toMatchObject({ authority: 'accepted', other: 'network', count: 51 });
  expect(mismatch?.examples).toHaveLength(5);
  expect(mismatch?.examples[0]?.userId).toHaveLength(64);
});

test('a report is read in a terminal', async () => {
  const text = formatMigrationReport((await eventful()).report()).replace(/[\da-f-]{36}/, '(a send)');
  expect(text).toMatchInlineSnapshot(`
    "migration: old → young, stage complete

    shadow
             accepted  failed  unclear  half within  95 % within  slowest
      old          34       0        3       100 ms       100 ms   100 ms
      young        23       5        0         0 ms         0 ms     0 ms
      agreement: 22 of 28 (78.5 %)
        3 × accepted → recipient_not_found, such as u1 in order 17
        2 × accepted → network, such as u0 in (a send)
        1 × bad_reply → accepted, such as u2 in order 17
      not written: 5
      written already for the same key: 4

    shadow, broadcasts
             accepted  failed  unclear  half within  95 % within  slowest
      old           1       0        0       100 ms       100 ms   100 ms
      young         1       0        0         0 ms         0 ms     0 ms
      agreement: 1 of 1 (100 %)

    complete
             accepted  failed  unclear  half within  95 % within  slowest
      young         1       0        0         0 ms         0 ms     0 ms

    copies: 0 waiting, 10 missing"
  `);
});

test('a report of nothing says so, and ids cannot break its lines', async () => {
  const { chat, clock } = migratingVendors({
    options: { stage: 'shadow', rollout: 0.999 },
    young: { callFate: () => 'not_sent' },
  });
  expect(formatMigrationReport(chat.report())).toBe(
    'migration: old → young, stage shadow, 99.9 % of it\nnothing was sent yet\n\ncopies: 0 waiting, 0 missing',
  );
  await clock.finish(chat.sendDirect({ ...hello, to: 'u\n\u001b[31m' }));
  await clock.finish(chat.drain());
  const text = formatMigrationReport(chat.report());
  expect(text).toContain('such as u??[31m in ');
});

test('what stays is shown before what passes, however often that came', () => {
  const codes = [
    'network',
    'timeout',
    'rate_limited',
    'vendor_unavailable',
    'bad_reply',
    'recipient_blocked',
  ] as const;
  const mismatches = codes.map((other, at) => ({
    authority: 'accepted' as const,
    other,
    count: 100 - at,
    examples: [{ sendId: 'one' }],
  }));
  const { chat } = migratingVendors({ options: { stage: 'shadow' } });
  const side = { via: 'old', accepted: 585, failed: 0, unconfirmed: 0, problems: {} };
  const counts = { isRehearsal: false, notWritten: 0, alreadyWritten: 0, writtenLater: 0, agreed: 0 };
  const other = { ...side, ...counts, mismatches };
  const stages = [{ stage: 'shadow', operation: 'direct', authority: side, other }] as const;
  const text = formatMigrationReport({ ...chat.report(), stages });
  const shown = [...text.matchAll(/→ (\w+), such/g)].map(([, code]) => code);
  expect(shown).toEqual(['recipient_blocked', 'network', 'timeout', 'rate_limited', 'vendor_unavailable']);
  expect(text).toContain('and 1 more kinds');
});
