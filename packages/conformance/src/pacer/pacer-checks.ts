import assert from 'node:assert/strict';
import type { PacerCheck } from './pacer-check.ts';
import { calls, of, recipients } from './pacer-trial.ts';

function check(name: string, run: PacerCheck['run']): PacerCheck {
  return { name, run };
}

/** What every pacer must do, in one process or in many. */
export const pacerChecks: readonly PacerCheck[] = [
  check('calls beyond the limit wait until one window after those before them ended', async (trial) => {
    for (const name of ['a', 'b', 'c', 'd', 'e']) trial.call(name, [of(calls)], { lastsMs: 300 });
    await trial.pass(4_000);
    for (const [name, at] of [
      ['a', 0],
      ['b', 0],
    ] as const)
      trial.assertWent(name, at);
    assert.deepEqual(trial.order, ['a', 'b', 'c', 'd', 'e']);
    const [c, e] = [trial.tried('c'), trial.tried('e')];
    assert.ok(c && c.at >= 1_300, `the third of two went at ${c?.at} ms, one window after 300 ms is 1300`);
    assert.ok(e && e.at >= c.at + 1_300, `the fifth of two went at ${e?.at} ms, too early after the third`);
  }),

  check('a unit is free one window after the end of its call', async (trial) => {
    trial.call('a', [of(calls, 2)]);
    await trial.pass(100);
    trial.call('b', [of(calls)]);
    await trial.pass(850);
    trial.assertWaits('b');
    await trial.pass(200);
    trial.assertWent('b', 1_000);
  }),

  check('what two processes let go together stays below the limit', async (trial) => {
    for (let index = 0; index < 8; index += 1) {
      trial.call(`call ${index}`, [of(calls)], {
        pacer: index % 2 === 0 ? trial.pacer : trial.other,
        sendId: `send ${index}`,
      });
    }
    await trial.pass(6_000);
    const times = Array.from({ length: 8 }, (_, index) => trial.tried(`call ${index}`)?.at ?? Number.NaN);
    const sorted = times.toSorted((a, b) => a - b);
    for (const [index, at] of sorted.entries()) {
      const third = sorted[index + calls.capacity];
      assert.ok(third === undefined || third >= at + calls.windowMs, `three went within a window: ${sorted}`);
    }
    assert.ok(!sorted.some(Number.isNaN), 'not all of them went');
  }),

  check('a call goes when all its limits have capacity, and uses none of them before', async (trial) => {
    trial.call('fills recipients', [of(recipients, 100)]);
    trial.call('both', [of(calls), of(recipients, 10)], { sendId: 'both' });
    await trial.pass(1);
    trial.assertWent('fills recipients', 0);
    await trial.pass(30_000);
    trial.assertWaits('both');
    await trial.pass(31_000);
    trial.assertWent('both', 60_000);
  }),

  check('waiting in one limit does not hold up calls in others', async (trial) => {
    trial.call('a', [of(recipients, 100)]);
    trial.call('waits', [of(recipients, 1)]);
    trial.call('other', [of(calls)]);
    await trial.pass(10);
    trial.assertWent('other', 0);
    trial.assertWaits('waits');
  }),

  check('a small call never overtakes a larger one that came first', async (trial) => {
    trial.call('a', [of(recipients, 60)]);
    trial.call('large', [of(recipients, 60)]);
    trial.call('small', [of(recipients, 1)]);
    await trial.pass(59_000);
    assert.deepEqual(trial.order, ['a']);
    await trial.pass(2_000);
    assert.deepEqual(trial.order, ['a', 'large', 'small']);
  }),

  check('scopes, keys and hosts are counted apart', async (trial) => {
    trial.call('app', [of(calls, 2)]);
    trial.call('another app', [of(calls, 2)], { scope: 'another app' });
    trial.call('a key', [of(calls, 2, 'group 1')]);
    trial.call('the key again', [of(calls, 1, 'group 1')]);
    trial.call('another key', [of(calls, 2, 'group {2}:\n"')]);
    await trial.pass(500);
    for (const name of ['app', 'another app', 'a key', 'another key']) trial.assertWent(name, 0);
    trial.assertWaits('the key again');
    await trial.pass(600);
    trial.assertWent('the key again', 1_000);
  }),

  check('two costs with one counter are counted together', async (trial) => {
    trial.call('a', [of(calls), { ...of({ ...calls, name: 'other' }), counter: of(calls).counter }]);
    await trial.pass(1);
    trial.call('b', [of(calls)]);
    await trial.pass(2_000);
    trial.assertWent('b', 1_000);
  }),

  check(
    'a call that is larger than the limit goes into an empty window, and takes as long as it is worth',
    async (trial) => {
      trial.call('a', [of(calls)]);
      trial.call('huge', [of(calls, 7)]);
      trial.call('next', [of(calls)]);
      await trial.pass(6_000);
      trial.assertWent('huge', 1_000);
      const [huge, next] = [trial.tried('huge'), trial.tried('next')];
      assert.ok(
        huge && next && next.at >= huge.at + 3_500,
        `after seven of two a second the next went at ${next?.at} ms`,
      );
    },
  ),

  check('a call without costs goes at once', async (trial) => {
    trial.call('free', []);
    await trial.pass(0);
    trial.assertWent('free', 0);
  }),

  check('what was not sent frees its units at once, for all that wait', async (trial) => {
    trial.call('a', [of(calls, 2)], { lastsMs: 100, end: { how: 'not_sent' } });
    trial.call('b', [of(calls)]);
    trial.call('c', [of(calls)]);
    await trial.pass(500);
    for (const name of ['b', 'c']) trial.assertWent(name, 100);
  }),

  check('settling twice counts once', async (trial) => {
    const answer = await trial.pacer.acquire(trial.request([of(calls)]));
    if (answer === 'aborted' || !('settle' in answer)) return assert.fail('no lease of an unused limit');
    for (const how of ['replied', 'not_sent', 'replied'] as const) answer.settle({ how });
    await trial.pass(50);
    trial.call('second', [of(calls)]);
    trial.call('third', [of(calls)]);
    await trial.pass(500);
    trial.assertWent('second', 50);
    trial.assertWaits('third');
    await trial.pass(1_500);
    assert.deepEqual(trial.order, ['second', 'third']);
  }),

  check('what may still arrive is counted until one window after it cannot any more', async (trial) => {
    trial.call('a', [of(calls, 2)], { lastsMs: 100, end: { how: 'may_arrive', withinMs: 5_000 } });
    trial.call('b', [of(calls)]);
    await trial.pass(6_090);
    trial.assertWaits('b');
    await trial.pass(500);
    trial.assertWent('b', 6_100);
  }),

  check('a call that was too fast is counted where the vendor counted it', async (trial) => {
    const one = { ...calls, capacity: 1 };
    trial.call('a', [of(one)], { lastsMs: 100, end: { how: 'too_fast', counted: false } });
    await trial.pass(110);
    trial.call('b', [of(one)], { lastsMs: 100, end: { how: 'too_fast', counted: true } });
    trial.call('c', [of(one)]);
    await trial.pass(1_090);
    assert.deepEqual(trial.order, ['a', 'b']);
    await trial.pass(10_000);
    assert.deepEqual(trial.order, ['a', 'b', 'c']);
  }),

  check('too fast halves the rates that the vendor named, and they recover', async (trial) => {
    const [named, unnamed] = [
      { ...calls, name: 'named', capacity: 8 },
      { ...calls, name: 'unnamed', capacity: 8 },
    ];
    trial.call('refused', [of(named), of(unnamed)], {
      end: { how: 'too_fast', limits: ['named'], counted: false },
    });
    await trial.pass(0);
    for (let index = 0; index < 8; index += 1) {
      trial.call(`named ${index}`, [of(named)]);
      trial.call(`unnamed ${index}`, [of(unnamed)]);
    }
    await trial.pass(5);
    const went = (name: string) => trial.order.filter((each) => each.startsWith(`${name} `)).length;
    assert.equal(went('unnamed'), 8, 'a limit that the vendor did not name was slowed down');
    assert.ok(went('named') <= 4, `${went('named')} of 8 went right after the vendor said too fast`);
    await trial.pass(30_000);
    assert.equal(went('named'), 8, 'a rate does not recover');
  }),

  check(
    'a call that cannot go within its longest wait is refused, with its limit and how long it takes',
    async (trial) => {
      trial.call('a', [of(calls, 2)]);
      await trial.pass(0);
      trial.call('b', [of(calls)], { maxWaitMs: 300 });
      trial.call('at once or never', [of(calls)], { maxWaitMs: 0 });
      await trial.pass(400);
      for (const name of ['b', 'at once or never']) {
        const { limit, waitMs } = trial.assertRefused(name);
        assert.equal(limit.name, calls.name);
        assert.ok(waitMs > 300 && waitMs <= 2_000, `it says that there is capacity in ${waitMs} ms`);
      }
      await trial.pass(1_000);
      assert.deepEqual(trial.order, ['a'], 'a refusal has let a call go');
      trial.call('c', [of(calls, 2)], { maxWaitMs: 0 });
      await trial.pass(0);
      trial.assertWent('c', 1_400);
    },
  ),

  check('when the first gives up, those behind it go', async (trial) => {
    trial.call('a', [of(recipients, 60)], { lastsMs: 30_000 });
    trial.call('large', [of(recipients, 60)], { maxWaitMs: 20_000 });
    trial.call('small', [of(recipients, 40)]);
    await trial.pass(25_000);
    trial.assertRefused('large');
    assert.deepEqual(trial.order, ['a', 'small']);
  }),

  check('who left before asking, or while waiting, has used nothing', async (trial) => {
    const controller = new AbortController();
    trial.call('left before', [of(calls, 2)], { signal: AbortSignal.abort() });
    trial.call('a', [of(recipients, 60)]);
    trial.call('large', [of(recipients, 60)], { signal: controller.signal });
    trial.call('small', [of(recipients, 40)]);
    trial.call('calls', [of(calls, 2)]);
    await trial.pass(10);
    controller.abort();
    await trial.pass(500);
    for (const name of ['left before', 'large']) trial.assertAborted(name);
    trial.assertWent('calls', 0);
    trial.assertWent('small', 10);
  }),

  check('the beginning of a wait is said once, and only where there is one', async (trial) => {
    const said: string[] = [];
    const watch = (name: string) => ({ onWait: () => said.push(name) });
    trial.call('at once', [of(calls, 2)], watch('at once'));
    await trial.pass(0);
    trial.call('waits', [of(calls)], watch('waits'));
    trial.call('refused', [of(calls)], { ...watch('refused'), maxWaitMs: 0 });
    trial.call('left', [of(calls)], { ...watch('left'), signal: AbortSignal.abort() });
    await trial.pass(2_500);
    trial.assertWent('waits', 1_000);
    assert.deepEqual(said, ['waits']);
  }),

  check('sends take turns: a bulk send has little ahead of anybody else', async (trial) => {
    const one = { ...calls, capacity: 1 };
    for (let index = 0; index < 12; index += 1) trial.call(`bulk ${index}`, [of(one)], { sendId: 'bulk' });
    await trial.pass(500);
    trial.call('a', [of(one)], { sendId: 'a' });
    trial.call('b', [of(one)], { sendId: 'b', pacer: trial.other });
    await trial.pass(6_000);
    const places = ['a', 'b'].map((name) => trial.order.indexOf(name));
    assert.ok(
      places.every((place) => place >= 0 && place <= 5),
      `the short sends came at ${places} of ${trial.order}`,
    );
  }),

  check(
    'a pacer whose server is out of reach lets nobody go, and those who wait can leave',
    async (trial) => {
      if (!trial.subject.disconnect) return;
      trial.call('a', [of(calls)]);
      await trial.pass(0);
      await trial.subject.disconnect();
      const controller = new AbortController();
      trial.call('waits', [of(calls)], { signal: controller.signal });
      trial.call('at most', [of(calls)], { maxWaitMs: 3_000 });
      await trial.pass(5_000);
      assert.deepEqual(trial.order, ['a']);
      trial.assertRefused('at most');
      controller.abort();
      await trial.pass(0);
      trial.assertAborted('waits');
    },
  ),
];
