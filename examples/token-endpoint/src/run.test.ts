import { misconfigured } from '@polychat/core/adapter';
import { expect, test, vi } from 'vitest';
import { tokenEndpoint } from './endpoint.ts';
import { run } from './run.ts';
import { zimLogins } from './vendors.ts';

test('every app logs in with what the endpoint gives it, also under an id that is mapped', async () => {
  const lines: string[] = [];
  const told = await run((line) => lines.push(line));
  expect(told.map(({ code }) => code)).toEqual([0, 0, 0]);
  expect(told.map(({ login }) => login.userId)).toEqual(['ann', 'x-kitchen_2fann', 'ann']);
  for (const { login } of told) {
    expect(login.expiresAt).toBeGreaterThan(Date.now());
    expect(lines.join('\n')).not.toContain(login.token);
  }
});

const serverSecret = '0123456789abcdef0123456789abcdef';
const post = (init: RequestInit = {}) =>
  new Request('http://127.0.0.1/chat-token', { method: 'POST', ...init });

test('nobody gets a token who is not signed in, whatever the request says', async () => {
  const endpoint = tokenEndpoint(() => undefined, zimLogins({ appId: 1, serverSecret }));
  const response = await endpoint(post({ body: JSON.stringify({ userId: 'ann' }) }));
  expect([response.status, await response.json()]).toEqual([401, { error: 'sign in first' }]);
});

test('only POST is answered, and no answer is stored', async () => {
  const endpoint = tokenEndpoint(() => 'ann', zimLogins({ appId: 1, serverSecret }));
  expect((await endpoint(post({ method: 'GET' }))).status).toBe(405);
  expect((await endpoint(post())).headers.get('cache-control')).toBe('no-store');
});

test('an id that the vendor cannot have is our fault, and the answer says nothing of the secret', async () => {
  const log = vi.spyOn(console, 'error').mockReturnValue();
  const endpoint = tokenEndpoint(() => 'kitchen/ann', zimLogins({ appId: 1, serverSecret }));
  const response = await endpoint(post());
  expect([response.status, await response.text()]).toEqual([500, '{"error":"no token could be made"}']);
  expect(log.mock.calls.join()).toContain('userId');
  expect(log.mock.calls.join()).not.toContain(serverSecret);
  log.mockRestore();
});

test('what is no fault of ours to explain goes on', async () => {
  const broken = tokenEndpoint(
    () => 'ann',
    () => Promise.reject(new TypeError('broken')),
  );
  await expect(broken(post())).rejects.toThrow('broken');
  const wrong = tokenEndpoint(
    () => 'ann',
    () => Promise.reject(misconfigured('no secret')),
  );
  const log = vi.spyOn(console, 'error').mockReturnValue();
  expect((await wrong(post())).status).toBe(500);
  log.mockRestore();
});
