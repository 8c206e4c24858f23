import { describe, expect, test } from 'vitest';
import type { Limit } from '../ports/pacer.ts';
import { plainProblems } from '../testing/plain-adapter.ts';
import { acceptAll, jsonReply, type ScriptStep } from '../testing/scripted-transport.ts';
import { hello, simulatedChat } from '../testing/simulated-chat.ts';

const perSecond: Limit = {
  name: 'calls',
  capacity: 20,
  windowMs: 1_000,
  kind: 'rate',
  countedBy: 'app',
  source: 'test',
};
const perMinute: Limit = { ...perSecond, name: 'recipients', capacity: 12_000, windowMs: 60_000 };
const recipients = Array.from({ length: 5_000 }, (_, index) => `user-${index}`);

/** A vendor that refuses the first calls for their speed, and takes all others. */
const refusing = (count: number): readonly ScriptStep[] => [
  ...Array.from({ length: count }, () => jsonReply({ problem: plainProblems.tooFast })),
  acceptAll,
];

describe('ten refusals for speed at once', () => {
  test.each([
    ['batches of 500 below a limit of a minute', 500],
    ['batches of 100 below a limit of a second', 100],
  ])('cost a bulk send of 5,000 in %s at most five seconds', async (_, maxItems) => {
    const durationOf = async (refusals: number) => {
      const { chat, clock } = simulatedChat(refusing(refusals), { maxItems, limits: [perSecond, perMinute] });
      const start = clock.monotonic();
      const summary = await clock.finish(chat.sendBulk(hello, recipients).summary());
      expect(summary).toMatchObject({ accepted: 5_000, failed: 0, unconfirmed: 0 });
      return clock.monotonic() - start;
    };
    expect((await durationOf(10)) - (await durationOf(0))).toBeLessThanOrEqual(5_000);
  });

  test('lose nobody of a sendDirect to 5,000 within its deadline', async () => {
    const { chat, clock } = simulatedChat(refusing(10), { maxItems: 100, limits: [perSecond, perMinute] });
    const receipt = await clock.finish(chat.sendDirect({ ...hello, to: recipients }));
    expect(receipt.accepted).toHaveLength(5_000);
  });
});
