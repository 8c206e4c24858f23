import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

const scope = globalThis as { Deno?: unknown };
const refused =
  'error sending request for url (https://vendor.example/send?signature=s): client error (Connect): tcp connect error: Connection refused (os error 111)';

beforeEach(() => vi.resetModules());
afterEach(() => {
  delete scope.Deno;
});

describe('on Deno', () => {
  test('requests go through one client that keeps no connection open', async () => {
    const createHttpClient = vi.fn(() => ({ id: 1 }));
    scope.Deno = { createHttpClient };
    const { denoInit } = await import('./deno.ts');
    expect([denoInit(), denoInit()]).toEqual([{ client: { id: 1 } }, { client: { id: 1 } }]);
    expect(createHttpClient.mock.calls).toEqual([[{ poolMaxIdlePerHost: 0, http2: false }]]);
  });

  test.each([
    [refused, true],
    [
      'error sending request for url (http://polychat.invalid/a): client error (Connect): dns error: no',
      true,
    ],
    ['error sending request for url (https://vendor.example/): client error (Connect)', true],
    [
      'error sending request from 127.0.0.1:5 for http://127.0.0.1:6/a (127.0.0.1:6): client error (SendRequest): connection closed before message completed',
      false,
    ],
    ['error sending request for url (https://vendor.example/): client error (SendRequest)', false],
    [`Connection reset by peer: ${refused}`, false],
    ['Connection reset by peer (os error 104)', false],
    ['error reading a body from connection', false],
    ['client error (Connect)', false],
    ['', false],
    [undefined, false],
  ])('%j says that the request was not sent: %s', async (message, expected) => {
    scope.Deno = { createHttpClient: () => ({}) };
    const { denoInit, isDenoConnectFault } = await import('./deno.ts');
    denoInit();
    expect(isDenoConnectFault(message)).toBe(expected);
  });
});

test.each([
  ['without the client', {}],
  [
    'that refuses to make the client',
    {
      createHttpClient() {
        throw new Error('no permission');
      },
    },
  ],
  ['that is not Deno', undefined],
])('on a runtime %s the same words mean nothing', async (_title, own) => {
  if (own) scope.Deno = own;
  const { denoInit, isDenoConnectFault } = await import('./deno.ts');
  expect(denoInit()).toEqual({});
  expect(isDenoConnectFault(refused)).toBe(false);
});
