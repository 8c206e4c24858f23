import type { ActOf } from '../client-act.ts';
import { Refusal } from '../dialect/refusal.ts';
import type { JsonObject } from '../vendor.ts';
import { readMessage } from '../world/change-message.ts';
import { directConversation, type Message } from '../world/message.ts';
import type { ZimApp } from './app.ts';
import { zimCodes } from './codes.ts';
import { editBits, editMessage } from './edit-message.ts';
import { groupConversation } from './groups.ts';
import { sequenceFor } from './messages.ts';
import { revoke } from './revoke-message.ts';

/** Reads what came from a user, or in a group. No callback tells of it. */
export function read(app: ZimApp, reader: string, act: ActOf<'read'>): void {
  const isGroup = act.channel === 'group';
  if (isGroup && app.groups.get(act.with)?.members.has(reader) !== true) {
    throw new Refusal(zimCodes.groupNotFound, 'with is not a group of the reader');
  }
  const conversation = isGroup ? groupConversation(act.with) : directConversation(reader, act.with);
  for (const message of app.history.conversation(conversation)) {
    if (act.upTo !== undefined && message.id > act.upTo) break;
    if (message.from !== reader && readMessage(message, reader, app.clock.now()))
      app.history.changed(message);
  }
}

/** Takes a message of one's own back, within the time that servers have too. No callback tells of it. */
export function recall(app: ZimApp, userId: string, act: ActOf<'recall'>): void {
  const message = storedMessage(app, act.message);
  revoke(
    app,
    { FromUserId: userId, MsgSeq: sequenceFor(message, userId) ?? 0 },
    message.conversation,
    app.clock.now(),
  );
}

/** Gives a message of one's own another content: `Message`, `ExtendedData` or both. Raises `send_msg` again. */
export function edit(app: ZimApp, userId: string, { message: id, content }: ActOf<'edit'>): void {
  const message = storedMessage(app, id);
  const { MessageType } = message.content;
  if (message.from !== userId || (MessageType !== 1 && MessageType !== 10 && MessageType !== 200)) {
    throw new Refusal(zimCodes.editFailed, 'there is no such message to edit');
  }
  const Message = textOf(content, 'Message');
  const ExtendedData = textOf(content, 'ExtendedData');
  const EditType =
    (Message === undefined ? 0 : editBits.message) | (ExtendedData === undefined ? 0 : editBits.extendedData);
  if (EditType === 0) {
    throw new Refusal(zimCodes.invalidParameter, 'content has neither Message nor ExtendedData');
  }
  editMessage(
    app,
    {
      ...{ FromUserId: userId, SenderId: userId, ConvId: message.to, MsgType: MessageType, EditType },
      ConvMsgSeq: sequenceFor(message, userId) ?? 0,
      MessageBody: { Message, ExtendedData },
      ...{ AtListInfo: undefined, IsAtAll: undefined, SubMsgType: undefined },
    },
    { key: message.conversation, type: message.channel === 'direct' ? 0 : 2 },
    app.clock.now(),
  );
}

function textOf(content: JsonObject, name: string): string | undefined {
  const value = content[name];
  if (value === undefined || typeof value === 'string') return value;
  throw new Refusal(zimCodes.invalidParameter, `${name} is no text`);
}

function storedMessage(app: ZimApp, id: number): Message {
  const message = app.messages.find(id)?.message;
  if (message?.vendor !== 'zim' || !message.stored) {
    throw new Refusal(zimCodes.messageNotFound, 'message does not exist');
  }
  return message;
}
