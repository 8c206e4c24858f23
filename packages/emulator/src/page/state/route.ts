import { computed, type ReadonlySignal, signal } from '@preact/signals';
import type { GroupName } from '../../control/group-view.ts';
import { vendorOrder } from '../vendors.ts';

export const views = ['inbox', 'requests', 'faults', 'webhooks', 'setup'] as const;
export type View = (typeof views)[number];

const hash = signal(location.hash);
window.addEventListener('hashchange', () => {
  hash.value = location.hash;
});

const parts = computed(() =>
  hash.value
    .replace(/^#\/?/, '')
    .split('/')
    .map((part) => {
      try {
        return decodeURIComponent(part);
      } catch {
        return part;
      }
    }),
);

/** What the address asks for; the inbox unless it says otherwise. */
export const view = computed<View>(() => views.find((name) => name === parts.value[0]) ?? 'inbox');

/** What stands after the view: a user id, a request's number; empty where a group or a room does. */
export const detail = computed(() => (groupName.value === undefined ? (parts.value[1] ?? '') : ''));

/** The group or room that stands after the view. */
export const groupName: ReadonlySignal<GroupName | undefined> = computed(() => {
  const [name, place, channel, id = ''] = parts.value;
  if (name !== 'inbox' || parts.value.length !== 4) return undefined;
  const vendor = vendorOrder.find((each) => each === place);
  if (vendor === undefined || (channel !== 'group' && channel !== 'room')) return undefined;
  return { vendor, channel, id };
});

/** The address of a view. */
export function linkTo(target: View, about?: string | number): string {
  return about === undefined ? `#/${target}` : `#/${target}/${encodeURIComponent(about)}`;
}

/** The address of a group or a room. */
export function linkToGroup({ vendor, channel, id }: GroupName): string {
  return `#/inbox/${vendor}/${channel}/${encodeURIComponent(id)}`;
}

export function goToGroup(group: GroupName): void {
  location.hash = linkToGroup(group);
}

export function go(target: View, about?: string | number): void {
  location.hash = linkTo(target, about);
}
