/** What the caller got wrong: an option, or something in the seed file. The program ends with code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
