import { getEventListeners } from 'node:events';
import { describe, expect, test } from 'vitest';
import { onAbort } from './on-abort.ts';

const listeners = (signal: AbortSignal) => getEventListeners(signal, 'abort').length;

describe('who waits for a signal to abort', () => {
  test('is told once, in turn, by one listener for all', () => {
    const controller = new AbortController();
    const { signal } = controller;
    const told: number[] = [];
    for (let number = 0; number < 1_000; number += 1) onAbort(signal, () => told.push(number));
    expect(listeners(signal)).toBe(1);
    controller.abort();
    controller.abort();
    expect(told).toEqual(Array.from({ length: 1_000 }, (_, number) => number));
    expect(listeners(signal)).toBe(0);
  });

  test('hears nothing after it has left, and the last to leave takes the listener away', () => {
    const controller = new AbortController();
    const { signal } = controller;
    const told: string[] = [];
    const [forgetFirst, forgetSecond] = ['first', 'second'].map((name) =>
      onAbort(signal, () => told.push(name)),
    );
    forgetFirst?.();
    forgetFirst?.();
    expect(listeners(signal)).toBe(1);
    forgetSecond?.();
    expect(listeners(signal)).toBe(0);
    onAbort(signal, () => told.push('third'));
    // Of a listener that is gone by now: it takes nothing of the new one away.
    forgetSecond?.();
    controller.abort();
    expect(told).toEqual(['third']);
  });

  test('may leave, and let others leave, while all are told', () => {
    const controller = new AbortController();
    const told: string[] = [];
    const forget: (() => void)[] = [];
    for (const name of ['first', 'second', 'third']) {
      forget.push(
        onAbort(controller.signal, () => {
          told.push(name);
          for (const each of forget) each();
        }),
      );
    }
    controller.abort();
    expect(told).toEqual(['first']);
  });

  test('is told though another throws, which is thrown where nobody catches it', async () => {
    const controller = new AbortController();
    const told: string[] = [];
    const thrown = new Promise((resolve) => void process.once('uncaughtException', resolve));
    const others = process.listeners('uncaughtException').slice(0, -1);
    for (const other of others) process.off('uncaughtException', other);
    onAbort(controller.signal, () => {
      throw new Error('broken');
    });
    onAbort(controller.signal, () => told.push('other'));
    controller.abort();
    expect(told).toEqual(['other']);
    await expect(thrown).resolves.toMatchObject({ message: 'broken' });
    for (const other of others) process.on('uncaughtException', other);
  });

  test('waits for nothing without a signal, or with one that has aborted', () => {
    const told: string[] = [];
    const aborted = AbortSignal.abort();
    const forget = [undefined, aborted].map((signal) => onAbort(signal, () => told.push('told')));
    for (const each of forget) each();
    expect(told).toEqual([]);
    expect(listeners(aborted)).toBe(0);
  });
});
