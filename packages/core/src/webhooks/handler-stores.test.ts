import { describe, expect, test, vi } from 'vitest';
import { createMemoryClaimStore } from '../defaults/memory-claim-store.ts';
import type { ClaimStore } from '../ports/claim-store.ts';
import { SimulatedClock } from '../testing/simulated-clock.ts';
import { clock, setUp } from './__fixtures__/parrot-handler.ts';
import { parrotBody, postOf, said } from './__fixtures__/parrot-request.ts';

describe('a store that does not answer', () => {
  const slow = (faults: Partial<ClaimStore>) => {
    const time = new SimulatedClock();
    const store = { ...createMemoryClaimStore({ clock: time }), ...faults };
    const handle = vi.fn();
    return { time, handle, ...setUp({ 'message.sent': handle }, { store, clock: time }) };
  };

  test.each([
    ['claim', 503, []],
    ['complete', 200, ['warning: not_completed', 'message.sent: handled']],
    ['release', 503, ['warning: not_released', 'message.sent: failed']],
  ] as const)(
    'to %s holds no request for longer than five seconds, and no close',
    async (call, status, told) => {
      const hang = vi.fn(() => new Promise<never>(() => {}));
      const { time, handler, handle, outcomes } = slow({ [call]: hang });
      if (call === 'release') handle.mockRejectedValue(new Error('no database'));
      const asked = handler(postOf(await parrotBody(said('1'), time.now())));
      const closed = handler.close();
      await expect.poll(() => hang.mock.calls.length === 1).toBe(true);
      await time.advance(4_999);
      expect(outcomes).toEqual([]);
      await time.advance(1);
      expect([(await asked).status, outcomes]).toEqual([status, told]);
      await closed;
      expect([time.pending, handle.mock.calls.length]).toEqual([0, call === 'claim' ? 0 : 1]);
    },
  );

  test('in time gives back what it claimed later, so that the next delivery can be handled', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const inner = createMemoryClaimStore();
    const claim = vi.fn<ClaimStore['claim']>(async (...given) => {
      await promise;
      return inner.claim(...given);
    });
    const release = vi.fn<ClaimStore['release']>((...given) => inner.release(...given));
    const { time, handler } = slow({ claim, release });
    const asked = handler(postOf(await parrotBody(said('1'), time.now())));
    await expect.poll(() => claim.mock.calls.length === 1).toBe(true);
    await time.advance(5_000);
    expect((await asked).status).toBe(503);
    resolve();
    await expect.poll(() => release.mock.calls.length === 1).toBe(true);
    expect(await inner.claim(claim.mock.calls[0]?.[0] ?? '', '', 1)).toMatchObject({ status: 'mine' });
  });
});

describe('a store that is down', () => {
  const down = async () => {
    throw new Error('no store');
  };
  const storeThat = (faults: Partial<ClaimStore>): ClaimStore => ({
    ...createMemoryClaimStore({ clock }),
    ...faults,
  });

  test('leaves events unhandled, with 503', async () => {
    const handle = vi.fn();
    const { send } = setUp({ 'message.sent': handle }, { store: storeThat({ claim: down }) });
    expect([await send(said('1')), handle.mock.calls]).toEqual([503, []]);
  });

  test('after the handler is a warning: the event was handled', async () => {
    const { send, outcomes } = setUp({ 'message.sent': () => {} }, { store: storeThat({ complete: down }) });
    expect([await send(said('1')), outcomes]).toEqual([
      200,
      ['warning: not_completed', 'message.sent: handled'],
    ]);
  });

  test('after a handler that threw is a warning, too', async () => {
    const fail = () => {
      throw new Error('no');
    };
    const { send, outcomes } = setUp({ 'message.sent': fail }, { store: storeThat({ release: down }) });
    expect([await send(said('1')), outcomes]).toEqual([
      503,
      ['warning: not_released', 'message.sent: failed'],
    ]);
  });

  test('a claim that ended while the handler ran is told', async () => {
    const { send, outcomes } = setUp({ 'message.sent': () => clock.stall(20_001) });
    expect([await send(said('1')), outcomes]).toEqual([
      200,
      ['warning: claim_ended', 'message.sent: handled'],
    ]);
  });
});
