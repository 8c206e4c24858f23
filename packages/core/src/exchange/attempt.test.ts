import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { misconfigured } from '../model/issues.ts';
import type { VendorCall } from '../ports/chat-adapter.ts';
import type { HttpRequest, Transport, TransportOptions } from '../ports/transport.ts';
import { type PlainAdapterOptions, plainAdapter } from '../testing/plain-adapter.ts';
import { jsonReply, untilAborted } from '../testing/scripted-transport.ts';
import { SimulatedClock } from '../testing/simulated-clock.ts';
import { countListeners } from '../testing/watched-signal.ts';
import { type AttemptResult, attemptCall } from './attempt.ts';

const timeoutMs = 3_000;
const unhandled: unknown[] = [];
const note = (reason: unknown) => unhandled.push(reason);

beforeEach(() => void process.on('unhandledRejection', note));
afterEach(async () => {
  await new Promise((resolve) => setImmediate(resolve));
  process.off('unhandledRejection', note);
  expect(unhandled.splice(0)).toEqual([]);
});

function plainCall(options: PlainAdapterOptions = {}): VendorCall {
  const plan = plainAdapter(options).planBroadcast(
    { from: 'alice', content: { type: 'text', text: 'hello' }, audience: 'online', vendorFields: undefined },
    { now: () => 0, random: () => 0 },
  );
  return plan.call();
}

interface Attempt {
  readonly send?: (request: HttpRequest, options: TransportOptions) => unknown;
  readonly adapter?: PlainAdapterOptions;
  readonly signal?: AbortSignal;
  readonly during?: (clock: SimulatedClock) => void;
  readonly renewSignature?: boolean;
}

async function attempt({ send = () => jsonReply({}), adapter, signal, during, renewSignature }: Attempt) {
  const clock = new SimulatedClock();
  const start = clock.now();
  const requests: HttpRequest[] = [];
  const options: TransportOptions[] = [];
  const transport: Transport = {
    send: (request, given) => {
      requests.push(request);
      options.push(given);
      return send(request, given) as ReturnType<Transport['send']>;
    },
  };
  const call = plainCall(adapter);
  const tools = { transport, clock, random: () => 42, maxReplyBytes: 512, signal };
  const attempted = attemptCall(call, 'the body', tools, timeoutMs, renewSignature ?? false);
  during?.(clock);
  const result = await clock.finish(attempted);
  return { result, tookMs: clock.now() - start, pending: clock.pending, requests, options, clock };
}

const never = () => new Promise<never>(() => {});
const summary = ({ reading, left }: AttemptResult) => [
  reading.problem?.code,
  reading.problem?.effect,
  reading.problem?.retryable,
  left,
];

describe('a good reply', () => {
  test('is read, and says that the request left', async () => {
    const { result, requests, options, pending } = await attempt({
      send: () => jsonReply({ accepted: ['online'] }),
    });
    expect(result).toMatchObject({ httpStatus: 200, left: true, target: { url: requests[0]?.url } });
    expect(result.reading.accepted).toEqual([{ userId: 'online', messageId: 'id-online' }]);
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
    const { requests } = await attempt({ renewSignature: true });
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
});

describe('faults', () => {
  test.each([
    ['no connection', { fault: 'not_sent', reason: 'network' }, ['network', 'not_sent', true, false]],
    ['a broken connection', { fault: 'unknown', reason: 'network' }, ['network', 'unknown', true, true]],
    ['a redirect', { fault: 'unknown', reason: 'redirect' }, ['bad_reply', 'unknown', false, true]],
    ['too long', { fault: 'unknown', reason: 'reply_too_large' }, ['bad_reply', 'unknown', false, true]],
    ['aborted by itself', { fault: 'unknown', reason: 'aborted' }, ['network', 'unknown', true, true]],
    ['aborted unsent', { fault: 'not_sent', reason: 'aborted' }, ['network', 'not_sent', true, false]],
    ['no reply at all', undefined, ['network', 'unknown', true, true]],
    ['a reply that is none', 'oops', ['network', 'unknown', true, true]],
    ['a reply that cannot be read', { status: 200, text: '<html>' }, ['bad_reply', 'unknown', false, true]],
    ['a reply without text', { status: 200 }, ['bad_reply', 'unknown', false, true]],
  ])('%s', async (_, reply, expected) => {
    const { result, pending } = await attempt({ send: () => Promise.resolve(reply) });
    expect(summary(result)).toEqual(expected);
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
    const { result, pending } = await attempt({ send });
    expect(summary(result)).toEqual(['network', 'unknown', true, true]);
    expect(JSON.stringify(result)).not.toContain('sig');
    expect(pending).toBe(0);
  });

  test.each([
    ['ECONNREFUSED', 'no connection to the vendor (ECONNREFUSED)'],
    ['POST https://vendor.example?signature=sig', 'no connection to the vendor'],
    [undefined, 'no connection to the vendor'],
  ])('of the detail %j only a code is kept', async (detail, message) => {
    const { result } = await attempt({
      send: () => Promise.resolve({ fault: 'not_sent', reason: 'network', detail }),
    });
    expect(result.reading.problem?.message).toBe(message);
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
    const { result, tookMs, options, pending } = await attempt({ send });
    expect(tookMs).toBe(timeoutMs);
    expect(summary(result)).toEqual(['timeout', 'unknown', true, true]);
    expect(result.reading.problem?.message).toBe('no reply within 3000 ms');
    expect(options[0]?.signal.aborted).toBe(true);
    expect(pending).toBe(0);
  });

  test('ends a signature that hangs, and then nothing has left', async () => {
    const { result, tookMs, requests } = await attempt({ adapter: { target: never } });
    expect(tookMs).toBe(timeoutMs);
    expect(summary(result)).toEqual(['timeout', 'not_sent', true, false]);
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
    const { result, clock } = await attempt({
      send: () =>
        new Promise((_, reject) => {
          fail = reject;
        }),
    });
    fail(new Error('late'));
    await clock.advance(0);
    expect(summary(result)).toEqual(['timeout', 'unknown', true, true]);
  });
});

describe('the caller’s signal', () => {
  const abortsAfter = (ms: number) => {
    const controller = new AbortController();
    return {
      signal: controller.signal,
      during: (clock: SimulatedClock) => void clock.schedule(() => controller.abort(), ms),
    };
  };

  test.each([
    ['while the vendor has it', { send: never }, ['aborted', 'unknown', false, true]],
    ['while it is signed', { adapter: { target: never } }, ['aborted', 'not_sent', false, false]],
  ])('%s', async (_, options, expected) => {
    const { result, tookMs, pending } = await attempt({ ...options, ...abortsAfter(700) });
    expect(summary(result)).toEqual(expected);
    expect(tookMs).toBe(700);
    expect(pending).toBe(0);
  });

  test('that is aborted already lets nothing leave', async () => {
    const { result, requests } = await attempt({ signal: AbortSignal.abort() });
    expect(summary(result)).toEqual(['aborted', 'not_sent', false, false]);
    expect(requests).toEqual([]);
  });

  test('a transport that knows that nothing left is believed, though it was aborted', async () => {
    const controller = new AbortController();
    const { result } = await attempt({
      signal: controller.signal,
      send: () => {
        controller.abort();
        return Promise.resolve({ fault: 'not_sent', reason: 'aborted' });
      },
    });
    expect(result.reading.problem?.code).toBe('aborted');
  });

  test('has no listener left afterwards', async () => {
    const { signal } = new AbortController();
    const listeners = countListeners(signal);
    await attempt({ signal, send: never });
    await attempt({ signal });
    expect(listeners.now).toBe(0);
  });
});

describe('signing', () => {
  test('a ChatError says what is wrong', async () => {
    const { result, requests } = await attempt({
      adapter: {
        target: () => {
          throw misconfigured('serverSecret: its function threw Error', 'serverSecret');
        },
      },
    });
    expect(result.reading.problem).toMatchObject({
      code: 'misconfigured',
      effect: 'not_sent',
      field: 'serverSecret',
    });
    expect(result.left).toBe(false);
    expect(requests).toEqual([]);
  });

  test('of anything else nothing is kept', async () => {
    const { result } = await attempt({ adapter: { target: () => Promise.reject(new Error('key: s3cret')) } });
    expect(summary(result)).toEqual(['misconfigured', 'not_sent', false, false]);
    expect(JSON.stringify(result)).not.toContain('s3cret');
  });
});
