/** A documented refusal on its way out of a command. It never holds message text or a signature. */
export class Refusal extends Error {
  readonly code: number;

  /**
   * @param code the vendor's code to answer.
   * @param text what the reply says beside it; the text that the vendor's table has for the code when left out.
   */
  constructor(code: number, text = '') {
    super(text);
    this.name = 'Refusal';
    this.code = code;
    // Refusals are ordinary answers; a stack for each would cost more than the answer.
    this.stack = '';
  }
}
