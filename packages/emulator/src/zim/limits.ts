import type { Rate } from '../dialect/command.ts';
import { Refusal } from '../dialect/refusal.ts';
import { callRate } from './action.ts';
import type { ZimApp } from './app.ts';
import { zimCodes } from './codes.ts';

const second = 1000;
const day = 86_400_000;

/** Fixed counts per call, from each action's page. */
export const zimBatchSizes = {
  recipients: 100,
  users: 100,
  blocklist: 20,
  sequences: 20,
  multiItems: 20,
  groupMembers: 100,
  groupAttributes: 10,
  historyPage: 100,
  memberPage: 1000,
  kickedUsers: 50,
  mutedUsers: 20,
  mutedRoles: 20,
  roomPage: 500,
  /** The page says 20 in one place and 16 in another; the smaller is the safe reading [?]. */
  roomAttributes: 16,
} as const;

/** Members of a group and rooms of an app, by plan ("Pricing", 2026-08). */
const planLimits = {
  free: { groupMembers: 20, rooms: 10 },
  signaling: { groupMembers: 0, rooms: 50 },
  pro: { groupMembers: 200, rooms: 50 },
  enterprise: { groupMembers: 2000, rooms: Number.POSITIVE_INFINITY },
} as const;

/** The most members that a group has on a plan. */
export function maxGroupMembers(plan: keyof typeof planLimits): number {
  return planLimits[plan].groupMembers;
}

/** The most rooms that an app has on a plan. */
export function maxRooms(plan: keyof typeof planLimits): number {
  return planLimits[plan].rooms;
}

/** SendGroupMessage and SendRoomMessage: each its own. */
export function groupAndRoomRates(app: ZimApp, name: string): readonly Rate[] {
  return [callRate(app, name, app.options.rates.groupAndRoomSends)];
}

/** SendMessageToAllUsers: one a second, and so many in 24 hours, rolling or by the calendar [?]. */
export function broadcastRates({ options: { rates, readings } }: ZimApp): readonly Rate[] {
  const code = zimCodes.broadcastTooFast;
  const byCalendar = readings.broadcastDay === 'calendar';
  return [
    {
      units: rates.broadcastsPerSecond,
      milliseconds: second,
      code,
      text: 'too many broadcasts per second',
      key: () => 'broadcast second',
    },
    {
      units: rates.broadcastsPerDay,
      milliseconds: day,
      code,
      text: byCalendar ? 'too many broadcasts today' : 'too many broadcasts in 24 hours',
      // What is counted by the calendar begins anew with each day.
      key: ({ at }) => `broadcast day${byCalendar ? ` ${Math.floor(at / day)}` : ''}`,
    },
  ];
}

/**
 * QueryMessagesByMsgSeq is counted in messages.
 * @throws Refusal 660300005
 */
export function countMessagesBySequence(app: ZimApp, messages: number, now: number): void {
  const limit = { units: app.options.rates.messagesBySequence, milliseconds: second };
  if (!app.windows.take('messages by sequence', limit, now, messages)) {
    throw new Refusal(zimCodes.tooFast, 'too many messages per second');
  }
}
