import type { BulkSend, CallRecord, Chat, Hooks } from '@polychat/core';

/** What a worker of the crash tests tells of its calls, as plain JSON, so that it is known why somebody is unconfirmed. */
export type TrailEvent =
  | {
      /** An attempt has ended in its own process. */
      readonly kind: 'attempt';
      readonly userIds: readonly string[];
      /** Counted from 1, in its process. */
      readonly attempt: number;
      readonly durationMs: number;
      /** Whether nobody knows what became of it; one that the store held up for too long never left. */
      readonly isUnclear: boolean;
    }
  | {
      /** Its own process says that nobody knows what became of it. */
      readonly kind: 'unconfirmed';
      readonly userIds: readonly string[];
    }
  | {
      /** A call of another process was gone on with. */
      readonly kind: 'resume';
      readonly userIds: readonly string[];
      readonly windowMs: number;
      /** How long ago its first attempt was when this had ended. */
      readonly ageMs: number;
      /** How many attempts were begun now. */
      readonly begun: number;
    };

/** An event, as its process tells it. */
export interface Told {
  /** When it was told, in milliseconds since 1970 by the clock of the machine, which all processes share. */
  readonly at: number;
  readonly processId: number;
  readonly event: TrailEvent;
}

/** An event that happens now. When it arrives somewhere says less: on a busy machine that may be seconds later. */
export function told(event: TrailEvent): Told {
  return { at: performance.timeOrigin + performance.now(), processId: process.pid, event };
}

/** Hooks for a chat with `exposeUserIds`, which tell of each attempt. */
export function trailHooks(tell: (event: TrailEvent) => void): Hooks {
  return {
    reply: ({ userIds = [], attempt, durationMs, unconfirmed }) =>
      tell({ kind: 'attempt', userIds, attempt, durationMs, isUnclear: unconfirmed > 0 }),
  };
}

/** The same chat, which also tells of calls that it goes on with. */
export function withTrail(chat: Chat, now: () => number, tell: (event: TrailEvent) => void): Chat {
  const resume: Chat['resume'] = async (record, options) => {
    let begun = 0;
    const { journal } = options ?? {};
    const begin = async (records: readonly CallRecord[]) => {
      await journal?.begin(records);
      begun += records.length;
    };
    const outcomes = await chat.resume(record, { ...options, journal: { begin } });
    const { dedupWindowMs: window, items } = record;
    tell({
      kind: 'resume',
      userIds: items.map(({ userId }) => userId),
      windowMs: window === 'unlimited' ? Number.MAX_SAFE_INTEGER : window,
      ageMs: Math.abs(now() - record.firstAttemptAt),
      begun,
    });
    return outcomes;
  };
  const sendBulk: Chat['sendBulk'] = (...given) => {
    const bulk = chat.sendBulk(...given);
    return changed(bulk, { [Symbol.asyncIterator]: () => withEnds(bulk, tell) });
  };
  return changed(chat, { resume, sendBulk });
}

async function* withEnds(bulk: BulkSend, tell: (event: TrailEvent) => void) {
  for await (const outcomes of bulk) {
    const unconfirmed = outcomes.filter(({ status }) => status === 'unconfirmed');
    if (unconfirmed.length > 0) {
      tell({ kind: 'unconfirmed', userIds: unconfirmed.map(({ userId }) => userId) });
    }
    yield outcomes;
  }
}

/** The same object with some members changed. */
function changed<Whole extends object>(whole: Whole, changes: Partial<Whole>): Whole {
  return new Proxy(whole, {
    get(target, name) {
      const member = changes[name as keyof Whole] ?? (target[name as keyof Whole] as unknown);
      return typeof member === 'function' ? member.bind(target) : member;
    },
  });
}
