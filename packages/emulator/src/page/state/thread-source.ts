import { computed, type ReadonlySignal, signal, batch as together } from '@preact/signals';
import type { CopyView } from '../../control/message-view.ts';
import { createResource, type Resource } from './resource.ts';

/** The newest messages of a conversation, and how to go back from there. */
export interface ThreadSource {
  /** Newest first. */
  readonly thread: Resource<ThreadPage>;
  /** True while the thread ends before the newest message. */
  readonly inThePast: ReadonlySignal<boolean>;
  earlier(): void;
  newest(): void;
  /** Begins anew: another conversation is open. */
  restart(): void;
}

export interface ThreadPage {
  readonly messages: readonly CopyView[];
  readonly more: boolean;
}

const step = 60;
/** So many messages are drawn at most; earlier ones take the place of the newest. */
const maxMessages = 300;

/** @param load reads so many messages before a message's id; nothing where no conversation is open */
export function createThreadSource(
  load: (page: { limit: number; before: number | undefined }) => Promise<ThreadPage> | undefined,
): ThreadSource {
  const limit = signal(step);
  const before = signal<number | undefined>(undefined);
  const thread = createResource(() => load({ limit: limit.value, before: before.value }));
  const toNewest = () =>
    together(() => {
      limit.value = step;
      before.value = undefined;
    });
  return {
    thread,
    inThePast: computed(() => before.value !== undefined),
    earlier: () => {
      const shown = thread.value.value?.messages ?? [];
      if (limit.value < maxMessages) limit.value += step;
      else before.value = shown[step - 1]?.id ?? before.value;
      thread.refresh();
    },
    newest: () => {
      toNewest();
      thread.refresh();
    },
    restart: () => {
      toNewest();
      thread.restart();
    },
  };
}
