import { describe, expect, test } from 'vitest';
import { causeOf, rememberCause } from '../exchange/safe-cause.ts';
import { createProblem, type Problem, whereCopiesDoNoHarm } from '../model/problem.ts';
import { plainProblems } from '../testing/plain-adapter.ts';
import { jsonReply } from '../testing/scripted-transport.ts';
import { hello, simulatedChat } from '../testing/simulated-chat.ts';
import { withRetryAfter } from './retry-after.ts';

const tooFast = createProblem({ code: 'rate_limited', effect: 'rejected', transient: true, message: 'm' });

describe('when to try again', () => {
  test('is said of what came too fast, in one problem for all who share it', () => {
    expect(withRetryAfter(tooFast)).toEqual({ ...tooFast, retryAfterMs: 1_000 });
    expect(withRetryAfter(tooFast)).toBe(withRetryAfter(tooFast));
  });

  test.each([
    ['what the vendor says', createProblem({ ...tooFast, retryAfterMs: 7 })],
    ['at once, where the vendor says so', createProblem({ ...tooFast, retryAfterMs: 0 })],
    ['any other problem', createProblem({ ...tooFast, code: 'network' })],
  ])('leaves %s as it is', (_, problem) => {
    expect(withRetryAfter(problem)).toBe(problem);
  });

  test('keeps the cause, and whether it may be repeated', () => {
    const cause = new Error('no');
    const unknown = whereCopiesDoNoHarm(createProblem({ ...tooFast, effect: 'unknown' }));
    const complete = withRetryAfter(rememberCause(unknown, cause));
    expect([causeOf(complete), complete.retryable]).toEqual([cause, true]);
  });

  test('is in every outcome and error that says rate_limited', async () => {
    const refusals: readonly unknown[] = [
      { problem: plainProblems.tooFast },
      { failed: { bob: plainProblems.tooFast, ann: plainProblems.tooFast } },
    ];
    for (const refusal of refusals) {
      const { chat, clock } = simulatedChat([jsonReply(refusal)]);
      const outcomes: unknown[] = [];
      const read = async () => {
        for await (const some of chat.deliver(hello, ['ann', 'bob'])) outcomes.push(...some);
      };
      const catching = (sending: Promise<unknown>) => clock.finish(sending.catch((error: unknown) => error));
      await catching(read());
      const errors = [
        await catching(chat.sendDirect({ ...hello, to: 'bob' })),
        await catching(chat.sendDirect({ ...hello, to: ['ann', 'bob'] })),
        await catching(chat.registerUsers([{ userId: 'ann' }, { userId: 'bob' }])),
        ...('problem' in (refusal as object)
          ? [await catching(chat.broadcast({ ...hello, audience: 'online' }))]
          : []),
      ] as (Problem & { receipt: { failed?: readonly { problem: Problem }[] } })[];
      const problems = [
        ...errors,
        ...errors.flatMap(({ receipt }) => receipt.failed?.map(({ problem }) => problem) ?? []),
        ...outcomes.map((outcome) => (outcome as { problem: Problem }).problem),
      ];
      expect(problems.length).toBeGreaterThan(8);
      for (const { code, retryAfterMs } of problems)
        expect([code, retryAfterMs]).toEqual(['rate_limited', 1_000]);
    }
  });
});
