import { type ReadonlySignal, signal, untracked } from '@preact/signals';

/** Something that is read from the emulator again and again. */
export interface Resource<Value> {
  /** `undefined` until it was read for the first time. */
  readonly value: ReadonlySignal<Value | undefined>;
  readonly failure: ReadonlySignal<string | undefined>;
  /** Reads it again soon; many calls become one. */
  refresh(): void;
  /** Forgets what was read, and reads at once. What is still on its way is dropped. */
  restart(): void;
}

/** Between two readings of the same thing. Five a second look live, and leave the emulator its time. */
const pauseMs = 200;

/** @param load resolves with nothing while there is nothing to read */
export function createResource<Value>(load: () => Promise<Value> | undefined): Resource<Value> {
  const value = signal<Value | undefined>(undefined);
  const failure = signal<string | undefined>(undefined);
  let generation = 0;
  let wanted = false;
  let busy = false;
  let lastStart = Number.NEGATIVE_INFINITY;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const run = async () => {
    timer = undefined;
    wanted = false;
    busy = true;
    lastStart = performance.now();
    const mine = generation;
    try {
      const loaded = await load();
      if (mine !== generation) return;
      value.value = loaded;
      failure.value = undefined;
    } catch (error) {
      if (mine === generation) failure.value = error instanceof Error ? error.message : 'unknown';
    } finally {
      if (mine === generation) {
        busy = false;
        if (wanted) schedule();
      }
    }
  };
  const schedule = () => {
    wanted = true;
    // Nobody looks at a hidden page; it catches up when it is shown.
    if (busy || timer !== undefined || document.hidden) return;
    timer = setTimeout(run, Math.max(0, lastStart + pauseMs - performance.now()));
  };
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden && wanted) schedule();
  });

  return {
    value,
    failure,
    refresh: schedule,
    restart: () => {
      generation += 1;
      clearTimeout(timer);
      timer = undefined;
      busy = false;
      value.value = undefined;
      failure.value = undefined;
      // Reading must not make whoever restarts it depend on what is read.
      untracked(run);
    },
  };
}
