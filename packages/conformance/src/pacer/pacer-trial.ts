import assert from 'node:assert/strict';
import type {
  LeaseEnd,
  Limit,
  PacedCost,
  Pacer,
  PacerAnswer,
  PacerRefusal,
  PacerRequest,
} from '@polychat/core';
import type { PacerSubject } from './pacer-subject.ts';

/** Two calls in a second. */
export const calls: Limit = {
  name: 'calls',
  capacity: 2,
  windowMs: 1_000,
  kind: 'rate',
  countedBy: 'app',
  source: 'the kit',
};
/** A hundred recipients in a minute. */
export const recipients: Limit = { ...calls, name: 'recipients', capacity: 100, windowMs: 60_000 };

/** A cost that is counted for the whole app, or for a key within it. */
export function of(limit: Limit, units = 1, key = ''): PacedCost {
  return { limit, units, counter: `${limit.name}\n\n${key}` };
}

/** Time moves on by so much at most while calls are under way, in milliseconds. */
const stepMs = 50;

interface TriedCall
  extends Partial<Pick<PacerRequest, 'maxWaitMs' | 'signal' | 'onWait' | 'sendId' | 'scope'>> {
  /** When the call ends, after it went. Default at once. */
  readonly lastsMs?: number;
  /** Default `replied`. */
  readonly end?: LeaseEnd;
  /** Default: the subject's `pacer`. */
  readonly pacer?: Pacer;
}

/** What became of a call, and when, in milliseconds since the trial began. */
export type Tried =
  | { readonly what: 'went' | 'aborted'; readonly at: number }
  | { readonly what: 'refused'; readonly at: number; readonly refusal: PacerRefusal };

/** Calls that ask one pacer, and what became of them. */
export class PacerTrial {
  readonly subject: PacerSubject;
  readonly pacer: Pacer;
  readonly other: Pacer;
  /** Names in the order in which their calls went. */
  readonly order: string[] = [];
  readonly #start: number;
  readonly #tried = new Map<string, Tried>();
  /** How many calls have not ended that take time. */
  #lasting = 0;
  readonly #ends: { readonly at: number; readonly end: () => void }[] = [];

  constructor(subject: PacerSubject) {
    this.subject = subject;
    this.pacer = subject.pacer;
    this.other = subject.other ?? subject.pacer;
    this.#start = subject.now();
  }

  get #now(): number {
    return this.subject.now() - this.#start;
  }

  request(costs: readonly PacedCost[], more: Partial<PacerRequest> = {}): PacerRequest {
    return { scope: 'app', costs, sendId: 'send', holdMs: 10_000, ...more };
  }

  /** Asks for capacity, notes when it came, and ends the call some time after. */
  call(name: string, costs: readonly PacedCost[], options: TriedCall = {}): void {
    const { lastsMs = 0, end = { how: 'replied' }, pacer = this.pacer, ...more } = options;
    if (lastsMs > 0) this.#lasting += 1;
    const note = (answer: PacerAnswer) => {
      const at = this.#now;
      if (lastsMs > 0 && (answer === 'aborted' || !('settle' in answer))) this.#lasting -= 1;
      if (answer === 'aborted') this.#tried.set(name, { what: 'aborted', at });
      else if ('settle' in answer) {
        this.#tried.set(name, { what: 'went', at });
        this.order.push(name);
        if (lastsMs === 0) answer.settle(end);
        else this.#ends.push({ at: at + lastsMs, end: () => answer.settle(end) });
      } else this.#tried.set(name, { what: 'refused', at, refusal: answer });
    };
    void Promise.resolve(pacer.acquire(this.request(costs, more))).then(note);
  }

  /** Lets so many milliseconds pass, with the ends of calls that fall into them. */
  async pass(milliseconds: number): Promise<void> {
    const until = this.#now + milliseconds;
    await this.subject.advance(0);
    // A call that takes time may go, and end, at any moment of it.
    while (this.#lasting > 0 && this.#now < until) {
      const next = Math.min(until, this.#now + stepMs, ...this.#ends.map(({ at }) => at));
      await this.subject.advance(Math.max(0, next - this.#now));
      for (const due of this.#ends.filter(({ at }) => at <= this.#now)) {
        this.#ends.splice(this.#ends.indexOf(due), 1);
        this.#lasting -= 1;
        due.end();
      }
      await this.subject.advance(0);
    }
    await this.subject.advance(Math.max(0, until - this.#now));
  }

  tried(name: string): Tried | undefined {
    return this.#tried.get(name);
  }

  /** Fails unless the call went then, or as much later as the subject may take. */
  assertWent(name: string, at: number): void {
    const tried = this.#tried.get(name);
    assert.equal(tried?.what ?? 'waits', 'went', `"${name}" should have gone at ${at} ms`);
    assert.ok(tried && tried.at >= at, `"${name}" went at ${tried?.at} ms, before ${at} ms`);
    const latest = at + (this.subject.slackMs ?? 0);
    assert.ok(tried.at <= latest, `"${name}" went at ${tried.at} ms, not by ${latest} ms`);
  }

  assertWaits(name: string): void {
    assert.equal(this.#tried.get(name)?.what, undefined, `"${name}" should still wait`);
  }

  assertRefused(name: string): PacerRefusal {
    const tried = this.#tried.get(name);
    if (tried?.what !== 'refused')
      return assert.fail(`"${name}" should have been refused, and ${tried?.what ?? 'waits'}`);
    return tried.refusal;
  }

  assertAborted(name: string): void {
    assert.equal(this.#tried.get(name)?.what, 'aborted', `"${name}" should have been aborted`);
  }
}
