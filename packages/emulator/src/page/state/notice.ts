import { signal } from '@preact/signals';

/** A short word on what was just done, or why it was not. Read out by screen readers. */
export const notice = signal<{ readonly text: string; readonly kind: 'done' | 'failed' } | undefined>(
  undefined,
);

let timer: ReturnType<typeof setTimeout> | undefined;

export function tell(text: string, kind: 'done' | 'failed' = 'done'): void {
  notice.value = { text, kind };
  clearTimeout(timer);
  timer = setTimeout(() => {
    notice.value = undefined;
  }, 4000);
}

/** Does something, and says so when it fails. */
export async function attempt(action: () => Promise<unknown>, done?: string): Promise<void> {
  try {
    await action();
    if (done !== undefined) tell(done);
  } catch (error) {
    tell(error instanceof Error ? error.message : 'That did not work', 'failed');
  }
}
