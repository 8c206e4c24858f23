import { describe, expect, test } from 'vitest';
import { EmulatorPerTest } from '../__fixtures__/running-emulator.ts';
import { call, type Reply, textBody } from './__fixtures__/tencent-im-client.ts';

const local = new EmulatorPerTest({
  users: [
    { userId: 'alice', presence: 'online' },
    { userId: 'bob', presence: 'online' },
    { userId: 'carol', presence: 'offline' },
    'dave',
  ],
});

let lastRandom = 0;
function push(changes: Record<string, unknown> = {}): Promise<Reply> {
  lastRandom += 1;
  const body = { MsgRandom: lastRandom, MsgBody: textBody(), ...changes };
  return call(local.emulator, 'all_member_push/im_push', body);
}

const command = (name: string, body: unknown): Promise<Reply> =>
  call(local.emulator, `all_member_push/${name}`, body);

function reached(): string[] {
  return ['alice', 'bob', 'carol', 'dave'].filter((user) => local.emulator.inbox(user).length > 0);
}

const tags = (count: number) => Array.from({ length: count }, (_, index) => `tag${index}`);

describe('im_push refuses', () => {
  test.each<[string, Record<string, unknown>, number]>([
    ['no MsgRandom', { MsgRandom: undefined }, 90005],
    ['MsgRandom as a string', { MsgRandom: '1' }, 90005],
    ['no MsgBody', { MsgBody: undefined }, 90007],
    ['MsgBody as a string', { MsgBody: 'x' }, 90007],
    ['an empty MsgBody', { MsgBody: [] }, 90002],
    ['a bad element', { MsgBody: [{ MsgType: 'TIMTextElem', MsgContent: {} }] }, 90010],
    ['From_Account as a number', { From_Account: 1 }, 90008],
    ['a sender that was never imported', { From_Account: 'ghost' }, 90008],
    ['MsgLifeTime as a string', { MsgLifeTime: '0' }, 90044],
    ['MsgLifeTime above seven days', { MsgLifeTime: 604801 }, 90026],
    ['OfflinePushInfo as a string', { OfflinePushInfo: 'x' }, 90043],
    ['a body over 10 KB', { MsgBody: textBody('x'.repeat(10_000)) }, 90056],
    ['a Condition that is no object', { Condition: ['vip'] }, 90010],
    ['a member that Condition does not have', { Condition: { TagsNot: ['vip'] } }, 90010],
    ['tags that are no array', { Condition: { TagsOr: 'vip' } }, 90010],
    ['tags with attributes', { Condition: { TagsOr: ['vip'], AttrsOr: {} } }, 90039],
    ['an empty tag', { Condition: { TagsAnd: [''] } }, 90040],
    ['a tag over 50 bytes', { Condition: { TagsOr: ['中'.repeat(17)] } }, 90020],
    ['11 tags', { Condition: { TagsOr: tags(11) } }, 90032],
    ['a tag in both lists', { Condition: { TagsOr: ['vip', 'a'], TagsAnd: ['vip'] } }, 90022],
    ['an attribute nobody named', { Condition: { AttrsOr: { colour: 'red' } } }, 90033],
    ['an attribute that is no string', { Condition: { AttrsAnd: { sex: 1 } } }, 90033],
    ['attributes as an array', { Condition: { AttrsAnd: ['sex'] } }, 90033],
  ])('%s', async (_name, changes, code) => {
    await command('im_set_attr_name', { AttrNames: { 0: 'sex' } });
    const reply = await push(changes);
    expect(reply).toEqual({ ActionStatus: 'FAIL', ErrorCode: code, ErrorInfo: expect.any(String) });
    expect(local.emulator.messages).toHaveLength(0);
  });

  test('anything while the console has im_push off', async () => {
    await local.restart({ switches: { pushToAll: false } });
    expect((await push()).ErrorCode).toBe(90045);
  });

  test('a push without taking it from the day’s quota', async () => {
    await local.restart({ limits: { pushesPerDay: 1 } });
    expect((await push({ MsgBody: [] })).ErrorCode).toBe(90002);
    expect((await push()).ErrorCode).toBe(0);
  });
});

describe('im_push reaches', () => {
  test('everyone who is there, by default', async () => {
    const reply = await push({ OfflinePushInfo: { PushFlag: 1 } });
    expect(reply).toEqual({
      ActionStatus: 'OK',
      ErrorCode: 0,
      ErrorInfo: '',
      TaskId: expect.stringMatching(/^1400000000_/),
    });
    expect(reached()).toEqual(['alice', 'bob']);
    expect(local.emulator.inbox('alice')).toMatchObject([
      { channel: 'broadcast', from: 'administrator', stored: false, content: { MsgBody: textBody() } },
    ]);
  });

  test('those who come later, within MsgLifeTime', async () => {
    await push({ MsgLifeTime: 60, From_Account: 'alice' });
    expect(reached()).toEqual(['alice', 'bob', 'carol', 'dave']);
    local.emulator.advance(61_000);
    expect(reached()).toEqual(['alice', 'bob']);
    // It never stands in anyone's history.
    const history = await call(local.emulator, 'openim/admin_getroammsg', {
      Operator_Account: 'bob',
      Peer_Account: 'alice',
      MaxCnt: 10,
      MinTime: 0,
      MaxTime: 4_000_000_000,
    });
    expect(history.MsgCnt).toBe(0);
  });

  test.each([
    ['without a push block, showing the text', undefined, true],
    ['not with PushFlag 1', { PushFlag: 1 }, false],
    ['with PushFlag 0', { PushFlag: 0, Title: 'T', Desc: 'D' }, true],
  ])('phones with a notification, or not: %s', async (_name, OfflinePushInfo, shown) => {
    await push({ OfflinePushInfo });
    const copies = local.emulator.inbox('carol');
    expect(copies.map((copy) => [copy.pushShown, copy.delivered])).toEqual(shown ? [[true, false]] : []);
    expect(local.emulator.inbox('bob')).toMatchObject([{ pushShown: false }]);
  });

  test('no phone where a push that is not stored shows nothing, by the reading pushWithoutStorage', async () => {
    await local.restart({ readings: { pushWithoutStorage: false } });
    await push({ OfflinePushInfo: { PushFlag: 0, Desc: 'D' } });
    expect(local.emulator.inbox('carol')).toEqual([]);
  });

  test.each<[string, Record<string, unknown>, string[]]>([
    ['any of the tags', { TagsOr: ['vip', 'beta'] }, ['alice', 'bob', 'carol']],
    ['all of the tags', { TagsAnd: ['vip', 'beta'] }, ['bob']],
    ['both kinds at once', { TagsOr: ['vip'], TagsAnd: ['beta'] }, ['bob']],
    ['a tag nobody has', { TagsOr: ['none'] }, []],
    ['an attribute', { AttrsOr: { sex: 'f' } }, ['alice', 'carol']],
    ['any of two attributes', { AttrsOr: { sex: 'f', city: 'Oslo' } }, ['alice', 'bob', 'carol']],
    ['both attributes', { AttrsAnd: { sex: 'f', city: 'Oslo' } }, ['carol']],
    ['an empty condition', {}, ['alice', 'bob', 'carol', 'dave']],
  ])('by condition whom the vendor says: %s', async (_name, Condition, users) => {
    await command('im_add_tag', {
      UserTags: [
        { To_Account: 'alice', Tags: ['vip'] },
        { To_Account: 'bob', Tags: ['vip', 'beta'] },
        { To_Account: 'carol', Tags: ['beta'] },
      ],
    });
    await command('im_set_attr_name', { AttrNames: { 0: 'sex', 1: 'city' } });
    await command('im_set_attr', {
      UserAttrs: [
        { To_Account: 'alice', Attrs: { sex: 'f' } },
        { To_Account: 'bob', Attrs: { sex: 'm', city: 'Oslo' } },
        { To_Account: 'carol', Attrs: { sex: 'f', city: 'Oslo' } },
      ],
    });
    expect((await push({ Condition, MsgLifeTime: 60 })).ErrorCode).toBe(0);
    expect(reached()).toEqual(users);
  });
});

describe('im_push is allowed', () => {
  test('once a second', async () => {
    expect((await push()).ErrorCode).toBe(0);
    expect((await push()).ErrorCode).toBe(90024);
    local.emulator.advance(900);
    expect((await push()).ErrorCode).toBe(90024);
    local.emulator.advance(101);
    expect((await push()).ErrorCode).toBe(0);
    local.emulator.reset();
    expect((await push()).ErrorCode).toBe(0);
  });

  test('so many times in 24 hours, in a sliding window', async () => {
    await local.restart({ limits: { pushesPerDay: 3 } });
    const codes: unknown[] = [];
    for (let index = 0; index < 4; index++) {
      codes.push((await push()).ErrorCode);
      local.emulator.advance(3_600_000);
    }
    expect(codes).toEqual([0, 0, 0, 90047]);
    local.emulator.advance(20 * 3_600_000 - 60_000);
    expect((await push()).ErrorCode).toBe(90047);
    local.emulator.advance(60_000);
    expect((await push()).ErrorCode).toBe(0);
  });

  test('with the same MsgRandom within seven days as a copy that makes no new task, even when the content differs', async () => {
    await local.restart({ limits: { pushesPerDay: 1 } });
    const first = await push({ MsgRandom: 3120 });
    local.emulator.advance(2000);
    // The allowance is not touched by it.
    expect(await push({ MsgRandom: 3120, MsgBody: textBody('other') })).toEqual(first);
    local.emulator.advance(604_700_000);
    expect(await push({ MsgRandom: 3120 })).toEqual(first);
    expect(local.emulator.inbox('bob')).toHaveLength(1);
    local.emulator.advance(100_000);
    expect((await push({ MsgRandom: 3120 })).TaskId).not.toBe(first.TaskId);
    expect(local.emulator.inbox('bob')).toHaveLength(2);
  });
});

describe('lists of users', () => {
  const many = (item: unknown) => Array.from({ length: 101 }, () => item);

  test.each<[string, string, (userId: unknown) => unknown]>([
    ['im_set_attr', 'UserAttrs', (To_Account) => ({ To_Account, Attrs: {} })],
    ['im_remove_attr', 'UserAttrs', (To_Account) => ({ To_Account, Attrs: [] })],
    ['im_get_attr', 'To_Account', (userId) => userId],
    ['im_add_tag', 'UserTags', (To_Account) => ({ To_Account, Tags: [] })],
    ['im_remove_tag', 'UserTags', (To_Account) => ({ To_Account, Tags: [] })],
    ['im_get_tag', 'To_Account', (userId) => userId],
    ['im_remove_all_tags', 'To_Account', (userId) => userId],
  ])('are checked by %s', async (name, list, item) => {
    const codeOf = async (users: unknown) => (await command(name, { [list]: users })).ErrorCode;
    expect(await codeOf([item('alice'), item('bob')])).toBe(0);
    expect(await codeOf(undefined)).toBe(90001);
    expect(await codeOf([])).toBe(90001);
    expect(await codeOf(item('alice'))).toBe(90001);
    expect(await codeOf([item(5)])).toBe(90001);
    expect(await codeOf([item('')])).toBe(90001);
    expect(await codeOf([item('alice'), item('ghost')])).toBe(90048);
    expect(await codeOf(many(item('alice')))).toBe(90018);
    expect(await codeOf(many(item('alice')).slice(1))).toBe(0);
  });
});

describe('tags', () => {
  const add = (...Tags: unknown[]) => ({ UserTags: [{ To_Account: 'alice', Tags }] });

  test.each<[string, string, unknown, number]>([
    ['im_add_tag', 'no user', { UserTags: [{ Tags: ['a'] }] }, 90001],
    ['im_add_tag', 'no tags', { UserTags: [{ To_Account: 'alice' }] }, 90001],
    ['im_add_tag', 'a number as tag', add(5), 90001],
    ['im_add_tag', 'an empty tag', add(''), 90040],
    ['im_add_tag', 'a tag over 50 bytes', add('中'.repeat(17)), 90034],
    ['im_add_tag', 'a tag of 50 bytes', add('x'.repeat(50)), 0],
    ['im_add_tag', '11 tags', add(...tags(11)), 90032],
    ['im_add_tag', '10 tags', add(...tags(10)), 0],
    ['im_remove_tag', 'an empty tag', add(''), 90040],
    ['im_remove_tag', 'a tag that is not there', add('a'), 0],
    ['im_remove_all_tags', 'a user without tags', { To_Account: ['alice'] }, 0],
  ])('%s with %s is answered with code $3', async (name, _case, body, code) => {
    expect((await command(name, body)).ErrorCode).toBe(code);
  });

  test('are added, read and removed', async () => {
    await command('im_add_tag', add('a', 'b', 'c'));
    await command('im_remove_tag', add('b'));
    expect((await command('im_get_tag', { To_Account: ['alice', 'bob'] })).UserTags).toEqual([
      { To_Account: 'alice', Tags: ['a', 'c'] },
      { To_Account: 'bob', Tags: [] },
    ]);
    await command('im_remove_all_tags', { To_Account: ['alice'] });
    expect((await command('im_get_tag', { To_Account: ['alice'] })).UserTags).toEqual([
      { To_Account: 'alice', Tags: [] },
    ]);
  });

  test('are refused beyond 100 of a user', async () => {
    for (let round = 0; round < 10; round++) {
      const ten = tags(10).map((tag) => `${round}-${tag}`);
      expect((await command('im_add_tag', add(...ten))).ErrorCode).toBe(0);
    }
    expect((await command('im_add_tag', add('one more'))).ErrorCode).toBe(90032);
    expect((await command('im_add_tag', add('0-tag0'))).ErrorCode).toBe(0);
  });

  test('stay over a reset, and are deleted with the user', async () => {
    await command('im_add_tag', add('a'));
    local.emulator.reset();
    expect((await command('im_get_tag', { To_Account: ['alice'] })).UserTags).toMatchObject([
      { Tags: ['a'] },
    ]);
    await call(local.emulator, 'im_open_login_svc/account_delete', { DeleteItem: [{ UserID: 'alice' }] });
    local.emulator.tencentIm.users.put('alice');
    expect((await command('im_get_tag', { To_Account: ['alice'] })).UserTags).toMatchObject([{ Tags: [] }]);
  });
});

describe('attributes', () => {
  const set = (Attrs: unknown) => ({ UserAttrs: [{ To_Account: 'alice', Attrs }] });

  test.each<[string, string, unknown, number]>([
    ['im_set_attr_name', 'nothing', {}, 90033],
    ['im_set_attr_name', 'no names', { AttrNames: {} }, 90033],
    ['im_set_attr_name', 'a number beyond 9', { AttrNames: { 10: 'age' } }, 90033],
    ['im_set_attr_name', 'a number as name', { AttrNames: { 0: 5 } }, 90033],
    ['im_set_attr_name', 'an empty name', { AttrNames: { 0: '' } }, 90033],
    ['im_set_attr_name', 'a name over 50 bytes', { AttrNames: { 0: '中'.repeat(17) } }, 90034],
    ['im_set_attr', 'an array', set(['sex']), 90033],
    ['im_set_attr', 'a name nobody gave', set({ colour: 'red' }), 90033],
    ['im_set_attr', 'a number as value', set({ sex: 1 }), 90033],
    ['im_set_attr', 'a value over 50 bytes', set({ sex: 'x'.repeat(51) }), 90033],
    ['im_set_attr', 'a value', set({ sex: 'f' }), 0],
    ['im_remove_attr', 'an object', set({ sex: 'f' }), 90033],
    ['im_remove_attr', 'a name nobody gave', set(['colour']), 90033],
    ['im_remove_attr', 'a name', set(['sex']), 0],
  ])('%s with %s is answered with code $3', async (name, _case, body, code) => {
    await command('im_set_attr_name', { AttrNames: { 0: 'sex' } });
    expect((await command(name, body)).ErrorCode).toBe(code);
  });

  test('are named, set, read and removed', async () => {
    await command('im_set_attr_name', { AttrNames: { 0: 'sex', 9: 'city' } });
    expect((await command('im_get_attr_name', {})).AttrNames).toEqual({ 0: 'sex', 9: 'city' });
    await command('im_set_attr', set({ sex: 'f', city: 'Oslo' }));
    await command('im_remove_attr', set(['city']));
    expect((await command('im_get_attr', { To_Account: ['alice', 'bob'] })).UserAttrs).toEqual([
      { To_Account: 'alice', Attrs: { sex: 'f' } },
      { To_Account: 'bob', Attrs: {} },
    ]);
  });

  test('stay as they are for all users of the list when one is bad', async () => {
    await command('im_set_attr_name', { AttrNames: { 0: 'sex' } });
    const UserAttrs = [
      { To_Account: 'alice', Attrs: { sex: 'f' } },
      { To_Account: 'ghost', Attrs: { sex: 'f' } },
    ];
    expect((await command('im_set_attr', { UserAttrs })).ErrorCode).toBe(90048);
    expect((await command('im_get_attr', { To_Account: ['alice'] })).UserAttrs).toMatchObject([
      { Attrs: {} },
    ]);
  });
});
