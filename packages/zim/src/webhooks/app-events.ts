import { asInteger } from '@polychat/core/adapter';
import {
  filledName,
  millisecondsOf,
  namesOf,
  type WebhookCall,
  withoutAbsent,
} from '@polychat/core/webhooks';
import { type Callback, type FoundEvent, listOf, type ReadCallback } from './callback.ts';

/** Callbacks about calls, by their names. */
export const appEvents: Readonly<Record<string, ReadCallback>> = {
  call_create: (callback) =>
    ofCall(callback, ({ callId }) => ({
      ids: [callId],
      event: withoutAbsent({
        type: 'call.created',
        // In which unit its `create_time` is, is not said [?]; its own time is the same moment.
        at: callback.signedAt,
        callId,
        callerId: filledName(callback.members.caller),
        userIds: usersOf(callback),
        // In the unit that CallInvite has for it.
        timeoutSeconds: asInteger(callback.members.timeout),
        metadata: filledName(callback.members.payload),
      }),
    })),
  call_invite: (callback) =>
    ofCall(callback, ({ callId }) => {
      const { inviter, invite_time } = callback.members;
      const userIds = usersOf(callback);
      return {
        ids: [callId, filledName(invite_time), ...userIds],
        event: withoutAbsent({
          type: 'call.invited',
          at: millisecondsOf(invite_time, 'milliseconds') ?? callback.signedAt,
          callId,
          by: filledName(inviter),
          userIds,
        }),
      };
    }),
  call_accept: (callback) => answered(callback, 'call.accepted'),
  call_reject: (callback) => answered(callback, 'call.rejected'),
  call_cancel: (callback) =>
    ofCall(callback, ({ callId }) => ({
      event: withoutAbsent({
        type: 'call.cancelled',
        at: callback.signedAt,
        callId,
        userIds: usersOf(callback),
        reason: reasons.get(callback.members.reason),
        metadata: filledName(callback.members.payload),
      }),
    })),
  call_timeout: (callback) =>
    ofCall(callback, ({ callId }) => ({
      event: { type: 'call.timed_out', at: callback.signedAt, callId, userIds: usersOf(callback) },
    })),
};

const reasons: ReadonlyMap<unknown, 'caller' | 'timeout'> = new Map([
  ['caller_cancel', 'caller'],
  ['timeout_cancel', 'timeout'],
] as const);

/** A user may be invited again after refusing, so the callback's own time tells two answers apart. */
function answered(
  callback: Callback,
  type: 'call.accepted' | 'call.rejected',
): readonly FoundEvent[] | undefined {
  const userId = filledName(callback.members.user_id);
  if (userId === undefined) return undefined;
  return ofCall(callback, ({ callId }) => ({
    event: withoutAbsent({
      type,
      at: callback.signedAt,
      callId,
      userId,
      metadata: filledName(callback.members.extend_data),
    }),
  }));
}

function ofCall(
  callback: Callback,
  found: (call: WebhookCall) => FoundEvent,
): readonly FoundEvent[] | undefined {
  const callId = filledName(callback.members.call_id);
  return callId === undefined ? undefined : [found({ callId })];
}

function usersOf({ members }: Callback): readonly string[] {
  return namesOf(listOf(members, 'user_ids'));
}
