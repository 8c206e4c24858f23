import type { Chat, Verification } from '@polychat/core';
import { ChatError } from '@polychat/core';
import { createProblem } from '@polychat/core/combine';
import { SimulatedClock } from '@polychat/core/testing';
import { describe, expect, test } from 'vitest';
import { combiners, oddAndGood, streamCombiners } from './testing/wrapped-by-all.ts';

const ok = (via: string): Verification => ({
  via,
  vendor: via,
  app: `app of ${via}`,
  ok: true,
  latencyMs: 7,
});

describe.each(streamCombiners)('verify of %s', (_name, combine) => {
  test('hands on what the chat says of itself', async () => {
    const clock = new SimulatedClock();
    const { chat } = oddAndGood(combine, { verify: async () => [ok('odd')] }, clock);
    expect((await clock.finish(chat.verify()))[0]).toEqual(ok('odd'));
  });

  test('hands on the options', async () => {
    const clock = new SimulatedClock();
    const seen: unknown[] = [];
    const verify: Chat['verify'] = async (options) => {
      seen.push(options);
      return [ok('odd')];
    };
    const { chat } = oddAndGood(combine, { verify }, clock);
    await clock.finish(chat.verify({ maxAttempts: 1 }));
    expect(seen).toEqual([{ maxAttempts: 1 }]);
  });

  test('throws for options that do not fit, and where it is closed', async () => {
    const clock = new SimulatedClock();
    const { chat } = oddAndGood(combine, {}, clock);
    await expect(clock.finish(chat.verify({ maxAttempts: 0 }))).rejects.toMatchObject({
      code: 'misconfigured',
      field: 'maxAttempts',
    });
    await clock.finish(chat.close());
    await expect(chat.verify()).rejects.toMatchObject({ code: 'misconfigured' });
  });
});

describe.each(combiners)('verify of %s', (_name, combine) => {
  test('has a result of each chat that speaks to a vendor', async () => {
    const clock = new SimulatedClock();
    const { chat } = oddAndGood(combine, { verify: async () => [ok('odd')] }, clock);
    const found = await clock.finish(chat.verify());
    expect(found.map(({ via, vendor, app }) => `${via} ${vendor} ${app}`)).toEqual([
      'odd odd app of odd',
      'good good app of good',
    ]);
  });

  test.each([
    [new Error('a bug'), 'vendor_error', 'unknown'],
    [
      new ChatError(
        createProblem({ code: 'network', effect: 'not_sent', transient: true, message: 'no way' }),
      ),
      'network',
      'not_sent',
    ],
  ])('calls the apps of a chat that throws %s not ok, and asks the others', async (error, code, effect) => {
    const clock = new SimulatedClock();
    const verify = async () => {
      throw error;
    };
    const { chat } = oddAndGood(combine, { verify }, clock);
    const [odd, good] = await clock.finish(chat.verify());
    expect(odd).toMatchObject({
      via: 'odd',
      vendor: 'odd',
      app: 'app of odd',
      ok: false,
      problem: { code, effect },
    });
    expect(good).toMatchObject({ via: 'good' });
  });
});
