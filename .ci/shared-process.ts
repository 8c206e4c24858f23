/**
 * Before each test file. Files share processes (see `vitest.workspace.ts`), so what one of them leaves changed would meet
 * another, by chance. Here everything is put back after each file, and a file that leaves a global changed fails itself.
 */
import { afterAll, expect, vi } from 'vitest';

const names = [
  'setTimeout',
  'clearTimeout',
  'setInterval',
  'clearInterval',
  'setImmediate',
  'queueMicrotask',
  'Date',
  'fetch',
  'performance',
  'crypto',
  'process',
  'console',
] as const;

const members: readonly (readonly [object, string])[] = [
  [Math, 'random'],
  [JSON, 'parse'],
  [Date, 'now'],
  [performance, 'now'],
  [process, 'getBuiltinModule'],
  [process, 'emitWarning'],
  [process, 'hrtime'],
];

const globalOf = (name: string): unknown => Reflect.get(globalThis, name);
const before = [
  ...names.map((name) => [name, globalThis as object, name, globalOf(name)] as const),
  ...members.map(([owner, member]) => [member, owner, member, Reflect.get(owner, member)] as const),
];

afterAll(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  vi.useRealTimers();
  const changed = before.filter(([, owner, member, value]) => Reflect.get(owner, member) !== value);
  for (const [, owner, member, value] of changed) Reflect.set(owner, member, value);
  expect(
    changed.map(([name]) => name),
    'what this file leaves changed in the process that it shares',
  ).toEqual([]);
});
