import { inspect } from 'node:util';
import { describe, expect, test, vi } from 'vitest';
import { createRedact } from '../exchange/redaction.ts';
import type { SignContext } from '../ports/vendor-call.ts';
import { type CallDefinition, createCall } from './call.ts';

const result = { value: { accepted: [], failed: [] } };
const attempt = { earlier: [], receivedAt: 0, redact: createRedact() };
const signContext: SignContext = { now: 1, random: () => 0, renewSignature: false };

function messagesCall(more: Partial<CallDefinition<unknown>> = {}) {
  return createCall<unknown>({
    endpoint: 'messages',
    costs: [],
    dedupWindowMs: 7,
    request: () => ({ to: 'bob', text: 'hush' }),
    visibleFields: ['to'],
    signer: (endpoint, { now }) => ({
      method: 'POST',
      url: `https://vendor.example/${endpoint}?at=${now}`,
      headers: {},
    }),
    read: () => result,
    ...more,
  });
}

test('a call makes its body when it is first needed, and once', () => {
  let count = 0;
  const request = vi.fn(() => {
    count += 1;
    return { number: count };
  });
  const call = messagesCall({ request });
  expect(request).not.toHaveBeenCalled();
  const body = { contentType: 'application/json', text: '{"number":1}' };
  expect(call.describe()).toEqual({ number: 1 });
  expect([call.body(), call.body()]).toEqual([body, body]);
  expect(call.describe()).toEqual({ number: 1 });
  expect(request).toHaveBeenCalledOnce();
});

test('a call signs each attempt for its own endpoint', async () => {
  const call = messagesCall();
  const urls = await Promise.all([1, 2].map(async (now) => (await call.target({ ...signContext, now })).url));
  expect(urls).toEqual(['https://vendor.example/messages?at=1', 'https://vendor.example/messages?at=2']);
});

test('a call shows neither its body nor how it is signed', () => {
  const call = messagesCall();
  call.body();
  expect(inspect(call, { depth: Number.POSITIVE_INFINITY, showHidden: true })).not.toContain('hush');
  expect(Object.keys(call).toSorted()).toEqual([
    'body',
    'costs',
    'count',
    'dedupWindowMs',
    'describe',
    'endpoint',
    'purpose',
    'read',
    'target',
  ]);
});

test('a call is a send for one item with the engine’s time limit where its definition does not say', () => {
  expect(messagesCall()).toMatchObject({ endpoint: 'messages', purpose: 'send', count: 1, dedupWindowMs: 7 });
  expect(messagesCall()).not.toHaveProperty('timeoutMs');
  expect(messagesCall({ purpose: 'session', count: 3, timeoutMs: 500 })).toMatchObject({
    purpose: 'session',
    count: 3,
    timeoutMs: 500,
  });
});

test('a call is read by its own reader', () => {
  const read = vi.fn(() => result);
  const reply = { status: 200, headers: {}, text: '{}' };
  expect(messagesCall({ read }).read(reply, attempt)).toBe(result);
  expect(read).toHaveBeenCalledExactlyOnceWith(reply, attempt);
});

describe('the body of a call', () => {
  test.each<[string, Partial<CallDefinition<unknown>>, unknown, unknown]>([
    [
      'is JSON where nothing is said',
      {},
      { contentType: 'application/json', text: '{"to":"bob","text":"hush"}' },
      { to: 'bob', text: '(4 bytes)' },
    ],
    [
      'is a form where that is said, and what is undefined is left out',
      {
        encoding: 'form',
        request: () => ({ to: 'bob', text: 'a b&c=ü', count: 2, loud: false, none: undefined }),
      },
      {
        contentType: 'application/x-www-form-urlencoded',
        text: 'to=bob&text=a+b%26c%3D%C3%BC&count=2&loud=false',
      },
      { to: 'bob', text: '(8 bytes)', count: 2, loud: false },
    ],
    ['is none where there is no request', { request: undefined }, undefined, undefined],
  ])('%s', (_, definition, body, described) => {
    const call = messagesCall(definition);
    expect(call.body()).toEqual(body);
    expect(call.describe()).toEqual(described);
  });
});

test('calls that one object describes one after the other keep what was their own', () => {
  const definition = {
    endpoint: 'messages',
    costs: [],
    dedupWindowMs: 7,
    visibleFields: ['to'],
    signer: () => ({ method: 'POST', url: 'https://vendor.example', headers: {} }) as const,
    request: () => ({ to: 'bob' }),
    read: () => ({ value: 'for bob' }),
  };
  const first = createCall<string>(definition);
  Object.assign(definition, { request: () => ({ to: 'carol' }), read: () => ({ value: 'for carol' }) });
  const second = createCall<string>(definition);
  expect([first.body()?.text, second.body()?.text]).toEqual(['{"to":"bob"}', '{"to":"carol"}']);
  const reply = { status: 200, headers: {}, text: '{}' };
  expect([first.read(reply, attempt).value, second.read(reply, attempt).value]).toEqual([
    'for bob',
    'for carol',
  ]);
});
