import { effect, type ReadonlySignal, signal } from '@preact/signals';
import type { UserView } from '../../control/user-view.ts';
import { call, query } from './api.ts';
import { concernsMessages, concernsUsers, onBatch } from './live.ts';
import { createResource } from './resource.ts';
import { detail, view } from './route.ts';

const step = 100;

/** How many people are listed; more on demand. */
const limit = signal(step);

/** What the list is narrowed to. */
export const filter = signal('');

export const people = createResource(() =>
  call<{ total: number; users: UserView[] }>(
    'GET',
    `users?${query({ limit: limit.value, search: filter.value })}`,
  ),
);

export function showMorePeople(): void {
  limit.value = Math.min(1000, limit.value + step);
  people.refresh();
}

const chosen = signal('');

/**
 * Whose messages are shown: the address's, else the one before, else who had the newest message when there
 * first was one.
 */
export const personId: ReadonlySignal<string> = chosen;

effect(() => {
  if (view.value === 'inbox' && detail.value !== '') chosen.value = detail.value;
});
effect(() => {
  const [newest] = people.value.value?.users ?? [];
  if (chosen.value === '' && newest?.lastAt !== undefined && filter.value === '')
    chosen.value = newest.userId;
});

/** The person with accounts and counts. */
export const person = createResource(() => {
  if (personId.value === '') return undefined;
  return call<UserView>('GET', `users/${encodeURIComponent(personId.value)}`);
});

let lastFilter = filter.value;
effect(() => {
  if (filter.value === lastFilter) return;
  lastFilter = filter.value;
  limit.value = step;
  people.refresh();
});

onBatch((batch) => {
  if (concernsMessages(batch) || concernsUsers(batch)) {
    people.refresh();
    person.refresh();
  }
});
