type EventOf<Hook> = Hook extends ((event: infer Event) => unknown) | undefined ? Event : never;

/** Calls a hook. What it throws, or rejects with, never changes the outcome of a send. */
export function tell<Hooks extends object, Name extends keyof Hooks>(
  hooks: Hooks,
  name: Name,
  event: EventOf<Hooks[Name]>,
): void {
  try {
    const hook = hooks[name] as ((event: unknown) => unknown) | undefined;
    const result = hook?.call(hooks, Object.freeze(event));
    if (typeof result === 'object') Promise.resolve(result).catch(() => {});
  } catch {
    // Telemetry: dropped on purpose.
  }
}
