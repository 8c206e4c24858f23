/** Thrown inside an action to answer with a code that refuses the whole call. */
export class ZimRefusal extends Error {
  readonly code: number;

  /** @param text what the reply's `Message` says; the vendor's own texts are not documented */
  constructor(code: number, text: string) {
    super(text);
    this.code = code;
    // Refusals are ordinary answers; a stack for each would cost more than the answer.
    this.stack = '';
  }
}
