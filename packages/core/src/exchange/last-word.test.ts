import { describe, expect, test } from 'vitest';
import type { HttpReply, TransportFault } from '../ports/transport.ts';
import { attempt, never, summary, timeoutMs } from '../testing/attempt.ts';
import { jsonReply } from '../testing/scripted-transport.ts';

const unsent: TransportFault = { fault: 'not_sent', reason: 'aborted' };
const unclear: TransportFault = { fault: 'unknown', reason: 'aborted' };

/** What a transport says once it is aborted. */
const onceAborted = <T>(signal: AbortSignal, answer: T) =>
  new Promise<T>((resolve) => signal.addEventListener('abort', () => resolve(answer), { once: true }));

type Answer = HttpReply | TransportFault;
type Send = (signal: AbortSignal, answer: Answer) => Promise<Answer>;

const transports: readonly (readonly [string, Send])[] = [
  ['that answers at once', onceAborted],
  [
    'behind an async function',
    async (signal, answer) => {
      const said = await onceAborted(signal, answer);
      return said;
    },
  ],
  ['behind an async function that returns a promise', async (signal, answer) => onceAborted(signal, answer)],
  [
    'whose inner part rejects',
    (signal, answer) =>
      onceAborted(signal, answer)
        .then(() => Promise.reject(signal.reason))
        .catch(() => answer),
  ],
];

describe.each(transports)('a transport %s has the last word on what was given up:', (_, send) => {
  test.each<[string, Answer, unknown]>([
    ['nothing left', unsent, ['timeout', 'not_sent', true, 'not left']],
    ['nobody knows', unclear, ['timeout', 'unknown', true, 'may arrive']],
    ['the reply is there', jsonReply({}), [undefined, undefined, undefined, 'left']],
  ])('after the time limit, %s', async (__, answer, expected) => {
    const { end, tookMs, pending } = await attempt({ send: (___, { signal }) => send(signal, answer) });
    expect(summary(end)).toEqual(expected);
    expect([tookMs, pending]).toEqual([timeoutMs, 0]);
  });

  test.each<[string, Answer, unknown]>([
    ['nothing left', unsent, ['aborted', 'not_sent', false, 'not left']],
    ['nobody knows', unclear, ['aborted', 'unknown', false, 'may arrive']],
    ['the reply is there', jsonReply({}), [undefined, undefined, undefined, 'left']],
  ])('after the caller’s abort, %s', async (__, answer, expected) => {
    const controller = new AbortController();
    const { end, tookMs, pending } = await attempt({
      signal: controller.signal,
      send: (___, { signal }) => send(signal, answer),
      during: (clock) => void clock.schedule(() => controller.abort(), 700),
    });
    expect(summary(end)).toEqual(expected);
    expect([tookMs, pending]).toEqual([700, 0]);
  });
});

describe('a transport that has no last word', () => {
  test.each<[string, (signal: AbortSignal) => Promise<unknown>]>([
    ['says nothing', never],
    ['throws', (signal) => onceAborted(signal, unsent).then(() => Promise.reject(signal.reason))],
    [
      'speaks too late',
      (signal) =>
        onceAborted(signal, unsent).then(() => new Promise((resolve) => setImmediate(resolve, unsent))),
    ],
  ])('and %s leaves what was given up unclear', async (_, send) => {
    const { end, tookMs } = await attempt({ send: (__, { signal }) => send(signal) });
    expect(summary(end)).toEqual(['timeout', 'unknown', true, 'may arrive']);
    expect(tookMs).toBe(timeoutMs);
  });

  test('and aborts the send itself ends the attempt once, for the first reason', async () => {
    const controller = new AbortController();
    const { end } = await attempt({
      signal: controller.signal,
      send: (_, { signal }) => {
        signal.addEventListener('abort', () => controller.abort());
        return never();
      },
    });
    expect(summary(end)).toEqual(['timeout', 'unknown', true, 'may arrive']);
  });
});

test('a signal whose listeners somebody wraps, and who knows of functions alone, is heard', async () => {
  const controller = new AbortController();
  const { signal } = controller;
  const wrapped = new Map<unknown, () => void>();
  const { addEventListener, removeEventListener } = signal;
  signal.addEventListener = (type: string, listener: unknown) => {
    const wrap = () => (listener as () => void)();
    wrapped.set(listener, wrap);
    addEventListener.call(signal, type, wrap);
  };
  signal.removeEventListener = (type: string, listener: unknown) => {
    const wrap = wrapped.get(listener);
    if (wrap) removeEventListener.call(signal, type, wrap);
    wrapped.delete(listener);
  };
  const { end, tookMs } = await attempt({
    signal,
    send: never,
    during: (clock) => void clock.schedule(() => controller.abort(), 700),
  });
  expect(summary(end)).toEqual(['aborted', 'unknown', false, 'may arrive']);
  expect([tookMs, wrapped.size]).toEqual([700, 0]);
});
