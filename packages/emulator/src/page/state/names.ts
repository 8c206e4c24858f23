import { computed } from '@preact/signals';
import { openMembers } from './open-group.ts';
import { people, person } from './people.ts';

/** Display names of those who are known to the page. */
const names = computed(() => {
  const known = new Map<string, string>();
  for (const { userId, name } of people.value.value?.users ?? []) known.set(userId, name);
  for (const { userId, name } of openMembers.value) known.set(userId, name);
  const chosen = person.value.value;
  if (chosen !== undefined) known.set(chosen.userId, chosen.name);
  return known;
});

/** A user's display name, or the id where no name is known. */
export function nameOf(userId: string): string {
  return names.value.get(userId) || userId;
}
