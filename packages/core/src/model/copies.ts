/** The build writes the package's version here; sources that run as they are have none. */
declare const POLYCHAT_CORE_VERSION: string;

/** The version of this copy of the package. */
const version = typeof POLYCHAT_CORE_VERSION === 'string' ? POLYCHAT_CORE_VERSION : 'unbuilt';

/** Shared by every copy of this package, whatever its version: its form must not change. */
const key = Symbol.for('polychat.core');

interface Copies {
  /** The versions of the copies that are in use, one for each copy. */
  readonly versions: string[];
  isSaid: boolean;
}

let isCounted = false;

/**
 * Counts this copy of the package among those of the process, and gives the versions of all of them. Two copies work
 * together: what a process shares lies under symbols that they share, and so does the mark of a `ChatError`. But they
 * may differ, so the second one causes a warning of the process, once, with the code `POLYCHAT_CORE_COPIES`.
 */
export function countCopies(): readonly string[] {
  const holder = globalThis as { [key]?: Copies };
  holder[key] ??= { versions: [], isSaid: false };
  const copies = holder[key];
  if (!isCounted) {
    isCounted = true;
    copies.versions.push(version);
  }
  if (copies.versions.length > 1 && !copies.isSaid) {
    copies.isSaid = true;
    warn(
      `this process has ${copies.versions.length} copies of @polychat/core: ${copies.versions.join(' and ')}. ` +
        'They share limits, retry budgets and errors, but an adapter may meet a core of another version. ' +
        'Keep one: npm ls @polychat/core shows who brings which, and npm dedupe joins those that fit together.',
    );
  }
  return copies.versions;
}

/** As a warning of the process where there is such a thing: it can be silenced by its code. */
function warn(message: string): void {
  const { process } = globalThis as {
    process?: { emitWarning?: (message: string, options: { type: string; code: string }) => void };
  };
  if (process?.emitWarning) {
    process.emitWarning(message, { type: 'PolychatWarning', code: 'POLYCHAT_CORE_COPIES' });
  } else {
    console.warn(`PolychatWarning: ${message}`);
  }
}
