import { computed, signal } from '@preact/signals';

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

/** What stands after the view: a user id, a request's number. */
export const detail = computed(() => parts.value[1] ?? '');

/** The address of a view. */
export function linkTo(target: View, about?: string | number): string {
  return about === undefined ? `#/${target}` : `#/${target}/${encodeURIComponent(about)}`;
}

export function go(target: View, about?: string | number): void {
  location.hash = linkTo(target, about);
}
