export { type PigeonOptions, pigeon } from './pigeon.ts';
