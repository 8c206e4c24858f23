import type { CallFate } from './inbox-vendor-options.ts';

/** What meets the calls one after the other, whichever vendor gets them. */
export const troubles: readonly (readonly [CallFate, ...CallFate[]])[] = [
  ['answered'],
  ['not_sent', 'answered'],
  ['unavailable', 'answered'],
  ['unavailable', 'unavailable', 'unavailable', 'answered'],
  ['unknown', 'answered'],
  ['not_sent', 'unknown', 'answered'],
  ['unavailable', 'unknown', 'answered'],
  ['unknown', 'unavailable', 'answered'],
  ['silent', 'answered'],
  ['forbidden', 'answered'],
  ['unknown', 'forbidden', 'not_sent', 'unavailable', 'answered'],
];
