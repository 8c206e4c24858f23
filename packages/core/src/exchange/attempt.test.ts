import { describe, expect, test } from 'vitest';
import type { HttpRequest, TransportOptions } from '../ports/transport.ts';
import type { HttpBody } from '../ports/vendor-call.ts';
import { attempt, never, summary, timeoutMs } from '../testing/attempt.ts';
import { plainProblems } from '../testing/plain-adapter.ts';
import { jsonReply, untilAborted } from '../testing/scripted-transport.ts';
import type { SimulatedClock } from '../testing/simulated-clock.ts';
import { expectNoUnhandledRejections } from '../testing/unhandled.ts';
import { countListeners } from '../testing/watched-signal.ts';

expectNoUnhandledRejections();

describe('a good reply', () => {
  test('is read, and says that the request left', async () => {
    const { end, requests, options, pending } = await attempt({
      send: () => jsonReply({ shared: { taskId: 'task-7' } }),
    });
    expect(end).toMatchObject({ httpStatus: 200, left: true, mayArrive: false });
    expect(end.result).toEqual({ value: { taskId: 'task-7' } });
    expect(requests).toEqual([
      {
        method: 'POST',
        url: expect.stringMatching(/^https:\/\/vendor\.example\/broadcast\?signature=sig-\d+$/),
        headers: { 'content-type': 'application/json' },
        body: 'the body',
      },
    ]);
    expect(options[0]?.maxReplyBytes).toBe(512);
    expect(pending).toBe(0);
  });

  test('the signature is made anew when it is asked for', async () => {
    const { requests } = await attempt({ start: { renewSignature: true } });
    expect(requests[0]?.url).toMatch(/-renewed$/);
  });

  test('the signature is given the time and random numbers', async () => {
    const seen: unknown[] = [];
    const { clock } = await attempt({
      adapter: {
        target: ({ now, random }) => {
          seen.push(now, random());
          return { method: 'GET', url: 'https://vendor.example', headers: {} };
        },
      },
    });
    expect(seen).toEqual([clock.now(), 42]);
  });

  test('the signature is given the session’s token where there is one', async () => {
    const { requests } = await attempt({ start: { sessionToken: 'tok-1' } });
    expect(requests[0]?.headers).toMatchObject({ authorization: 'Bearer tok-1' });
  });

  test('the reader is given the earlier problems and when the reply came', async () => {
    const seen: unknown[] = [];
    const { clock } = await attempt({
      start: { earlier: [plainProblems.tooFast] },
      read: (reply, { earlier, receivedAt }) => {
        seen.push(reply.status, earlier, receivedAt);
        return { value: {} };
      },
    });
    expect(seen).toEqual([200, [plainProblems.tooFast], clock.now()]);
  });
});

describe('a request', () => {
  test.each<[string, HttpBody | 'none', unknown, unknown]>([
    [
      'has the body and says its type',
      { contentType: 'application/x-www-form-urlencoded', text: 'a=1' },
      'a=1',
      { 'content-type': 'application/x-www-form-urlencoded' },
    ],
    ['without a body has none, and no type', 'none', undefined, {}],
  ])('%s', async (_, body, text, headers) => {
    const { requests } = await attempt({ body });
    expect([requests[0]?.body, requests[0]?.headers]).toEqual([text, headers]);
    expect('body' in (requests[0] ?? {})).toBe(text !== undefined);
  });
});

describe('what an attempt makes of what the transport says', () => {
  test.each([
    [
      'no connection: network, not sent',
      { fault: 'not_sent', reason: 'network' },
      ['network', 'not_sent', true, 'not left'],
    ],
    [
      'a broken connection: network, unknown',
      { fault: 'unknown', reason: 'network' },
      ['network', 'unknown', true, 'left'],
    ],
    [
      'a redirect: bad_reply, unknown',
      { fault: 'unknown', reason: 'redirect' },
      ['bad_reply', 'unknown', false, 'left'],
    ],
    [
      'a reply that is too large: bad_reply, unknown',
      { fault: 'unknown', reason: 'reply_too_large' },
      ['bad_reply', 'unknown', false, 'left'],
    ],
    [
      'a transport that aborts by itself: network, unknown',
      { fault: 'unknown', reason: 'aborted' },
      ['network', 'unknown', true, 'left'],
    ],
    [
      'a transport that aborts before sending: network, not sent',
      { fault: 'not_sent', reason: 'aborted' },
      ['network', 'not_sent', true, 'not left'],
    ],
    ['undefined in place of a reply: network, unknown', undefined, ['network', 'unknown', true, 'left']],
    ['a string in place of a reply: network, unknown', 'oops', ['network', 'unknown', true, 'left']],
    ['HTML: bad_reply, unknown', { status: 200, text: '<html>' }, ['bad_reply', 'unknown', false, 'left']],
    ['a reply without text: bad_reply, unknown', { status: 200 }, ['bad_reply', 'unknown', false, 'left']],
  ])('%s', async (_, reply, expected) => {
    const { end, pending } = await attempt({ send: () => Promise.resolve(reply) });
    expect(summary(end)).toEqual(expected);
    expect(pending).toBe(0);
  });

  test.each([
    [
      'throws',
      () => {
        throw new Error('POST https://vendor.example?signature=sig');
      },
    ],
    ['rejects', () => Promise.reject(new Error('POST https://vendor.example?signature=sig'))],
  ])('a transport that %s left nobody knows what, and its words are not kept', async (_, send) => {
    const { end, pending } = await attempt({ send });
    expect(summary(end)).toEqual(['network', 'unknown', true, 'left']);
    expect(JSON.stringify(end)).not.toContain('sig');
    expect(pending).toBe(0);
  });

  test.each([
    ['ECONNREFUSED', 'no connection to Plain at vendor.example (ECONNREFUSED)'],
    ['POST https://vendor.example?signature=sig', 'no connection to Plain at vendor.example'],
    [undefined, 'no connection to Plain at vendor.example'],
  ])('of the detail %j only a code is kept', async (detail, message) => {
    const { end } = await attempt({
      send: () => Promise.resolve({ fault: 'not_sent', reason: 'network', detail }),
    });
    expect(end.result.problem?.message).toBe(message);
  });
});

describe('the time limit', () => {
  test.each([
    [
      'a transport that obeys its signal',
      (_: HttpRequest, { signal }: TransportOptions) => untilAborted(signal),
    ],
    ['a transport that ignores it', never],
  ])('ends %s', async (_, send) => {
    const { end, tookMs, options, pending } = await attempt({ send });
    expect(tookMs).toBe(timeoutMs);
    expect(summary(end)).toEqual(['timeout', 'unknown', true, 'may arrive']);
    expect(end.result.problem?.message).toBe('no reply from Plain at vendor.example within 3000 ms');
    expect(options[0]?.signal.aborted).toBe(true);
    expect(pending).toBe(0);
  });

  test('ends a signature that hangs, and then nothing has left', async () => {
    const { end, tookMs, requests } = await attempt({ adapter: { target: never } });
    expect(tookMs).toBe(timeoutMs);
    expect(summary(end)).toEqual(['timeout', 'not_sent', true, 'not left']);
    expect(requests).toEqual([]);
  });

  test('a signature that comes too late is not used', async () => {
    let sign = () => {};
    const { requests, clock } = await attempt({
      adapter: {
        target: () =>
          new Promise((resolve) => {
            sign = () => resolve({ method: 'POST', url: 'https://vendor.example', headers: {} });
          }),
      },
    });
    sign();
    await clock.advance(0);
    expect(requests).toEqual([]);
  });

  test('covers signing and sending together', async () => {
    const { tookMs } = await attempt({
      adapter: {
        target: () => Promise.resolve({ method: 'POST', url: 'https://vendor.example', headers: {} }),
      },
      send: never,
    });
    expect(tookMs).toBe(timeoutMs);
  });

  test('a transport that fails after the limit disturbs nobody', async () => {
    let fail = (_: Error) => {};
    const { end, clock } = await attempt({
      send: () =>
        new Promise((_, reject) => {
          fail = reject;
        }),
    });
    fail(new Error('late'));
    await clock.advance(0);
    expect(summary(end)).toEqual(['timeout', 'unknown', true, 'may arrive']);
  });
});

describe('a caller’s signal', () => {
  const abortsAfter = (ms: number) => {
    const controller = new AbortController();
    return {
      signal: controller.signal,
      during: (clock: SimulatedClock) => void clock.schedule(() => controller.abort(), ms),
    };
  };

  test.each([
    ['while the vendor has the request', { send: never }, ['aborted', 'unknown', false, 'may arrive']],
    [
      'while the request is signed',
      { adapter: { target: never } },
      ['aborted', 'not_sent', false, 'not left'],
    ],
  ])('that is aborted %s makes the problem "aborted"', async (_, options, expected) => {
    const { end, tookMs, pending } = await attempt({ ...options, ...abortsAfter(700) });
    expect(summary(end)).toEqual(expected);
    expect(tookMs).toBe(700);
    expect(pending).toBe(0);
  });

  test('that is aborted already lets nothing leave', async () => {
    const { end, requests } = await attempt({ signal: AbortSignal.abort() });
    expect(summary(end)).toEqual(['aborted', 'not_sent', false, 'not left']);
    expect(requests).toEqual([]);
  });

  test('a transport that knows that nothing left is believed, though it was aborted', async () => {
    const controller = new AbortController();
    const { end } = await attempt({
      signal: controller.signal,
      send: () => {
        controller.abort();
        return Promise.resolve({ fault: 'not_sent', reason: 'aborted' });
      },
    });
    expect(end.result.problem?.code).toBe('aborted');
  });

  test('has no listener left afterwards', async () => {
    const { signal } = new AbortController();
    const listeners = countListeners(signal);
    await attempt({ signal, send: never });
    await attempt({ signal });
    expect(listeners.now).toBe(0);
  });
});
