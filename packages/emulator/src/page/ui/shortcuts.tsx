import { signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { personId } from '../state/people.ts';
import { go, view, views } from '../state/route.ts';
import { deselect, selected } from '../state/selection.ts';
import { nextTheme } from '../state/theme.ts';
import { focusFirst, focusWhenShown } from './focus.ts';
import { Icon } from './icon.tsx';
import { steps } from './roving.ts';

/** Whether the list of shortcuts is shown. */
export const shortcutsOpen = signal(false);

const shortcuts: readonly (readonly [string, string])[] = [
  ['/', 'Search'],
  ['1 … 5', 'Inbox, requests, faults, webhooks, setup'],
  ['↑ ↓ or j k', 'Move in a list'],
  ['Home End', 'First and last of a list'],
  ['Enter', 'Open; on a message’s time, look behind it'],
  ['← →', 'Move between tabs'],
  ['Esc', 'Close what is open'],
  ['p', 'To the list of people and groups'],
  ['c', 'Write as the person’s device'],
  ['m', 'What can be done with the message: recall, edit, mark read'],
  ['t', 'Dark or light'],
  ['?', 'This list'],
];

/** Keys that work wherever no text is being written. */
export function useShortcuts(): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      const target = event.target as HTMLElement;
      if (
        event.key === 'Escape' &&
        selected.value !== undefined &&
        target.closest('dialog, .search') === null
      ) {
        deselect();
        return;
      }
      if (target.closest('input, textarea, select, dialog') !== null) return;
      const wanted = views[Number(event.key) - 1];
      if (wanted !== undefined) go(wanted);
      else if (event.key === '/') focusFirst('#search');
      else if (event.key === 'p') focusPeople();
      else if (event.key === 'c') focusFirst('.composer-text');
      else if (event.key === 'm' && openMessageMenu(target)) event.preventDefault();
      else if (event.key === 't') nextTheme();
      else if (event.key === '?') shortcutsOpen.value = true;
      // Nothing has the focus yet: the first list takes the key.
      else if (isNowhere(target) && (event.key in steps || event.key === 'Enter'))
        focusFirst('[data-item][tabindex="0"]');
      else return;
      event.preventDefault();
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, []);
}

/** True while the focus is on the page as a whole, as after it was opened. */
function isNowhere(target: HTMLElement): boolean {
  return target === document.body || target === document.documentElement || target.id === 'main';
}

/** Opens the menu of the message that has the focus, or of the one that is looked behind. */
function openMessageMenu(target: HTMLElement): boolean {
  const own = target.closest('.message')?.querySelector<HTMLElement>('.message-menu');
  const menu = own ?? document.querySelector<HTMLElement>('.inspector .message-menu');
  menu?.click();
  return menu !== null;
}

/** Goes to the person whose messages are shown; from another view, to the inbox first. */
function focusPeople(): void {
  if (view.value !== 'inbox') go('inbox', personId.value === '' ? undefined : personId.value);
  focusWhenShown('.people .person[tabindex="0"]');
}

/** Lists the keys. */
export function ShortcutsDialog() {
  const dialog = useRef<HTMLDialogElement>(null);
  const open = shortcutsOpen.value;
  useEffect(() => {
    if (open) dialog.current?.showModal();
    else dialog.current?.close();
  }, [open]);
  const close = () => {
    shortcutsOpen.value = false;
  };
  return (
    <dialog class="dialog" ref={dialog} onClose={close} aria-labelledby="shortcuts-title">
      <header class="dialog-head">
        <h2 id="shortcuts-title">Keys</h2>
        <button type="button" class="button-icon" aria-label="Close" onClick={close}>
          <Icon name="close" />
        </button>
      </header>
      <dl class="shortcuts">
        {shortcuts.map(([keys, what]) => (
          <div key={keys}>
            <dt>
              {keys
                .split(' ')
                .map((part) => (/^(or|…)$/.test(part) ? ` ${part} ` : <kbd key={part}>{part}</kbd>))}
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </dialog>
  );
}
