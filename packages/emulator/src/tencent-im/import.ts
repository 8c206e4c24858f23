import * as z from 'zod';
import type { Call, Command } from '../dialect/command.ts';
import { field, type ValuesOf } from '../dialect/fields.ts';
import { Refusal } from '../dialect/refusal.ts';
import type { JsonObject } from '../vendor.ts';
import { ExpiringMap } from '../world/bounded/expiring-map.ts';
import { directConversation } from '../world/message.ts';
import type { App } from './app.ts';
import { tencentImCodes } from './codes.ts';
import { tencentImCommand } from './command.ts';
import { account, wholeNumber } from './fields.ts';
import { contentFields } from './message-fields.ts';
import { deliverDirect, identify } from './messages.ts';
import { pushOf } from './offline-push.ts';

/** `importmsg` (1047/35014): messages of another system, with their own times. No webhooks. */
export interface ImportCommand {
  readonly command: Command;
  /** Forgets what was imported. */
  reset(): void;
}

export function importCommand(app: App): ImportCommand {
  const { readings, limits } = app.options;
  // As documented, a message imported once stays known for ever.
  const imported = new ExpiringMap<true>(Number.POSITIVE_INFINITY);
  const realTime = readings.retiredNames ? [1, 5] : [5];
  const shape = {
    To_Account: field(account, tencentImCodes.toAccountInvalid),
    ...contentFields(readings),
    From_Account: field(account, tencentImCodes.fromAccountInvalid),
    MsgTimeStamp: field(wholeNumber, tencentImCodes.timeStampInvalid),
    SyncFromOldSystem: field(z.literal([2, ...realTime]), tencentImCodes.syncFromOldSystemInvalid),
  };

  const run = (fields: ValuesOf<typeof shape>, call: Call): JsonObject => {
    const { From_Account: from, To_Account: to, MsgTimeStamp, MsgBody, CloudCustomData } = fields;
    const recipient = app.users.get(to);
    if (recipient === undefined) throw new Refusal(tencentImCodes.recipientUnknown);
    if (!app.users.has(from)) throw new Refusal(tencentImCodes.fromAccountInvalid);
    if (call.request.body.length > limits.messageBodyBytes) throw new Refusal(tencentImCodes.requestTooLarge);

    // In the conversation, in either direction, whatever the content; the first import wins.
    const conversation = directConversation(from, to);
    const key = `${fields.MsgSeq ?? ''} ${fields.MsgRandom} ${MsgTimeStamp} ${conversation}`;
    if (imported.get(key, call.now)) return {};
    imported.set(key, call.now, true);

    const isHistory = fields.SyncFromOldSystem === 2;
    const identity = identify(from, fields.MsgSeq, fields.MsgRandom, MsgTimeStamp * 1000);
    deliverDirect(
      app,
      {
        endpoint: 'v4/openim/importmsg',
        from,
        content: CloudCustomData === undefined ? { MsgBody } : { MsgBody, CloudCustomData },
        identity,
        onlineOnly: false,
        lifeTimeSeconds: Number.POSITIVE_INFINITY,
        countsAsUnread: !isHistory,
        push: isHistory ? undefined : pushOf(MsgBody, undefined),
        requestId: call.request.id,
        extra: { MsgId: identity.MsgId, importedAt: call.now },
      },
      recipient,
    );
    return {};
  };
  return {
    command: tencentImCommand(app, 'openim', 'importmsg', {
      fields: shape,
      unknownFieldCode: tencentImCodes.messageInvalid,
      run,
    }),
    reset: () => imported.clear(),
  };
}
