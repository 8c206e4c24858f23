import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { afterEach, describe, expect, test, vi } from 'vitest';

/** What a program prints that runs in a process of its own, with our sources. */
async function outputOf(program: string): Promise<string> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--conditions=@polychat/source', '--input-type=module', '--eval', program],
    { cwd: import.meta.dirname },
  );
  return stdout.trim();
}

/** Tells when the runtime's fetch is touched: it is loaded then, which takes longer than all that we are. */
const watchFetch = `
  const touched = [];
  for (const name of ['fetch', 'Request', 'Response', 'Headers', 'FormData']) {
    const { get } = Object.getOwnPropertyDescriptor(globalThis, name) ?? {};
    const value = globalThis[name];
    Object.defineProperty(globalThis, name, { get: () => (touched.push(name), value), configurable: true });
  }
`;

describe('ky and the runtime’s fetch', () => {
  test('are not touched when the package is imported, nor when a transport is made', async () => {
    const program = `${watchFetch}
      const { createKyTransport } = await import('@polychat/core');
      await import('@polychat/core/adapter');
      createKyTransport();
      console.log(JSON.stringify(touched));`;
    expect(await outputOf(program)).toBe('[]');
  });

  test('come with the first request, which many may make at once', async () => {
    const server = createServer((_, response) => response.end('{"ok":true}'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      const { port } = server.address() as AddressInfo;
      const program = `${watchFetch}
        const { createKyTransport } = await import('@polychat/core');
        const transport = createKyTransport();
        const send = () => transport.send(
          { method: 'POST', url: 'http://127.0.0.1:${port}/', headers: {}, body: '{}' },
          { signal: new AbortController().signal, maxReplyBytes: 1000 },
        );
        const replies = await Promise.all([send(), send(), send()]);
        console.log(JSON.stringify([replies.map(({ status }) => status), touched.includes('fetch')]));
        process.exit();`;
      expect(await outputOf(program)).toBe('[[200,200,200],true]');
    } finally {
      server.close();
    }
  });
});

describe('ky that cannot be loaded', () => {
  afterEach(() => {
    vi.doUnmock('ky');
    vi.resetModules();
  });

  test('is a request that was certainly not sent; the next one tries again', async () => {
    vi.resetModules();
    let loads = 0;
    vi.doMock('ky', () => {
      loads += 1;
      throw new Error('no such file');
    });
    const { createKyTransport } = await import('./ky-transport.ts');
    const fetched: string[] = [];
    const transport = createKyTransport({
      fetch: async (input) => {
        fetched.push(String(input));
        return new Response('{}');
      },
    });
    const send = () =>
      transport.send(
        { method: 'GET', url: 'http://127.0.0.1:9/', headers: {} },
        { signal: new AbortController().signal, maxReplyBytes: 1_000 },
      );
    expect(await send()).toEqual({ fault: 'not_sent', reason: 'network' });
    expect(loads).toBe(1);
    expect(fetched).toEqual([]);
    vi.doUnmock('ky');
    expect(await send()).toMatchObject({ status: 200 });
    expect(fetched).toEqual(['http://127.0.0.1:9/']);
  });
});
