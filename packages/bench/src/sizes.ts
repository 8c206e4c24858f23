/** How much is measured. All parts are scaled by the same three numbers. */
export interface Sizes {
  /** Messages of each client in a round. */
  readonly messages: number;
  readonly rounds: number;
  /** Messages that are under way at once, where messages go over a socket. */
  readonly inFlight: number;
}

/** Reads `messages rounds inFlight`; what is left out has its default. Throws for what is no positive number. */
export function readSizes(args: readonly string[]): Sizes {
  const [messages = 5000, rounds = 7, inFlight = 64] = args.map((arg) => {
    const value = Number(arg);
    if (!(Number.isInteger(value) && value > 0)) throw new Error(`${arg} must be a whole number above 0`);
    return value;
  });
  return { messages, rounds, inFlight };
}
