import { afterAll, afterEach, beforeEach } from 'vitest';
import { createEmulator } from '../create-emulator.ts';
import type { Emulator } from '../emulator.ts';
import type { EmulatorOptions } from '../options.ts';

/**
 * One emulator for all tests of a file. Each test finds it empty of messages.
 *
 * @param time `frozen` holds the time still from the start of each test, so that no second ends in its midst
 */
export async function emulatorForFile(
  options: EmulatorOptions,
  time: 'running' | 'frozen' = 'running',
): Promise<Emulator> {
  const emulator = await createEmulator(options);
  beforeEach(() => {
    emulator.reset();
    if (time === 'frozen') emulator.freeze();
  });
  afterAll(() => emulator.close());
  return emulator;
}

/** A new emulator of Tencent IM for each test, with its time held still. */
export class EmulatorPerTest {
  readonly #options: NonNullable<EmulatorOptions['tencentIm']>;
  #emulator: Emulator | undefined;

  constructor(options: NonNullable<EmulatorOptions['tencentIm']>) {
    this.#options = options;
    beforeEach(() => this.restart({}));
    afterEach(() => this.#emulator?.close());
  }

  /** The one that runs. */
  get emulator(): Emulator {
    if (this.#emulator === undefined) throw new Error('only inside a test');
    return this.#emulator;
  }

  /** Starts anew, with these options over those of the file. */
  async restart(options: EmulatorOptions['tencentIm']): Promise<void> {
    await this.#emulator?.close();
    this.#emulator = await createEmulator({ tencentIm: { ...this.#options, ...options } });
    this.#emulator.freeze();
  }
}
