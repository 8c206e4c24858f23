import {
  type AttemptInfo,
  type CallResult,
  createProblem,
  type HttpReply,
  type Problem,
  type ResultIds,
} from '@polychat/core/adapter';
import { commands } from './commands.ts';
import { droppedForFrequency, mutedSenderCodes, unknownGroupCodes } from './error-codes.ts';
import { aboutField, groupPauseMs } from './errors.ts';
import { groupMessagesLimitName } from './limits.ts';
import { readSingleReply } from './single-reply.ts';
import { millisecondsOf } from './time.ts';
import { vendorName, vendorTitle } from './vendor.ts';
import type { TencentImReply } from './wire.ts';

/**
 * Reads a reply of `send_group_msg` (34959 = 269/1629, 2026-02-04). It may say that all is well and that the message was
 * dropped. `field` is where the group's id stood.
 */
export function readGroupReply(
  reply: HttpReply,
  attempt: AttemptInfo,
  field: 'groupId' | 'roomId' = 'groupId',
): CallResult<ResultIds> {
  return readSingleReply(
    reply,
    attempt,
    commands.sendGroup,
    (data) => resultOf(data, attempt),
    (problem) => aboutField(aboutField(problem, field, unknownGroupCodes), 'from', mutedSenderCodes),
  );
}

function resultOf(
  { MsgDropReason: reason, MsgSeq, MsgTime }: TencentImReply,
  { redact }: AttemptInfo,
): CallResult<ResultIds> {
  if (reason === undefined || reason === null || reason === '') {
    return { value: { sequence: sequenceOf(redact.id(MsgSeq)), sentAt: millisecondsOf(MsgTime) } };
  }
  if (reason !== droppedForFrequency) return { problem: unclearDrop };
  return {
    problem: droppedProblem,
    // The vendor may know the message by its Random now: the same again would be a copy.
    discarded: true,
    tooFast: { limits: [groupMessagesLimitName], counted: true },
  };
}

/** A message that is for those who are online has perhaps no number [?]; they begin at 1. */
function sequenceOf(id: string | undefined): string | undefined {
  return id === '0' ? undefined : id;
}

const vendor = { name: vendorName } as const;

const droppedProblem: Problem = createProblem({
  code: 'rate_limited',
  effect: 'rejected',
  transient: true,
  message: `${vendorTitle} answered ${commands.sendGroup} with OK and dropped the message: there were too many in the group (MsgDropReason ${droppedForFrequency})`,
  retryAfterMs: groupPauseMs,
  vendor,
});

/** No other reason is documented, so nobody knows whether the message went, nor whether another would. */
const unclearDrop: Problem = createProblem({
  code: 'vendor_error',
  effect: 'unknown',
  transient: false,
  message: `${vendorTitle} answered ${commands.sendGroup} with OK and a MsgDropReason that is not documented`,
  vendor,
});
