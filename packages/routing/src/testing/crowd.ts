/** So many different user ids: `u0`, `u1` and so on, or with another beginning. */
export function crowd(count: number, beginning = 'u'): readonly string[] {
  return Array.from({ length: count }, (_, at) => `${beginning}${at}`);
}
