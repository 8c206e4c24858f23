import type { MessageRef } from '@polychat/core';
import { describe, expect, test } from 'vitest';
import type { PickGroup } from './placing.ts';
import { routeBy } from './route-by.ts';
import { conversationKinds, outcomeOf, sendTo } from './testing/conversations.ts';
import { hello, InboxVendor } from './testing/inbox-vendor.ts';
import { thrown } from './testing/thrown.ts';
import { type TwoVendorsOptions, twoVendors } from './testing/two-vendors.ts';

/** `n…` is in the north, `s…` in the south, and nothing else anywhere. */
const pickGroup: PickGroup = (id) => ({ n: 'north', s: 'south' })[id.charAt(0)];
const world = ({ options, ...others }: TwoVendorsOptions = {}) =>
  twoVendors({ ...others, options: { pickGroup, ...options } });
const messageTo = (kind: 'group' | 'room', id: unknown, fields: object = {}) =>
  ({ ...hello, ...fields, [`${kind}Id`]: id }) as never;

describe.each(conversationKinds)('a message to a %s', (kind) => {
  test.each([
    ['n1', 'north'],
    ['s1', 'south'],
  ])('%s goes to the %s alone', async (id, name) => {
    const { chat, north, south } = world();
    expect(await sendTo(chat, kind, id)).toEqual({ via: name, warnings: [] });
    const [there, elsewhere] = name === 'north' ? [north, south] : [south, north];
    expect(there.conversation(kind, id)).toEqual(['hello']);
    expect(elsewhere.posted).toEqual([]);
  });

  test('pickGroup is told what it is', async () => {
    const asked: string[] = [];
    const { chat } = world({
      options: {
        pickGroup: async (id, of) => {
          asked.push(`${of} ${id}`);
          return 'south';
        },
      },
    });
    await sendTo(chat, kind, 'x');
    expect(asked).toEqual([`${kind} x`]);
  });

  test.each<[string, PickGroup, object]>([
    ['has no chat for it', () => undefined, { code: 'not_found', transient: false }],
    ['names no chat', () => 'east', { code: 'misconfigured' }],
    ['returns something else', () => 7 as never, { code: 'misconfigured' }],
    [
      'throws',
      () => {
        throw new Error('the directory is down');
      },
      { code: 'network', transient: true },
    ],
    ['rejects', () => Promise.reject(new Error('the directory is down')), { code: 'network' }],
    ['does not answer', () => new Promise(() => {}), { code: 'timeout', transient: true }],
  ])('fails, and nothing is sent, where pickGroup %s', async (_what, pick, problem) => {
    const { chat, clock, north, south } = world({ options: { pickGroup: pick } });
    const error = await clock.finish(thrown(sendTo(chat, kind, 'n1')));
    expect(error).toMatchObject({ ...problem, effect: 'not_sent', field: 'pickGroup' });
    expect([...north.posted, ...south.posted]).toEqual([]);
    expect(error.message).not.toContain('directory');
  });

  test.each<[string, (sent: Promise<unknown>, abort: AbortController) => void, object, string]>([
    ['its deadline is over', () => {}, { deadlineMs: 100 }, 'timeout'],
    ['it is cancelled', (_sent, abort) => abort.abort(), {}, 'aborted'],
  ])('is not sent where %s during the look-up', async (_what, act, options, code) => {
    const { chat, clock, north, south } = world({ options: { pickGroup: () => new Promise(() => {}) } });
    const abort = new AbortController();
    const sent = thrown(sendTo(chat, kind, 'n1', {}, { ...options, signal: abort.signal }));
    act(sent, abort);
    expect(await clock.finish(sent)).toMatchObject({ code, effect: 'not_sent' });
    expect([...north.posted, ...south.posted]).toEqual([]);
  });

  test('is refused without pickGroup, which is named, unless there is one chat alone', async () => {
    const { chat, north, south } = twoVendors();
    expect(await thrown(sendTo(chat, kind, 'n1'))).toMatchObject({
      code: 'misconfigured',
      field: 'pickGroup',
    });
    expect(chat.check(messageTo(kind, 'n1'))).toMatchObject([{ code: 'misconfigured', field: 'pickGroup' }]);
    expect([...north.posted, ...south.posted]).toEqual([]);
    const options = { via: ['south'] } as object;
    expect(await outcomeOf(sendTo(chat, kind, 'n1', {}, options))).toBe('accepted south');
    const only = new InboxVendor({ name: 'only' });
    expect(
      await outcomeOf(
        sendTo(
          routeBy(() => 'only', [only.chat]),
          kind,
          'n1',
        ),
      ),
    ).toBe('accepted only');
  });

  test('goes to no chat that via does not name', async () => {
    const { chat, north } = world();
    expect(await thrown(sendTo(chat, kind, 'n1', {}, { via: ['south'] } as object))).toMatchObject({
      code: 'misconfigured',
      field: 'pickGroup',
    });
    expect(north.posted).toEqual([]);
  });

  test.each([undefined, null, 7, ''])('with the id %j asks nobody, and is refused', async (id) => {
    const asked: string[] = [];
    const { chat } = world({ options: { pickGroup: (each) => void asked.push(each) } });
    const verb = kind === 'group' ? 'sendToGroup' : 'sendToRoom';
    expect(await thrown(chat[verb](messageTo(kind, id)))).toMatchObject({
      code: 'invalid_message',
      field: `${kind}Id`,
    });
    expect(chat.check(messageTo(kind, id))).toContainEqual(
      expect.objectContaining({ code: 'invalid_message', field: `${kind}Id` }),
    );
    expect(asked).toEqual([]);
  });

  test('check asks its own chat, or all of them where the look-up answers later', () => {
    const lacking = { south: { lacks: ['metadata'] } };
    const withMetadata = (id: string) => messageTo(kind, id, { metadata: 'm' });
    const { chat } = world(lacking);
    expect(chat.check(withMetadata('n1'))).toEqual([]);
    expect(chat.check(withMetadata('s1'))).toMatchObject([{ code: 'unsupported', field: 'metadata' }]);
    expect(chat.check(withMetadata('x1'))).toMatchObject([
      { field: 'metadata' },
      { code: 'not_found', field: 'pickGroup' },
    ]);
    const later = world({ ...lacking, options: { pickGroup: async () => 'north' } });
    expect(later.chat.check(withMetadata('n1'))).toMatchObject([{ field: 'metadata' }]);
  });

  test('preview shows the call of its own chat', async () => {
    const { chat } = world();
    expect(await Array.fromAsync(chat.preview(messageTo(kind, 's1')))).toMatchObject([{ endpoint: kind }]);
    await expect(Array.fromAsync(chat.preview(messageTo(kind, 'x1')))).rejects.toMatchObject({
      code: 'not_found',
    });
  });

  test('is taken back and changed where it is', async () => {
    const { chat, south } = world({ north: { changes: true }, south: { changes: true } });
    const refs = [await sendTo(chat, kind, 's1'), await sendTo(chat, kind, 's1')].map(
      ({ ref }) => ref as MessageRef,
    );
    expect(refs[0]).toMatchObject({ vendor: 'south', conversation: kind, to: 's1' });
    await chat.recall(refs[0] as MessageRef);
    await chat.edit(refs[1] as MessageRef, { content: { type: 'text', text: 'better' } });
    expect(south.conversation(kind, 's1')).toEqual(['(recalled)', 'better']);
  });

  test('a closed chat sends none', async () => {
    const { chat } = world();
    await chat.close();
    expect(await thrown(sendTo(chat, kind, 'n1'))).toMatchObject({ code: 'misconfigured' });
  });
});

test('the answers of pickGroup are kept, those for groups apart from those for rooms', async () => {
  const asked: string[] = [];
  const { chat } = world({
    options: {
      cache: { maxUserIds: 10, timeToLiveMs: 1_000 },
      pickGroup: (id, kind) => {
        asked.push(`${kind} ${id}`);
        return kind === 'group' ? 'north' : 'south';
      },
    },
  });
  const vias: string[] = [];
  for (const kind of ['group', 'room', 'group', 'room'] as const) {
    vias.push((await sendTo(chat, kind, 'x')).via);
  }
  expect(vias).toEqual(['north', 'south', 'north', 'south']);
  expect(asked).toEqual(['group x', 'room x']);
});

test('a pickGroup that is no function is refused when the chat is made', () => {
  expect(() => world({ options: { pickGroup: 'north' as never } })).toThrow(
    expect.objectContaining({ code: 'misconfigured', field: 'pickGroup' }),
  );
});
