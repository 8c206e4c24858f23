import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { ProgramSetup, SharedSetup } from './program-setup.ts';

/** A process that works on campaigns. */
export class WorkerProcess {
  readonly #child: ChildProcess;
  readonly #loaded: Promise<unknown>;

  constructor() {
    this.#child = fork(join(import.meta.dirname, 'program.ts'), {
      execArgv: ['--conditions=@polychat/source', '--disable-warning=ExperimentalWarning'],
    });
    this.#loaded = once(this.#child, 'message');
  }

  async work(setup: ProgramSetup): Promise<void> {
    await this.#loaded;
    this.#child.on('message', (message: { error?: string }) => {
      if (message.error) console.log(`worker ${this.#child.pid}: ${message.error}`);
    });
    this.#child.send(setup);
  }

  /** As a machine that loses its power. */
  async kill(): Promise<void> {
    const ended = once(this.#child, 'exit');
    // One that is stopped is killed all the same.
    this.#child.kill('SIGKILL');
    await ended;
  }

  /** As a machine that is put to sleep. */
  sleep(): void {
    this.#child.kill('SIGSTOP');
  }

  wake(): void {
    this.#child.kill('SIGCONT');
  }

  async close(): Promise<void> {
    const ended = once(this.#child, 'exit');
    this.#child.send('close');
    await ended;
  }
}

/** Processes that work on one store; some are loaded ahead, so that the next begins at once. */
export class WorkerProcesses {
  readonly #setup: SharedSetup;
  readonly #offsetOf: () => number;
  readonly #spares: WorkerProcess[] = [];
  readonly working: WorkerProcess[] = [];

  constructor(setup: SharedSetup, offsetOf: () => number, spares: number) {
    this.#setup = setup;
    this.#offsetOf = offsetOf;
    for (let count = 0; count < spares; count += 1) this.#spares.push(new WorkerProcess());
  }

  async begin(): Promise<WorkerProcess> {
    const worker = this.#spares.shift() ?? new WorkerProcess();
    this.#spares.push(new WorkerProcess());
    await worker.work({ ...this.#setup, clockOffsetMs: this.#offsetOf() });
    this.working.push(worker);
    return worker;
  }

  async kill(worker: WorkerProcess): Promise<void> {
    this.working.splice(this.working.indexOf(worker), 1);
    await worker.kill();
  }

  async end(): Promise<void> {
    await Promise.all([...this.working, ...this.#spares].map((worker) => worker.kill()));
  }
}
