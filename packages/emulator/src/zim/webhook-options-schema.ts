import * as z from 'zod';
import { sharedWebhookShape } from '../webhooks/shared-options-schema.ts';

/** Checks `ZimWebhookOptions` and fills in the defaults. */
export const zimWebhookSchema = z.strictObject({
  ...sharedWebhookShape,
  callbackSecret: z.string().min(1).default('callback-secret'),
  encoding: z.enum(['json', 'url_encoded', 'form']).default('json'),
});

/** `ZimWebhookOptions` with the defaults filled in. */
export type ZimWebhookSettings = z.output<typeof zimWebhookSchema>;
