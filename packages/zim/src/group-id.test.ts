import { describe, expect, test } from 'vitest';
import { groupIdProblem } from './group-id.ts';

describe('the id of a group or a room', () => {
  test.each(['a', '#group1', ' ', 'x'.repeat(32), '!#$%&()+-:;<=.>?@[]^_ {}|~'])('may be %j', (groupId) => {
    expect(groupIdProblem('groupId', groupId)).toBeUndefined();
  });

  test.each([
    ['', { min: 1, unit: 'bytes', actual: 0 }],
    ['x'.repeat(33), { max: 32, unit: 'bytes', actual: 33 }],
    ['名'.repeat(11), { max: 32, unit: 'bytes', actual: 33 }],
    ['a,b', undefined],
    ['a/b', undefined],
    ["a'b", undefined],
    ['@TGS#_big@TOPIC#_名', undefined],
  ])('may not be %j', (groupId, limit) => {
    expect(groupIdProblem('roomId', groupId)).toMatchObject({
      code: 'invalid_message',
      effect: 'not_sent',
      field: 'roomId',
      ...(limit ? { limit } : {}),
    });
  });
});
