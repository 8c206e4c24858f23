import { expect, test, vi } from 'vitest';
import { EventHub } from './events.ts';

test('calls listeners in their order, until they stop', () => {
  const events = new EventHub();
  const heard: string[] = [];
  expect(events.wanted('reset')).toBe(false);
  const stop = events.on('reset', () => heard.push('first'));
  events.on('reset', () => heard.push('second'));
  expect(events.wanted('reset')).toBe(true);
  events.emit('reset', undefined);
  stop();
  events.emit('reset', undefined);
  events.clear();
  events.emit('reset', undefined);
  expect(heard).toEqual(['first', 'second', 'second']);
});

test('a listener that throws disturbs neither the others nor who emits', () => {
  const events = new EventHub();
  const heard = vi.fn();
  const later: (() => void)[] = [];
  vi.stubGlobal('queueMicrotask', (run: () => void) => later.push(run));
  events.on('reset', () => {
    throw new Error('listener');
  });
  events.on('reset', heard);
  events.emit('reset', undefined);
  vi.unstubAllGlobals();
  expect(heard).toHaveBeenCalledOnce();
  expect(later).toHaveLength(1);
  expect(later[0]).toThrow('listener');
});
