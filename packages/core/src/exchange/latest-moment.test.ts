import { describe, expect, test } from 'vitest';
import type { CallRecord } from '../ports/journal.ts';
import { perform, type Setting } from '../testing/perform.ts';
import { jsonReply, type ScriptStep } from '../testing/scripted-transport.ts';
import { SimulatedClock } from '../testing/simulated-clock.ts';

const ok = jsonReply({ accepted: ['a'] });
const hour = 3_600_000;
const target = { method: 'POST', url: 'https://vendor.example', headers: {} } as const;

type Meanwhile = (clock: SimulatedClock) => void;
const stands =
  (ms: number): Meanwhile =>
  (clock) =>
    clock.stall(ms);
const isSet =
  (ms: number): Meanwhile =>
  (clock) =>
    clock.set(ms);

/** Performs a call; something happens in the attempt with this number, while it is signed or stored. */
function performWhile(
  during: 'signing' | 'storing',
  meanwhile: Meanwhile,
  {
    inAttempt = 1,
    script = [ok],
    setting = {},
  }: { inAttempt?: number; script?: ScriptStep[]; setting?: Setting } = {},
) {
  const clock = new SimulatedClock();
  const count = { signing: 0, storing: 0 };
  const happen = (now: 'signing' | 'storing') => {
    count[now] += 1;
    if (now === during && count[now] === inAttempt) meanwhile(clock);
  };
  const stored: CallRecord[] = [];
  return perform(
    script,
    {
      target: () => {
        happen('signing');
        return target;
      },
      journal: {
        begin(records) {
          stored.push(...records);
          happen('storing');
        },
      },
      retry: { maxAttempts: inAttempt },
      ...setting,
    },
    clock,
  ).then((performed) => ({ ...performed, stored }));
}

describe.each(['signing', 'storing'] as const)('the time limit of 1,000 ms, while %s', (during) => {
  test.each<[string, Meanwhile, boolean]>([
    ['the process stands still for as long', stands(1_000), true],
    ['the process stands still for longer', stands(1_001), false],
    ['the machine sleeps for an hour', stands(hour), false],
    ['the wall clock is set forward as far', isSet(1_000), true],
    ['the wall clock is set forward further', isSet(1_001), false],
    ['the wall clock is set back', isSet(-hour), true],
    [
      'the wall clock is set back as far as the process stands still',
      (clock) => {
        clock.set(-2_000);
        clock.stall(2_000);
      },
      false,
    ],
  ])('%s', async (_, meanwhile, leaves) => {
    const { times, states, problems } = await performWhile(during, meanwhile);
    expect(times).toHaveLength(leaves ? 1 : 0);
    expect(problems).toEqual({ a: leaves ? undefined : 'timeout' });
    if (!leaves) {
      expect(states.a).toMatchObject({
        status: 'failed',
        problem: { effect: 'not_sent', transient: true, retryable: true },
      });
    }
  });

  test('what was too late is tried again, since it was certainly not sent', async () => {
    const { times, statuses } = await performWhile(during, stands(1_001), {
      setting: { retry: { maxAttempts: 3 } },
    });
    expect(times).toEqual([1_101]);
    expect(statuses).toEqual({ a: 'accepted' });
  });

  test('a deadline that comes before the time limit bounds it too', async () => {
    const clock = new SimulatedClock();
    const setting = { deadlineAt: clock.monotonic() + 400 };
    expect((await performWhile(during, stands(401), { setting })).times).toEqual([]);
    expect((await performWhile(during, stands(400), { setting })).times).toEqual([400]);
  });
});

describe.each(['signing', 'storing'] as const)(
  'a copy that the vendor must still discard, while %s',
  (during) => {
    // The first attempt is at 0, and its time limit ends at 1,000. The second may begin at 1,100 and last until 2,100.
    const copy = (meanwhile: Meanwhile) =>
      performWhile(during, meanwhile, {
        inAttempt: 2,
        script: ['silence', ok],
        setting: { dedupWindowMs: 2_200 },
      });

    test.each<[string, Meanwhile, boolean]>([
      ['nothing happens', () => {}, true],
      ['the process stands still for what is left of the window', stands(100), true],
      ['the process stands still for longer', stands(101), false],
      ['the wall clock is set forward by what is left', isSet(100), true],
      ['the wall clock is set forward further', isSet(101), false],
    ])('%s', async (_, meanwhile, leaves) => {
      const { times, statuses, stored } = await copy(meanwhile);
      expect(times).toHaveLength(leaves ? 2 : 1);
      expect(statuses).toEqual({ a: leaves ? 'accepted' : 'unconfirmed' });
      expect(stored).toHaveLength(2);
    });
  },
);

describe('a copy after the clock was set while the first attempt was under way', () => {
  test.each<[string, number, number, boolean]>([
    ['back by an hour: nobody can tell how long ago that was', -hour, 90_000, false],
    ['forward by an hour: the window may be over', hour, 90_000, false],
    ['back a little, which the window allows for', -5_000, 90_000, true],
    ['forward a little, which the window allows for', 5_000, 90_000, true],
    ['back by an hour, where copies do no harm', -hour, Number.POSITIVE_INFINITY, true],
    ['forward by an hour, where copies do no harm', hour, Number.POSITIVE_INFINITY, true],
  ])('%s', async (_, byMs, dedupWindowMs, isSent) => {
    const clock = new SimulatedClock();
    clock.schedule(() => clock.set(byMs), 500);
    const { statuses, times } = await perform(['silence', ok], { dedupWindowMs }, clock);
    expect(times).toHaveLength(isSent ? 2 : 1);
    expect(statuses).toEqual({ a: isSent ? 'accepted' : 'unconfirmed' });
  });

  test('is sent anyway where the caller accepts it', async () => {
    const clock = new SimulatedClock();
    clock.schedule(() => clock.set(-hour), 500);
    const { statuses } = await perform(['silence', ok], { dedupWindowMs: 2_000, retryUnknown: true }, clock);
    expect(statuses).toEqual({ a: 'accepted' });
  });
});

describe('the age of a first attempt, at which a copy still arrives while the vendor remembers it', () => {
  test.each([
    ['it surely does', 92_000, 1_000, 90_000, true],
    ['it surely does to the millisecond', 91_000, 1_000, 90_000, true],
    ['it may come one millisecond late', 90_999, 1_000, 90_000, false],
    ['a shorter time limit lets it still come', 90_999, 999, 90_000, true],
    ['there is no window', 0, 1_000, 0, false],
  ])('%s', async (_, dedupWindowMs, timeoutMs, waitMs, isSent) => {
    const clock = new SimulatedClock();
    const first: ScriptStep = async () => {
      // The reply is lost, after so long.
      await new Promise<void>((resolve) => void clock.schedule(resolve, 0));
      return { fault: 'unknown', reason: 'network' };
    };
    const { statuses } = await perform(
      [first, ok],
      {
        dedupWindowMs,
        timeoutMs,
        deadlineAt: clock.monotonic() + 200_000,
        retry: { maxAttempts: 2, baseDelayMs: 2 * waitMs, maxDelayMs: 2 * waitMs },
      },
      clock,
    );
    expect(statuses).toEqual({ a: isSent ? 'accepted' : 'unconfirmed' });
  });
});
