export type { TencentImVerdicts } from './answers.ts';
export type { TencentImWebhookOptions } from './options.ts';
export { tencentImWebhooks } from './source.ts';
