import type { BrokenRule, CheckResult, KeptRule } from './check-result.ts';

/** What was proved of an adapter, what it declares not to have, and what could not be tested. */
export class ConformanceReport {
  /** One for each check that was run, in the order in which they ran. */
  readonly results: readonly CheckResult[];

  readonly #who: string;

  /** @param who what declares rules away, in the words of the report */
  constructor(results: readonly CheckResult[], who = 'the adapter or its vendor') {
    this.results = results;
    this.#who = who;
  }

  get proved(): readonly KeptRule[] {
    return this.#keptAs('proved');
  }

  get declaredAway(): readonly KeptRule[] {
    return this.#keptAs('declared_away');
  }

  get broken(): readonly BrokenRule[] {
    return this.results.filter((result) => result.outcome === 'broken');
  }

  /** What could not be looked at, each once. */
  get untested(): readonly string[] {
    return [...new Set(this.results.flatMap(({ untested }) => untested))];
  }

  /** The report as lines to be read, without a line break at its end. */
  toString(): string {
    const { proved, declaredAway, broken, untested } = this;
    return [
      `${count(proved.length, 'rule')} proved, ${declaredAway.length} declared away, ${broken.length} broken`,
      ...section(`Declared away: ${this.#who} has`, byReason(declaredAway)),
      ...section('Not tested', untested),
      ...section(
        'Broken',
        broken.map(({ name, error }) => `${name}: ${firstLine(error)}`),
      ),
    ].join('\n');
  }

  #keptAs(outcome: KeptRule['outcome']): readonly KeptRule[] {
    return this.results.filter((result): result is KeptRule => result.outcome === outcome);
  }
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [`${title}:`, ...lines.map((line) => `  - ${line}`)];
}

/** Each reason once, with the number of rules that it concerns. */
function byReason(rules: readonly KeptRule[]): readonly string[] {
  return [...Map.groupBy(rules, ({ reason = '' }) => reason)].map(
    ([reason, { length }]) => `${reason} (${count(length, 'rule')})`,
  );
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}

function firstLine(error: unknown): string {
  return String(error).split('\n', 1)[0] ?? '';
}
