import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** What the processes of a crowd have in common. */
export interface CrowdOptions {
  readonly port: number;
  readonly capacity: number;
  readonly windowMs: number;
  readonly lastsMs: number;
}

/** Several processes that make calls through one server, and when each call left. */
export class PacingCrowd {
  /** For each process, when its calls left, in milliseconds since 1970. */
  readonly calls: number[][] = [];
  readonly #options: CrowdOptions;
  readonly #processes: ChildProcess[] = [];

  constructor(processes: number, options: CrowdOptions) {
    this.#options = options;
    for (let index = 0; index < processes; index += 1) this.add();
  }

  add(): void {
    const { port, capacity, windowMs, lastsMs } = this.#options;
    const calls: number[] = [];
    const child = fork(
      join(import.meta.dirname, 'pacing-process.ts'),
      [port, capacity, windowMs, lastsMs].map(String),
      {
        execArgv: ['--conditions=@polychat/source'],
      },
    );
    child.on('message', (at: number) => calls.push(at));
    this.calls.push(calls);
    this.#processes.push(child);
  }

  /** Resolves when every process has made so many calls. */
  async whenEachMade(count: number): Promise<void> {
    while (this.calls.some((calls) => calls.length < count))
      await new Promise((resolve) => setTimeout(resolve, 20));
  }

  /** Ends a process at once. */
  async kill(index: number): Promise<void> {
    const child = this.#processes[index];
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }

  /** All calls in the order in which they left. */
  get all(): readonly number[] {
    return this.calls.flat().toSorted((a, b) => a - b);
  }

  /** The most calls that left within any window. */
  mostInWindow(): number {
    const all = this.all;
    let most = 0;
    let first = 0;
    for (const [index, at] of all.entries()) {
      while ((all[first] ?? at) <= at - this.#options.windowMs) first += 1;
      most = Math.max(most, index - first + 1);
    }
    return most;
  }

  /** When the first call left after a moment. */
  firstAfter(moment: number): number | undefined {
    return this.all.find((at) => at > moment);
  }

  async close(): Promise<void> {
    for (const index of this.#processes.keys()) await this.kill(index);
  }
}
