import { describe, expect, test } from 'vitest';
import { createMemoryPacer } from '../defaults/memory-pacer.ts';
import { createProblem, type Problem } from '../model/problem.ts';
import type { LeaseEnd, Limit, Pacer } from '../ports/pacer.ts';
import { calls, leaseIn, of } from '../testing/pacing.ts';
import { perform, type Setting } from '../testing/perform.ts';
import { plainProblems } from '../testing/plain-adapter.ts';
import { jsonReply, type ScriptStep } from '../testing/scripted-transport.ts';
import { SimulatedClock } from '../testing/simulated-clock.ts';

const { tooFast } = plainProblems;
const broken: ScriptStep = { fault: 'unknown', reason: 'network' };
const unreachable: ScriptStep = { fault: 'not_sent', reason: 'network', detail: 'ECONNREFUSED' };
const ok = jsonReply({ accepted: ['a'] });
const reply = (problem: Problem) => jsonReply({ problem });

/** Uses a limit of the plain vendor up, with a call that goes on unless its end is given. */
async function useUp(pacer: Pacer, limit: Limit, end?: LeaseEnd) {
  const lease = await leaseIn('plain app-1', pacer, of(limit, limit.capacity));
  if (end) lease.settle(end);
}

describe('the deadline', () => {
  test('cuts the time limit of the attempt', async () => {
    const clock = new SimulatedClock();
    const { tookMs, problems } = await perform(['silence'], { deadlineAt: clock.monotonic() + 400 }, clock);
    expect(tookMs).toBe(400);
    expect(problems).toEqual({ a: 'timeout' });
  });

  test('no repeat begins after it', async () => {
    const clock = new SimulatedClock();
    const { times, tookMs } = await perform([unreachable], { deadlineAt: clock.monotonic() + 100 }, clock);
    expect(times).toEqual([0]);
    expect(tookMs).toBe(0);
  });

  test('what the vendor asks to wait beyond it is not waited for', async () => {
    const later = createProblem({ ...tooFast, retryAfterMs: 40_000 });
    const { states, tookMs } = await perform([reply(later)]);
    expect(states.a).toMatchObject({
      status: 'failed',
      problem: { code: 'rate_limited', retryAfterMs: 40_000 },
    });
    expect(tookMs).toBe(0);
  });

  test('that has passed already lets nothing leave', async () => {
    const clock = new SimulatedClock();
    const { states, times } = await perform([ok], { deadlineAt: clock.monotonic() }, clock);
    expect(states.a).toMatchObject({
      status: 'failed',
      problem: { code: 'timeout', effect: 'not_sent' },
    });
    expect(times).toEqual([]);
  });

  test('of a call in bulk begins with the call, and does not count the waiting for capacity', async () => {
    const clock = new SimulatedClock();
    const limit = { ...calls, capacity: 1, windowMs: 60_000 };
    const pacer = createMemoryPacer({ clock });
    await useUp(pacer, limit, { how: 'replied' });
    const setting = { deadlineAt: undefined, deadlineMs: 1_500, timeoutMs: 1_000, pacer, limits: [limit] };
    const { times, tookMs, events } = await perform([unreachable, 'silence'], setting, clock);
    expect(events.slice(0, 2)).toEqual(['waits before 1', 'waited 60000']);
    // 100 ms of backoff, and then of 1,500 ms 1,400 are left: the time limit is the shorter.
    expect(times).toEqual([60_000, 60_100]);
    expect(tookMs).toBe(61_100);
  });
});

describe('aborting', () => {
  const abortAfter = (ms: number, clock: SimulatedClock) => {
    const controller = new AbortController();
    clock.schedule(() => controller.abort(), ms);
    return controller.signal;
  };

  test.each<[string, ScriptStep, Setting, number, string, string]>([
    [
      'while it waits for capacity',
      ok,
      { limits: [{ ...calls, capacity: 1, windowMs: 9_000 }] },
      50,
      'failed',
      'aborted',
    ],
    ['while the vendor has it', 'silence', {}, 50, 'unconfirmed', 'aborted'],
    ['while it waits to repeat a refusal', reply(tooFast), {}, 50, 'failed', 'rate_limited'],
    [
      'while it waits to repeat what is unclear',
      broken,
      { dedupWindowMs: 99_000 },
      50,
      'unconfirmed',
      'network',
    ],
  ])('%s leaves the recipient $4, with the problem $5', async (_, step, setting, ms, status, code) => {
    const clock = new SimulatedClock();
    const pacer = createMemoryPacer({ clock });
    const [limit] = setting.limits ?? [];
    if (limit) await useUp(pacer, limit);
    const signal = abortAfter(ms, clock);
    const performed = await perform([step], { ...setting, pacer, signal }, clock);
    expect(performed.statuses).toEqual({ a: status });
    expect(performed.problems).toEqual({ a: code });
    expect(performed.tookMs).toBe(50);
    expect(performed.pending).toBe(0);
  });

  test('no repeat begins after it', async () => {
    const controller = new AbortController();
    const { times } = await perform(
      [
        async () => {
          controller.abort();
          return reply(tooFast);
        },
      ],
      { signal: controller.signal },
    );
    expect(times).toEqual([0]);
  });
});
