import { describe, expect, test } from 'vitest';
import { ChatError } from '../model/chat-error.ts';
import { misconfigured } from '../model/issues.ts';
import { createProblem, type Problem } from '../model/problem.ts';
import type { Redact } from '../ports/vendor-call.ts';
import { attempt, never, summary, timeoutMs } from '../testing/attempt.ts';
import { plainProblems } from '../testing/plain-adapter.ts';
import { jsonReply } from '../testing/scripted-transport.ts';
import { SimulatedClock } from '../testing/simulated-clock.ts';
import { expectNoUnhandledRejections } from '../testing/unhandled.ts';
import { momentAfter, momentNow } from './moment.ts';
import { causeOf } from './safe-cause.ts';

expectNoUnhandledRejections();

describe('signing', () => {
  test('a ChatError says what is wrong', async () => {
    const { end, requests } = await attempt({
      adapter: {
        target: () => {
          throw misconfigured('serverSecret: its function threw Error', 'serverSecret');
        },
      },
    });
    expect(end.result.problem).toMatchObject({
      code: 'misconfigured',
      effect: 'not_sent',
      field: 'serverSecret',
    });
    expect(end.left).toBe(false);
    expect(requests).toEqual([]);
  });

  test('of anything else the kind and the plain words are kept, as the cause: others may hold the secret', async () => {
    const thrown = new RangeError('key: s3cret');
    const { end } = await attempt({ adapter: { target: () => Promise.reject(thrown) } });
    expect(summary(end)).toEqual(['misconfigured', 'not_sent', false, 'not left']);
    expect(JSON.stringify(end)).not.toContain('s3cret');
    const cause = causeOf(end.result.problem as Problem);
    expect([cause?.name, cause?.message]).toEqual(['RangeError', 'key: …']);
  });

  test('of a ChatError’s own cause the same is kept', async () => {
    const { end } = await attempt({
      adapter: {
        target: () => {
          throw new ChatError(misconfigured('the key is bad', 'key'), { cause: new RangeError('not hello') });
        },
      },
    });
    const cause = causeOf(end.result.problem as Problem);
    expect([cause?.name, cause?.message]).toEqual(['RangeError', 'not …']);
  });
});

describe('storing', () => {
  test('comes before signing and sending, within the time limit', async () => {
    const order: string[] = [];
    await attempt({
      start: { begin: async () => void order.push('stored') },
      adapter: {
        target: () => {
          order.push('signed');
          return { method: 'POST', url: 'https://vendor.example', headers: {} };
        },
      },
      send: () => {
        order.push('sent');
        return jsonReply({});
      },
    });
    expect(order).toEqual(['stored', 'signed', 'sent']);
  });

  test('that fails lets nothing leave, and what was thrown is kept without its words', async () => {
    const begin = () =>
      Promise.reject(Object.assign(new TypeError('redis://user:s3cret@host'), { code: 'ECONNRESET' }));
    const { end, requests } = await attempt({ start: { begin } });
    expect(summary(end)).toEqual(['network', 'not_sent', true, 'not left']);
    expect(requests).toEqual([]);
    const cause = causeOf(end.result.problem as Problem);
    expect([cause?.name, cause?.message]).toEqual(['TypeError', 'ECONNRESET']);
  });

  test('that never ends lets nothing leave, and is told when nobody waits any more', async () => {
    let told = false;
    const begin = (signal: AbortSignal) => {
      signal.addEventListener('abort', () => {
        told = true;
      });
      return never();
    };
    const { end, requests, tookMs } = await attempt({ start: { begin } });
    expect(summary(end)).toEqual(['timeout', 'not_sent', true, 'not left']);
    expect([requests, tookMs, told]).toEqual([[], timeoutMs, true]);
  });
});

describe('what a reader keeps', () => {
  const said = (keep: (words: string, redact: Redact) => string | undefined) =>
    attempt({
      send: () => ({ status: 200, headers: {}, text: 'no hello at sig-1750000000000' }),
      read: ({ text }, { redact }) => ({
        problem: createProblem({
          ...plainProblems.refused,
          vendor: { name: 'plain', message: keep(text, redact) },
        }),
      }),
    });

  test('of the vendor’s words is the plain ones, without what was sent and signed with', async () => {
    const { end } = await said((words, redact) => redact.words(words));
    expect(end.result.problem?.vendor?.message).toBe('no …');
  });

  test('of what did not pass through its redaction is dropped', async () => {
    const { end } = await said((words) => words);
    expect(end.result.problem?.vendor).toEqual({ name: 'plain' });
  });
});

describe('the latest moment', () => {
  let waited = () => {};

  test.each([
    ['exactly then leaves', 0, 1],
    ['a millisecond later does not', -1, 0],
  ])('an attempt that is ready %s', async (_, byMs, expected) => {
    const now = momentNow(new SimulatedClock());
    const { end, requests } = await attempt({ start: { leaveBy: momentAfter(now, byMs) } });
    expect(requests).toHaveLength(expected);
    if (expected === 0) expect(summary(end)).toEqual(['timeout', 'not_sent', true, 'not left']);
  });

  test('is asked for once more by a transport whose request waited for a connection', async () => {
    const now = momentNow(new SimulatedClock());
    const answers: unknown[] = [];
    const { end } = await attempt({
      start: { leaveBy: momentAfter(now, 100) },
      send: (_, { mayLeave }) => {
        answers.push(mayLeave?.());
        return new Promise((resolve) => {
          waited = () => {
            answers.push(mayLeave?.());
            resolve({ fault: 'not_sent', reason: 'too_late' });
          };
        });
      },
      during: (clock) => void clock.schedule(() => waited(), 101),
    });
    expect(answers).toEqual([true, false]);
    expect(summary(end)).toEqual(['timeout', 'not_sent', true, 'not left']);
    expect(end.result.problem?.message).toBe('it was not sent, since the latest moment for it had passed');
  });

  test('has passed for what was given up', async () => {
    let mayLeave: (() => boolean) | undefined;
    const { end } = await attempt({
      send: (_, options) => {
        mayLeave = options.mayLeave;
        return never();
      },
    });
    expect(summary(end)).toEqual(['timeout', 'unknown', true, 'may arrive']);
    expect(mayLeave?.()).toBe(false);
  });
});

test('an adapter that signs nothing at all has sent nothing', async () => {
  const { end, requests } = await attempt({ adapter: { target: () => undefined as never } });
  expect(summary(end)).toEqual(['misconfigured', 'not_sent', false, 'not left']);
  expect(requests).toEqual([]);
});
