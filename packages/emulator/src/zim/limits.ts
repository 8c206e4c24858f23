import { Refusal } from '../dialect/refusal.ts';
import { SlidingWindows } from '../world/bounded/sliding-window.ts';
import { zimCodes } from './codes.ts';
import type { ZimSettings } from './options-schema.ts';

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
} as const;

/** Counts calls against the app's rates. */
export class ZimLimits {
  readonly #options: ZimSettings;
  readonly #windows = new SlidingWindows();
  #calendarDay = { number: 0, used: 0 };

  constructor(options: ZimSettings) {
    this.#options = options;
  }

  /**
   * Counts a call of an action.
   *
   * @param highPriority whether it is a send of priority 3, which has a limit of its own
   * @throws Refusal with the action's own code
   */
  countCall(action: string, now: number, highPriority: boolean): void {
    const { rates, readings } = this.#options;
    if (action === 'QueryMessagesByMsgSeq') return;
    if (action === 'SendMessageToAllUsers') {
      this.#countBroadcast(now);
      return;
    }
    const units =
      action === 'SendGroupMessage' || action === 'SendRoomMessage' ? rates.groupAndRoomSends : rates.calls;
    const key = highPriority && readings.highPriority === 'own_limit' ? `${action} high` : action;
    if (!this.#windows.take(key, { units, milliseconds: second }, now)) {
      throw new Refusal(tooFastCode(action), 'too many calls per second');
    }
  }

  /** QueryMessagesByMsgSeq is counted in messages. */
  countMessagesBySequence(messages: number, now: number): void {
    const limit = { units: this.#options.rates.messagesBySequence, milliseconds: second };
    if (!this.#windows.take('messages by sequence', limit, now, messages)) {
      throw new Refusal(zimCodes.tooFast, 'too many messages per second');
    }
  }

  clear(): void {
    this.#windows.clear();
    this.#calendarDay = { number: 0, used: 0 };
  }

  #countBroadcast(now: number): void {
    const { rates, readings } = this.#options;
    const perSecond = { units: rates.broadcastsPerSecond, milliseconds: second };
    const perDay = { units: rates.broadcastsPerDay, milliseconds: day };
    if (!this.#windows.fits('broadcast second', perSecond, now)) {
      throw new Refusal(zimCodes.broadcastTooFast, 'too many broadcasts per second');
    }
    if (readings.broadcastDay === 'calendar') {
      const number = Math.floor(now / day);
      if (this.#calendarDay.number !== number) this.#calendarDay = { number, used: 0 };
      if (this.#calendarDay.used >= rates.broadcastsPerDay) {
        throw new Refusal(zimCodes.broadcastTooFast, 'too many broadcasts today');
      }
      this.#calendarDay.used += 1;
    } else if (!this.#windows.take('broadcast day', perDay, now)) {
      throw new Refusal(zimCodes.broadcastTooFast, 'too many broadcasts in 24 hours');
    }
    this.#windows.take('broadcast second', perSecond, now);
  }
}

function tooFastCode(action: string): number {
  if (action === 'UserRegister') return zimCodes.registerTooFast;
  if (action === 'CreateGroup') return zimCodes.createGroupTooFast;
  return zimCodes.tooFast;
}
