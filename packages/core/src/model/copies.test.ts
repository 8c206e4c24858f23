import { afterEach, beforeEach, expect, test, vi } from 'vitest';

const key = Symbol.for('polychat.core');
const holder = globalThis as { [key]?: { versions: string[]; isSaid: boolean } };
let before: { versions: string[]; isSaid: boolean } | undefined;
let said: string[] = [];

/** The package as a process has it that loads one more copy. */
async function anotherCopy() {
  vi.resetModules();
  const [core, adapter] = await Promise.all([import('../index.ts'), import('../adapter/index.ts')]);
  return { ...core, ...adapter };
}

beforeEach(() => {
  before = holder[key];
  delete holder[key];
  said = [];
  vi.spyOn(process, 'emitWarning').mockImplementation((message, options) => {
    said.push(`${JSON.stringify(options)} ${String(message)}`);
  });
});

afterEach(() => {
  vi.restoreAllMocks();
  if (before) holder[key] = before;
  else delete holder[key];
});

const adapterOf = (specificationVersion: number) => ({ specificationVersion }) as never;

test('one copy says nothing, however often it is used', async () => {
  const { createChat, misconfigured, parseOptions, secretSchema } = await anotherCopy();
  const schema = secretSchema(/^x$/, 'x');
  for (let count = 0; count < 3; count += 1) {
    parseOptions(schema, 'x', 'pigeon');
    expect(() => createChat(adapterOf(1))).toThrow(/^createChat: .*install both in one version$/);
  }
  expect(misconfigured('no')).toBeInstanceOf(Error);
  expect(said).toEqual([]);
});

test('an adapter that was made with another copy is noticed once, with the versions and what to do', async () => {
  const [one, other] = [await anotherCopy(), await anotherCopy()];
  one.parseOptions(one.secretSchema(/^x$/, 'x'), 'x', 'pigeon');
  expect(() => other.createChat(adapterOf(1))).toThrow();
  expect(() => one.createChat(adapterOf(1))).toThrow();
  expect(said).toHaveLength(1);
  expect(said[0]).toContain('"type":"PolychatWarning","code":"POLYCHAT_CORE_COPIES"');
  expect(said[0]).toContain('2 copies of @polychat/core: unbuilt and unbuilt');
  expect(said[0]).toContain('npm dedupe');
});

test('a contract of another version is refused with the versions of the copies', async () => {
  const [one, other] = [await anotherCopy(), await anotherCopy()];
  one.parseOptions(one.secretSchema(/^x$/, 'x'), 'x', 'pigeon');
  expect(() => other.createChat(adapterOf(1))).toThrow(
    /\(this process has @polychat\/core unbuilt and unbuilt: /,
  );
});

test('without warnings of the process, the console has it', async () => {
  const warned = vi.spyOn(console, 'warn').mockImplementation(() => {});
  const { emitWarning } = process;
  Object.assign(process, { emitWarning: undefined });
  try {
    for (const copy of [await anotherCopy(), await anotherCopy()]) {
      copy.parseOptions(copy.secretSchema(/^x$/, 'x'), 'x', 'pigeon');
    }
  } finally {
    Object.assign(process, { emitWarning });
  }
  expect(warned.mock.calls.flat()).toEqual([expect.stringMatching(/^PolychatWarning: .*2 copies/)]);
});

test('an error of another copy is a ChatError to both checks, and not one of a class that extends it', async () => {
  const [one, other] = [await anotherCopy(), await anotherCopy()];
  const error: unknown = one.misconfigured('no');
  class OwnError extends other.ChatError {}
  expect(one.ChatError).not.toBe(other.ChatError);
  expect(other.ChatError.is(error)).toBe(true);
  expect(error instanceof other.ChatError).toBe(true);
  expect(error instanceof OwnError).toBe(false);
  expect(
    new OwnError(
      one.createProblem({ code: 'timeout', effect: 'unknown', transient: true, message: 'no' }),
    ) instanceof OwnError,
  ).toBe(true);
  expect(new Error('no') instanceof other.ChatError).toBe(false);
});
