import { describe, expect, test } from 'vitest';
import { emulator, openim, startEmulator } from './__fixtures__/conversation.ts';

await startEmulator();

describe('query_online_status', () => {
  const query = (body: unknown, command = 'query_online_status') => openim(command, body);

  test.each<[string, unknown, number]>([
    ['nothing', {}, 90003],
    ['a string', { To_Account: 'alice' }, 90003],
    ['an empty array', { To_Account: [] }, 90001],
    ['a number in it', { To_Account: [5] }, 60015],
    ['501 accounts', { To_Account: Array.from({ length: 501 }, () => 'alice') }, 90011],
    ['IsNeedDetail 2', { To_Account: ['alice'], IsNeedDetail: 2 }, 90001],
    ['nobody who exists', { To_Account: ['ghost'] }, 70107],
  ])('is refused with %s', async (_name, body, code) => {
    expect((await query(body)).ErrorCode).toBe(code);
  });

  test('has the status of each account', async () => {
    emulator.tencentIm.users.put('dave');
    const body = { To_Account: ['alice', 'bob', 'dave', 'ghost'], IsNeedDetail: 1 };
    expect(await query(body)).toEqual({
      ActionStatus: 'OK',
      ErrorCode: 0,
      ErrorInfo: '',
      QueryResult: [
        { To_Account: 'alice', Status: 'Online', Detail: [{ Platform: 'Android', Status: 'Online' }] },
        { To_Account: 'bob', Status: 'PushOnline', Detail: [{ Platform: 'Android', Status: 'PushOnline' }] },
        { To_Account: 'dave', Status: 'Offline', Detail: [] },
      ],
      ErrorList: [{ To_Account: 'ghost', ErrorCode: 70107 }],
    });
  });

  test('works without detail, and under its old name', async () => {
    expect((await query({ To_Account: ['alice'] }, 'querystate')).QueryResult).toEqual([
      { To_Account: 'alice', Status: 'Online' },
    ]);
  });
});
