import { describe, expectTypeOf, test } from 'vitest';
import type {
  AcceptedOutcome,
  BroadcastMessage,
  BulkSend,
  Chat,
  ChatError,
  Content,
  DirectMessage,
  DirectReceipt,
  GroupMessage,
  Problem,
  RecipientOutcome,
  RoomMessage,
  SendOptions,
  Targets,
} from './index.ts';
import { ChatError as ChatErrorClass } from './index.ts';

const text = { type: 'text', text: 'hello' } as const;

describe('types', () => {
  test('an outcome has a problem exactly where it is not accepted', () => {
    const read = (outcome: RecipientOutcome) => {
      if (outcome.status === 'accepted') {
        expectTypeOf(outcome).toEqualTypeOf<AcceptedOutcome>();
        expectTypeOf(outcome).not.toHaveProperty('problem');
      } else {
        expectTypeOf(outcome.problem).toEqualTypeOf<Problem>();
        expectTypeOf(outcome).not.toHaveProperty('messageId');
      }
    };
    expectTypeOf(read).toBeFunction();
  });

  test('a ChatError is a Problem, and `is` narrows', () => {
    expectTypeOf<ChatError>().toExtend<Problem>();
    expectTypeOf<ChatError>().toExtend<Error>();
    const read = (value: unknown) => {
      if (ChatErrorClass.is(value)) expectTypeOf(value).toEqualTypeOf<ChatError>();
    };
    expectTypeOf(read).toBeFunction();
  });

  test('a message takes one recipient or many, also a read-only list', () => {
    expectTypeOf({ content: text, to: 'bob' }).toExtend<DirectMessage>();
    expectTypeOf({ content: text, to: ['bob'] as const }).toExtend<DirectMessage>();
    expectTypeOf({ content: text, to: 7 }).not.toExtend<DirectMessage>();
    expectTypeOf({ content: text }).not.toExtend<DirectMessage>();
  });

  test('content is told apart by its type, and needs what both vendors need', () => {
    expectTypeOf({ type: 'image', url: 'https://a', width: 1, height: 1 } as const).toExtend<Content>();
    expectTypeOf({ type: 'image', url: 'https://a' } as const).not.toExtend<Content>();
    expectTypeOf({ type: 'mixed', parts: [text] } as const).toExtend<Content>();
    expectTypeOf({ type: 'mixed', parts: [{ type: 'signal', data: 'x' }] } as const).not.toExtend<Content>();
  });

  test('a broadcast needs an audience', () => {
    expectTypeOf({ content: text, audience: 'online' } as const).toExtend<BroadcastMessage>();
    expectTypeOf({ content: text }).not.toExtend<BroadcastMessage>();
  });

  test('a message to a group may have mentions, and targets of one kind', () => {
    expectTypeOf({
      content: text,
      groupId: 'g',
      mentions: { users: ['a'] },
    } as const).toExtend<GroupMessage>();
    expectTypeOf({ content: text, groupId: 'g', targets: { only: ['a'] } } as const).toExtend<GroupMessage>();
    expectTypeOf({ only: ['a'], except: ['b'] } as const).not.toExtend<Targets>();
    expectTypeOf({ content: text }).not.toExtend<GroupMessage>();
    expectTypeOf<GroupMessage>().not.toExtend<RoomMessage>();
  });

  test('recipients of a stream may be sync or async', () => {
    expectTypeOf<Set<string>>().toExtend<Parameters<Chat['deliver']>[1]>();
    expectTypeOf<AsyncGenerator<string>>().toExtend<Parameters<Chat['deliver']>[1]>();
    expectTypeOf<number[]>().not.toExtend<Parameters<Chat['deliver']>[1]>();
  });

  test('the methods of a chat have the documented result types', () => {
    expectTypeOf<Chat['sendDirect']>().returns.toEqualTypeOf<Promise<DirectReceipt>>();
    expectTypeOf<Chat['sendBulk']>().returns.toEqualTypeOf<BulkSend>();
    expectTypeOf<Chat['deliver']>().parameter(2).toEqualTypeOf<SendOptions | undefined>();
    expectTypeOf<BulkSend>().toExtend<AsyncIterable<readonly RecipientOutcome[]>>();
  });

  test('nothing of a receipt can be changed', () => {
    expectTypeOf<DirectReceipt['accepted']>().not.toExtend<unknown[]>();
  });
});
