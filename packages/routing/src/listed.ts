/** So many names help; more hide the rest of a message. */
const most = 10;

/** Names in a sentence; of many the first ten, and how many more there are. */
export function listed(names: readonly string[]): string {
  if (names.length <= most) return names.join(', ');
  return `${names.slice(0, most).join(', ')} and ${names.length - most} more`;
}
