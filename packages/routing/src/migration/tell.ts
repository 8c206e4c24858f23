import type { MigrationHooks } from './migration-options.ts';

/** Calls a hook. What it throws, or rejects with, never changes the outcome of a send. */
export function tell<Name extends keyof MigrationHooks>(
  hooks: MigrationHooks,
  name: Name,
  event: Parameters<NonNullable<MigrationHooks[Name]>>[0],
): void {
  const hook = hooks[name] as ((event: unknown) => unknown) | undefined;
  try {
    const result = hook?.call(hooks, Object.freeze(event));
    if (typeof result === 'object') Promise.resolve(result).catch(() => {});
  } catch {
    // Telemetry: dropped on purpose.
  }
}
