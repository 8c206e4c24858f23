import { textOf } from './codes.ts';

/** A documented refusal on its way out of a command. It never holds message text or a signature. */
export class Refusal extends Error {
  readonly code: number;

  /**
   * @param code the vendor code to answer.
   * @param info the `ErrorInfo`; the code's own text when left out.
   */
  constructor(code: number, info: string = textOf(code)) {
    super(info);
    this.name = 'Refusal';
    this.code = code;
  }
}
