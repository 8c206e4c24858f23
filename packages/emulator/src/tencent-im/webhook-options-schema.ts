import * as z from 'zod';
import { sharedWebhookShape } from '../webhooks/shared-options-schema.ts';

/** Checks `TencentImWebhookOptions` and fills in the defaults. */
export const tencentImWebhookSchema = z.strictObject({
  ...sharedWebhookShape,
  token: z.string().min(1).optional(),
  repeats: z.int().min(0).max(10).default(0),
});

/** `TencentImWebhookOptions` with the defaults filled in. */
export type TencentImWebhookSettings = z.output<typeof tencentImWebhookSchema>;
