import type { Limit } from '@polychat/core/adapter';
import { commands } from './commands.ts';
import type { CheckedOptions } from './options.ts';

/** Tencent IM counts user ids in bytes (34381, 2025-03). */
export const maxUserIdBytes = 32;
/** The most recipients of one batch (34920 = 269/1612, 2026-02-04). */
export const maxBatchRecipients = 500;
/** The most accounts of one import (34954 = 269/4919, 2025-04). */
export const maxImportedAccounts = 100;
/** The longest value of a profile field, in bytes (40601 in 34348, 2025-12-17). */
export const maxProfileBytes = 500;
/** The longest time that a message waits for its recipient: 7 days, in seconds (34919, 2026-02-04; 37166). */
export const maxLifeTimeSeconds = 604_800;
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
/** `im_push` discards a copy for 7 days, by MsgRandom alone (269/45934); an hour of margin. */
export const broadcastDedupWindowMs = 7 * 24 * 3_600_000 - 3_600_000;

/** The app's ceilings, each with the document that states it. */
export interface Limits {
  readonly singleCalls: Limit;
  readonly batchCalls: Limit;
  readonly batchRecipients: Limit;
  readonly broadcastCalls: Limit;
  readonly broadcastsPerDay: Limit;
  readonly importCalls: Limit;
  readonly importBatchCalls: Limit;
}

type Raisable = Pick<
  CheckedOptions,
  'singleCallsPerSecond' | 'batchCallsPerSecond' | 'batchRecipientsPerMinute' | 'broadcastsPerDay'
>;

export function createLimits(options: Raisable): Limits {
  return {
    singleCalls: perSecond(commands.sendSingle, options.singleCallsPerSecond, '34919 = 269/2282, 2026-02-04'),
    batchCalls: perSecond(commands.sendBatch, options.batchCallsPerSecond, '34920 = 269/1612, 2026-02-04'),
    batchRecipients: {
      name: `${commands.sendBatch} recipients`,
      capacity: options.batchRecipientsPerMinute,
      windowMs: 60_000,
      kind: 'rate',
      source: '34920 = 269/1612, 2026-02-04',
    },
    broadcastCalls: {
      name: `${commands.pushToAll} calls`,
      capacity: 1,
      // "More than one second apart".
      windowMs: 1_001,
      kind: 'rate',
      source: '37166 = 269/45934; 90024 in 34348, 2025-12-17',
    },
    broadcastsPerDay: {
      name: `${commands.pushToAll} calls per day`,
      capacity: options.broadcastsPerDay,
      windowMs: 86_400_000,
      kind: 'quota',
      source: '37166 = 269/45934; 90047 in 34348, 2025-12-17',
    },
    importCalls: perSecond(commands.importAccount, 200, '34953 = 269/1608'),
    importBatchCalls: perSecond(commands.importAccounts, 100, '34954 = 269/4919, 2025-04'),
  };
}

function perSecond(command: string, capacity: number, source: string): Limit {
  return { name: `${command} calls`, capacity, windowMs: 1_000, kind: 'rate', source };
}
