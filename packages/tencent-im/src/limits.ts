import type { Limit } from '@polychat/core/adapter';
import { type Command, commands } from './commands.ts';

/** Tencent IM counts user ids in bytes (34381, 2025-03). */
export const maxUserIdBytes = 32;
/** The longest id of a group that one can choose, and of a topic, in bytes (33529; 269/9346, 2025-11). */
export const maxGroupIdBytes = 48;
export const maxTopicIdBytes = 96;
/** The most users that one message to a group can name, everyone counted as one (10053 in 34348), and be for (34959). */
export const maxMentions = 30;
export const maxTargets = 50;
/** The most recipients of one batch (34920 = 269/1612, 2026-02-04). */
export const maxBatchRecipients = 500;
/** The most accounts of one import (34954 = 269/4919, 2025-04). */
export const maxImportedAccounts = 100;
/** The longest value of a profile field, in bytes (40601 in 34348, 2025-12-17). */
export const maxProfileBytes = 500;
/** The longest time that a message waits for its recipient: 7 days, in seconds (34919, 2026-02-04; 37166). */
export const maxLifeTimeSeconds = 604_800;
/** The most messages of one group that one call takes back (34965). */
export const maxGroupRecalls = 10;
/**
 * For how long a change may be repeated. It does no harm while nobody else changes the message; later it might undo what
 * came after it.
 */
export const editDedupWindowMs = 60_000;
/** The most elements of type TIMCustomElem in one message (33527 = 269/2720). */
export const maxCustomElements = 1;

/** The most tags or attributes in one list, and the longest of them, in bytes (37166 = 269/45934; 34348, 2025-12-17). */
export const maxTags = 10;
export const maxTagBytes = 50;

/**
 * `sendmsg` discards a copy for 120 s, by sender, MsgSeq, MsgRandom and a checksum of the content (269/2282,
 * 2026-02-04). The margin is for the way there and for clocks that differ.
 */
export const singleDedupWindowMs = 100_000;
/**
 * `send_group_msg` discards a copy for five minutes. The pages of 2021 say by group and `Random`, newer ones by the content
 * besides: what is the same byte for byte is a copy by both. The margin is as above.
 */
export const groupDedupWindowMs = 280_000;
/** `im_push` discards a copy for 7 days, by MsgRandom alone (269/45934); an hour of margin. */
export const audienceDedupWindowMs = 7 * 24 * 3_600_000 - 3_600_000;

/**
 * How long one attempt is given. The vendor gives itself 3 s for a call and wants clients to wait longer than that
 * (34620 = 269/1519, "REST API overview"). The rest is for connecting and for the way there and back: giving up on a
 * batch too early leaves up to 500 recipients unconfirmed, and waiting costs nothing.
 */
export const attemptTimeoutMs = 10_000;

/** The app's ceilings, each with the document that states it. */
export interface Limits {
  readonly singleCalls: Limit;
  readonly batchCalls: Limit;
  readonly batchRecipients: Limit;
  readonly groupCalls: Limit;
  /** Has a key: each group is counted by itself. */
  readonly groupMessages: Limit;
  readonly audienceCalls: Limit;
  readonly audienceCallsPerDay: Limit;
  readonly importCalls: Limit;
  readonly importBatchCalls: Limit;
  readonly recallDirectCalls: Limit;
  readonly recallGroupCalls: Limit;
  readonly editDirectCalls: Limit;
  readonly editGroupCalls: Limit;
  readonly findDirectCalls: Limit;
  readonly findGroupCalls: Limit;
  readonly verificationCalls: Limit;
}

/** Ceilings that the vendor raises for an app. */
interface RaisableLimits {
  readonly singleCallsPerSecond: number;
  readonly batchCallsPerSecond: number;
  readonly batchRecipientsPerMinute: number;
  readonly groupCallsPerSecond: number;
  readonly groupMessagesPerSecond: number;
  readonly broadcastsPerDay: number;
}

/** The name of the limit on the calls of a command. */
export function callsLimitName(command: Command): string {
  return `${command} calls`;
}

/** The name of the limit on the recipients of all batches together. */
export const batchRecipientsLimitName = `${commands.sendBatch} recipients`;

/** The name of the limit on the messages to one group. */
export const groupMessagesLimitName = `${commands.sendGroup} messages to one group`;

/** All limits are counted per app and command (34620 = 269/1519; 34348). */
export function createLimits(raised: RaisableLimits): Limits {
  return {
    singleCalls: perSecond(commands.sendSingle, raised.singleCallsPerSecond, '34919 = 269/2282, 2026-02-04'),
    batchCalls: perSecond(commands.sendBatch, raised.batchCallsPerSecond, '34920 = 269/1612, 2026-02-04'),
    batchRecipients: {
      name: batchRecipientsLimitName,
      capacity: raised.batchRecipientsPerMinute,
      windowMs: 60_000,
      kind: 'rate',
      countedBy: 'app',
      source: '34920 = 269/1612, 2026-02-04',
    },
    groupCalls: perSecond(commands.sendGroup, raised.groupCallsPerSecond, '34959 = 269/1629, 2026-02-04'),
    groupMessages: {
      name: groupMessagesLimitName,
      capacity: raised.groupMessagesPerSecond,
      windowMs: 1_000,
      kind: 'rate',
      countedBy: 'app',
      source: '33529 = 269/9346, 2025-11; 10023 in 34348, 2025-12-17',
    },
    audienceCalls: {
      name: callsLimitName(commands.pushToAll),
      capacity: 1,
      // "More than one second apart".
      windowMs: 1_001,
      kind: 'rate',
      countedBy: 'app',
      source: '37166 = 269/45934; 90024 in 34348, 2025-12-17',
    },
    audienceCallsPerDay: {
      name: `${commands.pushToAll} calls per day`,
      capacity: raised.broadcastsPerDay,
      windowMs: 86_400_000,
      kind: 'quota',
      countedBy: 'app',
      source: '37166 = 269/45934; 90047 in 34348, 2025-12-17',
    },
    importCalls: perSecond(commands.importAccount, 200, '34953 = 269/1608'),
    importBatchCalls: perSecond(commands.importAccounts, 100, '34954 = 269/4919, 2025-04'),
    recallDirectCalls: perSecond(commands.recallDirect, 200, '34620 = 269/1519; 35015 = 269/38980'),
    recallGroupCalls: perSecond(commands.recallGroup, 200, '34620 = 269/1519; 34965 = 269/12341'),
    editDirectCalls: perSecond(commands.editDirect, 200, '34620 = 269/1519; 47722'),
    editGroupCalls: perSecond(commands.editGroup, 200, '34620 = 269/1519; 47948'),
    findDirectCalls: perSecond(commands.findDirect, 200, '34620 = 269/1519; 35478 = 269/42794'),
    findGroupCalls: perSecond(commands.findGroup, 200, '34620 = 269/1519; 34971 = 269/2738'),
    verificationCalls: perSecond(commands.verify, 100, '34956 = 269/38417'),
  };
}

function perSecond(command: Command, capacity: number, source: string): Limit {
  return {
    name: callsLimitName(command),
    capacity,
    windowMs: 1_000,
    kind: 'rate',
    countedBy: 'app',
    source,
  };
}
