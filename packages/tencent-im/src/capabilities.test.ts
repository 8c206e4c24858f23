import { type Audience, type CheckedMessage, type ContentType, contentTypes } from '@polychat/core/adapter';
import { describe, expect, test } from 'vitest';
import {
  audienceCall,
  bodyOf,
  createAdapter,
  directCall,
  groupCall,
  planAudience,
  planDirect,
  planGroup,
  planRoom,
  planUsers,
  present,
  requestOf,
  roomCall,
  usersCall,
} from './__fixtures__/support.ts';

const { plan, capabilities } = createAdapter();
const direct = present(capabilities.direct);
const group = present(capabilities.group);
const room = present(capabilities.room);
const audience = present(capabilities.audience);
const users = present(capabilities.users);

const content = { type: 'text', text: 'Hello' } as const;
const url = 'https://x.example/a.png';
const picture = { url, width: 1, height: 1 };

const contents: Readonly<Record<ContentType, CheckedMessage['content']>> = {
  text: content,
  image: { type: 'image', ...picture },
  audio: { type: 'audio', url, durationSeconds: 1 },
  video: { type: 'video', url, durationSeconds: 1, thumbnail: picture },
  file: { type: 'file', url, fileName: 'a.png' },
  location: { type: 'location', latitude: 1, longitude: 1 },
  face: { type: 'face', index: 1 },
  custom: { type: 'custom', data: 'x' },
  signal: { type: 'signal', data: 'x' },
  mixed: { type: 'mixed', parts: [content, content] },
};

const fields = {
  metadata: 'x',
  priority: 'high',
  senderCopy: false,
  countsAsUnread: false,
  readReceipt: true,
  push: { title: 'x', body: 'x' },
  timeToLive: 60,
  idempotencyKey: 'x',
} as const;
const names = Object.keys(fields) as (keyof typeof fields)[];

test('every kind of operation that is declared has a plan, and no other', () => {
  expect(Object.keys(plan).toSorted()).toEqual([
    'audience',
    'direct',
    'edit',
    'find',
    'group',
    'recall',
    'room',
    'users',
    'verify',
  ]);
  expect(Object.keys(capabilities).toSorted()).toEqual([
    'audience',
    'behaviour',
    'direct',
    'edit',
    'find',
    'group',
    'recall',
    'room',
    'users',
  ]);
});

/** What the plans do is what the table says, so that the documentation made from it is true. */
describe('the declared capabilities are those of the requests:', () => {
  test.each(contentTypes)('content %s', (type) => {
    expect(direct.content[type]).toBe('yes');
    expect(planDirect({ content: contents[type] })).toMatchObject({ problems: [], unsupported: [] });
    expect(requestOf(directCall({ content: contents[type] }, ['bob'])).MsgBody).not.toEqual([]);
    expect([group.content[type], room.content[type]]).toEqual(['yes', 'yes']);
    for (const planned of [planGroup({ content: contents[type] }), planRoom({ content: contents[type] })]) {
      expect(planned).toMatchObject({ problems: [], unsupported: [] });
      expect(requestOf(planned.call()).MsgBody).not.toEqual([]);
    }
    expect(audience.content[type]).toBe('yes');
    const broadcast = { content: contents[type], audience: 'online' } as const;
    expect(planAudience(broadcast)).toMatchObject({ problems: [], unsupported: [] });
    expect(requestOf(audienceCall(broadcast)).MsgBody).not.toEqual([]);
  });

  test.each(names)('field %s of a direct message', (name) => {
    const message = { content, [name]: fields[name] };
    expect(planDirect(message)).toMatchObject({ problems: [], unsupported: [] });
    const travels = bodyOf(directCall(message, ['bob'])) !== bodyOf(directCall({ content }, ['bob']));
    expect(direct.fields[name]).toBe(travels ? 'yes' : 'ignored');
  });

  test.each(names)('field %s of a message to a group', (name) => {
    const { only } = { only: undefined, ...Object(group.fields[name]) };
    const message = { content, [name]: only ? only[0] : fields[name] };
    expect(planGroup(message)).toMatchObject({ problems: [], unsupported: [] });
    const travels = bodyOf(groupCall(message)) !== bodyOf(groupCall({ content }));
    if (name === 'senderCopy') expect([only, travels]).toEqual([[true], false]);
    else if (name === 'timeToLive') expect([only, travels]).toEqual([[0], true]);
    else expect([group.fields[name], travels]).toEqual(['yes', true]);
  });

  test.each(names)('field %s of a message to a room', (name) => {
    const message = { content, [name]: fields[name] };
    expect(planRoom(message)).toMatchObject({ problems: [], unsupported: [] });
    const travels = bodyOf(roomCall(message)) !== bodyOf(roomCall({ content }));
    expect(room.fields[name] === 'yes').toBe(travels);
    const values = { senderCopy: [true], countsAsUnread: [false], timeToLive: [0] } as const;
    for (const [field, only] of Object.entries(values)) {
      expect(room.fields[field as keyof typeof values]).toEqual({ only });
    }
  });

  test('of the fields that only groups have, mentions are carried, and targets by those who get it', () => {
    expect(group).toMatchObject({ mentions: 'yes', targets: { only: ['only'] } });
    const bodies = [
      {},
      { mentions: { everyone: true } },
      { mentions: { users: ['bob'] } },
      { targets: { only: ['bob'] } },
    ].map((more) => bodyOf(groupCall({ content, ...more })));
    expect(new Set(bodies).size).toBe(4);
    expect(bodyOf(groupCall({ content, targets: { except: ['bob'] } }))).toBe(bodies[0]);
  });

  test('copies of messages to groups and rooms are discarded for as long as their calls say', () => {
    expect(group.discardsCopiesForMs).toBe(groupCall({ content }).dedupWindowMs);
    expect(room.discardsCopiesForMs).toBe(roomCall({ content }).dedupWindowMs);
  });

  test.each(names)('field %s of a broadcast', (name) => {
    const everyone = { content, audience: 'everyone', push: { title: 'y', body: 'y' } } as const;
    const message = { ...everyone, [name]: fields[name] };
    expect(planAudience(message)).toMatchObject({ problems: [], unsupported: [] });
    const travels = bodyOf(audienceCall(message)) !== bodyOf(audienceCall(everyone));
    if (travels) expect(audience.fields[name]).toBe('yes');
    else expect(audience.fields[name]).toBe(name === 'priority' ? 'ignored' : 'no');
  });

  test('the audiences online and everyone are carried, push_only is not', () => {
    expect(audience.audiences).toEqual({ online: 'yes', everyone: 'yes', push_only: 'no' });
    const supported: readonly Audience[] = ['online', 'everyone'];
    const bodies = supported.map((each) => {
      const push = each === 'online' ? undefined : fields.push;
      return bodyOf(audienceCall({ content, audience: each, push }));
    });
    expect(new Set(bodies).size).toBe(2);
  });

  test('the vendor checks recipients', () => {
    expect(direct.checksRecipients).toBe(true);
  });

  test.each(['name', 'avatarUrl'] as const)('field %s of a user', (name) => {
    expect(users.fields[name]).toBe('yes');
    const user = { userId: 'bob', [name]: 'https://x.example/a' };
    expect(planUsers().next([user]).refused).toEqual([]);
    expect(bodyOf(usersCall([user]))).not.toBe(bodyOf(usersCall([{ userId: 'bob' }])));
  });

  test('a profile is not sure to be updated: of account_import it is not documented', () => {
    expect(users.updatesProfiles).toBe(false);
  });

  test('the behaviour of the vendor is declared as documented', () => {
    expect(capabilities.behaviour).toEqual({
      senderOptional: true,
      canMessageSelf: true,
      checksBlocklist: false,
      moderatesServerSends: true,
      raisesWebhooks: 'single_only',
      sharesMessageIdInCall: true,
      storesBroadcasts: true,
      discardsCopiesForMs: 100_000,
    });
  });
});
