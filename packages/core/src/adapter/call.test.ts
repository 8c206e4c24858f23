import { inspect } from 'node:util';
import { expect, test, vi } from 'vitest';
import { createCall } from './call.ts';

const reading = { accepted: [], failed: [] };

function messagesCall(request: () => object = () => ({ text: 'hush' })) {
  return createCall({
    endpoint: 'messages',
    recipients: ['bob'],
    costs: [],
    dedupWindowMs: 7,
    unlistedMeans: 'unconfirmed',
    request,
    signer: (endpoint, { now }) => ({
      method: 'POST',
      url: `https://vendor.example/${endpoint}?at=${now}`,
      headers: {},
    }),
    read: () => reading,
  });
}

test('makes the body when it is first needed, and once', () => {
  let count = 0;
  const request = vi.fn(() => {
    count += 1;
    return { number: count };
  });
  const call = messagesCall(request);
  expect(request).not.toHaveBeenCalled();
  expect([call.body(), call.body()]).toEqual(['{"number":1}', '{"number":1}']);
  expect(request).toHaveBeenCalledOnce();
});

test('signs each attempt for its own endpoint', async () => {
  const call = messagesCall();
  const urls = await Promise.all(
    [1, 2].map(async (now) => (await call.target({ now, random: () => 0, renewSignature: false })).url),
  );
  expect(urls).toEqual(['https://vendor.example/messages?at=1', 'https://vendor.example/messages?at=2']);
});

test('shows neither its body nor how it is signed', () => {
  const call = messagesCall();
  call.body();
  expect(inspect(call, { depth: Number.POSITIVE_INFINITY, showHidden: true })).not.toContain('hush');
  expect(Object.keys(call).toSorted()).toEqual([
    'body',
    'costs',
    'dedupWindowMs',
    'endpoint',
    'read',
    'recipients',
    'target',
    'unlistedMeans',
  ]);
});
