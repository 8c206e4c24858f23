import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { ProgramSetup, SharedSetup } from './program-setup.ts';
import type { Told } from './trail.ts';

/** What a process tells. */
interface News {
  readonly error?: string;
  readonly trail?: Told;
  /** The number of a chunk that it has claimed, or is through with. */
  readonly claimed?: number;
  readonly settled?: number;
}

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

  async work(setup: ProgramSetup, hear: (news: Omit<News, 'error'>) => void): Promise<void> {
    await this.#loaded;
    this.#child.on('message', ({ error, ...news }: News) => {
      if (error) console.log(`worker ${this.#child.pid}: ${error}`);
      else hear(news);
    });
    this.#child.send(setup);
  }

  /** As a machine that loses its power. Rejects where the process had ended by itself, which none may. */
  async kill(): Promise<void> {
    const { exitCode, signalCode } = this.#child;
    if (exitCode !== null || signalCode !== null) {
      throw new Error(`worker ${this.#child.pid} ended by itself: ${signalCode ?? exitCode}`);
    }
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
  readonly #offsets: number[] = [];
  /** Who has claimed a chunk last, by its number. */
  readonly #holders = new Map<number, WorkerProcess>();
  readonly working: WorkerProcess[] = [];
  /** What all of them told of their calls, in the order in which it came. */
  readonly trail: Told[] = [];

  constructor(setup: SharedSetup, offsetOf: () => number, spares: number) {
    this.#setup = setup;
    this.#offsetOf = offsetOf;
    for (let count = 0; count < spares; count += 1) this.#spares.push(new WorkerProcess());
  }

  async begin(): Promise<WorkerProcess> {
    const worker = this.#spares.shift() ?? new WorkerProcess();
    this.#spares.push(new WorkerProcess());
    const clockOffsetMs = this.#offsetOf();
    this.#offsets.push(clockOffsetMs);
    await worker.work({ ...this.#setup, clockOffsetMs }, ({ trail, claimed, settled }) => {
      if (trail) this.trail.push(trail);
      if (claimed !== undefined) this.#holders.set(claimed, worker);
      if (settled !== undefined) this.#holders.delete(settled);
    });
    this.working.push(worker);
    return worker;
  }

  /** The chunks that this worker has claimed last, and is not through with. */
  chunksOf(worker: WorkerProcess): readonly number[] {
    return [...this.#holders].flatMap(([chunk, holder]) => (holder === worker ? [chunk] : []));
  }

  /** How far the clocks of all processes so far were apart, in milliseconds. */
  get clockSpreadMs(): number {
    return Math.max(...this.#offsets) - Math.min(...this.#offsets);
  }

  async kill(worker: WorkerProcess): Promise<void> {
    this.working.splice(this.working.indexOf(worker), 1);
    await worker.kill();
  }

  async end(): Promise<void> {
    await Promise.all([...this.working, ...this.#spares].map((worker) => worker.kill()));
  }
}
