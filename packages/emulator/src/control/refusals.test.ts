import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createEmulator, type Emulator } from '../create-emulator.ts';
import { control } from './__fixtures__/control-client.ts';

let emulator: Emulator;

beforeAll(async () => {
  emulator = await createEmulator({ zim: { users: ['ana'] } });
});
beforeEach(() => emulator.reset());
afterAll(() => emulator.close());

interface RefusedWrite {
  readonly name: string;
  readonly headers: Record<string, string>;
  readonly status: number;
  readonly field: string;
}

describe('who may call', () => {
  const port = () => emulator.port;
  test.each([
    { name: 'no address but a name bent to loopback', headers: { host: 'rebound.example' }, field: 'Host' },
    {
      name: 'such a name with the port',
      headers: () => ({ host: `rebound.example:${port()}` }),
      field: 'Host',
    },
    { name: 'a name that begins like loopback', headers: { host: '127.0.0.1.example' }, field: 'Host' },
  ])('refused: $name', async ({ headers, field }) => {
    const given = typeof headers === 'function' ? headers() : headers;
    for (const path of ['state', '/']) {
      const { status, json } = await control(emulator, 'GET', path, undefined, given);
      expect(status).toBe(403);
      expect(json).toMatchObject({ error: { field } });
    }
  });

  test.each<RefusedWrite>([
    { name: 'another site', headers: { origin: 'https://evil.example' }, status: 403, field: 'Origin' },
    { name: 'another port', headers: { origin: 'http://127.0.0.1:1' }, status: 403, field: 'Origin' },
    { name: 'a sandboxed page', headers: { origin: 'null' }, status: 403, field: 'Origin' },
    {
      name: 'what a browser calls cross-site',
      headers: { 'sec-fetch-site': 'cross-site' },
      status: 403,
      field: 'Sec-Fetch-Site',
    },
    {
      name: 'what a browser calls same-site',
      headers: { 'sec-fetch-site': 'same-site' },
      status: 403,
      field: 'Sec-Fetch-Site',
    },
    { name: 'a form', headers: { 'content-type': 'text/plain' }, status: 415, field: 'Content-Type' },
  ])('a write is refused from $name', async ({ headers, status, field }) => {
    const reply = await control(emulator, 'POST', 'faults', { fault: { kind: 'silence' } }, headers);
    expect(reply.status).toBe(status);
    expect(reply.json).toMatchObject({ error: { field } });
    expect(emulator.faults).toEqual([]);
  });

  test('reads are refused to another site too', async () => {
    const { status } = await control(emulator, 'GET', 'state', undefined, { origin: 'https://evil.example' });
    expect(status).toBe(403);
  });

  test.each(['localhost', '127.0.0.1', '127.9.9.9', '[::1]'])(
    'accepted: %s with its own origin',
    async (name) => {
      const host = `${name}:${port()}`;
      const headers = { host, origin: `http://${host}`, 'sec-fetch-site': 'same-origin' };
      expect((await control(emulator, 'POST', 'reset', {}, headers)).status).toBe(204);
    },
  );
});

describe('what is wrong is answered with the field', () => {
  test.each([
    { method: 'POST', path: 'faults', body: '{', status: 400, field: undefined },
    {
      method: 'POST',
      path: 'faults',
      body: { fault: { kind: 'nonsense' } },
      status: 400,
      field: 'fault.kind',
    },
    {
      method: 'POST',
      path: 'faults',
      body: { fault: { kind: 'silence' }, time: 2 },
      status: 400,
      field: 'time',
    },
    { method: 'POST', path: 'faults', body: { fault: { kind: 'omit' } }, status: 400, field: 'recipient' },
    {
      method: 'POST',
      path: 'faults',
      body: { fault: { kind: 'silence' }, times: 0 },
      status: 400,
      field: 'times',
    },
    { method: 'POST', path: 'time', body: { milliseconds: -1 }, status: 400, field: 'milliseconds' },
    { method: 'POST', path: 'users', body: {}, status: 400, field: 'userId' },
    {
      method: 'POST',
      path: 'users',
      body: { userId: 'x', presence: 'away' },
      status: 400,
      field: 'presence',
    },
    { method: 'PATCH', path: 'users/zim/nobody', body: {}, status: 404, field: 'userId' },
    { method: 'PATCH', path: 'users/other/ana', body: {}, status: 404, field: 'vendor' },
    { method: 'DELETE', path: 'users/zim/nobody', body: undefined, status: 404, field: 'userId' },
    { method: 'POST', path: 'client-sends', body: { vendor: 'zim', from: 'ana' }, status: 400, field: 'to' },
    { method: 'GET', path: 'messages?limit=0', body: undefined, status: 400, field: 'limit' },
    { method: 'GET', path: 'messages?colour=red', body: undefined, status: 400, field: 'colour' },
    { method: 'GET', path: 'messages/77', body: undefined, status: 404, field: 'id' },
    { method: 'GET', path: 'requests/x', body: undefined, status: 404, field: 'id' },
    { method: 'DELETE', path: 'faults/77', body: undefined, status: 404, field: 'id' },
    { method: 'GET', path: 'nowhere', body: undefined, status: 404, field: undefined },
  ])('$method $path $body', async ({ method, path, body, status, field }) => {
    const reply = await control(emulator, method, path, body);
    expect(reply.status).toBe(status);
    expect(reply.json).toMatchObject({ error: { message: expect.stringMatching(/./) } });
    expect((reply.json as { error: { field?: string } }).error.field).toBe(field);
  });

  test('a body beyond the limit', async () => {
    const { status } = await control(emulator, 'POST', 'users', { userId: 'x'.repeat(5 * 1024 * 1024) });
    expect(status).toBe(413);
  });
});
