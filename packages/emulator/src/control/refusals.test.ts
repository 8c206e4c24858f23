import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createEmulator } from '../create-emulator.ts';
import type { Emulator } from '../emulator.ts';
import { control } from './__fixtures__/control-client.ts';

let emulator: Emulator;

beforeAll(async () => {
  emulator = await createEmulator({ zim: { users: ['ana'] } });
});
beforeEach(() => emulator.reset());
afterAll(() => emulator.close());

test('a write with the body of a form is refused, and adds no fault', async () => {
  const form = { 'content-type': 'text/plain' };
  const reply = await control(emulator, 'POST', 'faults', { fault: { kind: 'silence' } }, form);
  expect(reply.status).toBe(415);
  expect(reply.json).toMatchObject({ error: { field: 'Content-Type' } });
  expect(emulator.faults).toEqual([]);
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
    { method: 'POST', path: 'client-acts', body: { vendor: 'zim' }, status: 400, field: 'userId' },
    {
      method: 'POST',
      path: 'client-acts',
      body: { vendor: 'zim', userId: 'ana', act: 'recall' },
      status: 400,
      field: 'message',
    },
    {
      method: 'POST',
      path: 'client-acts',
      body: { vendor: 'zim', userId: 'ana', act: 'dance' },
      status: 400,
      field: 'act',
    },
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
