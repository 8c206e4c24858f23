import { describe, expect, test, vi } from 'vitest';
import { createMemoryClaimStore } from '../defaults/memory-claim-store.ts';
import type { ClaimStore } from '../ports/claim-store.ts';
import { parrot } from './__fixtures__/parrot.ts';
import { clock, setUp } from './__fixtures__/parrot-handler.ts';
import { parrotBody, postOf, said } from './__fixtures__/parrot-request.ts';
import { createWebhookHandler } from './create-webhook-handler.ts';
import type { WebhookEvent } from './events/webhook-event.ts';
import { allow } from './verdict.ts';

const texts = (calls: readonly (readonly WebhookEvent[])[]) =>
  calls.map(([event]) =>
    event && 'content' in event && event.content?.type === 'text' ? event.content.text : '',
  );

describe('an event', () => {
  test('is handed over with all that it has in common with others', async () => {
    const handle = vi.fn();
    const { handler } = setUp({ 'message.sent': handle });
    const response = await handler(postOf(await parrotBody(said('7'), clock.now())));
    expect([response.status, await response.text()]).toEqual([200, '{"taken":true}']);
    expect(handle.mock.calls).toEqual([
      [
        {
          type: 'message.sent',
          vendor: 'parrot',
          app: 'cage',
          vendorEvent: 'said',
          eventId: expect.stringMatching(/^[0-9a-f]{32}$/),
          redelivery: false,
          raw: expect.objectContaining({ id: '7' }),
          at: 1_750_000_000_000,
          conversation: 'direct',
          from: 'alice',
          to: 'bob',
          content: { type: 'text', text: 'hello' },
        },
      ],
    ]);
  });

  test('that nobody handles is acknowledged, and claims nothing', async () => {
    const store = createMemoryClaimStore({ clock });
    const claim = vi.spyOn(store, 'claim');
    const { send, outcomes } = setUp({ 'user.online': () => {} }, { store });
    expect([await send(said('1')), outcomes, claim.mock.calls]).toEqual([200, [], []]);
  });

  test('that was handled is not handled again, whatever it is signed with', async () => {
    const handle = vi.fn();
    const { send, outcomes } = setUp({ 'message.sent': handle });
    expect([await send(said('1')), await send(said('1'))]).toEqual([200, 200]);
    expect(handle).toHaveBeenCalledTimes(1);
    expect(outcomes).toEqual(['message.sent: handled', 'message.sent: duplicate']);
  });

  test('whose handler throws is released, answered 503, and handled when it comes again', async () => {
    const handle = vi.fn().mockRejectedValueOnce(new Error('no database'));
    const errors: unknown[] = [];
    const onError = (error: unknown, { type }: { type?: string }) => errors.push([type, error]);
    const { send, outcomes } = setUp({ 'message.sent': handle }, { onError });
    expect([await send(said('1')), await send(said('1'))]).toEqual([503, 200]);
    expect(errors).toEqual([['message.sent', new Error('no database')]]);
    expect(outcomes).toEqual(['message.sent: failed', 'message.sent: handled, again']);
    expect(handle.mock.calls.map(([{ redelivery }]) => redelivery)).toEqual([false, true]);
  });

  test('that comes again while it is being handled waits for the same outcome', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const handle = vi.fn(() => promise);
    const { send } = setUp({ 'message.sent': handle });
    const both = [send(said('1')), send(said('1'))];
    await expect.poll(() => handle.mock.calls.length === 1).toBe(true);
    resolve();
    expect(await Promise.all(both)).toEqual([200, 200]);
    expect(handle).toHaveBeenCalledTimes(1);
  });

  test('that another process is handling is answered 503', async () => {
    const store = createMemoryClaimStore({ clock });
    const handle = vi.fn(() => new Promise(() => {}));
    const one = setUp({ 'message.sent': handle }, { store });
    const other = setUp({ 'message.sent': () => {} }, { store });
    void one.send(said('1'));
    await expect.poll(() => handle.mock.calls.length === 1).toBe(true);
    expect([await other.send(said('1')), other.outcomes]).toEqual([503, ['message.sent: busy']]);
    await clock.advance(20_000);
    expect(await other.send(said('1'))).toBe(200);
  });

  test('that the vendor does not confirm is not handled, and is asked for again', async () => {
    const handle = vi.fn();
    const answers = [false, true];
    const confirm = { 'message.sent': async () => answers.shift() ?? false };
    const { send, outcomes } = setUp({ 'message.sent': handle }, { confirm });
    expect([await send(said('1')), handle.mock.calls.length]).toEqual([503, 0]);
    expect([await send(said('1')), handle.mock.calls.length]).toEqual([200, 1]);
    expect(outcomes).toEqual(['message.sent: unconfirmed', 'message.sent: handled, again']);
  });

  test('of a list is handled again alone, if it alone failed', async () => {
    const handle = vi.fn(({ raw }: { raw: unknown }) => {
      if ((raw as { id: string }).id === '2' && handle.mock.calls.length < 4) throw new Error('busy');
    });
    const { send } = setUp({ 'message.sent': handle });
    const list = { event: 'squawks', list: [said('1'), said('2'), said('3')] };
    expect([await send(list), await send(list)]).toEqual([503, 200]);
    const handled = handle.mock.calls.map(([{ raw }]) => (raw as { id: string }).id);
    // Those of a list are handled at once.
    expect([handled.slice(0, 3).toSorted(), handled.slice(3)]).toEqual([['1', '2', '3'], ['2']]);
  });
});

describe('a message that comes again with other content', () => {
  test('is edited, once for each content', async () => {
    const [sent, edited] = [vi.fn<(event: WebhookEvent) => void>(), vi.fn<(event: WebhookEvent) => void>()];
    const { send } = setUp({ 'message.sent': sent, 'message.edited': edited });
    for (const text of ['one', 'two', 'two', 'three', 'one']) expect(await send(said('1', text))).toBe(200);
    expect([texts(sent.mock.calls), texts(edited.mock.calls)]).toEqual([['one'], ['two', 'three']]);
  });

  test('is edited also where nobody handles what is sent', async () => {
    const edited = vi.fn<(event: WebhookEvent) => void>();
    const { send } = setUp({ 'message.edited': edited });
    for (const text of ['one', 'two']) await send(said('1', text));
    expect(texts(edited.mock.calls)).toEqual(['two']);
  });

  test('is left alone where nobody handles edits', async () => {
    const sent = vi.fn<(event: WebhookEvent) => void>();
    const { send } = setUp({ 'message.sent': sent });
    for (const text of ['one', 'two']) expect(await send(said('1', text))).toBe(200);
    expect(texts(sent.mock.calls)).toEqual(['one']);
  });
});

describe('the order of events', () => {
  test('of one conversation is that of their arrival, where it is asked for', async () => {
    const log: string[] = [];
    const { promise, resolve } = Promise.withResolvers<void>();
    const handle = async ({ raw }: { raw: unknown }) => {
      const { id } = raw as { id: string };
      log.push(`begin ${id}`);
      if (id === '1') await promise;
      log.push(`end ${id}`);
    };
    const { handler } = setUp({ 'message.sent': handle }, { order: 'conversation' });
    const answer = { ...said('2'), from: 'bob', to: 'alice' };
    const messages = [said('1'), answer, { ...said('3'), to: 'carol' }];
    const bodies = await Promise.all(messages.map((message) => parrotBody(message, clock.now())));
    const all = bodies.map((body) => handler(postOf(body)));
    await expect.poll(() => log.includes('end 3')).toBe(true);
    expect(log).toEqual(['begin 1', 'begin 3', 'end 3']);
    resolve();
    await Promise.all(all);
    expect(log.slice(3)).toEqual(['end 1', 'begin 2', 'end 2']);
  });
});

test('hooks are told no content, no id of a user, and nothing that they could change', async () => {
  const told: object[] = [];
  const note = (event: object) => void told.push(event);
  const hooks = { handled: note, refused: note, answered: note, warning: note };
  const store: ClaimStore = { ...createMemoryClaimStore({ clock }), complete: async () => false };
  const handler = createWebhookHandler(
    parrot(),
    { 'message.sent': () => {}, 'user.online': () => {}, 'message.sending': () => allow() },
    { clock, hooks, store, atDeadline: 'allow' },
  );
  const awake = { event: 'awake', user: 'alice', at: 1 };
  for (const members of [
    said('1', 'my secret'),
    { ...said('2'), event: 'before' },
    awake,
    { ...awake, app: 'zoo' },
  ]) {
    await handler(postOf(await parrotBody(members, clock.now())));
  }
  expect(told.length).toBeGreaterThanOrEqual(6);
  expect(JSON.stringify(told)).not.toMatch(/alice|bob|secret|hello|polly/);
  expect(told.every((event) => Object.isFrozen(event))).toBe(true);
});

test('close answers 503 to what comes, and waits for what is under way', async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const handle = vi.fn(() => promise);
  const { handler, send } = setUp({ 'message.sent': handle });
  const first = send(said('1'));
  await expect.poll(() => handle.mock.calls.length === 1).toBe(true);
  let isClosed = false;
  const closing = handler.close().then(() => {
    isClosed = true;
  });
  expect([await send(said('2')), isClosed]).toEqual([503, false]);
  resolve();
  await closing;
  expect(await first).toBe(200);
});
