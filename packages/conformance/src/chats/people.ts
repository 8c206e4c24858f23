/** To whom most checks send. */
export const people = [
  'ann',
  'bob',
  'carol',
  'dave',
  'eve',
  'frank',
  'gina',
  'hugo',
  'iris',
  'jack',
] as const;

/** So many recipients of a long list or stream. */
export function crowd(count: number): readonly string[] {
  return Array.from({ length: count }, (_, at) => `u${at}`);
}

/** What no error, event, preview or receipt may show. */
export const words = 'The-words-of-the-message';
export const note = 'The-note-beside-it';
export const secret = 'The-secret-of-the-vendor';

/** What most checks send. */
export const hello = { from: 'ops', content: { type: 'text', text: words } } as const;

/** What sends belong to, for hooks and journals. */
export const correlationId = 'request 4711';
