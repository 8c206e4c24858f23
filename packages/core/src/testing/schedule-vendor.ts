import type { HttpRequest, Transport, TransportFault, TransportOptions } from '../ports/transport.ts';
import { plainProblems } from './plain-adapter.ts';
import { jsonReply } from './scripted-transport.ts';
import type { SimulatedClock } from './simulated-clock.ts';

/** What goes wrong with one request; named more than once is what comes more often. */
export const requestFaults = [
  'none',
  'none',
  'takes some',
  'takes some',
  'takes some',
  'takes some',
  'refuses all',
  'refuses for good',
  'internal fault after taking',
  'silence after taking',
  'silence',
  'late after taking',
  'breaks after taking',
  'breaks after taking',
  'breaks after taking',
  'never leaves',
  'throws',
  'junk',
  'names others',
  'contradicts itself',
  'refuses the session',
  'refuses the signature',
] as const;
export type RequestFault = (typeof requestFaults)[number];

/** A vendor with an inbox, whose faults are drawn by chance. It never says of anybody what is not so. */
export class ScheduleVendor implements Transport {
  /** How often each recipient got a message that was no copy. */
  readonly inbox = new Map<string, number>();
  /** When each request came by the wall clock, and its body. */
  readonly arrivals: { readonly wall: number; readonly body: string }[] = [];
  fetches = 0;
  /** Draws the next fault. Set anew when the faults are over. */
  draw: () => RequestFault;
  readonly #clock: SimulatedClock;
  readonly #dedupWindowMs: number;
  readonly #random: () => number;
  readonly #firstSeen = new Map<string, number>();
  /** When the vendor does what is being done, where our machine was asleep then: the vendor was not. */
  #doneAt: number | undefined;

  constructor(clock: SimulatedClock, dedupWindowMs: number, random: () => number, draw: () => RequestFault) {
    this.#clock = clock;
    this.#dedupWindowMs = dedupWindowMs;
    this.#random = random;
    this.draw = draw;
  }

  // Not async: a transport may throw at once, against its contract.
  send(request: HttpRequest, { signal }: TransportOptions): ReturnType<Transport['send']> {
    const fault = this.draw();
    if (request.url.includes('/token')) return this.#answerFetch(fault, signal);
    const body = request.body ?? '';
    const names = namesIn(body);
    const take = (some: readonly string[]) => {
      for (const name of some) this.#deliver(name, body);
    };
    if (fault === 'never leaves') return Promise.resolve({ fault: 'not_sent', reason: 'network' });
    this.arrivals.push({ wall: this.#clock.now(), body });
    switch (fault) {
      case 'throws':
        if (this.#random() < 0.5) take(names);
        throw new Error('the transport throws');
      case 'silence after taking':
        take(names);
        return until(signal);
      case 'silence':
        return until(signal);
      case 'breaks after taking':
        return this.#later(signal, 300, () => {
          take(names);
          return { fault: 'unknown', reason: 'network' };
        });
      default:
        return this.#later(signal, fault === 'late after taking' ? 1_500 : 400, () => {
          const reply = this.#reply(fault, names, take);
          return typeof reply === 'string' ? { status: 200, headers: {}, text: reply } : jsonReply(reply);
        });
    }
  }

  #reply(fault: RequestFault, names: readonly string[], take: (some: readonly string[]) => void) {
    const problemsOf = (some: readonly string[], problem: object) =>
      Object.fromEntries(some.map((name) => [name, problem]));
    switch (fault) {
      case 'takes some': {
        const some = names.filter(() => this.#random() < 0.5);
        take(some);
        const others = names.filter((name) => !some.includes(name));
        const kinds = [plainProblems.tooFast, plainProblems.refused, plainProblems.internal];
        const failed = Object.fromEntries(
          others.map((name) => [name, kinds[Math.floor(this.#random() * kinds.length)]]),
        );
        // Of an internal fault nobody knows what became.
        take(others.filter((name) => failed[name] === plainProblems.internal && this.#random() < 0.5));
        return {
          accepted: some,
          failed,
          ...(names[0] === 'everybody' ? { problem: plainProblems.internal } : {}),
        };
      }
      case 'refuses all':
        return { problem: plainProblems.tooFast };
      case 'refuses for good':
        return { problem: plainProblems.refused, failed: problemsOf(names, plainProblems.refused) };
      case 'internal fault after taking':
        take(names);
        return { problem: plainProblems.internal };
      case 'junk':
        if (this.#random() < 0.5) take(names);
        return '<html>';
      case 'names others': {
        const some = names.slice(1);
        take(some);
        return {
          accepted: [...some, 'stranger'],
          failed: { stranger2: plainProblems.refused },
          ...(names[0] === 'everybody' ? { problem: plainProblems.internal } : {}),
        };
      }
      case 'contradicts itself':
        take(names.slice(0, 1));
        return {
          accepted: names,
          failed: problemsOf(names, plainProblems.tooFast),
          ...(names[0] === 'everybody' ? { problem: plainProblems.internal } : {}),
        };
      case 'refuses the session':
        return { problem: { ...plainProblems.refused, code: 'unauthenticated' }, refused: 'session' };
      case 'refuses the signature':
        return { problem: { ...plainProblems.refused, code: 'unauthenticated' }, refused: 'signature' };
      default:
        take(names);
        return { accepted: names };
    }
  }

  #answerFetch(fault: RequestFault, signal: AbortSignal) {
    this.fetches += 1;
    if (fault.startsWith('silence')) return until(signal);
    if (fault === 'throws') throw new Error('the transport throws');
    return this.#later(signal, 200, () => {
      if (fault === 'refuses all') return jsonReply({ problem: plainProblems.tooFast });
      if (fault === 'junk') return { status: 200, headers: {}, text: '<html>' };
      return jsonReply({
        token: `token-${this.fetches}`,
        expiresInMs: 50 + Math.floor(this.#random() * 3_000),
      });
    });
  }

  #later(
    signal: AbortSignal,
    longestMs: number,
    answer: () => Awaited<ReturnType<Transport['send']>>,
  ): ReturnType<Transport['send']> {
    const afterMs = Math.floor(this.#random() * longestMs);
    const dueAt = this.#clock.monotonic() + afterMs;
    const answerInTime = () => {
      this.#doneAt = Math.min(dueAt, this.#clock.monotonic());
      const given = answer();
      this.#doneAt = undefined;
      return given;
    };
    return new Promise((resolve) => {
      const cancel = this.#clock.schedule(() => {
        signal.removeEventListener('abort', onAbort);
        resolve(answerInTime());
      }, afterMs);
      const onAbort = () => {
        cancel();
        // It may have arrived in the last moment.
        if (this.#random() < 0.5) answerInTime();
        resolve({ fault: 'unknown', reason: 'aborted' });
      };
      signal.addEventListener('abort', onAbort, { once: true });
    });
  }

  #deliver(name: string, body: string): void {
    const key = `${name} ${body}`;
    const now = this.#doneAt ?? this.#clock.monotonic();
    const first = this.#firstSeen.get(key);
    if (first !== undefined && now <= first + this.#dedupWindowMs) return;
    this.#firstSeen.set(key, now);
    this.inbox.set(name, (this.inbox.get(name) ?? 0) + 1);
  }
}

function namesIn(body: string): readonly string[] {
  // A body that is none shows in `arrivals`.
  const { recipients } = body.startsWith('{') ? JSON.parse(body) : { recipients: [] };
  return recipients.length > 0 ? recipients : ['everybody'];
}

function until(signal: AbortSignal): Promise<TransportFault> {
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve({ fault: 'unknown', reason: 'aborted' }), { once: true });
  });
}
