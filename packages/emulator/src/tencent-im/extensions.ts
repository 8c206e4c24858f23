import type { ActOf } from '../client-act.ts';
import { Refusal } from '../dialect/refusal.ts';
import type { JsonObject } from '../vendor.ts';
import type { Message } from '../world/message.ts';
import type { App } from './app.ts';
import { tencentImCodes } from './codes.ts';
import { tell } from './webhook-events.ts';

/** What `OperateType` says (51194). */
const operations = { set: 1, delete: 2, clear: 3 } as const;

/**
 * Puts key-value pairs on a message that was sent with SupportMessageExtension: an empty value takes a pair away, and no
 * pairs at all take all of them away.
 */
export function extend(app: App, userId: string, { message: id, extensions }: ActOf<'extend'>): void {
  const held = app.messages.find(id);
  const message = held?.message;
  const isTheirs = held?.copies.some((copy) => copy.userId === userId) ?? false;
  if (message?.vendor !== 'tencentIm' || !isTheirs || message.extra?.SupportMessageExtension !== 1) {
    throw new Refusal(tencentImCodes.messageNotFound);
  }
  const pairs = Object.entries(extensions);
  const kept = { ...message.extensions };
  const set = pairs.filter(([, value]) => value !== '');
  const deleted = pairs.filter(([, value]) => value === '');
  for (const [key, value] of set) kept[key] = value;
  for (const [key] of deleted) delete kept[key];
  message.extensions = pairs.length === 0 ? {} : kept;
  app.messages.changed(message);
  if (set.length > 0) {
    tellExtended(
      app,
      message,
      userId,
      operations.set,
      set.map(([Key, Value]) => ({ Key, Value, Seq: 1 })),
    );
  }
  if (deleted.length > 0) {
    tellExtended(
      app,
      message,
      userId,
      operations.delete,
      deleted.map(([Key]) => ({ Key, Seq: 1 })),
    );
  }
  if (pairs.length === 0) tellExtended(app, message, userId, operations.clear, []);
}

/** 76006, 76007. The numbers are the pairs' own: how often each was changed [?]. */
function tellExtended(
  app: App,
  message: Message,
  operator: string,
  OperateType: number,
  ExtensionList: readonly JsonObject[],
): void {
  const { channel, from, to, messageId, sequence } = message;
  const isDirect = channel === 'direct';
  tell(app, isDirect ? 'C2C.CallbackAfterC2CMsgExtension' : 'Group.CallbackAfterGroupMsgExtension', () => ({
    ...(isDirect
      ? { From_Account: from, To_Account: to, MsgKey: messageId }
      : { GroupId: to, MsgSeq: sequence }),
    Operator_Account: operator,
    OperateType,
    ExtensionList,
    Seq: 1,
  }));
}
