/** How much is measured. Each part takes from these what it needs. */
export interface Sizes {
  /** Messages of one turn, within the bounds that a part sets; and a hundredth of the recipients of a bulk send. */
  readonly messages: number;
  /** How often everything is measured; parts that are cheap take several turns in a round. */
  readonly rounds: number;
  /** Messages that are under way at once, where messages go over a socket. */
  readonly inFlight: number;
  /** Only settings with all of these words are measured, where a part has several. */
  readonly only: readonly string[];
}

/**
 * Reads `messages rounds inFlight`, and `only=words,…`; what is left out has its default. Throws for what is no whole
 * number above 0.
 */
export function readSizes(args: readonly string[]): Sizes {
  const only = args.find((arg) => arg.startsWith('only='))?.slice('only='.length);
  const numbers = args.filter((arg) => !arg.startsWith('only='));
  const [messages = 10_000, rounds = 7, inFlight = 64] = numbers.map((arg) => {
    const value = Number(arg);
    if (!(Number.isInteger(value) && value > 0)) throw new Error(`${arg} must be a whole number above 0`);
    return value;
  });
  return { messages, rounds, inFlight, only: only?.split(',') ?? [] };
}

/** A size within bounds. */
export function within(lowest: number, value: number, highest: number): number {
  return Math.max(lowest, Math.min(highest, Math.ceil(value)));
}
