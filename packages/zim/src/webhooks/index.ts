export type { ZimVerdicts } from './answers.ts';
export type { ZimWebhookOptions } from './options.ts';
export { zimWebhooks } from './source.ts';
