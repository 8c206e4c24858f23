export type { PigeonOptions } from './options.ts';
export { pigeon } from './pigeon.ts';
