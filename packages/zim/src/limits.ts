import type { Limit } from '@polychat/core/adapter';
import { commands } from './commands.ts';
import type { CheckedOptions } from './options.ts';

/** 1 KB. The vendor's documents never define it; 1024 is what their examples fit. */
const kilobyte = 1024;

/** "MessageBody introduction" (article 16508), 2026-05-06: the defaults, each raised by the vendor on request. */
export const defaultMaxMessageBytes = 2 * kilobyte;
export const defaultMaxMixedMessageBytes = 5 * kilobyte;
export const defaultMaxMetadataBytes = kilobyte;
/** The same document: the most that can be had on request. */
export const highestMessageBytes = 32 * kilobyte;

/** "MessageBody introduction", 2026-05-06, the tables of image, file, audio and video. */
export const maxUrlBytes = 500;
export const maxFileNameBytes = 150;

/** "SendPeerMessage" (article 17510), 2026-07-08. */
export const maxRecipientsPerCall = 100;
export const defaultMaxSearchedContentBytes = 64;

/** "ResourcesID" guide of offline push, as of 2026-08-21. */
export const maxPushStrategyIdCharacters = 32;

/** "UserRegister", as of 2026-08-21. */
export const maxUsersPerCall = 100;
export const maxUserNameBytes = 256;
export const maxUserAvatarBytes = 500;

/** "Accessing Server APIs" and the pages of the actions: letters, digits and a few signs. */
export const maxUserIdBytes = 32;

/** "SendPeerMessage" (article 17510), 2026-07-08. */
export const defaultMaxCallsPerSecond = 20;
/** "SendMessageToAllUsers" (article 16493), 2026-07-08. */
export const defaultMaxBroadcastsPerSecond = 1;
export const defaultMaxBroadcastsPerDay = 100;
/** "UserRegister", as of 2026-08-21. */
export const defaultMaxRegistrationCallsPerSecond = 20;

const second = 1_000;
const day = 24 * 60 * 60 * second;

/** The app's ceilings, each with the document that states it. */
export interface Limits {
  readonly directCalls: Limit;
  readonly broadcastCalls: Limit;
  readonly broadcastsPerDay: Limit;
  readonly registrationCalls: Limit;
}

type Raisable = Pick<
  CheckedOptions,
  'directCallsPerSecond' | 'broadcastsPerSecond' | 'broadcastsPerDay' | 'registrationCallsPerSecond'
>;

export function createLimits(options: Raisable): Limits {
  return {
    directCalls: {
      name: `${commands.sendToPeers} calls`,
      capacity: options.directCallsPerSecond,
      windowMs: second,
      kind: 'rate',
      source: 'SendPeerMessage (article 17510), 2026-07-08',
    },
    broadcastCalls: {
      name: `${commands.sendToAllUsers} calls`,
      capacity: options.broadcastsPerSecond,
      windowMs: second,
      kind: 'rate',
      source: 'SendMessageToAllUsers (article 16493), 2026-07-08',
    },
    // Whether the vendor's day rolls or follows the calendar is not documented; a rolling one keeps both.
    broadcastsPerDay: {
      name: `${commands.sendToAllUsers} calls in 24 hours`,
      capacity: options.broadcastsPerDay,
      windowMs: day,
      kind: 'quota',
      source: 'SendMessageToAllUsers (article 16493), 2026-07-08',
    },
    registrationCalls: {
      name: `${commands.registerUsers} calls`,
      capacity: options.registrationCallsPerSecond,
      windowMs: second,
      kind: 'rate',
      source: 'UserRegister, as of 2026-08-21',
    },
  };
}
