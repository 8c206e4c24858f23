import {
  type CheckedBroadcast,
  type CheckedMessage,
  type Content,
  type ContentType,
  contentTypes,
} from '@polychat/core/adapter';
import { describe, expect, test } from 'vitest';
import {
  audienceCall,
  audienceMessage,
  bodyOf,
  createAdapter,
  directCall,
  directMessage,
  groupCall,
  groupMessage,
  planAudience,
  planDirect,
  planGroup,
  planRoom,
  roomCall,
  roomMessage,
  usersCall,
} from './__fixtures__/support.ts';
import { contentToWire } from './content-to-wire.ts';

const { capabilities } = createAdapter();
const url = 'https://cdn.example/a.png';
const picture = { url, width: 1, height: 1 };
const push = { title: 't', body: 'b' };

const contents: Readonly<Record<ContentType, Content>> = {
  text: { type: 'text', text: 'a' },
  image: { type: 'image', ...picture },
  audio: { type: 'audio', url, durationSeconds: 1 },
  video: { type: 'video', url, durationSeconds: 1, thumbnail: picture },
  file: { type: 'file', url, fileName: 'a' },
  location: { type: 'location', latitude: 0, longitude: 0 },
  face: { type: 'face', index: 0 },
  custom: { type: 'custom', data: 'a' },
  signal: { type: 'signal', data: 'a' },
  mixed: { type: 'mixed', parts: [{ type: 'text', text: 'a' }] },
};

describe('the declared content', () => {
  const typesWith = (support: string, declared: Readonly<Record<string, unknown>> = {}) =>
    contentTypes.filter((type) => declared[type] === support);

  test('a type is declared yes or no, for each destination', () => {
    const { direct, group, room, audience } = capabilities;
    const declared = [direct?.content, group?.content, room?.content, audience?.content];
    for (const content of declared) {
      expect([...typesWith('yes', content), ...typesWith('no', content)]).toHaveLength(contentTypes.length);
    }
  });

  test.each(typesWith('yes', capabilities.direct?.content))('%s can go to users', (type) => {
    const message = directMessage({ content: contents[type] });
    expect(planDirect(message)).toMatchObject({ problems: [], unsupported: [] });
    expect(JSON.parse(bodyOf(directCall(message)))).toMatchObject(messageOf(contents[type]));
  });

  test.each(typesWith('yes', capabilities.group?.content))('%s can go to a group', (type) => {
    const message = groupMessage({ content: contents[type] });
    expect(planGroup(message)).toMatchObject({ problems: [], unsupported: [] });
    expect(JSON.parse(bodyOf(groupCall(message)))).toMatchObject(messageOf(contents[type]));
  });

  test.each(typesWith('yes', capabilities.room?.content))('%s can go to a room', (type) => {
    const message = roomMessage({ content: contents[type] });
    expect(planRoom(message)).toMatchObject({ problems: [], unsupported: [] });
    expect(JSON.parse(bodyOf(roomCall(message)))).toMatchObject(messageOf(contents[type]));
  });

  test.each(typesWith('yes', capabilities.audience?.content))('%s can go to an audience', (type) => {
    const message = audienceMessage({ content: contents[type] });
    expect(planAudience(message)).toMatchObject({ problems: [], unsupported: [] });
    expect(JSON.parse(bodyOf(audienceCall(message)))).toMatchObject(messageOf(contents[type]));
  });

  test('types that cannot go to users, groups and rooms are those that have no message type', () => {
    const withoutType = contentTypes.filter((type) => !canBeWritten(contents[type]));
    for (const kind of ['direct', 'group', 'room'] as const) {
      expect(typesWith('no', capabilities[kind]?.content)).toEqual(withoutType);
    }
  });

  // The page of SendMessageToAllUsers lists the types 1, 11 to 14 and 200.
  test('types that cannot go to an audience are these, and those that the command has not', () => {
    expect(typesWith('no', capabilities.audience?.content)).toEqual(['location', 'face', 'signal', 'mixed']);
  });

  function messageOf(content: Content): object {
    const { MessageType, Message } = contentToWire(content);
    return { MessageType, MessageBody: { Message } };
  }

  function canBeWritten(content: Content): boolean {
    try {
      return contentToWire(content) !== undefined;
    } catch {
      return false;
    }
  }
});

const fields = {
  metadata: 'm',
  priority: 'high',
  senderCopy: false,
  countsAsUnread: false,
  readReceipt: true,
  push,
  timeToLive: 60,
  idempotencyKey: 'k',
} as const satisfies Partial<CheckedMessage & CheckedBroadcast>;
const fieldNames = Object.keys(fields) as (keyof typeof fields)[];

describe('a field is on the wire where it is declared yes, and nowhere else', () => {
  test.each(fieldNames)('%s to users', (field) => {
    const plain = directMessage();
    const given = { ...plain, [field]: fields[field] };
    expect(planDirect(given)).toMatchObject({ problems: [], unsupported: [] });
    expect(bodyOf(directCall(given)) !== bodyOf(directCall(plain))).toBe(
      capabilities.direct?.fields[field] === 'yes',
    );
  });

  test.each(fieldNames)('%s to a group', (field) => {
    const given = groupMessage({ [field]: fields[field] });
    expect(planGroup(given)).toMatchObject({ problems: [], unsupported: [] });
    expect(bodyOf(groupCall(given)) !== bodyOf(groupCall())).toBe(
      capabilities.group?.fields[field] === 'yes',
    );
  });

  test.each(fieldNames)('%s to a room', (field) => {
    const given = roomMessage({ [field]: fields[field] });
    expect(planRoom(given)).toMatchObject({ problems: [], unsupported: [] });
    expect(bodyOf(roomCall(given)) !== bodyOf(roomCall())).toBe(capabilities.room?.fields[field] === 'yes');
  });

  test('of the fields that only groups have, targets are, and mentions are not', () => {
    expect(capabilities.group).toMatchObject({ targets: 'yes', mentions: 'no' });
    const bodies = [{}, { targets: { only: ['bo'] } }, { targets: { except: ['bo'] } }].map((more) =>
      bodyOf(groupCall(groupMessage(more))),
    );
    expect(new Set(bodies).size).toBe(3);
    expect(bodyOf(groupCall(groupMessage({ mentions: { everyone: true } })))).toBe(bodies[0]);
  });

  test.each(fieldNames)('%s to an audience', (field) => {
    // Without a push, which the engine requires here, the field push can be told apart.
    const plain = audienceMessage({ audience: 'everyone' });
    const given = { ...plain, [field]: fields[field] };
    expect(bodyOf(audienceCall(given)) !== bodyOf(audienceCall(plain))).toBe(
      capabilities.audience?.fields[field] === 'yes',
    );
  });
});

describe('a value that is what happens anyway is taken:', () => {
  test.each([
    ['senderCopy', true],
    ['timeToLive', 0],
  ] as const)('%s: %j to the audience online', (field, value) => {
    expect(capabilities.audience?.fields[field]).toEqual({ only: [value] });
    const given = audienceMessage({ [field]: value });
    expect(planAudience(given)).toMatchObject({ problems: [], unsupported: [] });
    expect(bodyOf(audienceCall(given))).toBe(bodyOf(audienceCall()));
  });
});

describe('a value that is what happens anyway is taken', () => {
  test('in a message to a group: senderCopy true', () => {
    expect(capabilities.group?.fields.senderCopy).toEqual({ only: [true] });
    expect(bodyOf(groupCall(groupMessage({ senderCopy: true })))).toBe(bodyOf(groupCall()));
  });

  test.each([
    ['countsAsUnread', false],
    ['timeToLive', 0],
  ] as const)('in a message to a room: %s %j', (field, value) => {
    expect(capabilities.room?.fields[field]).toEqual({ only: [value] });
    expect(bodyOf(roomCall(roomMessage({ [field]: value })))).toBe(bodyOf(roomCall()));
  });
});

test('no copy of a message to a group or a room is discarded', () => {
  for (const { discardsCopiesForMs } of [capabilities.group, capabilities.room].filter((each) => !!each)) {
    expect(discardsCopiesForMs).toBe(0);
  }
});

test('users: name and avatar are on the wire, and a profile that exists is not updated', () => {
  expect(capabilities.users).toEqual({
    fields: { name: 'yes', avatarUrl: 'yes' },
    updatesProfiles: false,
  });
  const body = bodyOf(usersCall([{ userId: 'ana', name: 'Ana', avatarUrl: url }]));
  expect(body).toBe(`{"UserInfo":[{"UserId":"ana","UserName":"Ana","UserAvatar":"${url}"}]}`);
});

test('the vendor says of an unknown recipient that there is no such user', () => {
  expect(capabilities.direct?.checksRecipients).toBe(true);
});
