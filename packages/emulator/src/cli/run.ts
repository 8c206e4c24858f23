import { createEmulator } from '../create-emulator.ts';
import type { Emulator } from '../emulator.ts';
import { banner } from './banner.ts';
import { helpText, readArguments } from './read-arguments.ts';
import { optionsOf, readSeed, sow } from './seed.ts';
import { withStrictReadings } from './strict.ts';
import { UsageError } from './usage-error.ts';

/**
 * The command `polychat-emulator`. Ends the process: with 0 after `--help` or Ctrl-C, 2 for wrong arguments or
 * a wrong seed, 1 for anything else, such as a port that is taken.
 */
export async function run(args: readonly string[]): Promise<void> {
  let emulator: Emulator | undefined;
  try {
    const asked = readArguments(args);
    if (asked.help) {
      process.stdout.write(helpText);
      return;
    }
    const seed = asked.seedFile === undefined ? {} : await readSeed(asked.seedFile);
    const options = optionsOf(seed, asked);
    emulator = await createEmulator(asked.strict ? withStrictReadings(options) : options);
    await sow(emulator, seed);
    stopOnSignal(emulator);
    process.stdout.write(banner(emulator, asked.strict));
  } catch (error) {
    await emulator?.close();
    process.stderr.write(`polychat-emulator: ${reasonOf(error)}\n`);
    process.exitCode = error instanceof UsageError ? 2 : 1;
    if (error instanceof UsageError) process.stderr.write('Try polychat-emulator --help.\n');
  }
}

function stopOnSignal(emulator: Emulator): void {
  let stopping = false;
  const stop = () => {
    // A second Ctrl-C is from somebody who will not wait.
    if (stopping) process.exit(130);
    stopping = true;
    emulator.close().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown fault';
  if ('code' in error && error.code === 'EADDRINUSE') {
    return 'the port is taken; choose another with --port, or any free one with --port 0';
  }
  if ('code' in error && error.code === 'EACCES') return 'this port needs rights that you do not have';
  return error.message;
}
