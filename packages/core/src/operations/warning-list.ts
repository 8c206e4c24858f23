import type { PlanWarning, Warning } from '../model/warning.ts';

/** The warnings of one send, each kind once. */
export class WarningList {
  readonly #via: string;
  /** Most sends have none. */
  #warnings: Map<string, Warning> | undefined;

  constructor(via: string) {
    this.#via = via;
  }

  add({ code, message, field }: PlanWarning): void {
    const warning: Warning =
      field === undefined ? { code, message, via: this.#via } : { code, message, field, via: this.#via };
    this.#warnings ??= new Map();
    this.#warnings.set(`${code} ${field ?? ''}`, Object.freeze(warning));
  }

  list(): readonly Warning[] {
    return this.#warnings ? [...this.#warnings.values()] : [];
  }
}
