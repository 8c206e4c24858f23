const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** The three forms of a date in HTTP (RFC 9110, section 5.6.7), the oldest of which has the year at its end. */
const dateForms = [
  // Sun, 06 Nov 1994 08:49:37 GMT
  /^[a-z]{3}, (?<day>\d{2}) (?<month>[a-z]{3}) (?<year>\d{4}) (?<hour>\d{2}):(?<minute>\d{2}):(?<second>\d{2}) gmt$/,
  // Sunday, 06-Nov-94 08:49:37 GMT
  /^[a-z]{6,9}, (?<day>\d{2})-(?<month>[a-z]{3})-(?<year>\d{2}) (?<hour>\d{2}):(?<minute>\d{2}):(?<second>\d{2}) gmt$/,
  // Sun Nov  6 08:49:37 1994
  /^[a-z]{3} (?<month>[a-z]{3}) (?<day>[\d ]\d) (?<hour>\d{2}):(?<minute>\d{2}):(?<second>\d{2}) (?<year>\d{4})$/,
];

/**
 * How long a `Retry-After` header asks to wait, in milliseconds from `receivedAt`; 0 for a moment that has passed.
 * Undefined for an absent header, or one in none of the forms of RFC 9110 (section 10.2.3): seconds, or a date.
 */
export function retryAfterMs(
  headers: Readonly<Record<string, string>>,
  receivedAt: number,
): number | undefined {
  const value = headers['retry-after']?.trim().toLowerCase();
  if (value === undefined) return undefined;
  // Longer than nine digits is longer than anybody waits, and no number that fits a timer.
  if (/^\d{1,9}$/.test(value)) return Number(value) * 1_000;
  const at = dateOf(value, receivedAt);
  return at === undefined ? undefined : Math.max(0, at - receivedAt);
}

function dateOf(value: string, receivedAt: number): number | undefined {
  const parts = dateForms.map((form) => form.exec(value)?.groups).find((groups) => groups !== undefined);
  if (!parts) return undefined;
  const month = months.indexOf(parts.month ?? '');
  if (month < 0) return undefined;
  const [day, hour, minute, second] = [parts.day, parts.hour, parts.minute, parts.second].map(Number);
  return Date.UTC(fullYear(parts.year ?? '', receivedAt), month, day, hour, minute, second);
}

/** Two digits that seem to lie more than 50 years ahead are of the past century (RFC 9110, section 5.6.7). */
function fullYear(year: string, receivedAt: number): number {
  if (year.length === 4) return Number(year);
  const now = new Date(receivedAt).getUTCFullYear();
  const guess = Math.floor(now / 100) * 100 + Number(year);
  return guess > now + 50 ? guess - 100 : guess;
}
