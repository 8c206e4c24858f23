import { describe, expect, test } from 'vitest';
import { EmulatorPerTest } from '../__fixtures__/running-emulator.ts';
import { call, type Reply } from './__fixtures__/tencent-im-client.ts';

const local = new EmulatorPerTest({ users: [{ userId: 'alice', name: 'Alice' }] });

const account = (command: string, body: unknown): Promise<Reply> =>
  call(local.emulator, `im_open_login_svc/${command}`, body);

const names = (count: number) => Array.from({ length: count }, (_, index) => `user${index}`);

describe('account_import', () => {
  test.each<[string, unknown, number]>([
    ['only an id', { UserID: 'bob' }, 0],
    ['name and picture', { UserID: 'bob', Nick: 'Bob', FaceUrl: 'https://f.example/b.png' }, 0],
    ['32 bytes', { UserID: 'x'.repeat(32) }, 0],
    ['printable ASCII', { UserID: 'b @~!' }, 0],
    ['an id that exists', { UserID: 'alice' }, 0],
    ['the old name of the field', { Identifier: 'bob' }, 0],
    ['nothing', {}, 70402],
    ['an empty id', { UserID: '' }, 70402],
    ['a number as id', { UserID: 42 }, 60015],
    ['null as id', { UserID: null }, 60015],
    ['33 bytes', { UserID: 'x'.repeat(33) }, 70402],
    ['33 bytes in 11 characters', { UserID: '中'.repeat(11) }, 70402],
    ['other characters', { UserID: '中' }, 70402],
    ['a control character', { UserID: 'a\nb' }, 70402],
    ['a number as Nick', { UserID: 'bob', Nick: 5 }, 70402],
    ['an object as FaceUrl', { UserID: 'bob', FaceUrl: {} }, 70402],
    ['a Nick of 500 bytes', { UserID: 'bob', Nick: 'x'.repeat(500) }, 0],
    ['a Nick of 501 bytes', { UserID: 'bob', Nick: 'x'.repeat(501) }, 40601],
    ['a Nick of 501 bytes in 167 characters', { UserID: 'bob', Nick: '中'.repeat(167) }, 40601],
  ])('with %s is answered with code $2', async (_name, body, code) => {
    const reply = await account('account_import', body);
    expect(reply.ErrorCode).toBe(code);
    if (code === 0) expect(reply).toEqual({ ActionStatus: 'OK', ErrorCode: 0, ErrorInfo: '' });
    expect(local.emulator.tencentIm.users.size).toBe(
      code === 0 && (body as Reply).UserID !== 'alice' ? 3 : 2,
    );
  });

  test('gives a new account name and picture, which a second import does not change', async () => {
    await account('account_import', { UserID: 'bob', Nick: 'Bob', FaceUrl: 'https://f.example/b.png' });
    expect(local.emulator.tencentIm.users.get('bob')).toMatchObject({
      name: 'Bob',
      avatarUrl: 'https://f.example/b.png',
    });
    await account('account_import', { UserID: 'bob', Nick: 'Robert' });
    expect(local.emulator.tencentIm.users.get('bob')?.name).toBe('Bob');
  });

  test('takes ids that differ in case for two', async () => {
    await account('account_import', { UserID: 'Alice' });
    expect(local.emulator.tencentIm.users.has('Alice')).toBe(true);
    expect(local.emulator.tencentIm.users.size).toBe(3);
  });

  test('refuses new accounts above the limit of accounts', async () => {
    await local.restart({ limits: { accounts: 3 } });
    expect((await account('account_import', { UserID: 'bob' })).ErrorCode).toBe(0);
    expect((await account('account_import', { UserID: 'carol' })).ErrorCode).toBe(70398);
    expect((await account('account_import', { UserID: 'bob' })).ErrorCode).toBe(0);
  });

  test('has no effect on an id with a fault, and answers with its code', async () => {
    local.emulator.fail({ recipient: 'bob', fault: { kind: 'code', code: 70500 } });
    expect((await account('account_import', { UserID: 'bob' })).ErrorCode).toBe(70500);
    expect(local.emulator.tencentIm.users.has('bob')).toBe(false);
  });

  test('follows the readings of profiles, retired names, unknown fields and characters of ids', async () => {
    await local.restart({
      readings: {
        reimportUpdatesProfile: true,
        retiredNames: false,
        unknownFields: 'refuse',
        userIdCharacters: 'word',
      },
    });
    await account('account_import', { UserID: 'alice', Nick: 'Lissy' });
    expect(local.emulator.tencentIm.users.get('alice')?.name).toBe('Lissy');
    expect((await account('account_import', { Identifier: 'bob' })).ErrorCode).toBe(70402);
    expect((await account('account_import', { UserID: 'bob', Type: 1 })).ErrorCode).toBe(70402);
    expect((await account('account_import', { UserID: 'b@b' })).ErrorCode).toBe(70402);
    await local.restart({ readings: { userIdCharacters: 'any' } });
    expect((await account('account_import', { UserID: '中' })).ErrorCode).toBe(0);
  });
});

describe('multiaccount_import', () => {
  test.each<[string, unknown, number]>([
    ['nothing', {}, 70402],
    ['no list', { AccountList: { UserID: 'bob' } }, 70402],
    ['an empty list', { AccountList: [] }, 70402],
    ['101 accounts', { AccountList: names(101).map((UserID) => ({ UserID })) }, 70402],
    ['101 names', { Accounts: names(101) }, 70402],
    ['a string in the new list', { AccountList: ['bob'] }, 70402],
    ['an account without id', { AccountList: [{ Nick: 'Bob' }] }, 70402],
    ['a number as id', { AccountList: [{ UserID: 5 }] }, 60015],
    ['a number in the old list', { Accounts: [5] }, 60015],
    ['a number as Nick', { AccountList: [{ UserID: 'bob', Nick: 5 }] }, 70402],
    ['a Nick that is too long', { AccountList: [{ UserID: 'bob', Nick: 'x'.repeat(501) }] }, 40601],
  ])('is refused with %s', async (_name, body, code) => {
    expect((await account('multiaccount_import', body)).ErrorCode).toBe(code);
    expect(local.emulator.tencentIm.users.size).toBe(2);
  });

  test('takes 100 accounts, and updates those that exist', async () => {
    const AccountList = names(99).map((UserID) => ({ UserID }));
    const reply = await account('multiaccount_import', {
      AccountList: [...AccountList, { UserID: 'alice', Nick: 'Lissy', FaceUrl: 'https://f.example/a.png' }],
    });
    expect(reply).toEqual({ ActionStatus: 'OK', ErrorCode: 0, ErrorInfo: '', FailAccounts: [] });
    expect(local.emulator.tencentIm.users.size).toBe(101);
    expect(local.emulator.tencentIm.users.get('alice')).toMatchObject({
      name: 'Lissy',
      avatarUrl: 'https://f.example/a.png',
    });
  });

  test('takes the old form, with names', async () => {
    expect((await account('multiaccount_import', { Accounts: ['bob', 'carol'] })).FailAccounts).toEqual([]);
    expect(local.emulator.tencentIm.users.has('carol')).toBe(true);
  });

  test('answers a partial failure like a success', async () => {
    local.emulator.fail({ recipient: 'carol', fault: { kind: 'code', code: 70500 } });
    const reply = await account('multiaccount_import', {
      AccountList: [{ UserID: 'bob' }, { UserID: 'x'.repeat(33) }, { UserID: 'carol' }, { UserID: '中' }],
    });
    expect(reply).toEqual({
      ActionStatus: 'OK',
      ErrorCode: 0,
      ErrorInfo: '',
      FailAccounts: ['x'.repeat(33), 'carol', '中'],
    });
    expect(local.emulator.tencentIm.users.has('bob')).toBe(true);
    expect(local.emulator.tencentIm.users.has('carol')).toBe(false);
  });

  test('answers too many accounts with the older code by the reading tooManyAccountsCode', async () => {
    await local.restart({ readings: { tooManyAccountsCode: 70206 } });
    expect((await account('multiaccount_import', { Accounts: names(101) })).ErrorCode).toBe(70206);
  });
});

describe('account_delete', () => {
  const items = (...ids: unknown[]) => ({ DeleteItem: ids.map((UserID) => ({ UserID })) });

  test.each<[string, unknown, number]>([
    ['nothing', {}, 70402],
    ['an empty list', { DeleteItem: [] }, 70402],
    ['101 items', items(...names(101)), 70402],
    ['a string as item', { DeleteItem: ['alice'] }, 70402],
    ['an item without id', { DeleteItem: [{}] }, 70402],
    ['a number as id', items(5), 60015],
  ])('is refused with %s', async (_name, body, code) => {
    expect((await account('account_delete', body)).ErrorCode).toBe(code);
  });

  test('has a result for each item', async () => {
    expect(await account('account_delete', items('alice', 'nobody'))).toEqual({
      ActionStatus: 'OK',
      ErrorCode: 0,
      ErrorInfo: '',
      ResultItem: [
        { UserID: 'alice', ResultCode: 0, ResultInfo: '' },
        { UserID: 'nobody', ResultCode: 70107, ResultInfo: 'Err_TLS_PT_Open_Login_Account_Not_Exist' },
      ],
    });
    expect(local.emulator.tencentIm.users.has('alice')).toBe(false);
  });

  test('keeps a deleted id taken for three months', async () => {
    await account('account_delete', items('alice'));
    expect((await account('account_import', { UserID: 'alice' })).ErrorCode).toBe(70399);
    expect((await account('multiaccount_import', { Accounts: ['alice'] })).FailAccounts).toEqual(['alice']);
    local.emulator.advance(91 * 86_400_000);
    expect((await account('account_import', { UserID: 'alice' })).ErrorCode).toBe(0);
  });

  test('lets an id be imported again at once on a trial edition', async () => {
    await local.restart({ switches: { reimportAtOnce: true } });
    await account('account_delete', items('alice'));
    expect((await account('account_import', { UserID: 'alice' })).ErrorCode).toBe(0);
  });

  test('is refused where the console forbids it', async () => {
    await local.restart({ switches: { accountDeletion: false } });
    expect((await account('account_delete', items('alice'))).ErrorCode).toBe(71000);
  });

  test('has no effect on an id with a fault, and answers with its code', async () => {
    local.emulator.fail({ recipient: 'alice', fault: { kind: 'code', code: 30007 } });
    const reply = await account('account_delete', items('alice'));
    expect(reply).toMatchObject({ ErrorCode: 0, ResultItem: [{ UserID: 'alice', ResultCode: 30007 }] });
    expect(local.emulator.tencentIm.users.has('alice')).toBe(true);
  });
});

describe('account_check', () => {
  const items = (...ids: unknown[]) => ({ CheckItem: ids.map((UserID) => ({ UserID })) });

  test.each<[string, unknown, number]>([
    ['nothing', {}, 70402],
    ['an empty list', { CheckItem: [] }, 70402],
    ['101 items', items(...names(101)), 70402],
    ['a number as id', items(5), 60015],
  ])('is refused with %s', async (_name, body, code) => {
    expect((await account('account_check', body)).ErrorCode).toBe(code);
  });

  test('answers an unknown account without an error', async () => {
    local.emulator.fail({ recipient: 'slow', fault: { kind: 'code', code: 70202 } });
    expect((await account('account_check', items('alice', 'nobody', 'slow'))).ResultItem).toEqual([
      { UserID: 'alice', ResultCode: 0, ResultInfo: '', AccountStatus: 'Imported' },
      { UserID: 'nobody', ResultCode: 0, ResultInfo: '', AccountStatus: 'NotImported' },
      { UserID: 'slow', ResultCode: 70202, ResultInfo: expect.any(String) },
    ]);
  });
});
