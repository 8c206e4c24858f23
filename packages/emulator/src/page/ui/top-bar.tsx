import { count } from '../format/size.ts';
import { duration } from '../format/time.ts';
import { waitingFaults } from '../state/faults.ts';
import { connected, movedMs, rate } from '../state/live.ts';
import { linkTo, type View, view } from '../state/route.ts';
import { nextTheme } from '../state/theme.ts';
import { Icon, type IconName } from './icon.tsx';
import { SearchBox } from './search-box.tsx';
import { shortcutsOpen } from './shortcuts.tsx';

const entries: readonly (readonly [View, string, IconName])[] = [
  ['inbox', 'Inbox', 'inbox'],
  ['requests', 'Requests', 'requests'],
  ['faults', 'Faults', 'faults'],
  ['webhooks', 'Webhooks', 'webhooks'],
  ['setup', 'Setup', 'setup'],
];

/** Where one is, the search, and how the emulator fares. On a phone the views stand at the foot. */
export function TopBar() {
  const moved = movedMs.value;
  const waiting = waitingFaults.value.value?.faults.length ?? 0;
  return (
    <header class="top">
      <a class="brand" href={linkTo('inbox')} aria-label="Polychat emulator, inbox">
        <svg viewBox="0 0 32 32" width="26" height="26" aria-hidden="true">
          <rect width="32" height="32" rx="9" class="brand-tile" />
          <path
            class="brand-mark"
            d="M8 11.5A3.5 3.5 0 0 1 11.5 8h9a3.5 3.5 0 0 1 3.5 3.5v5a3.5 3.5 0 0 1-3.5 3.5H15l-5 4v-4.3a3.5 3.5 0 0 1-2-3.2z"
          />
        </svg>
        <span class="brand-name">
          Polychat <span>emulator</span>
        </span>
      </a>
      <nav class="views" aria-label="Views">
        {entries.map(([name, label, icon]) => (
          <a
            key={name}
            class="view-link"
            href={linkTo(name)}
            aria-current={view.value === name ? 'page' : undefined}
          >
            <Icon name={icon} size={17} />
            <span>{label}</span>
            {name === 'faults' && waiting > 0 && (
              <span class="count-warn">
                {waiting}
                <span class="for-readers"> waiting</span>
              </span>
            )}
          </a>
        ))}
      </nav>
      <SearchBox />
      <div class="top-end">
        {moved >= 1000 && (
          <a class="chip" href={linkTo('setup')} title="The emulator’s time was moved on">
            <Icon name="clock" size={14} /> +{duration(moved)}
          </a>
        )}
        <output class="live" data-connected={connected.value || undefined} aria-label="Connection">
          <span class="live-light" />
          <span class="live-text">
            {connected.value ? (rate.value > 0 ? `${count(rate.value)}/s` : 'Live') : 'Not connected'}
          </span>
        </output>
        <button
          type="button"
          class="button-icon"
          aria-label="Dark or light"
          title="Dark or light (t)"
          onClick={nextTheme}
        >
          <span class="when-light">
            <Icon name="moon" />
          </span>
          <span class="when-dark">
            <Icon name="sun" />
          </span>
        </button>
        <button
          type="button"
          class="button-icon wide-only"
          aria-label="Keys"
          title="Keys (?)"
          onClick={() => {
            shortcutsOpen.value = true;
          }}
        >
          <Icon name="help" />
        </button>
      </div>
    </header>
  );
}
