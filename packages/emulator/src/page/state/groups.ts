import { effect, signal } from '@preact/signals';
import type { GroupView } from '../../control/group-view.ts';
import { call, query } from './api.ts';
import { concernsGroups, onBatch } from './live.ts';
import { filter } from './people.ts';
import { createResource } from './resource.ts';

const step = 100;

/** How many are listed; more on demand. */
const limit = signal(step);

/** Groups and rooms, those with the newest messages first. */
export const groups = createResource(() =>
  call<{ total: number; groups: GroupView[] }>(
    'GET',
    `groups?${query({ limit: limit.value, search: filter.value })}`,
  ),
);

export function showMoreGroups(): void {
  limit.value = Math.min(1000, limit.value + step);
  groups.refresh();
}

let lastFilter = filter.value;
effect(() => {
  if (filter.value === lastFilter) return;
  lastFilter = filter.value;
  limit.value = step;
  groups.refresh();
});

onBatch((batch) => {
  if (concernsGroups(batch)) groups.refresh();
});
