import { describe, expect, test } from 'vitest';
import { groupIdProblem, groupToWire } from './group-id.ts';

describe('the id of a group, a topic or a room', () => {
  test.each([
    'a',
    '@TGS#2J4SZEAEL',
    '@TGS#_big',
    'with space',
    'x'.repeat(48),
    '@TGS#_big@TOPIC#_a',
    `${'x'.repeat(48)}@TOPIC#_${'a'.repeat(40)}`,
  ])('may be %j', (groupId) => {
    expect(groupIdProblem('groupId', groupId)).toBeUndefined();
  });

  test.each([
    ['', undefined],
    ['x'.repeat(49), { max: 48, unit: 'bytes', actual: 49 }],
    ['名', undefined],
    ['a\nb', undefined],
    [`x@TOPIC#_${'a'.repeat(88)}`, { max: 96, unit: 'bytes', actual: 97 }],
    [`${'x'.repeat(49)}@TOPIC#_a`, { max: 48, unit: 'bytes', actual: 49 }],
    ['@TGS#_big@TOPIC#_é', undefined],
  ])('may not be %j', (groupId, limit) => {
    expect(groupIdProblem('groupId', groupId)).toMatchObject({
      code: 'invalid_message',
      effect: 'not_sent',
      field: 'groupId',
      ...(limit ? { limit } : {}),
    });
  });

  test.each([
    ['grp-42', { GroupId: 'grp-42' }],
    ['@TGS#_big@TOPIC#_a', { GroupId: '@TGS#_big', TopicId: '@TGS#_big@TOPIC#_a' }],
    // No group stands before it.
    ['@TOPIC#_a', { GroupId: '@TOPIC#_a' }],
  ])('%s is named so: %j', (groupId, wire) => {
    expect(groupToWire(groupId)).toEqual(wire);
  });
});
