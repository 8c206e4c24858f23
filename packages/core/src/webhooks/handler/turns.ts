/** Lets tasks of one name run one after another, in the order in which they were given. */
export class Turns {
  readonly #last = new Map<string, Promise<unknown>>();

  /** Runs the task when those given before it under this name have ended. Gives what the task gives. */
  run<Value>(name: string, task: () => Promise<Value>): Promise<Value> {
    const before = this.#last.get(name);
    const result = before ? before.then(task, task) : task();
    const mine = result
      .catch(() => {})
      .then(() => {
        if (this.#last.get(name) === mine) this.#last.delete(name);
      });
    this.#last.set(name, mine);
    return result;
  }
}
