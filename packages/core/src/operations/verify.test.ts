import { describe, expect, test } from 'vitest';
import { createCall } from '../adapter/call.ts';
import { createProblem } from '../model/problem.ts';
import type { ChatAdapter } from '../ports/chat-adapter.ts';
import type { HttpReply } from '../ports/transport.ts';
import type { HttpTarget } from '../ports/vendor-call.ts';
import { plainAdapter, plainProblems } from '../testing/plain-adapter.ts';
import { badGateway, jsonReply, type ScriptStep } from '../testing/scripted-transport.ts';
import { simulatedChat } from '../testing/simulated-chat.ts';
import { SimulatedClock } from '../testing/simulated-clock.ts';

const target: HttpTarget = {
  method: 'POST',
  url: 'https://vendor.example/whoami?signature=s1gn',
  headers: {},
};

/** The plain vendor with a read that changes nothing. */
function adapterThatReads(signer: () => HttpTarget | Promise<HttpTarget> = () => target): ChatAdapter {
  const adapter = plainAdapter();
  return {
    ...adapter,
    plan: {
      ...adapter.plan,
      verify: () =>
        createCall<true>({
          endpoint: 'whoami',
          costs: [],
          dedupWindowMs: Number.POSITIVE_INFINITY,
          request: () => ({}),
          visibleFields: [],
          signer,
          read: ({ text }) => {
            const { problem, refused } = JSON.parse(text);
            return problem ? { problem, refused } : { value: true };
          },
        }),
    },
  };
}

/** A reply that comes after so many milliseconds. */
const after =
  (clock: SimulatedClock, ms: number, reply: HttpReply): ScriptStep =>
  () =>
    new Promise((resolve) => clock.schedule(() => resolve(reply), ms));

const about = { via: 'plain', vendor: 'plain', app: 'app-1' };

describe('verify', () => {
  test('says that the vendor took the credentials, and how long it took to say so', async () => {
    const clock = new SimulatedClock();
    const { chat } = simulatedChat([after(clock, 120, jsonReply({}))], adapterThatReads(), { clock });
    expect(await clock.finish(chat.verify())).toEqual([{ ...about, ok: true, latencyMs: 120 }]);
  });

  test('does not count the time that a secret takes to come', async () => {
    const clock = new SimulatedClock();
    const slowSecret = () => new Promise<HttpTarget>((resolve) => clock.schedule(() => resolve(target), 700));
    const script = [after(clock, 80, jsonReply({}))];
    const { chat } = simulatedChat(script, adapterThatReads(slowSecret), { clock });
    expect(await clock.finish(chat.verify())).toEqual([{ ...about, ok: true, latencyMs: 80 }]);
  });

  test.each([
    // The vendor's second begins so many milliseconds after our time; half a second is in its middle.
    [0, 100, 550],
    [-60_000, 100, -59_450],
    [720_000, 0, 720_500],
  ])('tells a clock that is %i ms ahead at a latency of %i ms: %i', async (aheadMs, latencyMs, skewMs) => {
    const clock = new SimulatedClock();
    await clock.advance(1_000 - (clock.now() % 1_000));
    // The reply comes later, and its header names the second in which it was made.
    const date = new Date(clock.now() + aheadMs).toUTCString();
    const reply = { ...jsonReply({}), headers: { date } };
    const { chat } = simulatedChat([after(clock, latencyMs, reply)], adapterThatReads(), { clock });
    const expected = skewMs - latencyMs;
    expect(await clock.finish(chat.verify())).toEqual([
      { ...about, ok: true, latencyMs, clockSkewMs: expected },
    ]);
  });

  test.each(['yesterday', '', 'Thu, 26 Nov 2026 12:00:00', '1764158400'])(
    'tells no clock by the header Date: %s',
    async (date) => {
      const reply = { ...jsonReply({}), headers: { date } };
      const { chat, clock } = simulatedChat([reply], adapterThatReads());
      expect(await clock.finish(chat.verify())).toEqual([{ ...about, ok: true, latencyMs: 0 }]);
    },
  );

  test('says as data why the vendor does not take them, and tells the clock all the same', async () => {
    const problem = createProblem({
      code: 'unauthenticated',
      effect: 'rejected',
      transient: false,
      message: 'wrong secret',
      field: 'secret',
    });
    const clock = new SimulatedClock();
    const date = new Date(clock.now() + 5_000).toUTCString();
    const { chat } = simulatedChat([{ ...jsonReply({ problem }), headers: { date } }], adapterThatReads(), {
      clock,
    });
    const [found] = await clock.finish(chat.verify());
    expect(found).toMatchObject({ ...about, ok: false, problem, latencyMs: 0 });
    expect(found?.clockSkewMs).toBeGreaterThan(4_000);
  });

  test.each<[string, ScriptStep, string]>([
    ['a server that cannot be reached', { fault: 'not_sent', reason: 'network' }, 'network'],
    ['a connection that breaks', { fault: 'unknown', reason: 'network' }, 'network'],
    ['silence', 'silence', 'timeout'],
    ['a page of a proxy', badGateway, 'bad_reply'],
  ])('after %s is not ok, and is tried again, since a read does no harm', async (_name, step, code) => {
    const once = simulatedChat([step, jsonReply({})], adapterThatReads());
    const [mended] = await once.clock.finish(once.chat.verify());
    // A reply that cannot be read is no fault that passes.
    expect([mended?.ok, once.transport.requests.length]).toEqual(
      code === 'bad_reply' ? [false, 1] : [true, 2],
    );
    const always = simulatedChat([step], adapterThatReads());
    const [found] = await always.clock.finish(always.chat.verify({ maxAttempts: 1 }));
    expect(found).toMatchObject({ ...about, ok: false, problem: { code } });
    expect(found && 'latencyMs' in found).toBe(code === 'bad_reply');
    expect(always.transport.requests).toHaveLength(1);
  });

  test('signs once more where the vendor refuses the signature', async () => {
    const refused = jsonReply({ problem: plainProblems.refused, refused: 'signature' });
    const { chat, clock, transport } = simulatedChat([refused, jsonReply({})], adapterThatReads());
    expect(await clock.finish(chat.verify())).toMatchObject([{ ok: true }]);
    expect(transport.requests).toHaveLength(2);
  });

  test('is not supported by an adapter that knows no such read, and sends nothing', async () => {
    const { chat, clock, transport } = simulatedChat([jsonReply({})]);
    expect(await clock.finish(chat.verify())).toEqual([
      {
        ...about,
        ok: false,
        problem: expect.objectContaining({
          code: 'unsupported',
          effect: 'not_sent',
          field: 'verify',
          message: 'verify: the adapter of Plain knows no harmless read',
        }),
      },
    ]);
    expect(transport.requests).toEqual([]);
  });

  test('ends when it is cancelled', async () => {
    const { chat, clock } = simulatedChat(['silence'], adapterThatReads());
    const controller = new AbortController();
    const found = chat.verify({ signal: controller.signal });
    await clock.advance(100);
    controller.abort();
    expect(await clock.finish(found)).toMatchObject([{ ok: false, problem: { code: 'aborted' } }]);
  });

  test('its events name it, and no journal keeps it', async () => {
    const { chat, clock, events } = simulatedChat([jsonReply({})], adapterThatReads());
    await clock.finish(chat.verify({ correlationId: 'probe' }));
    expect(events.filter(({ name }) => name.startsWith('send'))).toMatchObject([
      { name: 'sendStart', operation: 'verify', correlationId: 'probe' },
      { name: 'sendEnd', operation: 'verify', accepted: 1, failed: 0, unconfirmed: 0 },
    ]);
    expect(events.find(({ name }) => name === 'request')).toMatchObject({ endpoint: 'whoami', count: 1 });
  });

  test.each([
    [{ journal: { begin: () => {} } }, 'journal'],
    [{ onUnsupported: 'warn' }, 'onUnsupported'],
    [{ timeoutMs: 0 }, 'timeoutMs'],
    [{ timeoutMs: 2_000, deadlineMs: 1_000 }, 'timeoutMs'],
  ])('refuses the options %o', async (options, field) => {
    const { chat } = simulatedChat([jsonReply({})], adapterThatReads());
    await expect(chat.verify(options as never)).rejects.toMatchObject({ code: 'misconfigured', field });
  });

  test('is refused by a chat that is closed', async () => {
    const { chat, clock } = simulatedChat([jsonReply({})], adapterThatReads());
    await clock.finish(chat.close());
    await expect(chat.verify()).rejects.toMatchObject({ code: 'misconfigured' });
  });
});
