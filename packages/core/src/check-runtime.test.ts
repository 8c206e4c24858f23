import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

/** Modules as a process has them that has just begun: what was checked before is forgotten. */
async function freshModules() {
  vi.resetModules();
  const { checkRuntime } = await import('./check-runtime.ts');
  return { checkRuntime };
}

const thrownBy = (run: () => void): unknown => {
  try {
    run();
    return undefined;
  } catch (error) {
    return error;
  }
};

beforeEach(() => void vi.resetModules());
afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

/** Takes something away from the runtime until the test has ended. */
function lacking(holder: object, name: string): () => void {
  const descriptor = Object.getOwnPropertyDescriptor(holder, name);
  Object.defineProperty(holder, name, { value: undefined, configurable: true, writable: true });
  return () => {
    if (descriptor) Object.defineProperty(holder, name, descriptor);
  };
}

describe('a runtime that has everything', () => {
  test('passes', async () => {
    const { checkRuntime } = await freshModules();
    expect(thrownBy(checkRuntime)).toBeUndefined();
  });

  test('is looked at once', async () => {
    const { checkRuntime } = await freshModules();
    checkRuntime();
    vi.stubGlobal('fetch', undefined);
    expect(thrownBy(checkRuntime)).toBeUndefined();
  });
});

describe('a runtime that lacks something', () => {
  test.each<[string, object, string]>([
    ['fetch', globalThis, 'fetch'],
    ['crypto.getRandomValues', globalThis, 'crypto'],
    ['performance.now', globalThis, 'performance'],
    ['AbortController', globalThis, 'AbortController'],
    ['Promise.withResolvers', Promise, 'withResolvers'],
    ['Array.prototype.toSorted', Array.prototype, 'toSorted'],
    ['String.prototype.isWellFormed', String.prototype, 'isWellFormed'],
  ])('%s: is misconfigured, with its version and what is missing', async (missing, holder, name) => {
    const { checkRuntime } = await freshModules();
    const giveBack = lacking(holder, name);
    const error = thrownBy(checkRuntime);
    giveBack();
    expect(error).toMatchObject({
      name: 'ChatError',
      code: 'misconfigured',
      effect: 'not_sent',
      transient: false,
      message: `createChat: this runtime (Node ${process.version}) lacks ${missing}; Node 22.12 or newer has everything`,
    });
  });

  test('the source text of numbers in JSON is misconfigured too', async () => {
    const { checkRuntime } = await freshModules();
    const { parse } = JSON;
    vi.spyOn(JSON, 'parse').mockImplementation((text, reviver) =>
      parse(text, reviver && ((key, value) => reviver.call(undefined, key, value))),
    );
    const error = thrownBy(checkRuntime);
    vi.restoreAllMocks();
    expect(error).toMatchObject({
      code: 'misconfigured',
      message: expect.stringContaining('lacks the source text of numbers in JSON.parse;'),
    });
  });

  test('is told all of what is missing', async () => {
    const { checkRuntime } = await freshModules();
    vi.stubGlobal('fetch', undefined);
    const giveBack = lacking(Promise, 'withResolvers');
    const error = thrownBy(checkRuntime);
    giveBack();
    expect(error).toMatchObject({ message: expect.stringContaining('lacks fetch, Promise.withResolvers;') });
  });

  test.each([
    ['Bun', { version: 'v22.0.0', versions: { bun: '1.2.0' } }, undefined, 'Bun 1.2.0'],
    ['Deno', { version: 'v22.0.0', versions: { deno: '2.1.0' } }, undefined, 'Deno 2.1.0'],
    ['Node', { version: 'v20.1.0', versions: {} }, undefined, 'Node v20.1.0'],
    ['a worker', undefined, { userAgent: 'Cloudflare-Workers' }, 'Cloudflare-Workers'],
    ['one that says nothing', undefined, undefined, 'of an unknown version'],
  ])('and is %s is told so', async (_, process, navigator, expected) => {
    const { checkRuntime } = await freshModules();
    vi.stubGlobal('fetch', undefined);
    vi.stubGlobal('process', process);
    vi.stubGlobal('navigator', navigator);
    const error = thrownBy(checkRuntime);
    vi.unstubAllGlobals();
    expect(error).toMatchObject({
      message: expect.stringContaining(`this runtime (${expected}) lacks fetch`),
    });
  });

  test('is told by createChat, before anything else is wrong', async () => {
    vi.resetModules();
    const { createChat } = await import('./create-chat.ts');
    vi.stubGlobal('fetch', undefined);
    const error = thrownBy(() => createChat(undefined as never));
    expect(error).toMatchObject({ code: 'misconfigured', message: expect.stringContaining('lacks fetch') });
  });
});
