import type { HttpReply, HttpRequest } from '@polychat/core';
import { describe, expect, test } from 'vitest';
import type { DoubleFault } from '../vendor-double.ts';
import { VendorInMemory } from './vendor-in-memory.ts';

/** Counts what it was asked for, and answers with the number. */
class Counting extends VendorInMemory {
  readonly limits = [{ endpoints: ['send'], counts: 'calls', capacity: 1, windowMs: 1_000 }] as const;
  acted = 0;

  protected sketch({ url, body }: HttpRequest) {
    return { kind: url.endsWith('/token') ? ('session' as const) : ('send' as const), userIds: [body ?? ''] };
  }

  protected internalError(): HttpReply {
    return { status: 500, headers: {}, text: 'internal' };
  }

  protected answer(_request: HttpRequest, fault: DoubleFault | undefined): HttpReply {
    if (fault?.kind === 'refused') return { status: 403, headers: {}, text: fault.words };
    if (this.count({ endpoint: 'send' })) return { status: 429, headers: {}, text: 'slow down' };
    this.acted += 1;
    return { status: 200, headers: {}, text: `done ${this.acted}` };
  }
}

const request = (url = 'https://vendor.example/send', body = 'bob'): HttpRequest => ({
  method: 'POST',
  url,
  headers: {},
  body,
});
const options = { signal: new AbortController().signal, maxReplyBytes: 1_000 };
const lost = { fault: 'unknown', reason: 'network', detail: 'ECONNRESET' };
const page = { status: 502, headers: { 'content-type': 'text/html' }, text: expect.stringContaining('502') };
const internal = { status: 500, headers: {}, text: 'internal' };

describe('a fault', () => {
  test.each<[DoubleFault, unknown, number]>([
    [{ kind: 'reset', when: 'before' }, lost, 0],
    [{ kind: 'reset', when: 'after' }, lost, 1],
    [{ kind: 'html', when: 'before' }, page, 0],
    [{ kind: 'html', when: 'after' }, page, 1],
    [{ kind: 'internal_error', when: 'before' }, internal, 0],
    [{ kind: 'internal_error', when: 'after' }, internal, 1],
    [{ kind: 'truncated' }, { status: 200, headers: {}, text: 'don' }, 1],
    [{ kind: 'refused', words: 'no' }, { status: 403, headers: {}, text: 'no' }, 0],
  ])('%j strikes once', async (fault, reply, acted) => {
    const double = new Counting();
    double.failNext(fault);
    expect(await double.send(request(), options)).toEqual(reply);
    expect(double.acted).toBe(acted);
    double.advance(1_000);
    expect(await double.send(request(), options)).toMatchObject({ status: 200 });
  });

  test('of silence ends when somebody gives up', async () => {
    const double = new Counting();
    double.failNext({ kind: 'silence', when: 'after' });
    const controller = new AbortController();
    const sending = double.send(request(), { ...options, signal: controller.signal });
    controller.abort();
    expect(await sending).toEqual({ fault: 'unknown', reason: 'aborted' });
    expect(double.acted).toBe(1);
  });

  test('waits for the user that it names, and for a request of its kind', async () => {
    const double = new Counting();
    double.failNext({ kind: 'recipient_refused', userId: 'carol' });
    double.failNext({ kind: 'refused', words: 'no token' }, 'session');
    expect(await double.send(request(), options)).toMatchObject({ status: 200 });
    expect(await double.send(request('https://vendor.example/token'), options)).toMatchObject({
      status: 403,
    });
    expect(double.requests().map(({ kind }) => kind)).toEqual(['send', 'session']);
  });
});

test('limits count in the time of the double, which can be moved on', async () => {
  const double = new Counting();
  const statuses: unknown[] = [];
  for (const ms of [0, 0, 1_000]) {
    double.advance(ms);
    statuses.push(await double.send(request(), options));
  }
  expect(statuses).toMatchObject([{ status: 200 }, { status: 429 }, { status: 200 }]);
});

test('what was cancelled before does not arrive', async () => {
  const double = new Counting();
  expect(await double.send(request(), { ...options, signal: AbortSignal.abort() })).toEqual({
    fault: 'not_sent',
    reason: 'aborted',
  });
  expect(double.requests()).toEqual([]);
});
