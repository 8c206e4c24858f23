import type { HttpReply } from '@polychat/core';
import { type AttemptInfo, createRedact, fieldDefaults, type PlanContext } from '@polychat/core/adapter';
import { describe, expect, test } from 'vitest';
import { telegraph } from './__fixtures__/telegraph-adapter.ts';

const adapter = telegraph({ clientId: 'desk-7', clientSecret: 'secret' });
const context: PlanContext = { items: 1, now: () => 0, random: () => 7, counter: () => 1 };
const attempt: AttemptInfo = {
  earlier: [],
  receivedAt: Date.UTC(1994, 10, 6, 8, 49, 27),
  redact: createRedact(),
};

function messageCall() {
  const content = { type: 'text', text: 'quince & more' } as const;
  const message = { ...fieldDefaults, from: 'ann', content, vendorFields: undefined };
  const call = adapter.plan.direct?.(message, context).next(['bob']).call;
  if (!call) throw new Error('no call');
  return call;
}

function failed(
  status: number,
  code: string,
  headers: Record<string, string> = {},
  message?: string,
): HttpReply {
  return { status, headers, text: JSON.stringify({ error: { code, message, message_id: 'msg_1' } }) };
}

const { read } = messageCall();

test('a message is a form, to a channel in the URL', async () => {
  const call = messageCall();
  expect(call.body()).toEqual({
    contentType: 'application/x-www-form-urlencoded',
    text: 'operator=ann&dedupe_key=1-7&kind=text&text=quince+%26+more',
  });
  expect(await call.target({ now: 0, random: () => 0, renewSignature: false, sessionToken: 't' })).toEqual({
    method: 'POST',
    url: 'https://api.telegraph.example/v2/channels/bob/messages',
    headers: { authorization: 'Bearer t' },
  });
});

test('a token is asked for with a form, and lasts as long as the vendor says', () => {
  const call = adapter.session?.call(context);
  expect(call?.body()?.text).toBe('grant_type=client_credentials&client_id=desk-7&client_secret=secret');
  const text = JSON.stringify({ access_token: 'abc', token_type: 'bearer', expires_in: 3_600 });
  expect(call?.read({ status: 200, headers: {}, text }, attempt)).toEqual({
    value: { token: 'abc', expiresInMs: 3_600_000 },
  });
});

describe('a reply', () => {
  test('with 201 has an id and a time', () => {
    const text = JSON.stringify({ id: 'msg_9', created_at: 1_750_000_000.25 });
    expect(read({ status: 201, headers: {}, text }, attempt).value?.shared).toEqual({
      messageId: 'msg_9',
      sentAt: 1_750_000_000_250,
    });
  });

  test('with 409 names the message that was accepted before', () => {
    expect(read(failed(409, 'duplicate'), attempt).value?.shared).toEqual({ messageId: 'msg_1' });
  });

  test.each([
    [400, 'text_too_long', 'message_too_large', 'rejected', false],
    [401, 'token_expired', 'unauthenticated', 'rejected', false],
    [403, 'channel_closed', 'permission_denied', 'rejected', false],
    [404, 'unknown_operator', 'sender_not_found', 'rejected', false],
    [429, 'rate_limited', 'rate_limited', 'rejected', true],
    [500, 'internal', 'vendor_unavailable', 'unknown', true],
    [503, 'unavailable', 'vendor_unavailable', 'rejected', true],
    [409, 'a code of next year', 'vendor_error', 'unknown', false],
  ])('with %i and %s is %s, %s, transient: %s', (status, code, expected, effect, transient) => {
    const { problem } = read(failed(status, code), attempt);
    expect(problem).toMatchObject({ code: expected, effect, transient, vendor: { httpStatus: status } });
  });

  test.each([
    ['3', 3_000],
    ['Sun, 06 Nov 1994 08:49:37 GMT', 10_000],
    ['Sunday, 06-Nov-94 08:49:37 GMT', 10_000],
    ['Sun Nov  6 08:49:37 1994', 10_000],
    ['soon', undefined],
  ])('that says Retry-After: %s asks for %s ms', (value, expected) => {
    const headers = { 'retry-after': value };
    expect(read(failed(429, 'rate_limited', headers), attempt).problem?.retryAfterMs).toBe(expected);
  });

  test.each([
    ['rate_limited', 'requests'],
    ['channel_busy', 'channel messages'],
  ])('with %s names the limit "%s"', (code, limit) => {
    expect(read(failed(429, code), attempt).tooFast).toEqual({ limits: [limit], counted: false });
  });

  test.each([
    ['token_expired', 'session'],
    ['invalid_token', 'session'],
    ['invalid_client', undefined],
  ])('with %s says that this was refused: %s', (code, refused) => {
    expect(read(failed(401, code), attempt).refused).toBe(refused);
  });

  test("keeps the vendor's words and the id of the request, and nothing of the message", () => {
    const headers = { 'x-request-id': 'req-5' };
    const { problem } = read(failed(403, 'content_refused', headers, '"quince" is refused'), attempt);
    expect(problem?.vendor).toMatchObject({ message: '… is refused', requestId: 'req-5' });
  });

  test("of a proxy's is refused with 429 and unclear with 502", () => {
    const page = { headers: { 'retry-after': '2' }, text: '<html>' };
    expect(read({ ...page, status: 429 }, attempt).problem).toMatchObject({
      code: 'rate_limited',
      effect: 'rejected',
      retryAfterMs: 2_000,
    });
    expect(read({ ...page, status: 502 }, attempt).problem).toMatchObject({ effect: 'unknown' });
  });
});
