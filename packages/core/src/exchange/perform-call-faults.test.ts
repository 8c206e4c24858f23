import { describe, expect, test } from 'vitest';
import { planSubset } from '../delivery/plan-batch.ts';
import type { ResultIds } from '../model/outcome.ts';
import { createProblem, type Problem } from '../model/problem.ts';
import type { ListReply } from '../ports/plans.ts';
import type { VendorCall } from '../ports/vendor-call.ts';
import { calls } from '../testing/pacing.ts';
import { exchangeContext, perform, performBatch } from '../testing/perform.ts';
import { plainProblems } from '../testing/plain-adapter.ts';
import { jsonReply, ScriptedTransport } from '../testing/scripted-transport.ts';
import { SimulatedClock } from '../testing/simulated-clock.ts';

const { tooFast, refused } = plainProblems;
const ok = jsonReply({ accepted: ['a'] });
const reply = (problem: Problem) => jsonReply({ problem });

describe('an adapter that throws', () => {
  const throws = () => {
    throw new TypeError('hello');
  };

  test('before anything leaves fails the call', async () => {
    const { states } = await performBroken({ body: throws });
    expect(states).toEqual({
      a: { status: 'failed', problem: expect.objectContaining({ code: 'vendor_error', effect: 'not_sent' }) },
    });
  });

  test.each([
    ['that are missing', undefined],
    ['without a limit', [{ units: 1 }]],
  ])('in costs %s fails the call, and blames no pacer', async (_, costs) => {
    const { states } = await performBroken({ costs: costs as never });
    const failed = {
      status: 'failed',
      problem: { code: 'vendor_error', effect: 'not_sent', transient: false },
    };
    expect(states).toMatchObject({ a: failed, b: failed });
  });

  test.each([
    ['no result', () => undefined],
    ['a result with holes', () => ({ value: { accepted: [null], failed: [] } })],
    ['warnings that are none', () => ({ value: { accepted: [], failed: [] }, warnings: 7 })],
  ])('in reading leaves nobody knows what: %s', async (_, read) => {
    const { statuses, states } = await perform([ok], { read: read as never });
    expect(statuses).toEqual({ a: 'unconfirmed' });
    expect(JSON.stringify(states)).not.toContain('TypeError');
  });

  test('in planning the repeat leaves what is known', async () => {
    const { states } = await performBroken(
      { read: () => ({ value: { accepted: [{ id: 'a' }], failed: [{ id: 'b', problem: tooFast }] } }) },
      (members) =>
        planSubset({ problems: [], unsupported: [], warnings: [], maxItems: 9, next: throws }, members),
    );
    expect(states).toMatchObject({ a: { status: 'accepted' }, b: { status: 'failed', problem: tooFast } });
  });

  test('in making the body of a repeat leaves what is known', async () => {
    const { states } = await performBroken(
      { read: () => ({ value: { accepted: [{ id: 'a' }], failed: [{ id: 'b', problem: tooFast }] } }) },
      (members) => ({
        call: { ...brokenCall(), body: throws },
        members: members.map((member) => ({ ...member, id: member.userId })),
        unlistedMeans: 'unconfirmed',
      }),
    );
    expect(states).toMatchObject({ a: { status: 'accepted' }, b: { status: 'failed', problem: tooFast } });
  });

  test('in a URL that is none, after the vendor took it, does not undo that', async () => {
    const problem = createProblem({ ...refused });
    const { statuses } = await perform([jsonReply({ accepted: ['a'], failed: { b: problem } })], {
      recipients: ['a', 'b'],
      target: () => ({ method: 'POST', url: 'not a url', headers: {} }),
    });
    expect(statuses).toEqual({ a: 'accepted', b: 'failed' });
  });

  function brokenCall(): VendorCall<ListReply<ResultIds>> {
    return {
      endpoint: 'send',
      purpose: 'send',
      count: 2,
      costs: [],
      dedupWindowMs: 0,
      body: () => ({ contentType: 'application/json', text: '{}' }),
      describe: () => undefined,
      target: () => ({ method: 'POST', url: 'https://vendor.example', headers: {} }),
      read: () => ({ value: { accepted: [], failed: [] } }),
    };
  }

  function performBroken(
    part: Partial<VendorCall<ListReply<ResultIds>>>,
    subset: Parameters<typeof performBatch>[2] = () => undefined,
  ) {
    const clock = new SimulatedClock();
    const recipients = 'body' in part ? ['a'] : ['a', 'b'];
    const members = recipients.map((userId, index) => ({ item: userId, userId, index, id: userId }));
    const call = { ...brokenCall(), ...part };
    const context = exchangeContext(clock, { transport: new ScriptedTransport(ok) });
    return clock.finish(performBatch({ call, members, unlistedMeans: 'unconfirmed' }, context, subset));
  }
});

describe('hooks', () => {
  test('hear request, reply, repeat, and beginning and end of a wait in their order', async () => {
    const limit = { ...calls, capacity: 1, windowMs: 2_000 };
    const { events } = await perform([reply(tooFast), 'silence', ok], {
      limits: [limit],
      dedupWindowMs: 90_000,
    });
    expect(events).toEqual([
      'request 1 a',
      'reply 1 rate_limited',
      'repeat a in 100 for rate_limited',
      'waits before 2',
      expect.stringMatching(/^waited \d+$/),
      'request 2 a',
      'reply 2 timeout',
      'repeat a in 200 for timeout',
      'waits before 3',
      expect.stringMatching(/^waited \d+$/),
      'request 3 a',
      'reply 3 fine',
    ]);
  });
});
