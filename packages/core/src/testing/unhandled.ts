import { afterEach, beforeEach, expect } from 'vitest';
import { turns } from './outcomes.ts';

/** Makes every test of a file fail after which a rejected promise was left that nobody handles. */
export function expectNoUnhandledRejections(): void {
  const unhandled: unknown[] = [];
  const note = (reason: unknown) => void unhandled.push(reason);
  beforeEach(() => void process.on('unhandledRejection', note));
  afterEach(async () => {
    await turns();
    await turns();
    process.off('unhandledRejection', note);
    expect(unhandled.splice(0)).toEqual([]);
  });
}
