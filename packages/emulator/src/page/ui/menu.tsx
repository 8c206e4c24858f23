import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { steps } from './roving.ts';

/** Something that can be picked from a menu. */
export interface MenuItem {
  readonly label: string;
  /** What it does, in a few words below the label. */
  readonly hint?: string;
  readonly danger?: boolean;
  readonly pick: () => void;
}

interface Props {
  /** What the button is called, where its children are a picture alone. */
  readonly label: string;
  readonly class: string;
  /** Made when the menu opens. */
  readonly items: () => readonly MenuItem[];
  readonly tabIndex?: number;
  readonly children: ComponentChildren;
}

/** A button that opens a menu below it. Arrow keys move in it, Enter picks, Esc closes and gives the focus back. */
export function MenuButton({ label, class: className, items, tabIndex, children }: Props) {
  const open = useSignal(false);
  const button = useRef<HTMLButtonElement>(null);
  /** A press outside closes an open menu, the button's own included: the click that follows must not open it again. */
  const wasOpen = useRef(false);
  const close = () => {
    open.value = false;
  };
  return (
    <>
      <button
        type="button"
        ref={button}
        class={`menu-button ${className}`}
        aria-label={label}
        aria-haspopup="menu"
        aria-expanded={open.value}
        title={label}
        tabIndex={tabIndex}
        onPointerDown={() => {
          wasOpen.current = open.value;
        }}
        onClick={(event) => {
          open.value = event.detail === 0 ? !open.value : !wasOpen.current;
        }}
      >
        {children}
      </button>
      {open.value && <Menu label={label} items={items()} button={button} onClose={close} />}
    </>
  );
}

interface MenuProps {
  readonly label: string;
  readonly items: readonly MenuItem[];
  readonly button: { readonly current: HTMLButtonElement | null };
  readonly onClose: () => void;
}

/** Between the menu and the edge of the window, in pixels. */
const margin = 8;

function Menu({ label, items, button, onClose }: MenuProps) {
  const list = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const menu = list.current;
    const opener = button.current;
    if (menu === null || opener === null) return;
    menu.showPopover();
    place(menu, opener);
    menu.querySelector<HTMLElement>('button')?.focus({ preventScroll: true });
  }, [button]);
  const onKeyDown = (event: KeyboardEvent) => {
    const all = [...(list.current?.querySelectorAll('button') ?? [])];
    const at = all.indexOf(event.target as HTMLButtonElement);
    const step = steps[event.key] ?? { Home: -at, End: all.length - 1 - at }[event.key];
    // Keys of the menu are for the menu alone.
    if (event.key !== 'Tab') event.stopPropagation();
    if (event.key === 'Escape') list.current?.hidePopover();
    else if (step !== undefined) all[(at + step + all.length) % all.length]?.focus();
    else return;
    event.preventDefault();
  };
  return (
    <div
      ref={list}
      class="menu"
      role="menu"
      tabIndex={-1}
      aria-label={label}
      popover="auto"
      onKeyDown={onKeyDown}
      onToggle={(event) => {
        if (event.newState === 'closed') onClose();
      }}
    >
      {items.map((item) => (
        <button
          key={item.label}
          type="button"
          role="menuitem"
          class="menu-item"
          data-danger={item.danger || undefined}
          onClick={(event) => {
            event.stopPropagation();
            // Gives the focus back first, so that what is picked can take it.
            list.current?.hidePopover();
            item.pick();
          }}
        >
          {item.label}
          {item.hint !== undefined && <small>{item.hint}</small>}
        </button>
      ))}
    </div>
  );
}

/** Below the button, or above it where there is no place below; always within the window. */
function place(menu: HTMLElement, opener: HTMLElement): void {
  const at = opener.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = menu;
  const left = Math.max(margin, Math.min(at.right - width, innerWidth - width - margin));
  const isBelow = at.bottom + height + margin <= innerHeight;
  const top = isBelow ? at.bottom + 4 : Math.max(margin, at.top - height - 4);
  menu.style.left = `${left}px`;
  menu.style.top = `${top}px`;
}
