import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { createCall } from '../adapter/call.ts';
import { createMemoryPacer } from '../defaults/memory-pacer.ts';
import { createProblem } from '../model/problem.ts';
import type { SessionSource } from '../ports/chat-adapter.ts';
import type { CallRecord } from '../ports/journal.ts';
import type { PacerRequest } from '../ports/pacer.ts';
import type { HttpReply, HttpRequest } from '../ports/transport.ts';
import { collectAll, turns } from '../testing/outcomes.ts';
import { calls } from '../testing/pacing.ts';
import { jsonReply, recipientsOf, type ScriptStep, untilAborted } from '../testing/scripted-transport.ts';
import { hello, simulatedChat } from '../testing/simulated-chat.ts';
import { SimulatedClock } from '../testing/simulated-clock.ts';

const hour = 3_600_000;
const clientSecret = 'cl13nts3cr3t';
const tokenLimit = { ...calls, name: 'tokens', capacity: 5 };

const stale = createProblem({
  code: 'unauthenticated',
  effect: 'rejected',
  transient: false,
  message: 'stale',
});

/** How the vendor grants a token, for so long in milliseconds, or refuses one. */
const session: SessionSource = {
  call: () =>
    createCall({
      endpoint: 'token',
      purpose: 'session',
      costs: [{ limit: tokenLimit, units: 1 }],
      dedupWindowMs: Number.POSITIVE_INFINITY,
      request: () => ({ client_id: 'client-1', client_secret: clientSecret }),
      encoding: 'form',
      visibleFields: ['client_id'],
      signer: () => ({ method: 'POST', url: 'https://vendor.example/token', headers: {} }),
      read: ({ status, text }, { redact }) => {
        const { token, expiresInMs, error } = JSON.parse(text);
        if (status === 200) return { value: { token, expiresInMs } };
        const problem = createProblem({
          code: status === 401 ? 'unauthenticated' : 'vendor_unavailable',
          effect: 'rejected',
          transient: status !== 401,
          message: 'no token',
          vendor: { name: 'plain', message: redact.words(error) },
        });
        return { problem };
      },
    }),
};

/** A vendor with tokens: what it does about each fetch, the last again and again, and which tokens it refuses. */
function tokenVendor(...grants: readonly (number | HttpReply | 'silence')[]) {
  const refusedTokens = new Set<string>();
  const seen = { fetches: [] as HttpRequest[], calls: [] as HttpRequest[] };
  const step: ScriptStep = async (request, { signal }) => {
    if (request.url.endsWith('/token')) {
      const grant = grants[Math.min(seen.fetches.length, grants.length - 1)];
      seen.fetches.push(request);
      const token = `t0k3n-${seen.fetches.length}`;
      if (grant === 'silence') return untilAborted(signal);
      // Long enough for everybody to come meanwhile.
      await turns();
      return typeof grant === 'number' ? jsonReply({ token, expiresInMs: grant }) : (grant ?? jsonReply({}));
    }
    seen.calls.push(request);
    const token = request.headers.authorization?.replace('Bearer ', '') ?? '';
    return refusedTokens.has(token)
      ? jsonReply({ problem: stale, refused: 'session' })
      : jsonReply({ accepted: recipientsOf(request) });
  };
  const tokensUsed = () => seen.calls.map(({ headers }) => headers.authorization?.replace('Bearer ', ''));
  return { step, seen, refusedTokens, tokensUsed };
}

const refusal = (status: number, error = 'no'): HttpReply => ({
  status,
  headers: {},
  text: JSON.stringify({ error }),
});
const users = (count: number) => Array.from({ length: count }, (_, index) => `user-${index}`);

describe('a token that is fetched', () => {
  test('comes before anything is sent, once for all calls, and signs them', async () => {
    const { step, seen, tokensUsed } = tokenVendor(hour);
    const { chat, clock } = simulatedChat([step], { maxItems: 1, session });
    const { accepted } = await clock.finish(chat.sendDirect({ ...hello, to: users(40) }));
    expect(accepted).toHaveLength(40);
    expect(seen.fetches).toHaveLength(1);
    expect(new Set(tokensUsed())).toEqual(new Set(['t0k3n-1']));
  });

  test('is renewed before its end', async () => {
    const { step, tokensUsed } = tokenVendor(600_000);
    const { chat, clock } = simulatedChat([step], { session });
    for (const afterMs of [0, 539_999, 1]) {
      await clock.advance(afterMs);
      await clock.finish(chat.sendDirect({ ...hello, to: 'bob' }));
    }
    expect(tokensUsed()).toEqual(['t0k3n-1', 't0k3n-1', 't0k3n-2']);
  });

  test('serves broadcasts and registrations too', async () => {
    const { step, seen } = tokenVendor(hour);
    const { chat, clock } = simulatedChat([step], { session });
    await clock.finish(chat.registerUsers([{ userId: 'a' }]));
    await clock.finish(chat.broadcast({ ...hello, audience: 'online' }));
    expect(seen.calls.map(({ headers }) => headers.authorization)).toEqual([
      'Bearer t0k3n-1',
      'Bearer t0k3n-1',
    ]);
  });

  test('goes through the pacer, the transport and the hooks, as a session of the same chat', async () => {
    const asked: PacerRequest[] = [];
    const clock = new SimulatedClock();
    const pacer = createMemoryPacer({ clock });
    const watched = {
      acquire: (request: PacerRequest) => {
        asked.push(request);
        return pacer.acquire(request);
      },
    };
    const { step } = tokenVendor(hour);
    const { chat, events, transport } = simulatedChat(
      [step],
      { session },
      { clock, pacer: watched, name: 'europe' },
    );
    await clock.finish(chat.sendDirect({ ...hello, to: 'bob' }));
    expect(asked.map(({ scope, costs }) => [scope, costs.map(({ limit }) => limit.name)])).toEqual([
      ['plain app-1', ['tokens']],
      ['plain app-1', []],
    ]);
    expect(transport.requests[0]).toEqual({
      method: 'POST',
      url: 'https://vendor.example/token',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: `client_id=client-1&client_secret=${clientSecret}`,
    });
    expect(events).toMatchObject([
      { name: 'sendStart' },
      { name: 'request', chat: 'europe', endpoint: 'token', purpose: 'session', count: 1, attempt: 1 },
      { name: 'reply', purpose: 'session', httpStatus: 200, accepted: 1, failed: 0 },
      { name: 'request', purpose: 'send' },
      { name: 'reply', purpose: 'send' },
      { name: 'sendEnd' },
    ]);
  });

  test('is in no journal, and neither is its fetch', async () => {
    const records: CallRecord[] = [];
    const { step } = tokenVendor(hour);
    const { chat, clock } = simulatedChat([step], { session });
    await clock.finish(
      chat.sendDirect(
        { ...hello, to: 'bob' },
        { journal: { begin: (begun) => void records.push(...begun) } },
      ),
    );
    expect(records.map(({ endpoint }) => endpoint)).toEqual(['send']);
    expect(JSON.stringify(records)).not.toMatch(/t0k3n|cl13nt/);
  });
});

describe('a token that the vendor refuses', () => {
  test('makes one new fetch, also where forty calls in flight have it', async () => {
    const { step, seen, refusedTokens, tokensUsed } = tokenVendor(hour);
    const allInFlight: ScriptStep = async (...given) => {
      const reply = step(...given);
      // Nobody is refused before all have left.
      while (refusedTokens.size > 0 && seen.calls.length < 41) await turns();
      return reply;
    };
    const { chat, clock } = simulatedChat([allInFlight], { maxItems: 1, session }, { maxInFlight: 40 });
    await clock.finish(chat.sendDirect({ ...hello, to: 'first' }));
    refusedTokens.add('t0k3n-1');
    const outcomes = await clock.finish(collectAll(chat.deliver(hello, users(40))));
    expect(outcomes.every(({ status }) => status === 'accepted')).toBe(true);
    expect(seen.fetches).toHaveLength(2);
    expect(tokensUsed().slice(1)).toEqual([...Array(40).fill('t0k3n-1'), ...Array(40).fill('t0k3n-2')]);
  });

  test('is replaced at once, by a call that is otherwise the same, and once', async () => {
    const { step, seen, refusedTokens } = tokenVendor(hour);
    for (const token of ['t0k3n-1', 't0k3n-2']) refusedTokens.add(token);
    const { chat, clock, events } = simulatedChat([step], { session });
    const start = clock.monotonic();
    const error = await clock.finish(chat.sendDirect({ ...hello, to: 'bob' }).catch((reason) => reason));
    expect(error).toMatchObject({ code: 'unauthenticated', effect: 'rejected' });
    expect(seen.calls.map(({ body }) => body)).toEqual(Array(2).fill(seen.calls[0]?.body));
    expect(clock.monotonic()).toBe(start);
    expect(events.find(({ name }) => name === 'repeat')).toMatchObject({
      delayMs: 0,
      problem: 'unauthenticated',
    });
  });
});

describe('a fetch that fails', () => {
  test('leaves everybody not sent, says why, and nothing else leaves', async () => {
    const { step, seen } = tokenVendor(refusal(401));
    const { chat, clock } = simulatedChat([step], { maxItems: 1, session });
    const error = await clock.finish(chat.sendDirect({ ...hello, to: users(5) }).catch((reason) => reason));
    expect(error).toMatchObject({
      code: 'unauthenticated',
      effect: 'not_sent',
      transient: false,
      message: 'no session with the vendor: no token',
    });
    expect(error.receipt.failed).toHaveLength(5);
    expect([seen.fetches.length, seen.calls.length]).toEqual([1, 0]);
  });

  test('is repeated where waiting helps, also where its effect is unknown', async () => {
    const { step, seen } = tokenVendor(refusal(503), 'silence', hour);
    const { chat, clock } = simulatedChat([step], { session });
    const { accepted } = await clock.finish(chat.sendDirect({ ...hello, to: 'bob' }));
    expect(accepted).toHaveLength(1);
    expect(seen.fetches).toHaveLength(3);
  });

  test('is followed by a pause in which nobody asks, and then by another', async () => {
    const { step, seen } = tokenVendor(refusal(401), hour);
    const { chat, clock } = simulatedChat([step], { session });
    const send = () => clock.finish(chat.sendDirect({ ...hello, to: 'bob' }).catch((reason) => reason));
    await send();
    await clock.advance(999);
    expect(await send()).toMatchObject({ code: 'unauthenticated', effect: 'not_sent', retryAfterMs: 1 });
    expect(seen.fetches).toHaveLength(1);
    await clock.advance(1);
    expect(await send()).toMatchObject({ accepted: [{ userId: 'bob' }] });
    expect(seen.fetches).toHaveLength(2);
  });

  const broken = (part: Partial<ReturnType<SessionSource['call']>>): SessionSource => ({
    call: (context) => ({ ...session.call(context), ...part }),
  });
  const throws = (): never => {
    throw new TypeError(`bug: ${clientSecret} t0k3n`);
  };

  test.each<[string, SessionSource, string]>([
    ['in planning it', { call: throws }, 'vendor_error'],
    ['in making its body', broken({ body: throws }), 'vendor_error'],
    ['in signing it', broken({ target: throws }), 'misconfigured'],
    ['in reading its reply', broken({ read: throws }), 'bad_reply'],
  ])(
    'by an adapter that throws %s leaves everybody not sent, and shows no secret',
    async (_, source, code) => {
      const { step, seen } = tokenVendor(hour);
      const { chat, clock } = simulatedChat([step], { session: source });
      for (const afterMs of [0, 500]) {
        await clock.advance(afterMs);
        const error = await clock.finish(chat.sendDirect({ ...hello, to: 'bob' }).catch((reason) => reason));
        expect(error).toMatchObject({ code, effect: 'not_sent', cause: { name: 'TypeError', message: '…' } });
        expect(inspect(error, { depth: Number.POSITIVE_INFINITY, showHidden: true })).not.toMatch(
          /cl13nt|t0k3n/,
        );
      }
      expect(seen.calls).toEqual([]);
      expect(seen.fetches.length).toBeLessThanOrEqual(1);
    },
  );
});

describe('who waits for a token', () => {
  test('and is cancelled leaves, and the others get it', async () => {
    const { step, seen } = tokenVendor(hour);
    const { chat, clock } = simulatedChat([step], { session });
    const controller = new AbortController();
    const leaves = chat
      .sendDirect({ ...hello, to: 'bob' }, { signal: controller.signal })
      .catch((reason) => reason);
    const stays = chat.sendDirect({ ...hello, to: 'carol' });
    await Promise.resolve();
    controller.abort();
    expect(await clock.finish(leaves)).toMatchObject({ code: 'aborted', effect: 'not_sent' });
    expect(await clock.finish(stays)).toMatchObject({ accepted: [{ userId: 'carol' }] });
    expect([seen.fetches.length, seen.calls.length]).toEqual([1, 1]);
  });

  test('waits no longer than the deadline of the send', async () => {
    const { step, seen } = tokenVendor('silence');
    const { chat, clock } = simulatedChat([step], { session });
    const start = clock.monotonic();
    const sending = chat.sendDirect({ ...hello, to: 'bob' }, { deadlineMs: 500 });
    const error = await clock.finish(sending.catch((reason) => reason));
    expect(error).toMatchObject({ code: 'timeout', effect: 'not_sent', transient: true });
    expect(clock.monotonic() - start).toBe(500);
    expect(seen.calls).toEqual([]);
  });
});

describe('secrets of a session never come out', () => {
  const shown = (value: unknown) =>
    JSON.stringify(value) + (value instanceof Error ? `${value.stack}${value}` : '');

  test('where the vendor quotes the client’s secret in refusing a token', async () => {
    const { step } = tokenVendor(refusal(401, `bad secret ${clientSecret} of client-1`));
    const { chat, clock, events } = simulatedChat([step], { session });
    const error = await clock.finish(chat.sendDirect({ ...hello, to: 'bob' }).catch((reason) => reason));
    expect(error.vendor.message).toBe('bad …');
    expect(shown([error, error.receipt, events])).not.toContain(clientSecret);
  });

  test('where the vendor quotes the token in refusing a call', async () => {
    const quoting: ScriptStep = async (request) =>
      request.url.endsWith('/token')
        ? jsonReply({ token: 't0k3n-1', expiresInMs: hour })
        : jsonReply({
            problem: createProblem({
              ...stale,
              vendor: { name: 'plain', message: `no such token: ${request.headers.authorization}` },
            }),
          });
    const { chat, clock, events } = simulatedChat([quoting], { session });
    const error = await clock.finish(chat.sendDirect({ ...hello, to: 'bob' }).catch((reason) => reason));
    expect(error.vendor.message).toBe('no such token: …');
    expect(shown([error, events])).not.toContain('t0k3n');
  });

  test('where the transport throws the whole fetch', async () => {
    const { chat, clock, events } = simulatedChat(
      [
        ({ url, body }) => {
          throw new Error(`${url} ${body}`);
        },
      ],
      { session },
    );
    const error = await clock.finish(chat.sendDirect({ ...hello, to: 'bob' }).catch((reason) => reason));
    expect(error).toMatchObject({ effect: 'not_sent' });
    expect(shown([error, error.cause, events])).not.toContain(clientSecret);
  });
});

describe('a token that ends while a call waits for capacity', () => {
  const oneInTwoSeconds = { ...calls, capacity: 1, windowMs: 2_000 };

  test('is not used: another is fetched, and no capacity is held meanwhile', async () => {
    const { step, seen, tokensUsed } = tokenVendor(1_000, hour);
    const adapter = { maxItems: 1, session, limits: [oneInTwoSeconds] };
    const { chat, clock } = simulatedChat([step], adapter);
    const { accepted } = await clock.finish(chat.sendDirect({ ...hello, to: users(3) }));
    expect(accepted).toHaveLength(3);
    expect(seen.fetches).toHaveLength(2);
    expect(tokensUsed()).toEqual(['t0k3n-1', 't0k3n-2', 't0k3n-2'].slice(0, 3));
  });

  test('is used where every token ends sooner than capacity comes, so that no call waits for ever', async () => {
    const { step, seen } = tokenVendor(0);
    const adapter = { maxItems: 1, session, limits: [oneInTwoSeconds] };
    const { chat, clock } = simulatedChat([step], adapter);
    const { accepted } = await clock.finish(chat.sendDirect({ ...hello, to: users(3) }));
    expect(accepted).toHaveLength(3);
    expect(seen.calls).toHaveLength(3);
  });
});
