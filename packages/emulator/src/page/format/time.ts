const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const clockSeconds = new Intl.DateTimeFormat('en-GB', {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});
const day = new Intl.DateTimeFormat('en-GB', { weekday: 'long', day: 'numeric', month: 'long' });
const shortDay = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });
const full = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium' });

/** `14:05` */
export function clockTime(at: number): string {
  return clock.format(at);
}

/** `14:05:09` */
export function clockTimeSeconds(at: number): string {
  return clockSeconds.format(at);
}

/** `4 Mar 2026, 14:05:09` */
export function fullTime(at: number): string {
  return full.format(at);
}

/** The day as a divider between messages names it. */
export function dayName(at: number, now = Date.now()): string {
  if (isSameDay(at, now)) return 'Today';
  if (isSameDay(at, now - 86_400_000)) return 'Yesterday';
  return day.format(at);
}

/** The time today, the day otherwise. */
export function shortTime(at: number, now = Date.now()): string {
  return isSameDay(at, now) ? clock.format(at) : shortDay.format(at);
}

export function isSameDay(one: number, other: number): boolean {
  return new Date(one).toDateString() === new Date(other).toDateString();
}

const units: readonly (readonly [string, number])[] = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1000],
];

/** `2 h 5 min`; the two largest units. */
export function duration(milliseconds: number): string {
  let rest = Math.abs(milliseconds);
  const parts: string[] = [];
  for (const [name, size] of units) {
    const count = Math.floor(rest / size);
    if (count > 0 && parts.length < 2) parts.push(`${count} ${name}`);
    rest -= count * size;
  }
  return parts.length === 0 ? '0 s' : parts.join(' ');
}

/** `12 ms`, `0.4 ms`, `1.25 s`. */
export function milliseconds(value: number): string {
  if (value >= 1000) return `${Number((value / 1000).toFixed(2))} s`;
  return `${Number(value.toFixed(value < 10 ? 1 : 0))} ms`;
}

/** `0:07`, for sounds and videos. */
export function playTime(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}
