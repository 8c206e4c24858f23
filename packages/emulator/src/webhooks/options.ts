import * as z from 'zod';

const url = z
  .url({ protocol: /^https?$/ })
  .refine((text) => new URL(text).username === '' && new URL(text).hash === '', 'must hold no credentials');

/** The names of the events that are raised; all when absent. */
const events = z.array(z.string().min(1)).optional();

/** ZIM's console: where events go, and how they are signed. */
const zimWebhookSchema = z.strictObject({
  url,
  /** A value of its own, other than the ServerSecret. */
  callbackSecret: z.string().min(1).default('callback-secret'),
  events,
  /**
   * How the body is written. Whether all of it is URL-encoded, or form fields, is unclear [?]; receivers
   * should take all three.
   */
  encoding: z.enum(['json', 'url_encoded', 'form']).default('json'),
});

/** Tencent's console: where events go, and whether they are signed. */
const tencentImWebhookSchema = z.strictObject({
  url,
  /** Without one, events carry no `Sign`. */
  token: z.string().min(1).optional(),
  events,
  /** How often an event that tells what happened is tried again; the console switches it on. */
  repeats: z.int().min(0).max(10).default(0),
});

export const webhookOptionsSchema = z.strictObject({
  zim: zimWebhookSchema.optional(),
  tencentIm: tencentImWebhookSchema.optional(),
  /** How many deliveries `emulator.webhooks` keeps, newest first. */
  maxDeliveries: z.int().min(1).default(1000),
});

export type ZimWebhookOptions = z.output<typeof zimWebhookSchema>;
export type TencentImWebhookOptions = z.output<typeof tencentImWebhookSchema>;
