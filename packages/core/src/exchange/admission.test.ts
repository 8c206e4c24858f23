import { describe, expect, test } from 'vitest';
import { createProblem, type Problem } from '../model/problem.ts';
import type { Limit, Pacer } from '../ports/pacer.ts';
import { perform, type Setting } from '../testing/perform.ts';
import { plainProblems } from '../testing/plain-adapter.ts';
import { jsonReply, type ScriptStep } from '../testing/scripted-transport.ts';
import { SimulatedClock } from '../testing/simulated-clock.ts';

const { tooFast, refused } = plainProblems;
const broken: ScriptStep = { fault: 'unknown', reason: 'network' };
const unreachable: ScriptStep = { fault: 'not_sent', reason: 'network', detail: 'ECONNREFUSED' };
const ok = jsonReply({ accepted: ['a'] });
const reply = (problem: Problem) => jsonReply({ problem });

describe('room', () => {
  const limit: Limit = { name: 'calls', capacity: 1, windowMs: 60_000, kind: 'rate', source: 'test' };
  const quota: Limit = { ...limit, name: 'daily', kind: 'quota', windowMs: 86_400_000 };

  const pacerThat = (acquire: Pacer['acquire']): Pacer => ({ acquire });

  test.each([
    [limit, 'rate_limited'],
    [quota, 'quota_exhausted'],
  ])('none below %o before the deadline is %s', async (used, code) => {
    const pacer = pacerThat(async () => ({ waitMs: 1_234.5, limit: used }));
    const { states, times, tookMs } = await perform([ok], { pacer });
    expect(states.a).toEqual({
      status: 'failed',
      problem: {
        code,
        effect: 'not_sent',
        retryable: true,
        message: `no room below the limit "${used.name}" before the deadline`,
        retryAfterMs: 1_235,
      },
    });
    expect(times).toEqual([]);
    expect(tookMs).toBe(0);
  });

  test('is asked for by vendor, app and host, with the share, the signal and the deadline', async () => {
    const asked: unknown[] = [];
    const { signal } = new AbortController();
    const clock = new SimulatedClock();
    const pacer = pacerThat(async (request) => {
      asked.push(request);
      return { settle: () => {} };
    });
    const deadlineAt = clock.now() + 9_000;
    await perform([ok], { pacer, limits: [limit], share: 0.25, signal, deadlineAt }, clock);
    expect(asked).toEqual([
      {
        scope: 'plain app-1 vendor.example',
        costs: [{ limit: { ...limit, capacity: 0.25 }, units: 1 }],
        signal,
        deadline: deadlineAt,
      },
    ]);
  });

  test.each<[string, ScriptStep, Partial<Setting>, string]>([
    ['a good reply', ok, {}, 'sent'],
    ['a refusal', reply(refused), {}, 'sent'],
    ['a broken connection', broken, {}, 'sent'],
    ['silence', 'silence', {}, 'sent'],
    ['no connection', unreachable, {}, 'not_sent'],
    ['no signature', ok, { target: () => Promise.reject(new Error('no')) }, 'not_sent'],
    ['a signature that hangs', ok, { target: () => new Promise(() => {}) }, 'not_sent'],
    ['too fast', reply(tooFast), {}, 'too_fast'],
    ['too fast for one recipient', jsonReply({ failed: { a: tooFast } }), {}, 'too_fast'],
    ['a reading that is none', ok, { read: () => undefined as never }, 'sent'],
    ['a reading with holes', ok, { read: () => ({ accepted: [], failed: [null as never] }) }, 'sent'],
  ])('after %s the lease ends, once', async (_, step, setting, how) => {
    const ends: string[] = [];
    const pacer = pacerThat(async () => ({ settle: (as) => ends.push(as) }));
    const retry = { maxAttempts: 1, baseDelayMs: 1, maxDelayMs: 1 };
    await perform([step], { pacer, retry, ...setting });
    expect(ends).toEqual([how]);
  });

  test('too fast of our own making is not the vendor’s', async () => {
    const ends: string[] = [];
    const pacer = pacerThat(async () => ({ settle: (as) => ends.push(as) }));
    const unclear = createProblem({ ...tooFast, effect: 'unknown' });
    await perform([reply(unclear)], { pacer });
    expect(ends).toEqual(['sent']);
  });

  test.each<[string, Pacer['acquire']]>([
    ['rejects', () => Promise.reject(new Error('redis://user:password@host is down'))],
    [
      'throws',
      () => {
        throw new Error('redis://user:password@host is down');
      },
    ],
    ['answers with nothing', async () => undefined as never],
  ])('a pacer that %s lets nothing leave, and its words are not kept', async (_, acquire) => {
    const { states, times } = await perform([ok], { pacer: pacerThat(acquire) });
    expect(states.a).toMatchObject({
      status: 'failed',
      problem: { effect: 'not_sent', retryable: true },
    });
    expect(JSON.stringify(states)).not.toContain('password');
    expect(times).toEqual([]);
  });

  test('a pacer that fails when the lease ends does not undo the send', async () => {
    const pacer = pacerThat(async () => ({
      settle: () => {
        throw new Error('redis is down');
      },
    }));
    expect((await perform([ok], { pacer })).statuses).toEqual({ a: 'accepted' });
  });

  test('the dedup window is looked at again after the pacer’s wait', async () => {
    const clock = new SimulatedClock();
    const planSubset = { ...limit, windowMs: 8_000 };
    const slow = await perform([broken, ok], { limits: [planSubset], dedupWindowMs: 8_999 }, clock);
    expect(slow.statuses).toEqual({ a: 'unconfirmed' });
    expect(slow.times).toEqual([0]);
    const quick = await perform([broken, ok], { limits: [planSubset], dedupWindowMs: 9_000 });
    expect(quick.statuses).toEqual({ a: 'accepted' });
    expect(quick.times).toEqual([0, 8_000]);
  });

  test('a repeat that finds no room leaves what is known', async () => {
    const planSubset = { ...limit, windowMs: 50_000 };
    const unclear = await perform([broken, ok], { limits: [planSubset], dedupWindowMs: 99_000 });
    expect(unclear.problems).toEqual({ a: 'network' });
    expect(unclear.statuses).toEqual({ a: 'unconfirmed' });
    const certain = await perform([reply(tooFast), ok], { limits: [planSubset] });
    expect(certain.states.a).toMatchObject({
      status: 'failed',
      problem: { code: 'rate_limited', effect: 'not_sent' },
    });
  });

  test('a repeat whose room comes after the deadline leaves what is known', async () => {
    const clock = new SimulatedClock();
    let asked = 0;
    const pacer = pacerThat(async () => {
      asked += 1;
      if (asked === 2) await new Promise<void>((resolve) => void clock.schedule(resolve, 60_000));
      return { settle: () => {} };
    });
    const { problems, times } = await perform([reply(tooFast), ok], { pacer }, clock);
    expect(problems).toEqual({ a: 'rate_limited' });
    expect(times).toEqual([0]);
  });
});
