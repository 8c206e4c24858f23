import type { ProblemCode } from '@polychat/core';
import { LatencyHistogram } from './latency-histogram.ts';
import type {
  Mismatch,
  MismatchExample,
  OtherSideReport,
  OutcomeCode,
  SideReport,
} from './migration-report.ts';

/** What became of somebody at one chat. */
export interface Result {
  readonly status: 'accepted' | 'failed' | 'unconfirmed';
  readonly code: OutcomeCode;
}

/** So many examples of each kind of mismatch are kept. */
const mostExamples = 5;

/** Counts what one chat answered. */
export class SideCounts {
  readonly #via: string;
  readonly #latency = new LatencyHistogram();
  readonly #counts = { accepted: 0, failed: 0, unconfirmed: 0 };
  readonly #problems = new Map<ProblemCode, number>();

  constructor(via: string) {
    this.#via = via;
  }

  add({ status, code }: Result): void {
    this.#counts[status] += 1;
    if (code !== 'accepted') this.#problems.set(code, (this.#problems.get(code) ?? 0) + 1);
  }

  took(durationMs: number, times: number): void {
    this.#latency.add(durationMs, times);
  }

  get report(): SideReport {
    const latency = this.#latency.report;
    return {
      via: this.#via,
      ...this.#counts,
      problems: Object.fromEntries(this.#problems),
      ...(latency && { latency }),
    };
  }
}

/** Counts what the chat that gets copies answered, and compares. */
export class OtherSideCounts extends SideCounts {
  readonly #isRehearsal: boolean;
  notWritten = 0;
  alreadyWritten = 0;
  writtenLater = 0;
  #agreed = 0;
  readonly #mismatches = new Map<string, { -readonly [Name in keyof Mismatch]: Mismatch[Name] }>();

  constructor(via: string, isRehearsal: boolean) {
    super(via);
    this.#isRehearsal = isRehearsal;
  }

  /** Compares the answers about one recipient. `example` is only made where it is kept. */
  compare(authority: OutcomeCode, other: OutcomeCode, example: () => MismatchExample): void {
    if (authority === other) {
      this.#agreed += 1;
      return;
    }
    const pair = `${authority} ${other}`;
    const known = this.#mismatches.get(pair);
    if (!known) {
      this.#mismatches.set(pair, { authority, other, count: 1, examples: [example()] });
      return;
    }
    known.count += 1;
    if (known.examples.length < mostExamples) known.examples = [...known.examples, example()];
  }

  override get report(): OtherSideReport {
    const mismatches = [...this.#mismatches.values()].map((one) => ({ ...one }));
    return {
      ...super.report,
      isRehearsal: this.#isRehearsal,
      notWritten: this.notWritten,
      alreadyWritten: this.alreadyWritten,
      writtenLater: this.writtenLater,
      agreed: this.#agreed,
      mismatches: mismatches.sort((one, another) => another.count - one.count),
    };
  }
}
