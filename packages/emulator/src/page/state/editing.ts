import { effect, signal } from '@preact/signals';
import type { CopyView } from '../../control/message-view.ts';
import { focusWhenShown } from '../ui/focus.ts';
import { personId } from './people.ts';
import { groupName, view } from './route.ts';

/** A message that is being changed, and by whom. */
export interface Editing {
  readonly message: CopyView;
  readonly userId: string;
}

/** What the composer changes, in place of writing anew. */
export const editing = signal<Editing | undefined>(undefined);

export function edit(message: CopyView, userId: string): void {
  editing.value = { message, userId };
  focusWhenShown(`.composer[data-editing="${message.id}"] .composer-text`);
}

let lastPlace = '';
effect(() => {
  const place = `${view.value} ${JSON.stringify(groupName.value)} ${personId.value}`;
  if (place === lastPlace) return;
  lastPlace = place;
  editing.value = undefined;
});
