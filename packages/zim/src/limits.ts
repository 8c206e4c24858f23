import type { Limit } from '@polychat/core/adapter';
import { type Command, commands } from './commands.ts';

/** 1 KB. The vendor's documents never define it [?]; 1024 is what their examples fit. */
export const kilobyte = 1024;

/** "MessageBody introduction" (article 16508), 2026-05-06: the most that can be had on request. */
export const highestMessageBytes = 32 * kilobyte;

/** "MessageBody introduction", 2026-05-06, the tables of image, file, audio and video. */
export const maxUrlBytes = 500;
export const maxFileNameBytes = 150;

/** "SendPeerMessage" (article 17510), 2026-07-08. */
export const maxRecipientsPerCall = 100;

/** "ResourcesID" guide of offline push, as of 2026-08-21. */
export const maxPushStrategyIdCharacters = 32;

/** "UserRegister", as of 2026-08-21. */
export const maxUsersPerCall = 100;
export const maxUserNameBytes = 256;
export const maxUserAvatarBytes = 500;

/** "Accessing Server APIs" and the pages of the actions: letters, digits and a few signs. */
export const maxUserIdBytes = 32;
/** The same for the ids of groups, and of rooms, for which one page says 128 [?]: the smaller is certain to be taken. */
export const maxGroupIdBytes = 32;
/** The vendor's list of characters, as on the messaging pages, where it is safest. */
export const userIdPattern = /^[0-9A-Za-z!#$%&()+\-:;<=.>?@[\]^_ {}|~]*$/;

/**
 * For how long a change may be repeated. It does no harm while nobody else changes the message; later it might undo what
 * came after it.
 */
export const editDedupWindowMs = 60_000;

/** "RevokePeerMessage" and its like, as of 2026-08-21: two minutes, up to 24 hours on request. */
export const recallWindowMs = 120_000;
/** "EditC2cMsgBody", as of 2026-08-21: 24 hours. */
export const editWindowMs = 86_400_000;

/** "Accessing Server APIs": what holds for an action that names no rate of its own. */
const callsPerSecond = 20;

const second = 1_000;
const day = 24 * 60 * 60 * second;

/** The app's ceilings, each with the document that states it. */
export interface Limits {
  readonly directCalls: Limit;
  readonly groupCalls: Limit;
  readonly roomCalls: Limit;
  readonly broadcastCalls: Limit;
  readonly broadcastsPerDay: Limit;
  readonly registrationCalls: Limit;
  readonly recallDirectCalls: Limit;
  readonly recallGroupCalls: Limit;
  readonly recallRoomCalls: Limit;
  readonly editDirectCalls: Limit;
  readonly editGroupCalls: Limit;
  readonly findCalls: Limit;
  readonly verificationCalls: Limit;
}

/** How high the ceilings are; see the options of the same names. */
export interface Rates {
  readonly directCallsPerSecond: number;
  readonly groupCallsPerSecond: number;
  readonly roomCallsPerSecond: number;
  readonly broadcastsPerSecond: number;
  readonly broadcastsPerDay: number;
  readonly registrationCallsPerSecond: number;
}

/** The name of the limit on the calls of an action in a second. */
export function callsLimitName(action: Command): string {
  return `${action} calls`;
}

/** The limits of one app. The vendor counts by app and action, whichever of its hosts is called. */
export function createLimits(rates: Rates): Limits {
  return {
    directCalls: perSecond(
      commands.direct,
      rates.directCallsPerSecond,
      'SendPeerMessage (article 17510), 2026-07-08',
    ),
    groupCalls: perSecond(commands.group, rates.groupCallsPerSecond),
    roomCalls: perSecond(commands.room, rates.roomCallsPerSecond),
    broadcastCalls: perSecond(
      commands.audience,
      rates.broadcastsPerSecond,
      'SendMessageToAllUsers (article 16493), 2026-07-08',
    ),
    // Whether the vendor's day rolls or follows the calendar is not documented [?]; a rolling one keeps both.
    broadcastsPerDay: {
      name: `${commands.audience} calls in 24 hours`,
      capacity: rates.broadcastsPerDay,
      windowMs: day,
      kind: 'quota',
      countedBy: 'app',
      source: 'SendMessageToAllUsers (article 16493), 2026-07-08',
    },
    registrationCalls: perSecond(commands.users, rates.registrationCallsPerSecond),
    recallDirectCalls: perSecond(commands.recallDirect),
    recallGroupCalls: perSecond(commands.recallGroup),
    recallRoomCalls: perSecond(commands.recallRoom),
    editDirectCalls: perSecond(commands.editDirect),
    editGroupCalls: perSecond(commands.editGroup),
    // The vendor counts messages, and a call asks for one.
    findCalls: perSecond(commands.find),
    verificationCalls: perSecond(commands.verify),
  };
}

function perSecond(
  action: Command,
  capacity = callsPerSecond,
  source = `${action}, as of 2026-08-21`,
): Limit {
  return { name: callsLimitName(action), capacity, windowMs: second, kind: 'rate', countedBy: 'app', source };
}
