import * as z from 'zod';
import type { Call, Command } from '../dialect/command.ts';
import { field, type ValuesOf } from '../dialect/fields.ts';
import { Refusal } from '../dialect/refusal.ts';
import type { JsonObject } from '../vendor.ts';
import { ExpiringMap } from '../world/bounded/expiring-map.ts';
import type { Copy } from '../world/copy.ts';
import { isPushed, type User } from '../world/user.ts';
import type { App } from './app.ts';
import { tencentImCodes } from './codes.ts';
import { tencentImCommand } from './command.ts';
import { C2C_ELEMENT_CODES } from './elements.ts';
import { account, uint32 } from './fields.ts';
import { FIXED } from './limits.ts';
import { bodyField, lifeTimeField } from './message-fields.ts';
import { identify } from './messages.ts';
import { offlinePushInfo, pushOf } from './offline-push.ts';
import { isMeant, readCondition } from './push-condition.ts';
import { tellPushes } from './push-webhooks.ts';

/** `all_member_push/im_push` (1047/37166 = 269/45934): a message to everyone, or to those a condition names. */
export interface PushCommand {
  readonly command: Command;
  /** Forgets tasks and used-up allowances. */
  reset(): void;
}

export function pushCommand(app: App): PushCommand {
  const { readings, limits, switches, sdkAppId } = app.options;
  const tasks = new ExpiringMap<string>(FIXED.pushDedupMs);
  const perDay = { units: limits.pushesPerDay, milliseconds: FIXED.dayMs };
  let lastAt = Number.NEGATIVE_INFINITY;
  let taskCount = 0;
  const shape = {
    MsgRandom: field(uint32, tencentImCodes.randomInvalid),
    MsgBody: bodyField(C2C_ELEMENT_CODES, readings),
    From_Account: field(account.optional(), tencentImCodes.fromAccountInvalid),
    MsgLifeTime: lifeTimeField(readings),
    Condition: field(z.record(z.string(), z.unknown()).optional(), tencentImCodes.messageInvalid),
    OfflinePushInfo: field(offlinePushInfo.optional(), tencentImCodes.offlinePushInvalid),
  };

  const run = (fields: ValuesOf<typeof shape>, call: Call): JsonObject => {
    if (!switches.pushToAll) throw new Refusal(tencentImCodes.pushToAllOff);
    const condition = fields.Condition === undefined ? undefined : readCondition(app, fields.Condition);
    const from = fields.From_Account ?? call.caller;
    if (!app.users.has(from)) throw new Refusal(tencentImCodes.fromAccountInvalid);
    if (call.request.body.length > limits.pushBodyBytes) throw new Refusal(tencentImCodes.pushTooLarge);
    // The spacing also holds for a repeat: the vendor does not except it.
    if (call.now - lastAt <= limits.pushSpacingMs) throw new Refusal(tencentImCodes.pushesTooClose);
    const known = tasks.get(String(fields.MsgRandom), call.now);
    if (known !== undefined) {
      lastAt = call.now;
      if (typeof readings.duplicateReply === 'number') throw new Refusal(readings.duplicateReply);
      return { TaskId: known };
    }
    if (!app.windows.take('pushes of the day', perDay, call.now))
      throw new Refusal(tencentImCodes.pushesUsedUp);
    lastAt = call.now;
    taskCount += 1;
    const TaskId = `${sdkAppId}_${call.now}_${fields.MsgRandom}_${taskCount}`;
    tasks.set(String(fields.MsgRandom), call.now, TaskId);

    const lifeTimeSeconds = fields.MsgLifeTime ?? 0;
    const canPush = lifeTimeSeconds > 0 || readings.pushWithoutStorage;
    const push = canPush ? pushOf(fields.MsgBody, fields.OfflinePushInfo) : undefined;
    const identity = identify(from, undefined, fields.MsgRandom, call.now);
    const copies: Copy[] = [];
    for (const user of app.users.values()) {
      if (condition !== undefined && !isMeant(app, condition, user.userId)) continue;
      const copy = copyFor(user, push !== undefined, lifeTimeSeconds, call);
      if (copy !== undefined) copies.push(copy);
    }
    const pushed = app.messages.add(
      {
        vendor: 'tencentIm',
        endpoint: 'v4/all_member_push/im_push',
        channel: 'broadcast',
        from,
        to: '',
        time: identity.MsgTime * 1000,
        content: { MsgBody: fields.MsgBody },
        messageId: TaskId,
        sequence: identity.MsgSeq,
        random: fields.MsgRandom,
        // Kept offline for its life time at most; it never stands in the history.
        stored: false,
        countsAsUnread: false,
        push,
        requestId: call.request.id,
        conversation: '',
        extra: { TaskId, ...(fields.Condition === undefined ? {} : { Condition: fields.Condition }) },
      },
      copies,
    );
    tellPushes(app, pushed, copies);
    return { TaskId };
  };

  return {
    command: tencentImCommand(app, 'all_member_push', 'im_push', {
      fields: shape,
      unknownFieldCode: tencentImCodes.messageInvalid,
      run,
    }),
    reset: () => {
      tasks.clear();
      lastAt = Number.NEGATIVE_INFINITY;
    },
  };
}

function copyFor(user: User, hasPush: boolean, lifeTimeSeconds: number, call: Call): Copy | undefined {
  const { userId, presence } = user;
  const pushShown = hasPush && isPushed(user);
  if (presence === 'online') return { userId, direction: 'received', delivered: true, pushShown: false };
  if (lifeTimeSeconds > 0) {
    const waitsUntil = call.now + lifeTimeSeconds * 1000;
    return { userId, direction: 'received', delivered: true, pushShown, waitsUntil };
  }
  return pushShown ? { userId, direction: 'received', delivered: false, pushShown } : undefined;
}
