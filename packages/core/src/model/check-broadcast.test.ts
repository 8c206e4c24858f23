import { describe, expect, test } from 'vitest';
import { type Checked, checkBroadcast, completeBroadcast, messageOrThrow } from './check-message.ts';
import { audiences } from './message.ts';

const text = { type: 'text', text: 'hello' } as const;
const push = { title: 'Alice', body: 'hello' };

/** `field: message` of every problem. */
function problemsOf(checked: Checked<unknown>) {
  if (!('problems' in checked)) return [];
  for (const problem of checked.problems) {
    expect(problem).toMatchObject({ code: 'invalid_message', effect: 'not_sent', transient: false });
  }
  return checked.problems.map(({ message }) => [message]);
}

describe('a broadcast', () => {
  test('takes what a direct message takes, and adds no defaults', () => {
    expect(checkBroadcast({ content: text, audience: 'online' })).toEqual({
      message: { content: text, audience: 'online' },
    });
    expect(completeBroadcast({ content: text, audience: 'online' }, 'plain')).toEqual({
      content: text,
      audience: 'online',
      vendorFields: undefined,
    });
  });

  test.each(audiences)('%s needs a push where somebody offline is reached', (audience) => {
    const withPush = checkBroadcast({ content: text, audience, push });
    const without = checkBroadcast({ content: text, audience });
    if (audience === 'online') {
      expect(problemsOf(without)).toEqual([]);
      expect(problemsOf(withPush)).toEqual([
        ['push: has no place when audience is "online": nobody offline is reached'],
      ]);
    } else {
      expect(problemsOf(withPush)).toEqual([]);
      expect(problemsOf(without)).toEqual([[`push: is required when audience is "${audience}"`]]);
    }
  });

  test.each([
    ['no audience is refused', {}, [['audience: must be one of "online", "everyone", "push_only"']]],
    [
      'an unknown audience is refused',
      { audience: 'all' },
      [['audience: must be one of "online", "everyone", "push_only"']],
    ],
    ['a list of recipients is refused', { audience: 'online', to: ['a'] }, [['to: no such field']]],
    [
      'a time to live is refused for those who are online',
      { audience: 'online', timeToLive: 60 },
      [['timeToLive: has no place when audience is "online": nothing waits for anybody']],
    ],
    [
      'fields of an unknown vendor are no problem here (a warning comes later), but no push is',
      { audience: 'everyone', vendor: { acme: 1 } },
      [['push: is required when audience is "everyone"']],
    ],
  ])('%s', (_, fields, expected) => {
    expect(problemsOf(checkBroadcast({ content: text, ...fields }))).toEqual(expected);
  });

  test('a timeToLive of 0 is allowed with audience "online", where nothing waits anyway', () => {
    expect(problemsOf(checkBroadcast({ content: text, audience: 'online', timeToLive: 0 }))).toEqual([]);
  });

  test('bytes are copied, since their owner may write into them while the send goes on', () => {
    const data = new Uint8Array([1, 2]);
    const given = { content: { type: 'signal', data }, audience: 'online' };
    const checked = messageOrThrow(checkBroadcast(given));
    data.fill(9);
    expect(checked.content).toEqual({ type: 'signal', data: new Uint8Array([1, 2]) });
  });

  test('an adapter gets its own vendor fields', () => {
    const vendor = { plain: { condition: 'x' }, zim: {} };
    const checked = messageOrThrow(checkBroadcast({ content: text, audience: 'online', vendor }));
    expect(completeBroadcast(checked, 'plain')).toEqual({
      content: text,
      audience: 'online',
      vendorFields: { condition: 'x' },
    });
  });
});
