import { crc32 } from 'node:zlib';
import type { Call, Command, Payload } from '../dialect/command.ts';
import { field, type ValuesOf } from '../dialect/fields.ts';
import { Refusal } from '../dialect/refusal.ts';
import type { JsonObject } from '../vendor.ts';
import { ExpiringMap } from '../world/bounded/expiring-map.ts';
import type { User } from '../world/user.ts';
import type { App } from './app.ts';
import { tellBot } from './bots.ts';
import { tencentImCodes } from './codes.ts';
import { tencentImCommand } from './command.ts';
import { account } from './fields.ts';
import { FIXED } from './limits.ts';
import { accountsField, sendFields, singleFields } from './message-fields.ts';
import { type Content, type DirectMessage, deliverDirect, type Identity, identify } from './messages.ts';
import { type OfflinePushInfo, pushOf } from './offline-push.ts';
import { unreadOf } from './unread.ts';
import { askBeforeDirect, tell } from './webhook-events.ts';

/** `sendmsg` (1047/34919) and `batchsendmsg` (1047/34920). */
export interface SendCommands {
  readonly commands: readonly Command[];
  /** Forgets what would be discarded as a copy. */
  reset(): void;
}

export function sendCommands(app: App): SendCommands {
  const sent = new ExpiringMap<Sent>(FIXED.dedupMs);
  const sameSecond = new ExpiringMap<Sent>(1000);
  return {
    commands: [singleCommand(app, sent, sameSecond), batchCommand(app, sameSecond)],
    reset: () => {
      sent.clear();
      sameSecond.clear();
    },
  };
}

type Sendable = ValuesOf<ReturnType<typeof sendFields>>;

/** The first of a kind. */
interface Sent {
  readonly identity: Identity;
  /** While its webhook thinks; copies wait for what becomes of it. */
  reply?: Promise<JsonObject>;
}

function singleCommand(app: App, sent: ExpiringMap<Sent>, sameSecond: ExpiringMap<Sent>): Command {
  const { readings, limits } = app.options;
  const shape = {
    To_Account: field(account, tencentImCodes.toAccountInvalid),
    ...sendFields(readings),
    ...singleFields(readings),
  };

  const run = (fields: ValuesOf<typeof shape>, call: Call): Payload => {
    const recipient = app.users.get(fields.To_Account);
    if (recipient === undefined) throw new Refusal(tencentImCodes.recipientUnknown);
    const from = fields.From_Account ?? call.caller;
    // Of the codes of this command's own table, only 20003 speaks of a sender that was never imported.
    if (!app.users.has(from)) throw new Refusal(tencentImCodes.accountNotImported);
    if (call.request.body.length > limits.messageBodyBytes) throw new Refusal(tencentImCodes.requestTooLarge);
    const identity = identify(from, fields.MsgSeq, fields.MsgRandom, call.now);

    const window = fields.MsgSeq === undefined ? undefined : sent;
    const key = window === undefined ? '' : duplicateKey(from, fields, readings.dedupByRecipient);
    const secondKey = readings.sendmsgSameSecond ? sameSecondKey('sendmsg', identity) : undefined;
    const first =
      window?.get(key, call.now) ??
      (secondKey === undefined ? undefined : sameSecond.get(secondKey, call.now));
    if (first !== undefined) {
      const answer = () => duplicateReply(readings.duplicateReply, first.identity, identity, true);
      return first.reply === undefined ? answer() : first.reply.then(answer);
    }
    takeDayQuota(app, call.now);
    // Claimed before the webhook is asked, so that a copy that comes meanwhile is seen as one.
    const mine: Sent = { identity };
    window?.set(key, call.now, mine);
    if (secondKey !== undefined) sameSecond.set(secondKey, call.now, mine);
    const forget = () => {
      window?.delete(key);
      if (secondKey !== undefined) sameSecond.delete(secondKey);
    };

    const onlineOnly = fields.OnlineOnlyFlag === 1 || fields.MsgLifeTime === 0;
    const hookBody = { ...hookFields(from, recipient.userId, identity), OnlineOnlyFlag: onlineOnly ? 1 : 0 };
    const finish = (content: Content) => {
      const message = directMessage(call, 'sendmsg', from, fields, content, identity, onlineOnly);
      deliverDirect(
        app,
        {
          ...message,
          extra: { ...message.extra, SupportMessageExtension: fields.SupportMessageExtension ?? 0 },
        },
        recipient,
      );
      if (!fields.ForbidCallbackControl.has('ForbidAfterSendMsgCallback')) {
        tellSent(app, { ...hookBody, ...content }, recipient);
      }
      tellBot(app, recipient.userId, () => ({ ...hookBody, ...content }));
      return sentReply(identity, true);
    };
    if (fields.ForbidCallbackControl.has('ForbidBeforeSendMsgCallback')) return finish(contentOf(fields));
    const content = askBeforeDirect(app, { ...hookBody, ...contentOf(fields) }, contentOf(fields));
    if (!(content instanceof Promise)) return finish(content);
    mine.reply = content.then(
      (allowed) => {
        mine.reply = undefined;
        return finish(allowed);
      },
      (error: unknown) => {
        forget();
        throw error;
      },
    );
    return mine.reply;
  };
  return tencentImCommand(app, 'openim', 'sendmsg', {
    fields: shape,
    unknownFieldCode: tencentImCodes.messageInvalid,
    run,
  });
}

function batchCommand(app: App, sameSecond: ExpiringMap<Sent>): Command {
  const { readings, limits } = app.options;
  const shape = {
    To_Account: accountsField({
      notArray: tencentImCodes.recipientsNotAList,
      empty: tencentImCodes.recipientsEmpty,
    }),
    ...sendFields(readings),
  };
  const perMinute = { units: limits.batchRecipientsPerMinute, milliseconds: 60_000 };

  const run = (fields: ValuesOf<typeof shape>, call: Call): JsonObject => {
    if (fields.To_Account.length > limits.recipientsPerCall)
      throw new Refusal(tencentImCodes.tooManyRecipients);
    const from = fields.From_Account ?? call.caller;
    if (!app.users.has(from)) throw new Refusal(tencentImCodes.fromAccountInvalid);
    if (call.request.body.length > limits.messageBodyBytes) throw new Refusal(readings.batchTooLargeCode);
    // What becomes of a name that stands there twice is not documented [?].
    const names =
      readings.repeatedRecipients === 'once' ? [...new Set(fields.To_Account)] : fields.To_Account;
    if (!app.windows.take('batch recipients', perMinute, call.now, names.length))
      throw new Refusal(tencentImCodes.batchTooFast);

    const identity = identify(from, fields.MsgSeq, fields.MsgRandom, call.now);
    const key = sameSecondKey('batchsendmsg', identity);
    const first = sameSecond.get(key, call.now);
    if (first !== undefined) return duplicateReply(readings.duplicateReply, first.identity, identity, false);

    const recipients: User[] = [];
    const ErrorList: { To_Account: string; ErrorCode: number }[] = [];
    for (const name of names) {
      const user = app.users.get(name);
      const code = user === undefined ? tencentImCodes.accountUnknown : call.request.recipientCode(name);
      if (user !== undefined && code === undefined) recipients.push(user);
      else ErrorList.push({ To_Account: name, ErrorCode: code ?? tencentImCodes.accountUnknown });
    }
    if (recipients.length === 0) {
      const codes = new Set(ErrorList.map((item) => item.ErrorCode));
      const [only] = codes;
      throw new Refusal(
        codes.size === 1 && only !== undefined && only !== tencentImCodes.accountUnknown
          ? only
          : tencentImCodes.recipientUnknown,
      );
    }
    sameSecond.set(key, call.now, { identity });
    // No webhooks here: the page says so.
    const message = directMessage(
      call,
      'batchsendmsg',
      from,
      fields,
      contentOf(fields),
      identity,
      isBatchOnlineOnly(fields, readings.batchOnlineOnly),
    );
    for (const recipient of recipients) deliverDirect(app, message, recipient);
    const reply = sentReply(identity, false);
    return ErrorList.length === 0 ? reply : { ...reply, ActionStatus: 'SomeError', ErrorList };
  };
  return tencentImCommand(app, 'openim', 'batchsendmsg', {
    fields: shape,
    unknownFieldCode: tencentImCodes.messageInvalid,
    perUser: true,
    run,
  });
}

function directMessage(
  call: Call,
  command: string,
  from: string,
  fields: Sendable,
  content: Content,
  identity: Identity,
  onlineOnly: boolean,
): DirectMessage {
  const controls = fields.SendMsgControl;
  return {
    endpoint: `v4/openim/${command}`,
    from,
    content,
    identity,
    onlineOnly,
    lifeTimeSeconds: fields.MsgLifeTime ?? FIXED.lifeTimeSeconds,
    syncOtherMachine: fields.SyncOtherMachine,
    countsAsUnread: !controls.has('NoUnread'),
    push: pushOf(content.MsgBody, fields.OfflinePushInfo as OfflinePushInfo | undefined),
    requestId: call.request.id,
    extra: {
      MsgId: identity.MsgId,
      SendMsgControl: [...controls],
      IsNeedReadReceipt: fields.IsNeedReadReceipt ?? 0,
    },
  };
}

/** Any spelling of "online only" is enough; which wins when they contradict each other is not documented [?]. */
function isBatchOnlineOnly(fields: Sendable, spellings: readonly string[]): boolean {
  if (fields.OnlineOnlyFlag === 1 && spellings.includes('OnlineOnlyFlag')) return true;
  return fields.MsgLifeTime !== undefined && spellings.includes(`MsgLifeTime ${fields.MsgLifeTime}`);
}

/** "Sender, MsgSeq, MsgRandom and CRC32 of the content" (269/2282, 2026-02-04). */
function duplicateKey(from: string, fields: Sendable & { To_Account: string }, byRecipient: boolean): string {
  const checksum = crc32(JSON.stringify(fields.MsgBody));
  const to = byRecipient ? fields.To_Account : '';
  return `${fields.MsgSeq} ${fields.MsgRandom} ${checksum} ${from}\n${to}`;
}

function sameSecondKey(command: string, identity: Identity): string {
  return `${command} ${identity.MsgTime} ${identity.MsgRandom}`;
}

/** What a copy is answered is not documented [?]. */
function duplicateReply(
  reading: App['options']['readings']['duplicateReply'],
  first: Identity,
  mine: Identity,
  withTime: boolean,
): JsonObject {
  if (typeof reading === 'number') throw new Refusal(reading);
  return sentReply(reading === 'first' ? first : mine, withTime);
}

function sentReply(identity: Identity, withTime: boolean): JsonObject {
  const { MsgTime, MsgKey, MsgId } = identity;
  return withTime ? { MsgTime, MsgKey, MsgId } : { MsgKey, MsgId };
}

/** 60028, presumably, where an edition has a day's quota [?]. */
export function takeDayQuota(app: App, now: number): void {
  const limit = { units: app.options.limits.messagesPerDay, milliseconds: FIXED.dayMs };
  if (!app.windows.take('messages of the day', limit, now)) throw new Refusal(tencentImCodes.dayQuotaUsedUp);
}

function contentOf(fields: Sendable): Content {
  const { MsgBody, CloudCustomData } = fields;
  return CloudCustomData === undefined ? { MsgBody } : { MsgBody, CloudCustomData };
}

function hookFields(from: string, to: string, identity: Identity): JsonObject {
  const { MsgSeq, MsgRandom, MsgTime, MsgKey } = identity;
  return { From_Account: from, To_Account: to, MsgSeq, MsgRandom, MsgTime, MsgKey };
}

function tellSent(app: App, body: JsonObject, recipient: User): void {
  tell(app, 'C2C.CallbackAfterSendMsg', () => ({
    ...body,
    SendMsgResult: 0,
    ErrorInfo: 'send msg succeed',
    UnreadMsgNum: unreadOf(app, recipient.userId),
  }));
}
