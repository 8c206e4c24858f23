import type { RefObject } from 'preact';
import { useEffect } from 'preact/hooks';

export const steps: Readonly<Record<string, number>> = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 };

/**
 * Lets the arrow keys (and j, k, Home, End) walk through a list, of which Tab reaches one item only: the one
 * that has the focus, else the current one, else the first.
 *
 * @param container holds the items, which are marked with `data-item`
 */
export function useRoving(container: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const element = container.current;
    if (element === null) return;
    const onFocus = () => settle(element);
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const items = itemsIn(element);
      const at = items.indexOf(event.target as HTMLElement);
      if (at < 0) return;
      const step = steps[event.key] ?? { Home: -at, End: items.length - 1 - at }[event.key];
      if (step === undefined) return;
      event.preventDefault();
      items[Math.max(0, Math.min(items.length - 1, at + step))]?.focus();
    };
    element.addEventListener('focusin', onFocus);
    element.addEventListener('keydown', onKeyDown);
    return () => {
      element.removeEventListener('focusin', onFocus);
      element.removeEventListener('keydown', onKeyDown);
    };
  }, [container]);

  // After every drawing, since items come and go.
  useEffect(() => {
    if (container.current !== null) settle(container.current);
  });
}

function itemsIn(element: HTMLElement): HTMLElement[] {
  return [...element.querySelectorAll<HTMLElement>('[data-item]')];
}

function settle(element: HTMLElement): void {
  const items = itemsIn(element);
  const one =
    items.find((item) => item === document.activeElement) ??
    items.find((item) => item.hasAttribute('aria-current')) ??
    items[0];
  for (const item of items) {
    // The attribute and not the property, which is 0 for a link that has none; shortcuts look for the attribute.
    const wanted = item === one ? '0' : '-1';
    if (item.getAttribute('tabindex') !== wanted) item.setAttribute('tabindex', wanted);
  }
}
