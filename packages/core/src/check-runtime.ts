import { misconfigured } from './model/issues.ts';

/** What this package needs of a runtime, and whether it is there. */
const needs: Readonly<Record<string, () => boolean>> = {
  fetch: () => typeof globalThis.fetch === 'function',
  'crypto.getRandomValues': () => typeof globalThis.crypto?.getRandomValues === 'function',
  'performance.now': () => typeof globalThis.performance?.now === 'function',
  AbortController: () => typeof globalThis.AbortController === 'function',
  'Promise.withResolvers': () => typeof Promise.withResolvers === 'function',
  'Array.prototype.toSorted': () => typeof Array.prototype.toSorted === 'function',
  'String.prototype.isWellFormed': () => typeof String.prototype.isWellFormed === 'function',
  'the source text of numbers in JSON.parse': () => keepsSourceText(),
};

let isChecked = false;

/**
 * Throws a `ChatError` with code `misconfigured` on a runtime that lacks what this package needs: better at the start
 * than a send that fails for a reason which nobody can see.
 */
export function checkRuntime(): void {
  if (isChecked) return;
  const missing = Object.keys(needs).filter((name) => !needs[name]?.());
  if (missing.length > 0) {
    throw misconfigured(
      `createChat: this runtime (${runtimeVersion()}) lacks ${missing.join(', ')}; Node 22.12 or newer has everything`,
    );
  }
  isChecked = true;
}

function keepsSourceText(): boolean {
  let source: unknown;
  JSON.parse('1', (_key, value, context?: { source?: unknown }) => {
    source = context?.source;
    return value;
  });
  return source === '1';
}

function runtimeVersion(): string {
  const { process, navigator } = globalThis as {
    process?: { version?: string; versions?: Readonly<Record<string, string>> };
    navigator?: { userAgent?: string };
  };
  if (process?.versions?.bun) return `Bun ${process.versions.bun}`;
  if (process?.versions?.deno) return `Deno ${process.versions.deno}`;
  if (process?.version) return `Node ${process.version}`;
  return navigator?.userAgent ?? 'of an unknown version';
}
