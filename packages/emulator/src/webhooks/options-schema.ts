import * as z from 'zod';

const url = z
  .url({ protocol: /^https?$/ })
  .refine((text) => new URL(text).username === '' && new URL(text).hash === '', 'must hold no credentials');

const shared = {
  url,
  events: z.array(z.string().min(1)).optional(),
  gzip: z.boolean().default(false),
  retrySignature: z.enum(['new', 'repeated']).default('new'),
};

const zimWebhookSchema = z.strictObject({
  ...shared,
  callbackSecret: z.string().min(1).default('callback-secret'),
  encoding: z.enum(['json', 'url_encoded', 'form']).default('json'),
});

const tencentImWebhookSchema = z.strictObject({
  ...shared,
  token: z.string().min(1).optional(),
  repeats: z.int().min(0).max(10).default(0),
});

/** Checks `WebhookOptions` and fills in the defaults. */
export const webhookOptionsSchema = z.strictObject({
  zim: zimWebhookSchema.optional(),
  tencentIm: tencentImWebhookSchema.optional(),
  maxDeliveries: z.int().min(1).default(1000),
});

/** `ZimWebhookOptions` with the defaults filled in. */
export type ZimWebhookSettings = z.output<typeof zimWebhookSchema>;
/** `TencentImWebhookOptions` with the defaults filled in. */
export type TencentImWebhookSettings = z.output<typeof tencentImWebhookSchema>;
