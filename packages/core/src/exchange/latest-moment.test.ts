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

describe.each(['signing', 'storing'] as const)(
  'whether an attempt with a time limit of 1,000 ms leaves, where while %s',
  (during) => {
    test.each<[string, Meanwhile, boolean]>([
      ['the process stands still for 1,000 ms: it leaves', stands(1_000), true],
      ['the process stands still for 1,001 ms: it does not leave', stands(1_001), false],
      ['the machine sleeps for an hour: it does not leave', stands(hour), false],
      ['the wall clock is set forward by 1,000 ms: it leaves', isSet(1_000), true],
      ['the wall clock is set forward by 1,001 ms: it does not leave', isSet(1_001), false],
      ['the wall clock is set back: it leaves', isSet(-hour), true],
      [
        'the wall clock is set back as far as the process stands still: it does not leave',
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

    test('it was too late: it is tried again, since it was certainly not sent', async () => {
      const { times, statuses } = await performWhile(during, stands(1_001), {
        setting: { retry: { maxAttempts: 3 } },
      });
      expect(times).toEqual([1_101]);
      expect(statuses).toEqual({ a: 'accepted' });
    });

    test('a deadline comes before the time limit: it does not leave after that', async () => {
      const clock = new SimulatedClock();
      const setting = { deadlineAt: clock.monotonic() + 400 };
      expect((await performWhile(during, stands(401), { setting })).times).toEqual([]);
      expect((await performWhile(during, stands(400), { setting })).times).toEqual([400]);
    });
  },
);

describe.each(['signing', 'storing'] as const)(
  'whether a copy that the vendor must still discard leaves, where while %s',
  (during) => {
    // The first attempt is at 0, and its time limit ends at 1,000. The second may begin at 1,100 and last until 2,100.
    const copy = (meanwhile: Meanwhile) =>
      performWhile(during, meanwhile, {
        inAttempt: 2,
        script: ['silence', ok],
        setting: { dedupWindowMs: 2_200 },
      });

    test.each<[string, Meanwhile, boolean]>([
      ['nothing happens: it leaves', () => {}, true],
      ['the process stands still for what is left of the window: it leaves', stands(100), true],
      ['the process stands still for a millisecond more: it does not leave', stands(101), false],
      ['the wall clock is set forward by what is left: it leaves', isSet(100), true],
      ['the wall clock is set forward by a millisecond more: it does not leave', isSet(101), false],
    ])('%s', async (_, meanwhile, leaves) => {
      const { times, statuses, stored } = await copy(meanwhile);
      expect(times).toHaveLength(leaves ? 2 : 1);
      expect(statuses).toEqual({ a: leaves ? 'accepted' : 'unconfirmed' });
      expect(stored).toHaveLength(2);
    });
  },
);

describe('a copy after the wall clock was set during the first attempt', () => {
  test.each<[string, number, number, boolean]>([
    ['back by an hour is not sent: nobody can tell how long ago that was', -hour, 90_000, false],
    ['forward by an hour is not sent: the window may be over', hour, 90_000, false],
    ['back by 5 s is sent, since the window allows for that', -5_000, 90_000, true],
    ['forward by 5 s is sent, since the window allows for that', 5_000, 90_000, true],
    ['back by an hour is sent where copies do no harm', -hour, Number.POSITIVE_INFINITY, true],
    ['forward by an hour is sent where copies do no harm', hour, Number.POSITIVE_INFINITY, true],
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

describe('a copy that must arrive while the vendor remembers the first attempt', () => {
  test.each([
    ['is sent where it surely does', 92_000, 1_000, 90_000, true],
    ['is sent where it surely does to the millisecond', 91_000, 1_000, 90_000, true],
    ['is not sent where it may come one millisecond late', 90_999, 1_000, 90_000, false],
    ['is sent where a shorter time limit lets it still come', 90_999, 999, 90_000, true],
    ['is not sent where there is no window', 0, 1_000, 0, false],
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
