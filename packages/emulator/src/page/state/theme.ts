import { effect, signal } from '@preact/signals';

const themes = ['system', 'light', 'dark'] as const;
type Theme = (typeof themes)[number];

const key = 'polychat-emulator-theme';

/** `system` follows the machine. */
const theme = signal<Theme>(themes.find((name) => name === read()) ?? 'system');

effect(() => {
  document.documentElement.dataset.theme = theme.value;
  try {
    localStorage.setItem(key, theme.value);
  } catch {
    // A browser that keeps nothing still shows the page.
  }
});

export function nextTheme(): void {
  const dark = matchMedia('(prefers-color-scheme: dark)').matches;
  const shown = theme.value === 'system' ? (dark ? 'dark' : 'light') : theme.value;
  theme.value = shown === 'dark' ? 'light' : 'dark';
}

function read(): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}
